"""Laws where tables inherit: parents and heirs come, go, change, join and leave each other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings

from azuraforge_schemagen.diff import diff
from azuraforge_schemagen.ir.apply import apply_all
from azuraforge_schemagen.snapshot.codec import decode, encode
from tests.families import families, renamed
from tests.laws.conduct import conduct
from tests.laws.conftest import NewChain
from tests.laws.databases import Database
from tests.laws.test_package import agrees
from tests.laws.test_partitions import ALL, EXAMPLES, law, schema
from tests.resolve.reading import resolved
from tests.strategies import Pair
from tests.yamltext import files


@given(old=families(), new=families())
@settings(law, max_examples=10 * EXAMPLES)
def test_replay(old: list[str], new: list[str]) -> None:
    a, b = schema(old), schema(new)
    difference = diff(a, b, ALL)
    got = apply_all(difference.ops, a)
    other = {it for it in got.objects.keys() | b.objects.keys() if got.objects.get(it) != b.objects.get(it)}
    assert not other, "\n".join(f"{got.objects.get(it)}\n{b.objects.get(it)}" for it in sorted(other))
    assert diff(b, b, ALL).ops == ()
    assert all(decode(it.ref.kind, encode(it)) == it for it in b.objects.values())
    assert schema([*files(b, dialects=("postgresql",)).values()]) == b


@pytest.mark.postgresql
@given(old=families(), new=families())
@settings(law, max_examples=max(1, EXAMPLES // 3))
def test_on_postgresql(old: list[str], new: list[str], postgresql: Database, new_chain: NewChain) -> None:
    conduct(Pair(schema(old), schema(new), ALL, ()), postgresql, new_chain, "postgresql")


@given(files=renamed())
@settings(law, max_examples=10 * EXAMPLES)
def test_replay_of_renames(files: tuple[list[str], list[str]]) -> None:
    pair = renaming(*files)
    got = apply_all(diff(pair.old, pair.new, pair.intent).ops, pair.old)
    other = {
        it for it in got.objects.keys() | pair.new.objects.keys() if got.objects.get(it) != pair.new.objects.get(it)
    }
    assert not other, "\n".join(f"{got.objects.get(it)}\n{pair.new.objects.get(it)}" for it in sorted(other))


@pytest.mark.postgresql
@given(files=renamed())
@settings(law, max_examples=max(1, EXAMPLES // 3))
def test_renames_on_postgresql(files: tuple[list[str], list[str]], postgresql: Database, new_chain: NewChain) -> None:
    conduct(renaming(*files), postgresql, new_chain, "postgresql")


def renaming(old: list[str], new: list[str]) -> Pair:
    found = resolved(*new)
    assume(not [it for it in found.diagnostics if it.severity == "error"])
    return Pair(schema(old), found.schema, replace(found.intent, allow=frozenset({"all"})), ())


@pytest.mark.postgresql
@given(files=families(late=False))
@law
def test_models(files: list[str], postgresql: Database, tmp_path: Path) -> None:
    agrees(schema(files), tmp_path, postgresql)
