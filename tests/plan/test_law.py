"""Law 1, through every pass: the operations of the steps, run in memory, lead where the difference leads."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from azuraforge_schemagen.dialects import project
from azuraforge_schemagen.diff import diff, inverse
from azuraforge_schemagen.ir.schema import Object, Schema, Table, schema_of
from azuraforge_schemagen.plan import of_first, plan, stages, without
from tests.plan.shapes import CONFIG, leads
from tests.strategies import Pair, pairs

law = settings(max_examples=100, deadline=None)


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite"])
@given(pair=pairs())
@law
def test_steps_lead_there_and_back(dialect: str, pair: Pair) -> None:
    leads_there_and_back(pair, dialect)


@given(pair=pairs(portable=False))
@law
def test_steps_with_what_only_postgresql_has(pair: Pair) -> None:
    leads_there_and_back(pair, "postgresql")


def leads_there_and_back(pair: Pair, dialect: str) -> None:
    state, intent = pair.old, pair.intent
    for stage in stages(pair.old, pair.new, pair.intent, CONFIG):
        old, new = project(state, dialect), project(stage, dialect)
        here = intent if stage == pair.new else of_first(state, pair.new, intent)
        there = diff(old, new, here)
        back = diff(new, old, inverse(there.used))
        up = plan(old, new, there, dialect, CONFIG)
        down = plan(new, old, back, dialect, CONFIG, downgrade=True)
        assert seen(leads(up, old), dialect) == seen(new, dialect)
        assert seen(leads(down, new), dialect) == seen(old, dialect)
        assert plan(old, new, diff(old, new, here), dialect, CONFIG) == up
        state, intent = stage, without(intent, there.used)


def seen(schema: Schema, dialect: str) -> Schema:
    """SQLite writes neither a key's derived name nor how a column counts, so no step changes them there."""
    return schema if dialect == "postgresql" else schema_of(*(_bare(it) for it in schema.objects.values()))


def _bare(found: Object) -> Object:
    if not isinstance(found, Table):
        return found
    columns = tuple(replace(it, identity=None, serial=None) for it in found.columns)
    return replace(found, columns=columns, primary_key=found.primary_key and replace(found.primary_key, name=""))
