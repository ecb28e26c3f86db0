"""Stages: what one transaction cannot hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from azuraforge_schemagen.config import Target
from azuraforge_schemagen.ir.bodies import (
    Argument,
    Event,
    MaterializedView,
    Policy,
    Routine,
    Statistics,
    Trigger,
    View,
)
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.schema import (
    Constant,
    Enum,
    Exclusion,
    IndexKey,
    ListBound,
    Object,
    Partition,
    PartitionKey,
    Schema,
    Sql,
    Table,
    schema_of,
)
from azuraforge_schemagen.ir.types import Array, EnumType
from azuraforge_schemagen.plan import stages, without
from tests.plan.shapes import CONFIG, TEXT, check, column, difference, index, name, planned, renamed, table

KIND = EnumType(name("kind"))
USED = Sql("k = 'new'")
OLD = schema_of(Enum(name("kind"), ("a", "b")), table("t", column("k", KIND)))
GROWN = Enum(name("kind"), ("a", "new", "b"))


def grown(*parts: object) -> Schema:
    return schema_of(GROWN, table("t", *(parts or (column("k", KIND),))))  # type: ignore[arg-type]


def beside(*more: Object) -> Schema:
    return grown().with_objects({it.ref: it for it in more})


def test_a_value_that_nothing_uses_yet_is_one_stage() -> None:
    assert stages(OLD, grown(), Intent(), CONFIG) == (grown(),)
    assert stages(OLD, OLD, Intent(), CONFIG) == (OLD,)
    assert stages(schema_of(), grown(), Intent(), CONFIG) == (grown(),)


@pytest.mark.parametrize(
    "new",
    [
        grown(column("k", KIND, server_default=Constant("new"))),
        grown(column("k", KIND), column("j", KIND, server_default=Constant("new"))),
        grown(column("k", KIND), check("ck", "k <> 'new'")),
        grown(column("k", KIND), index("ix", "k", where=USED)),
        grown(column("k", KIND), column("ks", Array(KIND), server_default=Sql("'{new}'::kind[]"))),
        schema_of(GROWN, table("t", column("k", KIND)), table("u", column("k", KIND, server_default=Constant("new")))),
        beside(table("t", column("k", KIND), exclusions=(Exclusion("ex", (IndexKey("k"),), ("=",), where=USED),))),
        beside(View(name("v"), Sql("SELECT 1 FROM t WHERE k = 'new'"))),
        beside(MaterializedView(name("v"), Sql("SELECT k FROM t"), indexes=(index("ix", "k", where=USED),))),
        beside(Routine("function", name("f"), returns="kind", body=Sql("SELECT 'new'::kind"))),
        beside(Routine("function", name("f"), (Argument("kind", default=Sql("'new'")),), "int", body=Sql("SELECT 1"))),
        beside(Policy(name("t"), "p", using=USED)),
        beside(Trigger(name("t"), "tr", "before", (Event("insert"),), name("f"), when=Sql("NEW.k = 'new'"))),
        beside(Statistics(name("s"), name("t"), (IndexKey("id"), IndexKey(expression=USED)))),
        beside(
            table("u", column("k", KIND), partition_by=PartitionKey("list", (IndexKey("k"),))),
            table("v", column("k", KIND), partition_of=Partition(name("u"), ListBound((Constant("new"),)))),
        ),
    ],
    ids=[
        *("default", "new column", "check", "predicate", "array", "new table", "exclusion", "view", "materialized"),
        *("function", "argument", "policy", "trigger", "statistics", "partition"),
    ],
)
def test_a_value_that_is_used_comes_a_stage_before(new: Schema) -> None:
    first, second = stages(OLD, new, Intent(), CONFIG)
    assert second == new
    assert first == OLD.with_objects({GROWN.ref: GROWN})
    planned(OLD, first)
    planned(first, second)


def test_a_backfill_uses_a_value_too() -> None:
    new = grown(column("k", KIND, nullable=False))
    intent = Intent(backfills={(name("t"), "k"): Sql("'new'")})
    assert len(stages(OLD, new, intent, CONFIG)) == 2


def test_a_body_that_is_read_when_it_runs_is_no_use_of_a_value() -> None:
    body = Sql("BEGIN RETURN 'new'; END")
    new = beside(Routine("function", name("f"), returns="kind", language="plpgsql", body=body))
    assert stages(OLD, new, Intent(), CONFIG) == (new,)


def test_a_string_of_a_text_column_is_no_use_of_a_value() -> None:
    new = grown(column("k", KIND), column("s", TEXT, server_default=Constant("new")))
    assert len(stages(OLD, new, Intent(), CONFIG)) == 1


def test_other_dialects_need_no_stages() -> None:
    new = grown(column("k", KIND, server_default=Constant("new")))
    assert stages(OLD, new, Intent(), replace(CONFIG, targets=(Target("sqlite"),))) == (new,)


def test_what_was_renamed_in_the_first_stage_is_not_renamed_again() -> None:
    kind = EnumType(name("sort"))
    swapped = Enum(name("sort"), ("b", "a", "new"))
    new = schema_of(swapped, Table(name("t"), table("t", column("k", kind, server_default=Constant("new"))).columns))
    intent = Intent(
        renames=(
            renamed("enum", "sort", "kind", "sort"),
            renamed("value", "sort", "a", "b"),
            renamed("value", "sort", "b", "a"),
        )
    )
    first, second = stages(OLD, new, intent, CONFIG)
    used = difference(OLD, first, intent).used
    assert set(used.renames) == set(intent.renames)
    assert without(intent, used).renames == ()
    planned(OLD, first, intent)
    planned(first, second, without(intent, used))


def test_enums_that_swap_names_while_one_grows() -> None:
    def two(one: str, other: str, *more: str) -> Schema:
        kinds = EnumType(name(one)), EnumType(name(other))
        default = Constant(more[0]) if more else None
        columns = column("k", kinds[0], server_default=default), column("l", kinds[1])
        return schema_of(Enum(name(one), ("a", *more)), Enum(name(other), ("x",)), table("t", *columns))

    lines = renamed("enum", "b", "a", "b"), renamed("enum", "a", "b", "a")
    first, second = stages(two("a", "b"), two("b", "a", "new"), Intent(renames=lines), CONFIG)
    assert second == two("b", "a", "new")
    assert first.enum(name("b")).values == ("a", "new")
    assert first.enum(name("a")).values == ("x",)
