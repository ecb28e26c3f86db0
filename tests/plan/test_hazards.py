"""What steps cost: the measured facts of migration safety, one line each."""

from __future__ import annotations

import pytest

from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.schema import (
    Column,
    Constant,
    Function,
    Generated,
    Identity,
    Sql,
    Unique,
    schema_of,
)
from azuraforge_schemagen.ir.steps import Step
from azuraforge_schemagen.ir.types import Scalar, Type
from tests.plan.shapes import INTEGER, TEXT, check, column, index, name, planned, refers, renamed, table

ALL = "ACCESS EXCLUSIVE"


def only(old: object, new: object) -> Step:
    (step,) = planned(schema_of(old), schema_of(new)).steps  # type: ignore[arg-type]
    return step


def cost(step: Step) -> tuple[str, bool, bool]:
    return step.lock, step.rewrites, step.scans


@pytest.mark.parametrize(
    ("added", "rewrites"),
    [
        (column("n"), False),
        (column("n", nullable=False, server_default=Constant(1)), False),
        (column("n", Scalar("timestamptz"), server_default=Function("now")), False),
        (column("n", Scalar("timestamptz"), server_default=Sql("now() + interval '1 day'")), False),
        (column("n", Scalar("uuid"), server_default=Function("gen_random_uuid")), True),
        (column("n", server_default=Sql("floor(random() * 5)")), True),
        (column("n", nullable=False, identity=Identity(always=True, sequence="a_n_seq")), True),
        (column("n", nullable=False, serial="a_n_seq"), True),
        (column("n", generated=Generated(Sql("id * 2"))), True),
    ],
)
def test_a_new_column(added: Column, rewrites: bool) -> None:
    step = only(table("a"), table("a", added))
    assert cost(step) == (ALL, rewrites, False)
    assert bool(step.reason) == rewrites


@pytest.mark.parametrize(
    ("old", "new", "rewrites"),
    [
        (Scalar("string", length=5), Scalar("string", length=9), False),
        (Scalar("string"), TEXT, False),
        (Scalar("numeric", precision=5, scale=1), Scalar("numeric", precision=9, scale=1), False),
        (Scalar("timestamp", precision=3), Scalar("timestamp"), False),
        (INTEGER, Scalar("bigint"), True),
        (TEXT, Scalar("string", length=9), True),
        (Scalar("timestamp"), Scalar("timestamptz"), True),
        (Scalar("json"), Scalar("jsonb"), True),
    ],
)
def test_another_type(old: Type, new: Type, rewrites: bool) -> None:
    step = only(table("a", column("n", old)), table("a", column("n", new)))
    assert (step.lock, step.rewrites) == (ALL, rewrites)


def test_a_type_that_may_lose_data_says_so() -> None:
    assert only(table("a", column("n", TEXT)), table("a", column("n", Scalar("string", length=3)))).loses
    assert not only(table("a", column("n", INTEGER)), table("a", column("n", Scalar("bigint")))).loses


def test_nullability_defaults_and_comments() -> None:
    null, not_null = table("a", column("n")), table("a", column("n", nullable=False))
    assert cost(only(null, not_null)) == (ALL, False, True)
    assert cost(only(not_null, null)) == (ALL, False, False)
    assert cost(only(null, table("a", column("n", server_default=Constant(1))))) == (ALL, False, False)
    assert cost(only(null, table("a", column("n", comment="x")))) == ("SHARE UPDATE EXCLUSIVE", False, False)


@pytest.mark.parametrize(
    ("part", "there", "back"),
    [
        (index("ix", "n"), ("SHARE", True), (ALL, False)),
        (Unique("uq", ("n",)), (ALL, True), (ALL, False)),
        (check("ck", "n > 0"), (ALL, True), (ALL, False)),
        (refers("n", "a"), ("SHARE ROW EXCLUSIVE", True), (ALL, False)),
    ],
    ids=["index", "unique", "check", "foreign key"],
)
def test_keys_and_checks(part: object, there: tuple[str, bool], back: tuple[str, bool]) -> None:
    bare, full = table("a", column("n")), table("a", column("n"), part)  # type: ignore[arg-type]
    one, other = only(bare, full), only(full, bare)
    assert ((one.lock, one.scans), (other.lock, other.scans)) == (there, back)


def test_what_goes_says_what_it_loses() -> None:
    assert [step.loses for step in planned(schema_of(table("a")), schema_of()).steps] == ["the rows of a"]
    bare, full = table("a"), table("a", column("n"), column("g", generated=Generated(Sql("id * 2"))))
    plan = planned(schema_of(full), schema_of(bare))
    assert [step.loses for step in plan.steps] == ["", "the values of a.n"]


def test_a_rename_breaks_the_code_that_runs() -> None:
    intent = Intent(renames=(renamed("column", "a", "n", "m"),))
    (step,) = planned(schema_of(table("a", column("n"))), schema_of(table("a", column("m"))), intent).steps
    assert (step.lock, bool(step.reason)) == (ALL, True)


def test_what_the_plan_makes_itself_costs_nothing() -> None:
    new = schema_of(
        table("a", column("n"), column("b"), Unique("uq", ("id",)), index("ix", "n"), refers("b", "b")),
        table("b", column("a"), refers("a", "a")),
    )
    assert {(cost(step), step.reason) for step in planned(schema_of(), new).steps} == {(("", False, False), "")}


def test_a_new_table_blocks_writes_to_an_old_one_that_it_refers_to() -> None:
    old = table("a")
    (step,) = planned(schema_of(old), schema_of(old, table("b", column("a"), refers("a", "a")))).steps
    assert (step.lock, bool(step.reason)) == ("SHARE ROW EXCLUSIVE", True)


def test_a_backfill_reads_every_row() -> None:
    intent = Intent(backfills={(name("a"), "n"): Sql("0")})
    plan = planned(schema_of(table("a")), schema_of(table("a", column("n"))), intent)
    assert [cost(step) for step in plan.steps] == [(ALL, False, False), ("ROW EXCLUSIVE", False, True)]
