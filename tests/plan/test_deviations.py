"""What deviates from a declared state: everything, once, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from azuraforge_schemagen.dialects import project
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Enum,
    ForeignKey,
    Index,
    IndexKey,
    ListBound,
    Number,
    Object,
    Partition,
    PartitionKey,
    PrimaryKey,
    ReplicaIdentity,
    RowSecurity,
    Sql,
    Table,
    Unique,
    schema_of,
)
from azuraforge_schemagen.ir.types import EnumType, Scalar
from azuraforge_schemagen.plan.deviations import GROUPS, deviations
from tests.strategies import Pair, pairs

T = QName("app", "t")
FULL = ReplicaIdentity("full")
MOOD = Enum(QName("", "mood"), ("good", "bad"))
TABLE = Table(
    T,
    (
        Column("id", Scalar("integer"), nullable=False),
        Column("mood", EnumType(MOOD.name)),
        Column("at", Scalar("timestamptz")),
    ),
    primary_key=PrimaryKey("t_pkey", ("id",)),
    checks=(Check("c", Sql("id > 0")),),
    indexes=(Index("ix", (IndexKey("at"),)),),
)


def said(found: list[Object], declared: list[Object]) -> list[str]:
    return [
        f"{it.group}: {it.kind} {it.title}" + "".join(f"; {facet}" for facet in it.facets)
        for it in deviations(schema_of(*found), schema_of(*declared))
    ]


@pytest.mark.parametrize(
    ("found", "text"),
    [
        ([MOOD, TABLE], []),
        ([MOOD], ["missing: table app.t"]),
        ([TABLE], ["missing: enum mood"]),
        ([replace(MOOD, values=("good",)), TABLE], ["missing: value mood.bad"]),
        ([replace(MOOD, values=("bad", "good")), TABLE], ["different: enum mood; values bad, good -> good, bad"]),
        ([replace(MOOD, comment="x"), TABLE], ["different: enum mood; comment x -> none"]),
        ([MOOD, replace(TABLE, comment="x", options=(("fillfactor", "70"),))], [
            "different: table app.t; comment x -> none; fillfactor 70 -> none",
        ]),
        ([MOOD, replace(TABLE, primary_key=None)], ["missing: primary key t_pkey on app.t"]),
        ([MOOD, replace(TABLE, primary_key=PrimaryKey("t_pkey", ("at",)))], [
            "different: primary key t_pkey on app.t; columns at -> id",
        ]),
        ([MOOD, replace(TABLE, uniques=(Unique("u", ("at",)),))], ["undeclared: unique u on app.t"]),
        ([MOOD, replace(TABLE, checks=(Check("c", Sql("id > 1")),))], [
            "different: check c on app.t; expression id > 1 -> id > 0",
        ]),
        ([MOOD, replace(TABLE, checks=(Check("c", Sql("id > 0"), not_valid=True),))], [
            "not validated: check c on app.t; not valid yes -> no",
        ]),
        ([MOOD, replace(TABLE, checks=(Check("c", Sql("id > 0"), not_valid=True, comment="x"),))], [
            "different: check c on app.t; not valid yes -> no; comment x -> none",
        ]),
        ([MOOD, replace(TABLE, indexes=(Index("ix", (IndexKey("at"),), comment="x"),))], [
            "different: index ix on app.t; comment x -> none",
        ]),
        ([MOOD, replace(TABLE, indexes=(Index("ix", (IndexKey("at"),), unique=True),))], [
            "different: index ix on app.t; unique yes -> no",
        ]),
        ([MOOD, TABLE, Table(QName("", "b"), TABLE.columns, foreign_keys=(ForeignKey("f", ("id",), T, ("id",)),))], [
            "undeclared: table b",
        ]),
    ],
)  # fmt: skip
def test_in_words(found: list[Object], text: list[str]) -> None:
    assert said(found, [MOOD, TABLE]) == text


def test_the_place_of_a_part_is_told_apart_from_its_name() -> None:
    places = {
        it.kind: (it.name, it.parent)
        for it in deviations(
            schema_of(
                replace(MOOD, values=("good",)), replace(TABLE, columns=TABLE.columns[:2], indexes=(), checks=())
            ),
            schema_of(MOOD, TABLE, replace(TABLE, name=QName("", "other"), checks=(), indexes=(), primary_key=None)),
        )
    }
    assert places == {
        "column": ("at", T),
        "index": ("ix", T),
        "check": ("c", T),
        "value": ("bad", MOOD.name),
        "table": ("other", None),
    }


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite"])
@given(pair=pairs())
@settings(max_examples=100, deadline=None)
def test_whatever_differs_is_told_once(dialect: str, pair: Pair) -> None:
    old, new = project(pair.old, dialect), project(pair.new, dialect)
    found = deviations(old, new)
    assert bool(found) == (old != new)
    assert len({(it.kind, it.title) for it in found}) == len(found)
    assert [GROUPS.index(it.group) for it in found] == sorted(GROUPS.index(it.group) for it in found)
    assert all(it.facets for it in found if it.group == "different")
    back = {(it.kind, it.title): it.group for it in deviations(new, old)}
    opposite = {"missing": "undeclared", "undeclared": "missing"}
    for it in found:
        if it.group in opposite and it.kind != "value":
            assert back[it.kind, it.title] == opposite[it.group]
    assert deviations(new, new) == ()


def test_partitions() -> None:
    """A place among partitions is told as one, and not as something that is done."""
    columns = (Column("at", Scalar("integer")),)
    whole = Table(QName("", "log"), columns, partition_by=PartitionKey("list", (IndexKey("at"),)))
    part = Table(QName("", "log1"), (), partition_of=Partition(whole.name, ListBound((Number("1"),))))
    other = replace(part, partition_of=Partition(whole.name, ListBound((Number("2"),))))
    alone = Table(part.name, columns)
    assert said([whole, alone], [whole, part]) == ["different: table log1; partition of none -> log FOR VALUES IN (1)"]
    assert said([whole, part], [whole, alone]) == ["different: table log1; partition of log FOR VALUES IN (1) -> none"]
    assert said([whole, other], [whole, part]) == [
        "different: table log1; partition of log FOR VALUES IN (2) -> log FOR VALUES IN (1)"
    ]


def test_states_of_a_table_are_facets_of_it() -> None:
    other = replace(TABLE, row_security=RowSecurity(), unlogged=True, clustered="ix", replica_identity=FULL)
    assert said([MOOD, other], [MOOD, TABLE]) == [
        "different: table app.t; row security enabled -> none; replica identity full -> none; unlogged yes -> none; "
        "clustering ix -> none"
    ]
    again = replace(TABLE, clustered="ix", indexes=(Index("ix", (IndexKey("id"),)),))
    assert said([MOOD, replace(TABLE, clustered="ix")], [MOOD, again]) == [
        "different: index ix on app.t; keys at -> id",
    ]


def test_inheritance() -> None:
    """Whom a table inherits from is told; that an heir stands aside for a change is not."""
    columns = (Column("at", Scalar("integer")),)
    base, other = Table(QName("", "base"), columns), Table(QName("", "other"), columns)
    heir = Table(QName("", "heir"), columns, inherits=(base.name,))
    told = [
        f"different: table heir; inherits from {it}" for it in ("base -> none", "none -> base", "base -> other, base")
    ]
    assert said([base, heir], [base, replace(heir, inherits=())]) == told[:1]
    assert said([base, replace(heir, inherits=())], [base, heir]) == told[1:2]
    assert said([base, other, heir], [base, other, replace(heir, inherits=(other.name, base.name))]) == told[2:]
    longer = (Column("at", Scalar("bigint")),)
    index = Index("ix", (IndexKey(expression=Sql("at + 1")),))
    apart = replace(heir, indexes=(index,))
    assert said([base, apart], [replace(base, columns=longer), replace(apart, columns=longer)]) == [
        "different: column base.at; type integer -> bigint",
        "different: column heir.at; type integer -> bigint",
    ]
