"""Laws 2 and 7 on one example: upgraded and downgraded, with rows, stopped at every statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from alembic.util import CommandError

from azuraforge_schemagen.db.inspect import Inspection
from azuraforge_schemagen.dialects import project
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.ops import Op
from azuraforge_schemagen.ir.schema import Schema
from tests.laws.databases import Database, Stop
from tests.laws.essence import essence, expected
from tests.laws.harness import Chain
from tests.laws.identity import Kept, kept
from tests.laws.rows import Filler

Rows = dict[QName, dict[str, list[Any]]]


@dataclass
class Seen:
    """A database at one moment."""

    inspection: Inspection
    rows: Rows
    identities: dict[tuple[QName, str], tuple[int, int]]


@dataclass
class Example:
    """A chain from nothing over ``a`` (at ``start``) to ``b``, on one database."""

    database: Database
    chain: Chain
    start: str
    a: Schema
    b: Schema
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
            with self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                self.notes["rows"] += Filler(connection, schema, self.dialect).fill()
            self.database.engine.dispose()
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
        same(after.inspection, at_once, "upgraded, it is not what is made at once")
        forth = [op for side in sides for op in side.difference.ops]
        self._compare(before, after, project(self.a, self.dialect), project(self.b, self.dialect), forth)
        if not self._migrate(lambda: self.chain.downgrade(self.database.engine, self.start)):
            self.notes["rows did not fit back"] += 1
            return True
        again = self._look(project(self.a, self.dialect))
        same(again.inspection, before.inspection, "downgraded, it is not what it was")
        back = [op for side in reversed(sides) for op in side.back.ops]
        self._compare(after, again, project(self.b, self.dialect), project(self.a, self.dialect), back)
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
        except (sa.exc.IntegrityError, sa.exc.DataError, CommandError) as error:
            if not self.tolerant or (isinstance(error, CommandError) and "do not hold" not in str(error)):
                raise
            return False
        return True

    def _compare(self, before: Seen, after: Seen, old: Schema, new: Schema, operations: Sequence[Op]) -> None:
        known = kept(old, operations)
        self._same_objects(known, before, after, new)
        for table, columns in known.comparable(old, new).items():
            if not columns:
                continue
            was = [before.rows[table][name] for name in columns]
            now = [after.rows[known.tables[table]][name] for name in columns.values()]
            same(Counter(zip(*now, strict=True)), Counter(zip(*was, strict=True)), f"the rows of {table} differ")
            self.notes["compared rows"] += len(was[0])

    def _same_objects(self, known: Kept, before: Seen, after: Seen, new: Schema) -> None:
        """A generated column may be made anew: it holds nothing of its own."""
        if not before.identities:
            return
        for table, now in known.tables.items():
            plain = {it.name for it in new.table(now).columns if it.generated is None}
            for name, renamed in known.columns[now].items():
                if renamed not in plain:
                    continue
                was = before.identities[table, name]
                same(after.identities[now, renamed], was, f"{table}.{name} is not the same column any more")


def same(found: object, wanted: object, what: str) -> None:
    """Equality with a message that shows only what differs."""
    if found != wanted:
        raise AssertionError(f"{what}:\n{difference(found, wanted)}")


def difference(found: object, wanted: object) -> str:
    """Only the objects that differ, of two schemas."""
    if isinstance(found, Inspection) and isinstance(wanted, Inspection):
        if found.unmanaged != wanted.unmanaged:
            return f"found  {found.unmanaged}\nwanted {wanted.unmanaged}"
        found, wanted = found.schema, wanted.schema
    if isinstance(found, Schema) and isinstance(wanted, Schema):
        refs = sorted({*found.objects, *wanted.objects}, key=str)
        pairs = [(found.objects.get(ref), wanted.objects.get(ref)) for ref in refs]
        return "\n".join(_fields(one, other) for one, other in pairs if one != other)
    return f"found  {found}\nwanted {wanted}"


def _fields(found: Any, wanted: Any) -> str:
    if type(found) is not type(wanted):
        return f"found  {found}\nwanted {wanted}"
    lines = [f"{found.name}:"]
    for name in type(found).__dataclass_fields__:
        one, other = getattr(found, name), getattr(wanted, name)
        if one == other or name == "columns":
            continue
        if name == "by_name":
            keys = sorted({*one, *other})
            lines += [
                f"  {key}: {one.get(key)}\n   not {other.get(key)}" for key in keys if one.get(key) != other.get(key)
            ]
        else:
            lines.append(f"  {name}: {one}\n   not {other}")
    return "\n".join(lines)
