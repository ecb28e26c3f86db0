"""Laws 1 and 2 where views, functions, triggers and the like hang on tables that change."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings

from azuraforge_schemagen.diff import diff
from azuraforge_schemagen.ir.apply import apply_all
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.snapshot.codec import decode, encode
from tests.hanging import hung_pairs
from tests.laws.comparing import same
from tests.laws.conftest import NewChain
from tests.laws.databases import Database
from tests.laws.harness import shown
from tests.strategies import Pair

EXAMPLES = int(os.environ.get("SCHEMAGEN_EXAMPLES", "25"))
law = settings(
    max_examples=EXAMPLES,
    deadline=None,
    print_blob=True,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)

PARTS = (
    "SELECT 'view', c.oid::regclass::text, pg_get_viewdef(c.oid) FROM pg_class c WHERE c.relkind IN ('v', 'm')",
    "SELECT 'function', p.oid::regprocedure::text, pg_get_functiondef(p.oid) FROM pg_proc p WHERE p.prokind <> 'a'",
    "SELECT 'trigger', t.tgname::text, pg_get_triggerdef(t.oid) FROM pg_trigger t WHERE NOT t.tgisinternal",
    "SELECT 'policy', p.polrelid::regclass::text || p.polname, pg_get_expr(p.polqual, p.polrelid) FROM pg_policy p",
    "SELECT 'statistics', s.stxname::text, pg_get_statisticsobjdef(s.oid) FROM pg_statistic_ext s",
    "SELECT 'index', i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i",
)


def parts(database: Database) -> list[tuple[str, ...]]:
    """The server's own words for everything that hangs."""
    if database.dialect == "sqlite":
        texts = ["SELECT type, name, sql FROM sqlite_master WHERE type IN ('view', 'trigger')"]
    else:
        texts = list(PARTS)
        own = "{0} >= 16384 AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = {0} AND d.deptype = 'e')"
        texts[0] += " AND " + own.format("c.oid")
        texts[1] += " AND " + own.format("p.oid")
        texts[5] += " WHERE " + own.format("i.indexrelid") + " AND i.indexrelid::regclass::text NOT LIKE 'pg_toast%'"
    with database.engine.connect() as connection:
        rows = [row for text in texts for row in connection.execute(sa.text(text))]
    return sorted((str(row[0]), str(row[1]), _unordered(*map(str, row))) for row in rows)


def _unordered(kind: str, name: str, text: str) -> str:
    """Columns that were added stand behind the others, in ``*`` too."""
    return " ".join(sorted(text.replace(",", " ").split())) if kind in ("view", "statistics") else text


@given(pair=hung_pairs("postgresql"))
@settings(law, max_examples=10 * EXAMPLES)
def test_replay(pair: Pair) -> None:
    difference = diff(pair.old, pair.new, pair.intent)
    got = apply_all(difference.ops, pair.old)
    other = {
        it for it in got.objects.keys() | pair.new.objects.keys() if got.objects.get(it) != pair.new.objects.get(it)
    }
    assert not other, "\n".join(f"{got.objects.get(it)}\n{pair.new.objects.get(it)}" for it in sorted(other))
    assert diff(pair.new, pair.new, Intent()).ops == ()
    assert all(decode(it.ref.kind, encode(it)) == it for it in pair.new.objects.values())


@pytest.mark.postgresql
@given(pair=hung_pairs("postgresql"))
@law
def test_postgresql(pair: Pair, postgresql: Database, new_chain: NewChain) -> None:
    conduct(pair, postgresql, new_chain)


@given(pair=hung_pairs("sqlite"))
@law
def test_sqlite(pair: Pair, sqlite: Database, new_chain: NewChain) -> None:
    conduct(pair, sqlite, new_chain)


@given(pair=hung_pairs("sqlite"))
@law
def test_script_of_sqlite(pair: Pair, sqlite: Database, new_chain: NewChain) -> None:
    """What Alembic writes for SQLite's shell does what the revisions do."""
    chain = new_chain("sqlite")
    try:
        sqlite.empty()
        start = chain.build(pair.old)
        chain.upgrade(sqlite.engine)
        before = sqlite.inspect()
        end = chain.build(pair.new, replace(pair.intent, allow=frozenset({*pair.intent.allow, "all"})))
        chain.upgrade(sqlite.engine)
        after = sqlite.inspect()
        if start == end:
            return
        sqlite.execute(chain.script("sqlite", end, start, down=True))
        same(sqlite.inspect(), before, "downgraded by a script, it is not what it was")
        sqlite.execute(chain.script("sqlite", start, end))
        same(sqlite.inspect(), after, "upgraded by a script, it is not what the revisions make")
    except Exception as error:
        error.add_note(f"steps: {pair.steps}\n\n{shown(chain.texts)}")
        raise
    finally:
        chain.remove()


def alike(found: Iterable[object], wanted: Iterable[object], what: str) -> None:
    """The same things, in whichever order."""
    more, fewer = set(found) - set(wanted), set(wanted) - set(found)
    assert not more | fewer, f"{what}: found {sorted(map(str, more))}, wanted {sorted(map(str, fewer))}"


def conduct(pair: Pair, database: Database, new_chain: NewChain) -> None:
    """Upgraded and downgraded, everything is as it is made at once."""
    fresh, chain = new_chain(database.dialect), new_chain(database.dialect)
    try:
        database.empty()
        fresh.build(pair.new)
        fresh.upgrade(database.engine)
        at_once, seen_at_once = parts(database), database.inspect()
        database.empty()
        start = chain.build(pair.old)
        chain.upgrade(database.engine)
        before, seen_before = parts(database), database.inspect()
        chain.build(pair.new, replace(pair.intent, allow=frozenset({*pair.intent.allow, "all"})))
        chain.upgrade(database.engine)
        alike(parts(database), at_once, "upgraded, it is not what is made at once")
        same(database.inspect(), seen_at_once, "upgraded, it is not seen as what is made at once")
        chain.downgrade(database.engine, start)
        alike(parts(database), before, "downgraded, it is not what it was")
        same(database.inspect(), seen_before, "downgraded, it is not seen as what it was")
    except Exception as error:
        error.add_note(f"steps: {pair.steps}\n\n{shown(chain.texts)}")
        raise
    finally:
        fresh.remove()
        chain.remove()
