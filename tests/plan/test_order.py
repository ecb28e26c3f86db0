"""Order: what must stand before what."""

from __future__ import annotations

import itertools

import pytest

from azuraforge_schemagen.diagnostics import Refusal
from azuraforge_schemagen.diff import Difference
from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.schema import Enum, PrimaryKey, Schema, Sql, Unique, schema_of
from azuraforge_schemagen.ir.types import EnumType
from azuraforge_schemagen.plan import order as ordering
from azuraforge_schemagen.plan import plan
from tests.plan.shapes import (
    CONFIG,
    TEXT,
    check,
    column,
    difference,
    index,
    name,
    planned,
    refers,
    renamed,
    table,
    words,
)

EMPTY = schema_of()


def test_tables_come_with_their_indexes_and_after_what_they_refer_to() -> None:
    new = schema_of(
        table("a", column("b_id"), refers("b_id", "b"), index("ix_a", "b_id")),
        table("b", column("kind", EnumType(name("kind"))), index("ix_b", "kind")),
        Enum(name("kind"), ("x",)),
    )
    assert words(planned(EMPTY, new)) == [
        "create enum kind",
        "create table b",
        "create index b.ix_b",
        "create table a with fk_b_id",
        "create index a.ix_a",
    ]


def test_everything_goes_in_the_opposite_order() -> None:
    old = schema_of(
        table("a", column("b_id"), refers("b_id", "b")),
        table("b", column("kind", EnumType(name("kind")))),
        Enum(name("kind"), ("x",)),
    )
    assert words(planned(old, EMPTY)) == ["drop table a", "drop table b", "drop enum kind"]


def test_a_circle_of_tables_is_tied_last_and_untied_first() -> None:
    circle = schema_of(
        table("a", column("b_id"), refers("b_id", "b")),
        table("b", column("c_id"), refers("c_id", "c")),
        table("c", column("a_id"), refers("a_id", "a")),
    )
    assert words(planned(EMPTY, circle)) == [
        "create table c",
        "create table b with fk_c_id",
        "create table a with fk_b_id",
        "add constraint c.fk_a_id",
    ]
    assert words(planned(circle, EMPTY)) == [
        "drop constraint c.fk_a_id",
        "drop table a",
        "drop table b",
        "drop table c",
    ]


def test_the_quick_way_for_a_new_schema_gives_the_order_of_the_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    new = schema_of(
        *(
            table(f"t{it}", column("next"), refers("next", f"t{(it * 3 + 1) % 7}"), index(f"ix{it}", "next"))
            for it in range(7)
        )
    )
    quick = planned(EMPTY, new), planned(new, EMPTY)
    monkeypatch.setattr(ordering, "_one_way", lambda *_: False)
    assert (planned(EMPTY, new), planned(new, EMPTY)) == quick


def test_a_key_comes_before_the_foreign_key_that_refers_to_it() -> None:
    old = schema_of(table("a", column("code", TEXT)), table("b", column("code", TEXT)))
    new = schema_of(
        table("a", column("code", TEXT), Unique("uq_code", ("code",))),
        table("b", column("code", TEXT), refers("code", "a", "code")),
    )
    assert words(planned(old, new)) == ["add constraint a.uq_code", "add constraint b.fk_code"]
    assert words(planned(new, old)) == ["drop constraint b.fk_code", "drop constraint a.uq_code"]


def test_a_table_refers_to_its_own_unique_index() -> None:
    new = schema_of(
        table("a", column("code"), column("up"), refers("up", "a", "code"), index("ux", "code", unique=True))
    )
    assert words(planned(EMPTY, new)) == ["create table a", "create index a.ux", "add constraint a.fk_up"]


def test_columns_come_before_what_mentions_them_and_go_after_it() -> None:
    bare = schema_of(table("a", column("n")))
    full = schema_of(table("a", column("n"), column("m"), index("ix_m", "m"), check("ck", "m > n")))
    assert words(planned(bare, full)) == ["add column a.m", "add constraint a.ck", "create index a.ix_m"]
    assert words(planned(full, bare)) == ["drop index a.ix_m", "drop constraint a.ck", "drop column a.m"]


def test_a_column_goes_after_the_backfill_that_reads_it() -> None:
    old = schema_of(table("a", column("first", TEXT)))
    new = schema_of(table("a", column("whole", TEXT, nullable=False)))
    intent = Intent(backfills={(name("a"), "whole"): Sql("first || '!'")})
    assert words(planned(old, new, intent)) == [
        "add column a.whole",
        "backfill a.whole = first || '!'",
        "alter a.whole: nullable",
        "drop column a.first",
    ]


def test_a_name_is_free_before_it_is_taken() -> None:
    old = schema_of(table("a", index("ix", "id")), table("b"))
    new = schema_of(table("a"), table("b", index("ix", "id")))
    assert words(planned(old, new)) == ["drop index a.ix", "create index b.ix"]


def test_a_primary_key_moves_and_its_foreign_key_waits() -> None:
    old = schema_of(
        table("a", column("id", nullable=False), column("no"), PrimaryKey("a_pkey", ("id",))),
        table("b", column("a_id"), refers("a_id", "a")),
    )
    new = schema_of(
        table(
            "a",
            column("id", nullable=False),
            column("no", nullable=False),
            PrimaryKey("a_pkey", ("no",)),
            Unique("uq", ("id",)),
        ),
        table("b", column("a_id"), refers("a_id", "a")),
    )
    assert words(planned(old, new)) == [
        "drop constraint b.fk_a_id",
        "drop constraint a.a_pkey",
        "alter a.no: nullable",
        "add constraint a.a_pkey",
        "add constraint a.uq",
        "add constraint b.fk_a_id",
    ]


def test_one_of_two_keys_on_the_same_column_goes_while_a_foreign_key_comes() -> None:
    old = schema_of(table("a", Unique("uq", ("id",))), table("b", column("a_id")))
    new = schema_of(table("a"), table("b", column("a_id"), refers("a_id", "a")))
    assert words(planned(old, new)) == ["drop constraint a.uq", "add constraint b.fk_a_id"]


def test_the_order_of_operations_does_not_matter() -> None:
    old = schema_of(table("a", column("n"), index("ix", "n")), table("b"))
    new = schema_of(table("a", column("m"), index("ix", "m")), table("c", column("a_id"), refers("a_id", "a")))
    found = difference(old, new)
    drops = {op for op in found.ops if type(op).__name__.startswith("Drop")}
    plans = {
        tuple(words(plan(old, new, Difference(tuple(order)), "postgresql", CONFIG)))
        for order in itertools.permutations(found.ops)
        if all(op in drops for op in order[: len(drops)])
    }
    assert len(plans) == 1


def test_a_circle_of_backfills_is_named() -> None:
    old = schema_of(table("a"))
    new = schema_of(table("a", column("x"), column("y")))
    looped = Difference(
        (
            ops.AddColumn(name("a"), column("x"), Sql("y + 1")),
            ops.AddColumn(name("a"), column("y"), Sql("x + 1")),
        )
    )
    with pytest.raises(Refusal) as refused:
        plan(old, new, looped, "postgresql", CONFIG)
    (found,) = refused.value.diagnostics
    assert found.code == "SG319"
    assert "add column a.y -> add column a.x -> add column a.y" in found.message


def test_nothing_to_do_is_an_empty_plan() -> None:
    same = schema_of(table("a"))
    assert planned(same, same).steps == ()


def test_a_dropped_occupant_of_a_name_goes_first() -> None:
    old = schema_of(table("a", column("x")), table("b", column("y")))
    new = schema_of(table("a", column("y")))
    intent = Intent(renames=(renamed("table", "a", "b", "a"),), allow=frozenset({"drop-table:a"}))
    assert words(planned(old, new, intent)) == ["drop table a", "rename b to a", "rename constraint a.b_pkey"]


def test_an_occupant_that_something_hangs_on_keeps_its_temporary_name() -> None:
    old = schema_of(table("a"), table("b", column("a_id"), refers("a_id", "a")), table("c"))
    new = schema_of(table("a"), table("b", column("a_id")))
    intent = Intent(renames=(renamed("table", "a", "c", "a"),), allow=frozenset({"drop-table:a"}))
    assert words(planned(old, new, intent)) == [
        "rename a to a__old",
        "rename c to a",
        "rename constraint a__old.a_pkey",
        "rename constraint a.c_pkey",
        "drop constraint b.fk_a_id",
        "drop table a__old",
    ]


def test_a_dropped_column_gives_its_name_away_at_once() -> None:
    old = schema_of(table("t", column("a", TEXT), column("b", TEXT)))
    new = schema_of(table("t", column("a", TEXT)))
    intent = Intent(renames=(renamed("column", "t", "b", "a"),), allow=frozenset({"drop-column:t.a"}))
    assert words(planned(old, new, intent)) == ["drop column t.a", "rename b to a"]


def test_an_empty_schema_is_a_schema() -> None:
    assert planned(Schema(), Schema()).steps == ()
