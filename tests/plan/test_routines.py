"""Routines: what stands on them, what comes before them, what costs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from azuraforge_schemagen.diagnostics import Refusal
from azuraforge_schemagen.ir.bodies import Argument, Routine
from azuraforge_schemagen.ir.schema import Check, Domain, Generated, IndexKey, PartitionKey, Sql, schema_of
from azuraforge_schemagen.ir.types import DomainType
from tests.plan.shapes import INTEGER, TEXT, check, column, name, planned, table, words

EMPTY = schema_of()


def function(called: str, body: str = "", returns: str = "integer", **more: object) -> Routine:
    arguments = (Argument("integer", "x"),)
    return replace(Routine("function", name(called), arguments, returns, body=Sql(body)), **more)  # type: ignore[arg-type]


def atomic(called: str, body: str, **more: object) -> Routine:
    return function(called, body, atomic=True, **more)


F = function("f", "SELECT x")
G = replace(F, returns="bigint")


def test_a_function_comes_before_what_calls_it_and_goes_after() -> None:
    new = schema_of(F, table("a", column("n", generated=Generated(Sql("f(id)"))), check("c", "f(n) > 0")))
    assert words(planned(EMPTY, new)) == ["create object function:f(integer)", "create table a"]
    assert words(planned(new, EMPTY)) == ["drop table a", "drop object function:f(integer)"]


def test_a_function_of_rows_comes_after_their_table() -> None:
    of = replace(F, returns="SETOF a")
    new = schema_of(of, table("a"))
    assert words(planned(EMPTY, new)) == ["create table a", "create object function:f(integer)"]
    assert words(planned(new, EMPTY)) == ["drop object function:f(integer)", "drop table a"]


def test_what_calls_a_function_that_is_made_anew_goes_and_comes_back() -> None:
    def with_(of: Routine) -> object:
        return schema_of(
            of,
            table("a", column("n", server_default=Sql("f(1)")), column("g", generated=Generated(Sql("f(id)")))),
            Domain(name("d"), INTEGER, default=Sql("f(2)"), checks=(Check("c", Sql("f(VALUE) > 0")),)),
            table("b", column("v", DomainType(name("d")))),
            atomic("h", "RETURN f(x)"),
            table("c", column("n"), check("k", "h(n) > 0")),
        )

    assert words(planned(with_(F), with_(G))) == [  # type: ignore[arg-type]
        "drop constraint c.k",
        "alter object domain:d",
        "alter a.n: server_default",
        "drop column a.g",
        "drop object function:h(integer)",
        "drop object function:f(integer)",
        "create object function:f(integer)",
        "alter object domain:d",
        "alter object domain:d",
        "create object function:h(integer)",
        "add column a.g",
        "alter a.n: server_default",
        "add constraint c.k",
    ]


def test_a_new_body_takes_the_place_of_the_old_one() -> None:
    a = table("a", check("c", "f(id) > 0"))
    other = replace(F, body=Sql("SELECT x + 0"), strict=True)
    assert words(planned(schema_of(F, a), schema_of(other, a))) == ["alter object function:f(integer)"]


def test_a_partition_key_calls_what_cannot_be_made_anew() -> None:
    a = replace(table("a", column("n")), partition_by=PartitionKey("list", (IndexKey(None, Sql("f(n)")),)))
    with pytest.raises(Refusal) as refused:
        planned(schema_of(F, a), schema_of(G, a))
    assert [it.code for it in refused.value.diagnostics] == ["SG330"]


def test_bodies_that_the_server_reads_cannot_need_one_another() -> None:
    with pytest.raises(Refusal) as refused:
        planned(EMPTY, schema_of(atomic("f", "RETURN g(x)"), atomic("g", "RETURN f(x)")))
    (found,) = refused.value.diagnostics
    assert found.code == "SG319"
    assert "create object function:f(integer) -> create object function:g(integer)" in found.message


def test_bodies_that_nobody_reads_may() -> None:
    plan = planned(EMPTY, schema_of(function("f", "SELECT g(x)"), function("g", "SELECT f(x)")))
    assert words(plan) == [
        "SET LOCAL check_function_bodies = off",
        "create object function:f(integer)",
        "SET LOCAL check_function_bodies = on",
        "create object function:g(integer)",
    ]


def test_a_procedure_in_the_place_of_a_function() -> None:
    procedure = Routine("procedure", name("f"), (Argument("integer"),))
    assert words(planned(schema_of(F), schema_of(procedure))) == [
        "drop object function:f(integer)",
        "create object procedure:f(integer)",
    ]


def test_a_body_waits_for_the_columns_that_it_mentions() -> None:
    old, new = table("a"), table("a", column("n", TEXT))
    other = replace(F, body=Sql("SELECT length(n) FROM a"))
    assert words(planned(schema_of(F, old), schema_of(other, new))) == [
        "add column a.n",
        "alter object function:f(integer)",
    ]
