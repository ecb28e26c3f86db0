"""Composites, ranges and collations that change under columns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from azuraforge_schemagen.diagnostics import Refusal
from azuraforge_schemagen.dialects import objects
from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import (
    Attribute,
    Collation,
    Composite,
    Domain,
    Enum,
    IndexKey,
    ListBound,
    Partition,
    PartitionKey,
    PrimaryKey,
    Range,
    Table,
    schema_of,
)
from azuraforge_schemagen.ir.steps import Plan, Step
from azuraforge_schemagen.ir.types import Array, DomainType, EnumType, Scalar, UserType
from tests.plan.shapes import INTEGER, TEXT, column, index, name, planned, table, words

C, R = UserType("composite", name("c")), UserType("range", name("r"))
ONE = Composite(name("c"), (Attribute("a", INTEGER), Attribute("b", TEXT)))
WIDE = Composite(name("c"), (Attribute("a", Scalar("bigint")), Attribute("b", TEXT)))
SPAN = Range(name("r"), Scalar("double"), "r_multirange")


def said(found: Plan) -> list[str]:
    """The statements on types and collations, and the other steps in words."""
    return [text for step in found.steps for text in _said(step)]


def _said(step: Step) -> list[str]:
    match step.action:
        case ops.CreateObject(it):
            return objects.create(it)
        case ops.DropObject(it):
            return [objects.drop(it)]
        case ops.AlterObject(old, new):
            return objects.alter(old, new)
        case ops.RenameObject(ref, to):
            return [objects.rename(ref, to)]
        case _:
            return words(Plan("postgresql", (step,)))


def test_a_composite_that_no_column_is_of_changes_in_place() -> None:
    assert said(planned(schema_of(ONE), schema_of(WIDE))) == ["ALTER TYPE c ALTER ATTRIBUTE a TYPE BIGINT"]


def test_a_column_that_comes_or_goes_is_no_reason_to_make_the_type_anew() -> None:
    with_column, without = table("t", column("x", C)), table("t")
    up = said(planned(schema_of(ONE, with_column), schema_of(WIDE, without)))
    assert up == ["drop column t.x", "ALTER TYPE c ALTER ATTRIBUTE a TYPE BIGINT"]
    down = said(planned(schema_of(ONE, without), schema_of(WIDE, with_column)))
    assert down == ["ALTER TYPE c ALTER ATTRIBUTE a TYPE BIGINT", "add column t.x"]


@pytest.mark.parametrize("type_", [C, Array(C), DomainType(name("d")), UserType("composite", name("outer"))])
def test_one_that_a_column_is_of_is_made_anew(type_: UserType) -> None:
    others = (Domain(name("d"), C), Composite(name("outer"), (Attribute("in", Array(C)),)))
    used = (*others, table("t", column("x", type_)))
    found = said(planned(schema_of(ONE, *used), schema_of(WIDE, *used)))
    assert "ALTER TYPE c RENAME TO c__old" in found
    assert found.index("CREATE TYPE c AS (a BIGINT, b TEXT)") < found.index("DROP TYPE c__old")


def test_an_enum_in_a_composite_takes_the_composite_along() -> None:
    def state(*values: str) -> tuple[Enum, Composite, Table]:
        own = Composite(name("c"), (Attribute("k", EnumType(name("e"))),))
        return Enum(name("e"), values), own, table("t", column("x", C))

    found = said(planned(schema_of(*state("a", "b")), schema_of(*state("b", "a"))))
    assert "ALTER TYPE c RENAME TO c__old" in found
    assert any("CAST(CAST(($1).k AS text) AS e)" in it for it in found)


def test_indexes_on_values_that_lose_an_attribute_are_sorted_again() -> None:
    less = replace(ONE, attributes=ONE.attributes[:1])
    plain = table("t", column("x", C), index("i", "x"))
    found = said(planned(schema_of(ONE, plain), schema_of(less, plain)))
    assert found == ["ALTER TYPE c DROP ATTRIBUTE b", "REINDEX TABLE t"]
    free = table("t", column("x", C))
    assert said(planned(schema_of(ONE, free), schema_of(less, free))) == ["ALTER TYPE c DROP ATTRIBUTE b"]


def test_of_partitions_those_that_hold_the_rows() -> None:
    less = replace(ONE, attributes=ONE.attributes[:1])
    top = replace(
        table("t", column("x", C), column("n", INTEGER), index("i", "x")),
        primary_key=None,
        partition_by=PartitionKey("list", (IndexKey("n"),)),
    )
    part = Partition(name("t"), ListBound((None,)))
    leaf = Table(name("leaf"), (), partition_of=part, attached=(("i", "leaf_x_idx"),))
    found = said(planned(schema_of(ONE, top, leaf), schema_of(less, top, leaf)))
    assert found == ["ALTER TYPE c DROP ATTRIBUTE b", "REINDEX TABLE leaf"]


def test_a_range_with_a_canonical_function_is_not_made_anew() -> None:
    old = replace(SPAN, canonical="f")
    with pytest.raises(Refusal) as refused:
        planned(schema_of(old), schema_of(replace(old, subtype=TEXT)))
    assert [it.code for it in refused.value.diagnostics] == ["SG329"]


def test_columns_find_their_collation_before_and_leave_it_before_it_goes() -> None:
    own = Collation(name("o"), "icu", "de")
    plain, sorted_ = table("t", column("n", TEXT)), table("t", column("n", TEXT, collation=own.name))
    make = "CREATE COLLATION o (PROVIDER = icu, LOCALE = 'de')"
    there = said(planned(schema_of(plain), schema_of(own, sorted_)))
    assert there == [make, "ALTER TABLE t ALTER COLUMN n TYPE TEXT COLLATE o"]
    back = said(planned(schema_of(own, sorted_), schema_of(plain)))
    assert back == ["ALTER TABLE t ALTER COLUMN n TYPE TEXT", "DROP COLLATION o"]


def test_types_come_after_what_they_are_made_of() -> None:
    own = Collation(name("z"), "icu", "de")
    inner = Composite(name("y"), (Attribute("a", TEXT, own.name),))
    outer = Range(name("a"), UserType("composite", inner.name), "a_multirange")
    domain = Domain(name("b"), UserType("range", outer.name))
    made = said(planned(schema_of(), schema_of(own, inner, outer, domain)))
    assert [it.split(" ")[2] for it in made] == ["z", "y", "a", "b"]
    gone = said(planned(schema_of(own, inner, outer, domain), schema_of()))
    assert [it.split(" ")[2] for it in gone] == ["b", "a", "y", "z"]


def test_a_comment_is_no_reason_to_make_anything_anew() -> None:
    span, own = replace(SPAN, comment="x"), Collation(name("o"), "icu", "de")
    used = table("t", column("x", R), column("y", TEXT, collation=QName("", "o")))
    found = said(planned(schema_of(SPAN, own, used), schema_of(span, replace(own, comment="y"), used)))
    assert sorted(found) == ["COMMENT ON COLLATION o IS 'y'", "COMMENT ON TYPE r IS 'x'"]


def test_a_key_that_is_a_composite() -> None:
    keyed = replace(table("t", column("x", C, nullable=False)), primary_key=PrimaryKey("t_pkey", ("x",)))
    found = said(planned(schema_of(ONE, keyed), schema_of(WIDE, keyed)))
    assert "ALTER TYPE c RENAME TO c__old" in found
    assert not any("t_pkey" in it for it in found)
