"""Laws 2 and 7 on changes written out: each is the smallest of a kind that once went wrong, or that easily would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from azuraforge_schemagen.ir.intent import Intent, Rename, Using
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Constant,
    Enum,
    ForeignKey,
    Generated,
    Identity,
    Index,
    IndexKey,
    PrimaryKey,
    Schema,
    Sql,
    Table,
    Unique,
    schema_of,
)
from azuraforge_schemagen.ir.types import EnumType, Scalar
from tests.laws.conduct import conduct
from tests.laws.conftest import NewChain
from tests.laws.databases import Database
from tests.strategies import Pair

INTEGER, TEXT = Scalar("integer"), Scalar("text")
T, U, E = QName("", "t"), QName("", "u"), QName("", "e")
ID = Column("id", INTEGER, nullable=False)
A, B = Column("a", INTEGER), Column("b", TEXT)
MOOD = Enum(E, ("sad", "ok", "happy"))
ALL = frozenset({"all"})

Change = tuple[Schema, Schema, Intent]


def table(name: QName, *columns: Column, **children: object) -> Table:
    """A table with a key on ``id``."""
    return Table(name, (ID, *columns), PrimaryKey(f"{name.name}_pkey", ("id",)), **children)  # type: ignore[arg-type]


def refers(name: str, column: str, target: QName, **more: object) -> ForeignKey:
    return ForeignKey(name, (column,), target, ("id",), **more)  # type: ignore[arg-type]


def a_check_that_names_its_table() -> Change:
    """An SQLite rebuild makes the table under another name first."""
    check = Check("c", Sql("t.a > -1000 OR t.a IS NULL"))
    old = table(T, A, checks=(check,))
    new = table(T, replace(A, type=Scalar("bigint")), checks=(check, Check("d", Sql("t.b <> ''"))))
    return schema_of(old), schema_of(replace(new, columns=(*new.columns, B))), Intent(allow=ALL)


def a_backfill_under_a_deferred_reference() -> Change:
    """PostgreSQL alters no table with checks that wait for the end of the transaction."""
    old = table(T, A, foreign_keys=(refers("f", "a", T, deferrable="deferred"),))
    new = table(T, replace(A, nullable=False), foreign_keys=old.foreign_keys)
    intent = Intent(backfills={(T, "a"): Sql("id")}, allow=ALL)
    return schema_of(old), schema_of(new), intent


def an_index_name_that_moves_to_a_new_table() -> Change:
    """While SQLite makes its old owner anew, in either direction."""
    old = schema_of(table(T, A, indexes=(Index("i", (IndexKey("a"),)),)))
    new = schema_of(
        table(T, replace(A, type=TEXT), foreign_keys=(refers("f", "id", U),)),
        table(U, A, indexes=(Index("i", (IndexKey("a"),)),)),
    )
    return old, new, Intent(allow=ALL)


def index_names_that_are_exchanged() -> Change:
    def both(one: str, other: str) -> Schema:
        return schema_of(
            table(T, A, indexes=(Index(one, (IndexKey("a"),)),), checks=(Check(f"c{one}", Sql("a > -9")),)),
            table(U, A, indexes=(Index(other, (IndexKey("a"),)),), checks=(Check(f"c{other}", Sql("a > -9")),)),
        )

    return both("i", "j"), both("j", "i"), Intent(allow=ALL)


def tables_that_exchange_names() -> Change:
    old = schema_of(table(T, A, foreign_keys=(refers("f", "a", U),)), table(U, B))
    new = schema_of(
        replace(table(U, A), primary_key=PrimaryKey("t_pkey", ("id",)), foreign_keys=(refers("f", "a", T),)),
        replace(table(T, B), primary_key=PrimaryKey("u_pkey", ("id",))),
    )
    return old, new, Intent((Rename("table", T, "u", "t"), Rename("table", U, "t", "u")), allow=ALL)


def columns_that_exchange_names() -> Change:
    one, other = Column("x", INTEGER), Column("y", INTEGER)
    check, index = Check("c", Sql("x > -5 OR y > -5")), Index("i", (IndexKey("x"),), where=Sql("y IS NOT NULL"))
    swapped = Check("c", Sql("y > -5 OR x > -5")), Index("i", (IndexKey("y"),), where=Sql("x IS NOT NULL"))
    old = table(T, one, other, checks=(check,), indexes=(index,))
    new = table(T, other, one, checks=swapped[:1], indexes=swapped[1:])
    return schema_of(old), schema_of(new), Intent((Rename("column", T, "x", "y"), Rename("column", T, "y", "x")))


def a_cycle_of_references_that_comes_and_goes() -> Change:
    old = schema_of(table(T, A), table(U, A))
    new = schema_of(table(T, A, foreign_keys=(refers("f", "a", U),)), table(U, A, foreign_keys=(refers("g", "a", T),)))
    return old, new, Intent(allow=ALL)


def a_cycle_of_new_tables() -> Change:
    new = schema_of(
        table(T, A, foreign_keys=(refers("f", "a", U, on_delete="cascade"),)),
        table(U, A, foreign_keys=(refers("g", "a", T, on_delete="set null"),)),
    )
    return schema_of(table(QName("", "other"), A)), new, Intent(allow=ALL)


def a_key_under_a_reference_gets_another_type() -> Change:
    def both(type_: Scalar) -> Schema:
        key = replace(ID, type=type_)
        owner = Table(U, (key, B), PrimaryKey("u_pkey", ("id",)))
        child = table(T, Column("a", type_), foreign_keys=(refers("f", "a", U, on_delete="cascade"),))
        return schema_of(owner, replace(child, indexes=(Index("i", (IndexKey("a"),)),)))

    return both(INTEGER), both(Scalar("bigint")), Intent(allow=ALL)


def a_not_null_column_that_comes_back() -> Change:
    full = table(T, replace(A, nullable=False), replace(B, nullable=False), uniques=(Unique("k", ("id", "a")),))
    return schema_of(full), schema_of(table(T, replace(B, nullable=False))), Intent(allow=ALL)


def dropped_and_made_again() -> Change:
    old = table(T, replace(A, type=TEXT, server_default=Constant("x")), indexes=(Index("i", (IndexKey("a"),)),))
    new = table(T, replace(A, type=Scalar("boolean"), server_default=Constant(True)))
    using = {(T, "a"): Using(Sql("a = 'x'"), Sql("'x'"))}
    return schema_of(old), schema_of(new), Intent(using=using, allow=ALL)


def moody(values: tuple[str, ...], default: str, check: str) -> Schema:
    column = Column("m", EnumType(E), nullable=False, server_default=Constant(default))
    one = table(
        T,
        column,
        indexes=(Index("i", (IndexKey("m"),), where=Sql(f"m <> '{check}'")),),
        checks=(Check("c", Sql(f"m = '{check}' OR m <> '{check}'")),),
    )
    return schema_of(Enum(E, values), one)


def a_value_goes_under_a_default_and_an_index() -> Change:
    old = moody(("sad", "ok", "happy"), "sad", "ok")
    return old, moody(("ok", "happy"), "ok", "happy"), Intent(removed_values={E: {"sad": "happy"}}, allow=ALL)


def values_change_places() -> Change:
    return moody(("sad", "ok"), "sad", "ok"), moody(("ok", "sad"), "sad", "ok"), Intent(allow=ALL)


def values_exchange_names() -> Change:
    lines = (Rename("value", E, "sad", "ok"), Rename("value", E, "ok", "sad"))
    return moody(("sad", "ok"), "sad", "sad"), moody(("ok", "sad"), "ok", "ok"), Intent(lines, allow=ALL)


def a_new_value_is_used_at_once() -> Change:
    """PostgreSQL needs two transactions, so there are two revisions."""
    return moody(("sad",), "sad", "sad"), moody(("sad", "new"), "new", "new"), Intent(allow=ALL)


def a_generated_column_over_one_that_changes() -> Change:
    def made(type_: Scalar, text: str) -> Schema:
        return schema_of(
            table(T, replace(A, type=type_), Column("g", Scalar("bigint"), generated=Generated(Sql(text))))
        )

    return made(INTEGER, "a * 2"), made(Scalar("bigint"), "a * 3"), Intent(allow=ALL)


def a_generated_column_keeps_its_values_while_its_source_changes() -> Change:
    generated = Column("g", Scalar("bigint"), generated=Generated(Sql("a * 2")))
    old = table(T, A, generated, indexes=(Index("i", (IndexKey("g"),)),))
    new = table(T, replace(A, type=Scalar("bigint")), replace(generated, generated=None), indexes=old.indexes)
    return schema_of(old), schema_of(new), Intent(allow=ALL)


def a_counter_comes_and_goes() -> Change:
    counted = replace(ID, identity=Identity(False, "t_id_seq"))
    old = table(T, A)
    return schema_of(old), schema_of(replace(old, columns=(counted, A))), Intent(allow=ALL)


def the_primary_key_moves() -> Change:
    old = Table(T, (ID, replace(A, nullable=False)), PrimaryKey("t_pkey", ("id",)))
    new = replace(old, primary_key=PrimaryKey("t_pkey", ("a", "id")))
    return schema_of(old), schema_of(new), Intent(allow=ALL)


CHANGES: list[Callable[[], Change]] = [
    a_check_that_names_its_table,
    a_backfill_under_a_deferred_reference,
    an_index_name_that_moves_to_a_new_table,
    index_names_that_are_exchanged,
    tables_that_exchange_names,
    columns_that_exchange_names,
    a_cycle_of_references_that_comes_and_goes,
    a_cycle_of_new_tables,
    a_key_under_a_reference_gets_another_type,
    a_not_null_column_that_comes_back,
    dropped_and_made_again,
    a_value_goes_under_a_default_and_an_index,
    values_change_places,
    values_exchange_names,
    a_new_value_is_used_at_once,
    a_generated_column_over_one_that_changes,
    a_generated_column_keeps_its_values_while_its_source_changes,
    a_counter_comes_and_goes,
    the_primary_key_moves,
]
by_name = pytest.mark.parametrize("change", CHANGES, ids=lambda it: it.__name__)


@pytest.mark.postgresql
@by_name
def test_postgresql(change: Callable[[], Change], postgresql: Database, new_chain: NewChain) -> None:
    conduct(Pair(*change(), (change.__name__,)), postgresql, new_chain, "postgresql")


@by_name
def test_sqlite(change: Callable[[], Change], sqlite: Database, new_chain: NewChain) -> None:
    conduct(Pair(*change(), (change.__name__,)), sqlite, new_chain, "sqlite")


@pytest.mark.postgresql
def test_the_new_value_took_two_revisions(postgresql: Database, new_chain: NewChain) -> None:
    old, new, intent = a_new_value_is_used_at_once()
    chain = new_chain("postgresql")
    chain.build(old)
    before = len(chain.revisions)
    chain.build(new, intent)
    assert len(chain.revisions) == before + 2
