"""SQLite's own record read into a ``Schema``: PRAGMAs for columns, the kept text of CREATE for everything else."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import sqlalchemy as sa

from azuraforge_schemagen.db.inspect.inspection import VERSION_TABLE, Inspection, Progress, Unmanaged, ordered
from azuraforge_schemagen.db.inspect.literals import default
from azuraforge_schemagen.db.inspect.sqlform import expression, plain_names
from azuraforge_schemagen.db.inspect.sqlitetext import (
    Clause,
    ColumnText,
    KeyText,
    TableText,
    index_text,
    table_text,
)
from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Deferrable,
    ForeignKey,
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
from azuraforge_schemagen.ir.types import Raw, Scalar, Type

_OBJECTS = (
    r"SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name"
)
_COLUMNS = """
SELECT m.name AS relation, x.name, x.type, x."notnull" AS not_null, x.dflt_value AS default_text, x.pk, x.hidden
FROM sqlite_master m JOIN pragma_table_xinfo(m.name) x WHERE m.type = 'table' ORDER BY m.name, x.cid
"""
_TYPE = re.compile(r"\s*([^()]*?)\s*(?:\(\s*([-+]?\d+)\s*(?:,\s*([-+]?\d+)\s*)?\)\s*)?")
_NAMES = {
    "VARCHAR": "string",
    "CHARACTER VARYING": "string",
    "NVARCHAR": "string",
    "CHAR": "char",
    "CHARACTER": "char",
    "NCHAR": "char",
    "TEXT": "text",
    "CLOB": "text",
    "INT": "integer",
    "INTEGER": "integer",
    "SMALLINT": "smallint",
    "BIGINT": "bigint",
    "NUMERIC": "numeric",
    "DECIMAL": "numeric",
    "FLOAT": "double",
    "DOUBLE": "double",
    "DOUBLE PRECISION": "double",
    "REAL": "real",
    "BOOLEAN": "boolean",
    "BOOL": "boolean",
    "DATE": "date",
    "TIME": "time",
    "DATETIME": "timestamp",
    "TIMESTAMP": "timestamp",
    "BLOB": "binary",
    "JSON": "json",
    "UUID": "uuid",
}
_BYTES = re.compile(r"CAST\(X'((?:[0-9A-F]{2})*)' AS TEXT\)", re.IGNORECASE)
_VIRTUAL, _STORED = 2, 3


def inspect(connection: sa.Connection, progress: Progress) -> Inspection:
    """The database's Schema and the names of what it cannot hold."""
    progress("reading tables")
    objects = [row for row in connection.execute(sa.text(_OBJECTS)).all() if row.tbl_name != VERSION_TABLE]
    columns: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(sa.text(_COLUMNS)).all():
        columns[row.relation].append(row)
    virtual = [row.name for row in objects if row.type == "table" and _is_virtual(row.sql)]
    texts = {
        row.name: table_text(row.sql)
        for row in objects
        if row.type == "table" and not any(row.name == name or row.name.startswith(f"{name}_") for name in virtual)
    }
    indexes: dict[str, list[Any]] = defaultdict(list)
    for row in objects:
        if row.type == "index" and row.sql:
            indexes[row.tbl_name.lower()].append(row)
    found = _Found(texts, columns, indexes, {name.lower(): name for name in texts})
    others = [_beside(found, row) for row in objects if row.type in ("view", "trigger")]
    others += [Unmanaged("virtual_table", QName("", name)) for name in virtual]
    return Inspection(schema_of(*(_table(found, name) for name in texts)), ordered(others))


def _beside(found: _Found, row: Any) -> Unmanaged:
    owner = found.declared.get(row.tbl_name.lower()) if row.type == "trigger" else None
    return Unmanaged(row.type, QName("", row.name), owner=None if owner is None else QName("", owner))


@dataclass(frozen=True)
class _Found:
    """The tables' texts, and the rows of columns and indexes."""

    texts: dict[str, TableText]
    columns: dict[str, list[Any]]
    indexes: dict[str, list[Any]]

    declared: dict[str, str]

    def table(self, name: str) -> str:
        """A table's name as it was declared: SQLite's names do not mind upper and lower case."""
        return self.declared.get(name.lower(), name)

    def names(self, table: str, names: tuple[str, ...]) -> tuple[str, ...]:
        declared = {row.name.lower(): row.name for row in self.columns.get(table, ())}
        return tuple(declared.get(name.lower(), name) for name in names)


def _is_virtual(sql: str) -> bool:
    return sql.split(None, 2)[1].lower() == "virtual"


def _table(found: _Found, name: str) -> Table:
    text = found.texts[name]
    rows = found.columns[name]
    says = {column.name: column for column in text.columns}
    clauses = list(_named(name, text.clauses))
    key = _primary_key(found, name, clauses)
    return Table(
        name=QName("", name),
        columns=tuple(_column(row, says.get(row.name, ColumnText(row.name)), key) for row in rows),
        primary_key=key,
        uniques=tuple(Unique(_name(one), found.names(name, one.columns)) for one in clauses if one.kind == "unique"),
        checks=tuple(Check(_name(one), _sql(one.expression)) for one in clauses if one.kind == "check"),
        foreign_keys=tuple(_foreign_key(found, name, one) for one in clauses if one.kind == "foreign"),
        indexes=tuple(_index(found, row) for row in found.indexes.get(name.lower(), ())),
        options=_options(text),
    )


def _options(text: TableText) -> tuple[tuple[str, str], ...]:
    strict = (("sqlite_strict", "true"),) if text.strict else ()
    return strict + ((("sqlite_with_rowid", "false"),) if text.without_rowid else ())


def _named(table: str, clauses: Sequence[Clause]) -> Iterator[Clause]:
    """Every constraint with a name: one that was given none gets the derived one, numbered where that is taken."""
    naming = Naming()
    taken = {clause.name for clause in clauses}
    for clause in clauses:
        if clause.name:
            yield clause
            continue
        match clause.kind:
            case "primary":
                name = naming.primary_key(table)
            case "unique":
                name = naming.unique(table, clause.columns)
            case "check":
                name = naming.check(table, "_".join(clause.columns))
            case _:
                name = naming.foreign_key(table, clause.columns, clause.target)
        number = 0
        while (numbered := f"{name}{number or ''}") in taken:
            number += 1
        taken.add(numbered)
        yield replace(clause, name=numbered)


def _name(clause: Clause) -> str:
    assert clause.name
    return clause.name


def _sql(text: str) -> Sql:
    return expression(plain_names(text))


def _primary_key(found: _Found, table: str, clauses: Sequence[Clause]) -> PrimaryKey | None:
    keys = [clause for clause in clauses if clause.kind == "primary"]
    return PrimaryKey(_name(keys[0]), found.names(table, keys[0].columns)) if keys else None


def _column(row: Any, text: ColumnText, key: PrimaryKey | None) -> Column:
    type_ = column_type(row.type)
    is_generated = row.hidden in (_VIRTUAL, _STORED)
    return Column(
        name=row.name,
        type=type_,
        nullable=not row.not_null and not (key and row.name in key.columns),
        server_default=None if is_generated else default(_readable(row.default_text), type_),
        generated=Generated(_sql(text.generated or ""), row.hidden == _VIRTUAL) if is_generated else None,
        collation=text.collation,
    )


def _readable(text: str | None) -> str | None:
    """A string literal that was written as bytes, because it holds a tab, as one of characters."""
    match = _BYTES.fullmatch(text or "")
    return sqltext.string(bytes.fromhex(match[1]).decode()) if match else text


def column_type(declared: str) -> Type:
    """The type that a column was declared with; ``Raw`` where it is none that schemagen writes."""
    match = _TYPE.fullmatch(declared)
    name = _NAMES.get(" ".join(match[1].upper().split())) if match else None
    if match is None or name is None:
        return Raw(declared)
    first, second = (int(part) if part else None for part in (match[2], match[3]))
    if name in ("string", "char"):
        return Scalar(name, length=first)
    if name == "numeric":
        return Scalar(name, precision=first, scale=second if second is not None or first is None else 0)
    return Scalar(name) if first is None else Raw(declared)


def _foreign_key(found: _Found, table: str, clause: Clause) -> ForeignKey:
    target = found.table(clause.target)
    columns = clause.target_columns
    if not columns and target in found.texts:
        keys = [one.columns for one in found.texts[target].clauses if one.kind == "primary"]
        columns = keys[0] if keys else ()
    return ForeignKey(
        name=_name(clause),
        columns=found.names(table, clause.columns),
        target=QName("", target),
        target_columns=found.names(target, columns),
        on_delete=cast(ReferentialAction, clause.actions.get("delete", "no action")),
        on_update=cast(ReferentialAction, clause.actions.get("update", "no action")),
        deferrable=cast("Deferrable | None", clause.deferrable),
    )


def _index(found: _Found, row: Any) -> Index:
    text = index_text(row.sql)
    table = found.table(row.tbl_name)
    return Index(
        name=row.name,
        keys=tuple(_key(found, table, key) for key in text.keys),
        unique=row.sql.split(None, 2)[1].lower() == "unique",
        where=_sql(text.where) if text.where else None,
    )


def _key(found: _Found, table: str, key: KeyText) -> IndexKey:
    names = found.names(table, (key.name,)) if key.name is not None else ()
    is_column = any(name == row.name for name in names for row in found.columns[table])
    return IndexKey(
        column=names[0] if is_column else None,
        expression=None if is_column else _sql(key.text),
        descending=key.descending,
        collation=key.collation,
    )
