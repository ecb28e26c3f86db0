"""The safe forms on SQLite: ALTER TABLE where it can, one rebuild of a table where not."""

from __future__ import annotations

from typing import Any

import pytest

from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.intent import Intent, Using
from azuraforge_schemagen.ir.schema import (
    Constant,
    ForeignKey,
    Function,
    Generated,
    Identity,
    PrimaryKey,
    Schema,
    Sql,
    Unique,
    schema_of,
)
from azuraforge_schemagen.ir.steps import CopyRows
from azuraforge_schemagen.ir.types import Scalar
from tests.plan.shapes import (
    INTEGER,
    STRING,
    TEXT,
    check,
    column,
    downgraded,
    index,
    name,
    planned,
    refers,
    renamed,
    table,
    words,
)


def rebuilt(of: str, *copied: str, indexes: tuple[str, ...] = (), inside: str = "") -> list[str]:
    new = f"_schemagen_new_{of}"
    return [
        "SaveDependents",
        f"create table {new}{inside}",
        f"copy {new}: {', '.join(copied)}",
        f"drop table {of}",
        f"rename {new} to {of}",
        *(f"create index {of}.{it}" for it in indexes),
        "RestoreDependents",
    ]


def steps(old: Schema, new: Schema, intent: Intent | None = None) -> list[str]:
    return words(planned(old, new, intent, "sqlite"))


def test_what_alter_table_can_do_it_does() -> None:
    old = schema_of(table("a", column("n"), column("gone"), index("ix", "n"), index("old", "gone")))
    new = schema_of(
        table(
            "a",
            column("n"),
            column("m", TEXT, nullable=False, server_default=Constant("x")),
            column("v", generated=Generated(Sql("n * 2"), virtual=True)),
            index("ix", "n", "m"),
        )
    )
    assert steps(old, new) == [
        "drop index a.ix",
        "drop index a.old",
        "add column a.m",
        "add column a.v",
        "drop column a.gone",
        "create index a.ix",
    ]


def test_a_nullable_column_is_added_and_filled() -> None:
    intent = Intent(backfills={(name("a"), "n"): Sql("id * 2")})
    assert steps(schema_of(table("a")), schema_of(table("a", column("n"))), intent) == [
        "add column a.n",
        "backfill a.n = id * 2",
    ]


@pytest.mark.parametrize(
    "added",
    [
        column("n", nullable=False),
        column("n", server_default=Function("now")),
        column("n", server_default=Sql("1 + 1")),
        column("n", generated=Generated(Sql("id * 2"))),
    ],
    ids=["not null", "function", "expression", "stored"],
)
def test_a_column_that_alter_table_cannot_add(added: Any) -> None:
    assert steps(schema_of(table("a")), schema_of(table("a", added))) == rebuilt("a", "id = id")


@pytest.mark.parametrize(
    "part",
    [
        Unique("uq", ("n",)),
        check("ck", "n > 0"),
        refers("n", "a"),
    ],
    ids=["unique", "check", "foreign key"],
)
def test_a_constraint_is_a_rebuild_and_indexes_come_back(part: Any) -> None:
    old = schema_of(table("a", column("n"), index("ix", "n")))
    new = schema_of(table("a", column("n"), index("ix", "n"), part))
    inside = " with fk_n" if isinstance(part, ForeignKey) else ""
    assert steps(old, new) == rebuilt("a", "id = id", "n = n", indexes=("ix",), inside=inside)
    assert steps(new, old) == rebuilt("a", "id = id", "n = n", indexes=("ix",))


def test_a_table_is_rebuilt_once_for_everything() -> None:
    old = schema_of(table("a", column("n", INTEGER), column("gone"), column("late", TEXT)))
    new = schema_of(
        table(
            "a",
            column("n", STRING, nullable=False),
            column("m", nullable=False),
            column("twice", generated=Generated(Sql("m * 2"))),
            column("late", TEXT, nullable=False),
            check("ck", "m > 0"),
        )
    )
    intent = Intent(
        backfills={(name("a"), "m"): Sql("id + 1"), (name("a"), "n"): Sql("'none'")},
        using={(name("a"), "n"): Using(Sql("'n' || n"))},
        allow=frozenset({"all"}),
    )
    plan = planned(old, new, intent, "sqlite")
    assert words(plan) == rebuilt("a", "id = id", "n = COALESCE(('n' || n), ('none'))", "m = (id + 1)", "late = late")
    (copy,) = [step for step in plan.steps if isinstance(step.action, CopyRows)]
    assert (copy.rewrites, copy.loses) == (True, "the values of a.gone")


def test_a_downgrade_makes_values_up() -> None:
    old = schema_of(
        table("p"), table("a", column("n", TEXT, nullable=False), column("p", nullable=False), refers("p", "p"))
    )
    new = schema_of(table("p"), table("a", column("n", TEXT)))
    back = downgraded(old, new, dialect="sqlite")
    assert words(back) == rebuilt("a", "id = id", "n = COALESCE(n, '')", inside=" with fk_p")
    (copy,) = [step for step in back.steps if isinstance(step.action, CopyRows)]
    assert copy.invents == "rows with NULL get '' in n"


def test_every_old_row_gives_a_new_one_though_no_column_stays() -> None:
    old = schema_of(table("a", column("x"), column("id"), PrimaryKey("a_pkey", ("x",))))
    new = schema_of(table("a", column("y", server_default=Constant(3)), check("ck", "y > 0"), PrimaryKey("k", ("y",))))
    assert steps(old, new, Intent(allow=frozenset({"all"}))) == rebuilt("a", "y = 3")


def test_renames_are_renames() -> None:
    old = schema_of(table("a", column("n"), index("ix_a_n", "n")), table("b", column("a_id"), refers("a_id", "a")))
    new = schema_of(table("c", column("m"), index("ix_c_m", "m")), table("b", column("a_id"), refers("a_id", "c")))
    intent = Intent(renames=(renamed("table", "c", "a", "c"), renamed("column", "c", "n", "m")))
    assert steps(old, new, intent) == [
        "rename a to c",
        "rename n to m",
        "drop index c.ix_a_n",
        "create index c.ix_c_m",
    ]


def test_a_name_that_changes_only_its_case_takes_a_third_one() -> None:
    intent = Intent(renames=(renamed("table", "users", "Users", "users"),))
    assert steps(schema_of(table("Users")), schema_of(table("users")), intent)[:2] == [
        "rename Users to _schemagen_case_Users",
        "rename _schemagen_case_Users to users",
    ]


def test_what_is_the_same_in_sqlites_eyes_is_left_alone() -> None:
    old = schema_of(table("a", column("at", Scalar("timestamp"), comment="x"), comment="y"))
    new = schema_of(table("a", column("at", Scalar("timestamptz"))))
    assert steps(old, new) == []
    key = PrimaryKey("a_pkey", ("id",))
    plain = schema_of(table("a", column("id", INTEGER, nullable=False), key))
    counted = column("id", INTEGER, nullable=False, identity=Identity(always=True, sequence="a_id_seq"))
    assert steps(plain, schema_of(table("a", counted, key))) == []


def test_tables_in_a_circle_come_whole_and_go_in_any_order() -> None:
    circle = schema_of(table("a", column("b", INTEGER), refers("b", "b")), table("b", column("a"), refers("a", "a")))
    assert steps(schema_of(), circle) == ["create table b with fk_a", "create table a with fk_b"]
    assert steps(circle, schema_of()) == ["drop table a", "drop table b"]


def test_a_table_that_refers_to_itself_does_so_by_its_own_name() -> None:
    old = schema_of(table("a", column("up"), refers("up", "a")))
    new = schema_of(table("a", column("up"), refers("up", "a"), check("ck", "up <> id")))
    made = [step.action for step in planned(old, new, None, "sqlite").steps if isinstance(step.action, ops.CreateTable)]
    assert [key.target for it in made for key in it.table.foreign_keys] == [name("a")]


def test_a_table_goes_after_the_rows_that_are_read_from_it() -> None:
    old = schema_of(table("a"), table("b", column("n", nullable=False)))
    new = schema_of(table("a", column("n", nullable=False)))
    intent = Intent(backfills={(name("a"), "n"): Sql("(SELECT max(n) FROM b)")}, allow=frozenset({"all"}))
    assert steps(old, new, intent)[-1] == "drop table b"
