"""SQL of values and rows, as a dialect writes it."""

from __future__ import annotations

from collections.abc import Mapping

from azuraforge_schemagen.dialects import literal, qualified, quote, type_sql
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Column
from azuraforge_schemagen.ir.types import Array, Scalar, Type, UserType
from azuraforge_schemagen.verify.samples import NUMBERS

NULL = "NULL"

Row = dict[str, str]
"""By column: its value as SQL text."""


def value(type_: Type, text: str, dialect: str) -> str:
    """A value of a column of this type."""
    if dialect != "sqlite":
        return _on_postgresql(type_, text)
    match type_:
        case Scalar("boolean"):
            return "1" if text == "true" else "0"
        case Scalar(name) if name in NUMBERS:
            return text  # in quotes, a check would see a string before the column makes a number of it
        case Scalar("binary"):
            return "x'" + text.removeprefix("\\x") + "'"
        case Scalar("uuid"):
            return literal(text.replace("-", ""), dialect)
        case _:
            return literal(text, dialect)


def _on_postgresql(type_: Type, text: str) -> str:
    match type_:
        case UserType("composite"):
            return f"jsonb_populate_record(CAST(NULL AS {type_sql(type_, 'postgresql')}), {_literal(text)})"
        case Array(UserType("composite") as item):
            rows = f"jsonb_populate_recordset(CAST(NULL AS {type_sql(item, 'postgresql')}), {_literal(text)})"
            return f"ARRAY(SELECT it FROM {rows} AS it)"
        case _:
            return _literal(text)


def _literal(text: str) -> str:
    return literal(text, "postgresql")


def insert(table: QName, row: Mapping[str, str], dialect: str, overriding: bool = False) -> str:
    """An INSERT of one row. ``overriding``: columns that count for themselves are given, too."""
    target = qualified(table, dialect)
    if not row:
        return f"INSERT INTO {target} DEFAULT VALUES"
    names = ", ".join(quote(name, dialect) for name in row)
    instead = " OVERRIDING SYSTEM VALUE" if overriding and dialect == "postgresql" else ""
    return f"INSERT INTO {target} ({names}){instead} VALUES ({', '.join(row.values())})"


def rows_of(table: QName, dialect: str) -> str:
    """What follows FROM for a table's own rows, without those of its heirs."""
    return f"ONLY {qualified(table, dialect)}" if dialect == "postgresql" else qualified(table, dialect)


def as_it_is(sql: str, dialect: str) -> str:
    """Text in which the driver sees no parameters."""
    return sql if dialect == "sqlite" else sql.replace("%", "%%")


def spelled(column: str, dialect: str) -> str:
    """An expression that gives a column's value as SQL text."""
    name = quote(column, dialect)
    return f"quote({name})" if dialect == "sqlite" else f"quote_nullable({name}::text)"


def settable(column: Column) -> bool:
    """Whether an INSERT may name the column, and should."""
    return column.generated is None and column.identity is None and column.serial is None


def counts_itself(column: Column) -> bool:
    """Whether the server gives the column a number."""
    return column.identity is not None or column.serial is not None
