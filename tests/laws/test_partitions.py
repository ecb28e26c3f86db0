"""Laws 1 and 2 where tables have partitions: attached, detached, made and dropped, with what is theirs and their
parents'."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings

from azuraforge_schemagen.diff import diff
from azuraforge_schemagen.ir.apply import apply_all
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.snapshot.codec import decode, encode
from tests.laws.comparing import same
from tests.laws.conftest import NewChain
from tests.laws.databases import Database
from tests.laws.harness import shown
from tests.parting import trees
from tests.resolve.reading import resolved

EXAMPLES = int(os.environ.get("SCHEMAGEN_EXAMPLES", "30"))
ALL = Intent(allow=frozenset({"all"}))
law = settings(
    max_examples=EXAMPLES,
    deadline=None,
    print_blob=True,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)


def schema(files: list[str]) -> Schema:
    found = resolved(*files)
    assume(not [it for it in found.diagnostics if it.severity == "error"])
    return found.schema


@given(old=trees(), new=trees())
@settings(law, max_examples=10 * EXAMPLES)
def test_replay(old: list[str], new: list[str]) -> None:
    a, b = schema(old), schema(new)
    difference = diff(a, b, ALL)
    got = apply_all(difference.ops, a)
    other = {it for it in got.objects.keys() | b.objects.keys() if got.objects.get(it) != b.objects.get(it)}
    assert not other, "\n".join(f"{got.objects.get(it)}\n{b.objects.get(it)}" for it in sorted(other))
    assert diff(b, b, ALL).ops == ()
    assert all(decode(it.ref.kind, encode(it)) == it for it in b.objects.values())


@pytest.mark.postgresql
@given(old=trees(), new=trees())
@law
def test_on_postgresql(old: list[str], new: list[str], postgresql: Database, new_chain: NewChain) -> None:
    a, b = schema(old), schema(new)
    fresh, chain = new_chain("postgresql"), new_chain("postgresql")
    try:
        postgresql.empty()
        fresh.build(b)
        fresh.upgrade(postgresql.engine)
        at_once = postgresql.inspect()
        postgresql.empty()
        start = chain.build(a)
        chain.upgrade(postgresql.engine)
        before, was = postgresql.inspect(), postgresql.identities()
        chain.build(b)
        chain.upgrade(postgresql.engine)
        same(postgresql.inspect(), at_once, "upgraded, it is not what is made at once")
        stays(was, postgresql.identities(), a, b)
        chain.downgrade(postgresql.engine, start)
        same(postgresql.inspect(), before, "downgraded, it is not what it was")
    except Exception as error:
        error.add_note(f"{old}\n\n{new}\n\n{shown(chain.texts)}")
        raise
    finally:
        fresh.remove()
        chain.remove()


def stays(was: dict[object, tuple[int, int]], now: dict[object, tuple[int, int]], a: Schema, b: Schema) -> None:
    """A table that becomes a partition, or stops being one, is the same table."""
    anew = {name for name in a.tables.keys() & b.tables.keys() if _key(a, name) != _key(b, name)}
    for key in was.keys() & now.keys():
        table = key[0]  # type: ignore[index]
        if not anew:
            assert was[key][0] == now[key][0], table


def _key(schema_: Schema, name: object) -> object:
    return schema_.table(name).partition_by  # type: ignore[arg-type]
