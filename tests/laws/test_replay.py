"""Law 1: what a comparison finds, applied to the old schema, gives the new one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from azuraforge_schemagen.dialects import project
from azuraforge_schemagen.diff import diff, inverse
from azuraforge_schemagen.ir.apply import apply_all
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.schema import Schema
from tests.strategies import EMPTY, Pair, pairs, schemas

DIALECTS = pytest.mark.parametrize("dialect", ["postgresql", "sqlite"])


@DIALECTS
@given(pair=pairs())
@settings(max_examples=150, deadline=None)
def test_replay(dialect: str, pair: Pair) -> None:
    replays(project(pair.old, dialect), project(pair.new, dialect), pair.intent)


@given(pair=pairs(portable=False))
@settings(max_examples=150, deadline=None)
def test_replay_with_what_only_postgresql_has(pair: Pair) -> None:
    replays(project(pair.old, "postgresql"), project(pair.new, "postgresql"), pair.intent)


@DIALECTS
@given(schema=schemas())
@settings(max_examples=50, deadline=None)
def test_from_nothing_and_back(dialect: str, schema: Schema) -> None:
    replays(EMPTY, project(schema, dialect), Intent())


@DIALECTS
@given(schema=schemas())
@settings(max_examples=50, deadline=None)
def test_a_schema_does_not_differ_from_itself(dialect: str, schema: Schema) -> None:
    one, other = project(schema, dialect), project(schema, dialect)
    assert diff(one, other, Intent()).ops == ()


@given(pair=pairs(portable=False))
@settings(max_examples=100, deadline=None)
def test_a_settled_change_has_nothing_to_do(pair: Pair) -> None:
    new = project(pair.new, "postgresql")
    lines = tuple(line for line in pair.intent.renames if not is_cyclic(line.old, pair))
    assert diff(new, new, Intent(renames=lines)).ops == ()


def is_cyclic(old: str, pair: Pair) -> bool:
    """Whether a name that a line replaces is taken anew: who records that it was done is the snapshot."""
    return any(line.new == old for line in pair.intent.renames)


def replays(old: Schema, new: Schema, intent: Intent) -> None:
    there = diff(old, new, intent)
    assert apply_all(there.ops, old) == new
    back = diff(new, old, inverse(there.used))
    assert apply_all(back.ops, new) == old
    again = diff(old, new, inverse(back.used))
    assert apply_all(again.ops, old) == new
