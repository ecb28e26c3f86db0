"""Laws 2 and 7 on one example: upgraded and downgraded, with rows, stopped at every statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from alembic.util import CommandError

from azuraforge_schemagen.db.inspect import Inspection
from azuraforge_schemagen.dialects import project
from azuraforge_schemagen.diff import Difference, diff, inverse
from azuraforge_schemagen.ir.bodies import MaterializedView, View
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.schema import Schema, Sql
from azuraforge_schemagen.pipeline.apart import unmet
from azuraforge_schemagen.verify.comparing import Way
from azuraforge_schemagen.verify.rows import fill
from tests.laws.comparing import Seen, compare, same
from tests.laws.databases import Database, Stop
from tests.laws.essence import essence, expected
from tests.laws.harness import Chain, shown
from tests.strategies import Pair


def conduct(pair: Pair, database: Database, new_chain: Callable[..., Chain], *dialects: str) -> Counter[str]:
    """Both laws on one pair, in a project of these dialects; gives what there was to see."""
    fresh, chain = new_chain(*dialects), new_chain(*dialects)
    try:
        fresh.build(pair.new)
        start = chain.build(pair.old)
        chain.build(pair.new, pair.intent)
        example = Example(database, chain, start, pair.old, pair.new, pair.intent)
        example.run(fresh)
    except Exception as error:
        error.add_note(f"steps: {pair.steps}\n\n{shown(chain.texts)}")
        raise
    finally:
        fresh.remove()
        chain.remove()
    return example.notes


@dataclass
class Example:
    """A chain from nothing over ``a`` (at ``start``) to ``b``, on one database."""

    database: Database
    chain: Chain
    start: str
    a: Schema
    b: Schema
    intent: Intent
    stops: bool = True
    tolerant: bool = True
    """Whether rows may be what a change fails on."""
    notes: Counter[str] = field(default_factory=Counter)

    @property
    def dialect(self) -> str:
        return self.database.dialect

    def run(self, fresh: Chain) -> None:
        """Both laws; ``fresh`` makes ``b`` at once."""
        self.database.empty()
        fresh.upgrade(self.database.engine)
        at_once = self.database.inspect()
        same(essence(at_once.schema, self.dialect), expected(self.b, self.dialect), "made at once, it is not b")
        same(
            (at_once.unmanaged, unmet(at_once.needs, at_once.schema)),
            ((), ()),
            "made at once, something is not managed",
        )
        before = self._at_a(with_rows=True)
        if not self._upgrades(before, at_once):
            self.notes["rows did not fit"] += 1
            self.tolerant = False
            self._upgrades(self._at_a(with_rows=False), at_once)

    def _at_a(self, with_rows: bool) -> Seen:
        self.database.empty()
        self.chain.upgrade(self.database.engine, self.start)
        schema = project(self.a, self.dialect)
        if with_rows:
            self.notes["rows"] += fill(self.database.engine, self.a, self.dialect).taken
        found = self._look(schema)
        same(essence(found.inspection.schema, self.dialect), expected(self.a, self.dialect), "it is not a")
        return found

    def _look(self, schema: Schema) -> Seen:
        database = self.database
        return Seen(database.inspect(), database.rows(schema), database.identities())

    def _upgrades(self, before: Seen, at_once: Inspection) -> bool:
        """There and back again; false where the rows are what stands in the way, and nothing has changed then."""
        changes = self.chain.changes[self.chain.revisions.index(self.start) + 1 :]
        sides = [side for change in changes for side in change.sides if side.dialect == self.dialect]
        if not self._migrate(lambda: self.chain.upgrade(self.database.engine)):
            return False
        after = self._look(project(self.b, self.dialect))
        same(in_any_order(after.inspection), in_any_order(at_once), "upgraded, it is not what is made at once")
        there = _between(self.a, self.b, self.intent)
        forth = [op for side in sides for op in side.difference.ops]
        self._compare(Way(self.dialect, self.a, self.b, forth, there.ops), before, after)
        if not self._migrate(lambda: self.chain.downgrade(self.database.engine, self.start)):
            self.notes["rows did not fit back"] += 1
            return True
        again = self._look(project(self.a, self.dialect))
        same(in_any_order(again.inspection), in_any_order(before.inspection), "downgraded, it is not what it was")
        back = [op for side in reversed(sides) for op in side.back.ops]
        homeward = _between(self.b, self.a, inverse(there.used))
        self._compare(Way(self.dialect, self.b, self.a, back, homeward.ops), after, again)
        return True

    def _migrate(self, run: Callable[[], None]) -> bool:
        """Law 7: stopped after every statement and started again, one statement later each time, until it ends."""
        if not self.stops:
            return self._attempt(run)
        after, done = 0, None
        while done is None:
            with self.database.stopping(after):
                try:
                    done = self._attempt(run)
                except Stop:
                    self.notes["stops"] += 1
            after += 1
        return done

    def _attempt(self, run: Callable[[], None]) -> bool:
        try:
            run()
        except (sa.exc.DBAPIError, CommandError) as error:
            if not self.tolerant or not _is_about_rows(error):
                raise
            return False
        return True

    def _compare(self, way: Way, before: Seen, after: Seen) -> None:
        self.notes["compared rows"] += compare(way, before, after)


def in_any_order(found: Inspection) -> Inspection:
    """Columns that were added stand behind the others, in a view of all columns too."""
    views = (it for it in found.schema.objects.values() if isinstance(it, View | MaterializedView))
    words = {
        it.ref: replace(it, query=Sql(" ".join(sorted((it.query.text or "").replace(",", " ").split()))))
        for it in views
    }
    return replace(found, schema=found.schema.with_objects(words))


def _is_about_rows(error: Exception) -> bool:
    """Whether a change failed on the rows that there are. Text that is no tsvector is a syntax error."""
    if isinstance(error, sa.exc.IntegrityError | sa.exc.DataError):
        return True
    return "foreign keys do not hold" in str(error) or "syntax error in tsvector" in str(error)


def _between(old: Schema, new: Schema, intent: Intent) -> Difference:
    return diff(project(old, "postgresql"), project(new, "postgresql"), intent)
