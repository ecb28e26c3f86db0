"""A database at one moment: what it is, and what is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from azuraforge_schemagen.db.inspect import Inspection, inspect
from azuraforge_schemagen.dialects import quote
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Column, Schema
from azuraforge_schemagen.ir.types import Scalar
from azuraforge_schemagen.verify.sqlvalues import as_it_is, rows_of
from azuraforge_schemagen.verify.stored import stored

Rows = Mapping[QName, Mapping[str, list[Any]]]
"""By table and column: every value, as text where the server has one for it; the n-th of each is of one row."""


@dataclass(frozen=True)
class Seen:
    """What was there."""

    inspection: Inspection
    rows: Rows


def look(engine: sa.Engine, schema: Schema) -> Seen:
    """The database and the rows of all tables of a projected schema that hold any, as far as they are there."""
    with engine.connect() as connection:
        found = inspect(connection)
        wanted, there = stored(schema), stored(found.schema)
        tables = {name: wanted.tables[name] for name in there.tables if name in wanted.tables}
        known = {
            name: [it for it in table.columns if it.name in there.table(name).by_name] for name, table in tables.items()
        }
        return Seen(found, {name: _rows(connection, name, columns) for name, columns in known.items()})


def rows(connection: sa.Connection, schema: Schema) -> Rows:
    """The rows of all tables of a projected schema that hold any."""
    return {name: _rows(connection, name, table.columns) for name, table in stored(schema).tables.items()}


def _rows(connection: sa.Connection, table: QName, columns: list[Column] | tuple[Column, ...]) -> dict[str, list[Any]]:
    dialect = connection.dialect.name
    texts = [_as_text(it, dialect) for it in columns]
    sql = f"SELECT {', '.join(texts) or '1'} FROM {rows_of(table, dialect)}"
    found = connection.exec_driver_sql(as_it_is(sql, dialect)).all()
    return {column.name: [row[at] for row in found] for at, column in enumerate(columns)}


def _as_text(column: Column, dialect: str) -> str:
    name = quote(column.name, dialect)
    if dialect == "postgresql":
        return f"{name}::text"
    return f"hex({name})" if column.type == Scalar("binary") else name
