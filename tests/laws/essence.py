"""A Schema without what a server rewrites: the text of SQL, and the spelling of a type that is given in raw words."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.dialects import project, storage, type_sql
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Default,
    Index,
    IndexKey,
    Object,
    Schema,
    Sql,
    Table,
    schema_of,
)
from azuraforge_schemagen.ir.types import Array, Raw, Scalar, Type

BLANK = Sql("")


def expected(schema: Schema, dialect: str) -> Schema:
    """What an inspection must find of an unprojected schema, but for SQL text."""
    return essence(storage(project(schema, dialect), dialect), dialect)


def essence(schema: Schema, dialect: str) -> Schema:
    """The schema with every SQL text blank."""
    return schema_of(*(_object(found, dialect) for found in schema.objects.values()))


def _object(found: Object, dialect: str) -> Object:
    if not isinstance(found, Table):
        return found
    return replace(
        found,
        columns=tuple(sorted((_column(it, dialect) for it in found.columns), key=lambda column: column.name)),
        checks=tuple(replace(it, expression=BLANK) for it in found.checks if isinstance(it, Check)),
        indexes=tuple(_index(it) for it in found.indexes),
    )


def _column(column: Column, dialect: str) -> Column:
    return replace(
        column,
        type=_type(column.type, dialect),
        server_default=_default(column.server_default),
        generated=column.generated and replace(column.generated, expression=BLANK),
    )


def _type(type_: Type, dialect: str) -> Type:
    if isinstance(type_, Array):
        return Array(_type(type_.items, dialect))
    return Raw(type_sql(type_, dialect).lower()) if isinstance(type_, Raw) or type_ == Scalar("box") else type_


def _default(default: Default | None) -> Default | None:
    return BLANK if isinstance(default, Sql) else default


def _index(index: Index) -> Index:
    return replace(index, keys=tuple(_key(it) for it in index.keys), where=index.where and BLANK)


def _key(key: IndexKey) -> IndexKey:
    return replace(key, expression=key.expression and BLANK)
