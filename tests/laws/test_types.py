"""Laws 2 and 7 where composites, ranges and collations change under columns that are of them."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Column, Domain, Namespace, Schema, schema_of
from azuraforge_schemagen.ir.types import Array, DomainType
from tests import making, making_types
from tests.laws.conduct import conduct
from tests.laws.conftest import NewChain
from tests.laws.databases import Database
from tests.laws.test_database import law, observed
from tests.making import Maker
from tests.making_types import Types
from tests.mutating_types import TypeSteps
from tests.repairing import repaired
from tests.strategies import SEEDS, Pair, changed

STEPS = tuple(name for name in vars(TypeSteps) if not name.startswith("_") and name not in ("types", "tables", "enums"))
MORE = ("rename_column", "drop_column", "add_child", "widen_column", "rename_enum", "reorder_values")


def typed(seed: int) -> Schema:
    """Tables with columns of every kind of type, of arrays of them, of a domain over one, and sorted by collations."""
    maker = Maker(Random(seed), portable=False)
    enums = [making.make_enum(maker, "", [])]
    types = Types([], [], [making_types.make_collation(maker, "")])
    types.ranges.append(making_types.make_range(maker, "", enums, types.collations))
    for _ in range(2):
        types.composites.append(making_types.make_composite(maker, "", enums, types))
    domain = Domain(QName("", maker.relation("", prefix="d ")), maker.one(types.usable))
    tables = [making.make_table(maker, "", enums) for _ in range(2)]
    for _ in range(6):
        place = maker.random.randrange(2)
        tables[place] = making_types.of_types(maker, tables[place], types)
    name = maker.name(tables[0].by_name)
    column = Column(name, Array(DomainType(domain.name)) if maker.chance(30) else DomainType(domain.name))
    tables[0] = replace(tables[0], columns=(*tables[0].columns, column))
    tables[1] = making.add_index(maker, tables[1])
    own = [it for kind in types for it in kind]
    return repaired(schema_of(Namespace(QName("", "app")), *enums, *own, domain, *tables))


@pytest.mark.postgresql
@given(seed=SEEDS, steps=st.lists(st.tuples(st.sampled_from((*STEPS, *STEPS, *MORE)), SEEDS), min_size=1, max_size=5))
@law
def test_types(seed: int, steps: list[tuple[str, int]], postgresql: Database, new_chain: NewChain) -> None:
    pair: Pair = changed(typed(seed), steps, portable=False)
    observed(conduct(pair, postgresql, new_chain, "postgresql"))
