"""Hypothesis strategies: nasty schemas, and pairs of an old and a new one with what the author says about the way.

A schema and every step of a change come from seeds: an example is made fast, and shrinks by tables and steps.
``portable`` schemas fit PostgreSQL and SQLite, the others PostgreSQL only.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from hypothesis import strategies as st

from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.schema import Schema, schema_of
from tests.making import NAMES, Maker, make_schema
from tests.mutating import STEPS, Author
from tests.repairing import repaired

SEEDS = st.integers(0, 2**32 - 1)
EMPTY = schema_of()

names = st.sampled_from(NAMES)


class Pair(NamedTuple):
    """An old and a new schema, and the intent of the author who changed the one into the other."""

    old: Schema
    new: Schema
    intent: Intent
    steps: tuple[str, ...]
    """What was done, for a reader."""


@st.composite
def schemas(draw: st.DrawFn, *, portable: bool = True, min_tables: int = 1, max_tables: int = 4) -> Schema:
    """A schema that servers accept as it stands."""
    seed = draw(SEEDS)
    tables = draw(st.integers(min_tables, max_tables))
    return repaired(make_schema(Random(seed), tables, portable=portable))


@st.composite
def pairs(draw: st.DrawFn, *, portable: bool = True, max_tables: int = 4, max_steps: int = 6) -> Pair:
    """A schema and what became of it in some steps; they share much."""
    old = draw(schemas(portable=portable, max_tables=max_tables))
    steps = draw(st.lists(st.tuples(st.sampled_from(STEPS), SEEDS), min_size=1, max_size=max_steps))
    return changed(old, steps, portable=portable)


def changed(old: Schema, steps: list[tuple[str, int]], *, portable: bool = True) -> Pair:
    """The pair that these steps make of a schema."""
    author = Author(old, Maker(Random(0), portable))
    for step, seed in steps:
        author.maker.random.seed(seed)
        getattr(author, step)()
        author.state = dict(repaired(author.schema()).objects)
    new = author.schema()
    return Pair(old, new, author.intent(old, new), tuple(step for step, _ in steps))
