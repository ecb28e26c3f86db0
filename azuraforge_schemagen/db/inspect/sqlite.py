"""SQLite's own record read into a ``Schema``: PRAGMAs for columns, the kept text of CREATE for everything else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa

from azuraforge_schemagen.db.inspect.inspection import Inspection, Progress, ordered
from azuraforge_schemagen.db.inspect.literals import default
from azuraforge_schemagen.db.inspect.sqlform import expression
from azuraforge_schemagen.db.inspect.sqliteothers import notes, others
from azuraforge_schemagen.db.inspect.sqliterows import Rows, one_moment, read
from azuraforge_schemagen.db.inspect.sqlitetext import Clause, ColumnText, KeyText, TableText, index_text
from azuraforge_schemagen.db.inspect.sqlitetriggers import triggers
from azuraforge_schemagen.db.inspect.sqlitetypes import column_type, declared_type, default_text
from azuraforge_schemagen.db.inspect.sqliteviews import views
from azuraforge_schemagen.dialects.sqlite.words import Word, standard
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Default,
    Deferrable,
    ForeignKey,
    Function,
    Generated,
    Index,
    IndexKey,
    PrimaryKey,
    ReferentialAction,
    Sql,
    Table,
    Unique,
    schema_of,
)
from azuraforge_schemagen.ir.types import Raw, Type, is_text

_VIRTUAL, _STORED = 2, 3


def inspect(connection: sa.Connection, progress: Progress) -> Inspection:
    """The database's Schema and the names of what it cannot hold."""
    with one_moment(connection):
        progress("reading the tables")
        found = read(connection)
    own = triggers(found)
    schema = schema_of(*(_table(found, name) for name in found.texts), *views(found).values(), *own.values())
    return Inspection(schema, ordered(others(found, own)), notes=ordered(notes(found)))


def _table(found: Rows, name: str) -> Table:
    text = found.texts[name]
    says = {column.name.lower(): column for column in text.columns}
    clauses = [clause for clause in found.clauses[name] if found.is_held(clause)]
    key = _primary_key(clauses)
    return Table(
        name=QName("", name),
        columns=tuple(_column(found, name, row, says[row.name.lower()], key) for row in found.columns[name]),
        primary_key=key,
        uniques=tuple(Unique(_name(one), one.columns) for one in clauses if one.kind == "unique"),
        checks=tuple(_check(found, name, one) for one in clauses if one.kind == "check"),
        foreign_keys=tuple(_foreign_key(one) for one in clauses if one.kind == "foreign"),
        indexes=tuple(_index(found, name, row) for row in found.indexes.get(name.lower(), ())),
        options=_options(text),
    )


def _options(text: TableText) -> tuple[tuple[str, str], ...]:
    said = {
        "sqlite_autoincrement": "true" if text.autoincrement else "",
        "sqlite_strict": "true" if text.strict else "",
        "sqlite_with_rowid": "false" if text.without_rowid else "",
    }
    return tuple((name, value) for name, value in said.items() if value)


def _name(clause: Clause) -> str:
    assert clause.name
    return clause.name


def _sql(found: Rows, table: str, statement: str, part: tuple[Word, ...]) -> Sql:
    return expression(standard(statement, part, lambda name: found.has(table, name)))


def _primary_key(clauses: Sequence[Clause]) -> PrimaryKey | None:
    keys = [clause for clause in clauses if clause.kind == "primary"]
    return PrimaryKey(_name(keys[0]), keys[0].columns) if keys else None


def _check(found: Rows, table: str, clause: Clause) -> Check:
    return Check(_name(clause), _sql(found, table, found.texts[table].sql, clause.expression))


def _column(found: Rows, table: str, row: Any, text: ColumnText, key: PrimaryKey | None) -> Column:
    generated, is_generated = None, row.hidden in (_VIRTUAL, _STORED)
    declared = declared_type(row.type, is_generated)
    type_ = column_type(declared)
    if text.collation and not is_text(type_):
        type_ = Raw(declared)
    if is_generated:
        generated = Generated(_sql(found, table, found.texts[table].sql, text.generated), row.hidden == _VIRTUAL)
    return Column(
        name=row.name,
        type=type_,
        nullable=not row.not_null and not (key and row.name in key.columns),
        server_default=None if generated else _default(row.default_text, type_),
        generated=generated,
        collation=_collation(text.collation),
    )


def _collation(name: str | None) -> QName | None:
    return None if name is None else QName("", name)


def _default(text: str | None, type_: Type) -> Default | None:
    """SQLite has one word for now() and CURRENT_TIMESTAMP."""
    found = default(default_text(text), type_)
    return Function("now") if found == Function("current_timestamp") else found


def _foreign_key(clause: Clause) -> ForeignKey:
    return ForeignKey(
        name=_name(clause),
        columns=clause.columns,
        target=QName("", clause.target),
        target_columns=clause.target_columns,
        on_delete=cast(ReferentialAction, clause.actions.get("delete", "no action")),
        on_update=cast(ReferentialAction, clause.actions.get("update", "no action")),
        deferrable=cast("Deferrable | None", clause.deferrable),
    )


def _index(found: Rows, table: str, row: Any) -> Index:
    text = index_text(row.sql)
    return Index(
        name=row.name,
        keys=tuple(_key(found, table, row.sql, key) for key in text.keys),
        unique=row.sql.split(None, 2)[1].lower() == "unique",
        where=_sql(found, table, row.sql, text.where) if text.where else None,
    )


def _key(found: Rows, table: str, statement: str, key: KeyText) -> IndexKey:
    names = found.names(table, (key.name,)) if key.name is not None else ()
    is_column = any(name == row.name for name in names for row in found.columns[table])
    return IndexKey(
        column=names[0] if is_column else None,
        expression=None if is_column else _sql(found, table, statement, key.words),
        descending=key.descending,
        collation=_collation(key.collation),
    )
