"""Triggers, policies and statistics: what renames do to them, what they cost, what is said of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from azuraforge_schemagen.ir.bodies import Event, Policy, Statistics, Trigger
from azuraforge_schemagen.ir.intent import Intent, Rename
from azuraforge_schemagen.ir.ops import AlterObject, CreateObject
from azuraforge_schemagen.ir.schema import IndexKey, Object, Sql, schema_of
from azuraforge_schemagen.ir.types import Scalar
from azuraforge_schemagen.plan.deviations import deviations
from azuraforge_schemagen.plan.phrases import message
from tests.plan.shapes import STRING, column, difference, name, planned, renamed, table, words

A = table("a", column("n"), column("m"))
TRIGGER = Trigger(name("a"), "t", "before", (Event("update", ("n",)),), name("f"), when=Sql("NEW.n > 0"))
POLICY = Policy(name("a"), "p", using=Sql("a.n > 0"), check=Sql("n < 9"))
STATISTICS = Statistics(name("s"), name("a"), (IndexKey("n"), IndexKey(None, Sql("n + 1"))))
OWNED: tuple[Object, ...] = (TRIGGER, POLICY, STATISTICS)


def test_expressions_about_a_row_follow_its_columns_and_table() -> None:
    new = table("b", column("o"), column("m"))
    texts = (
        replace(TRIGGER, table=name("b"), events=(Event("update", ("o",)),), when=Sql("NEW.o > 0")),
        replace(POLICY, table=name("b"), using=Sql("b.o > 0"), check=Sql("o < 9")),
        replace(STATISTICS, table=name("b"), keys=(IndexKey("o"), IndexKey(None, Sql("o + 1")))),
    )
    intent = Intent(renames=(renamed("table", "b", "a", "b"), renamed("column", "b", "n", "o")))
    plan = planned(schema_of(A, *OWNED), schema_of(new, *texts), intent)
    assert [word.split()[0] for word in words(plan)].count("rename") == len(plan.steps)


def test_a_swap_of_columns_leaves_what_is_swapped_with_them() -> None:
    pairs = (renamed("column", "a", "n", "m"), renamed("column", "a", "m", "n"))
    same = planned(schema_of(A, *OWNED), schema_of(A, *OWNED), Intent(renames=pairs))
    kinds = {type(step.action).__name__ for step in same.steps}
    assert {"DropObject", "CreateObject", "AlterObject"} <= kinds, "their texts mean other columns now"
    swapped = (
        replace(TRIGGER, events=(Event("update", ("m",)),), when=Sql("NEW.m > 0")),
        replace(POLICY, using=Sql("a.m > 0"), check=Sql("m < 9")),
        replace(STATISTICS, keys=(IndexKey("m"), IndexKey(None, Sql("m + 1")))),
    )
    moved = planned(schema_of(A, *OWNED), schema_of(A, *swapped), Intent(renames=pairs))
    assert {type(step.action).__name__ for step in moved.steps} == {"RenameColumn"}


def test_a_policy_that_reads_other_rows_is_written_anew() -> None:
    query = replace(POLICY, using=Sql("n IN (SELECT n FROM b)"), check=None)
    others = table("b", column("n"))
    new = table("a", column("o"), column("m"))
    plan = planned(
        schema_of(A, others, query),
        schema_of(new, others, replace(query, using=Sql("o IN (SELECT n FROM b)"))),
        Intent(renames=(renamed("column", "a", "n", "o"),)),
    )
    assert len(plan.steps) > 1


def test_a_function_gets_another_name_in_what_calls_it() -> None:
    from azuraforge_schemagen.ir.bodies import Argument, Routine

    of = Routine("function", name("g"), (Argument("integer"),), "integer", body=Sql("SELECT $1"))
    called = replace(POLICY, using=Sql("g(n) > 0"), check=None)
    plan = planned(
        schema_of(A, of, called),
        schema_of(A, replace(of, called=name("h")), replace(called, using=Sql("h(n) > 0"))),
        Intent(renames=(Rename("function", name("h"), "g", "h"),)),
    )
    assert len(plan.steps) == 1


def test_a_whole_row_is_whatever_it_is() -> None:
    whole = replace(TRIGGER, events=(Event("update"),), when=Sql("OLD.* IS DISTINCT FROM NEW.*"))
    new = table("a", column("n", Scalar("bigint")), column("more", STRING))
    plan = planned(schema_of(A, whole), schema_of(new, whole), Intent(allow=frozenset({"all"})))
    assert not [step for step in plan.steps if isinstance(step.action, CreateObject | AlterObject)]


@pytest.mark.parametrize(
    ("old", "new", "lock"),
    [
        ([], [TRIGGER], "SHARE ROW EXCLUSIVE"),
        ([TRIGGER], [], "ACCESS EXCLUSIVE"),
        ([TRIGGER], [replace(TRIGGER, enabled="disabled")], "SHARE ROW EXCLUSIVE"),
        ([TRIGGER], [replace(TRIGGER, comment="c")], ""),
        ([], [POLICY], "ACCESS EXCLUSIVE"),
        ([POLICY], [], "ACCESS EXCLUSIVE"),
        ([POLICY], [replace(POLICY, roles=("someone",))], "ACCESS EXCLUSIVE"),
        ([POLICY], [replace(POLICY, comment="c")], ""),
        ([], [STATISTICS], "SHARE UPDATE EXCLUSIVE"),
        ([STATISTICS], [], "SHARE UPDATE EXCLUSIVE"),
        ([STATISTICS], [replace(STATISTICS, target=5)], ""),
    ],
)
def test_what_it_costs(old: list[Object], new: list[Object], lock: str) -> None:
    (step,) = planned(schema_of(A, *old), schema_of(A, *new)).steps
    assert step.lock == lock


def test_on_a_new_table_it_costs_nothing() -> None:
    plan = planned(schema_of(), schema_of(A, *OWNED))
    assert [step.lock for step in plan.steps] == [""] * 4
    assert message(difference(schema_of(), schema_of(A, *OWNED)).ops) == "create table a"


def test_rows_are_filled_before_a_deferred_trigger_waits() -> None:
    late = replace(TRIGGER, constraint=True, timing="after", deferrable="deferred")
    filled = table("a", column("n"), column("m", nullable=False))
    intent = Intent(backfills={(name("a"), "m"): Sql("0")})
    plan = planned(schema_of(A, late), schema_of(filled, late), intent)
    assert words(plan)[:2] == ["backfill a.m = 0", "SET CONSTRAINTS ALL IMMEDIATE"]


def test_what_deviates() -> None:
    def said(found: list[Object], declared: list[Object]) -> list[tuple[str, str, str, str]]:
        every = deviations(schema_of(*found), schema_of(*declared))
        return [(it.group, it.kind, it.title, str(it.parent or "")) for it in every]

    assert said([A, TRIGGER], [A, POLICY]) == [
        ("missing", "policy", "p on a", "a"),
        ("undeclared", "trigger", "t on a", "a"),
    ]
    assert said([A, TRIGGER], [A, replace(TRIGGER, enabled="disabled")]) == [("different", "trigger", "t on a", "a")]
    assert said([], [A, *OWNED]) == [("missing", "table", "a", "")], "they are part of it"
    less = table("a", column("m"))
    moved = replace(STATISTICS, keys=(IndexKey("id"), IndexKey("m")))
    assert said([A, STATISTICS], [less, moved]) == [
        ("undeclared", "column", "a.n", "a"),
        ("different", "statistics", "s", ""),
    ]
