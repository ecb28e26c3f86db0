"""A Schema without what a server rewrites: the text of SQL (SQLite keeps it, but for comments and outer parentheses),
and the spelling of a type that is given in raw words."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.db.inspect.sqlform import expression
from azuraforge_schemagen.dialects import project, storage, type_sql
from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.bodies import MaterializedView, Policy, Routine, Statistics, Trigger, View
from azuraforge_schemagen.ir.schema import (
    Column,
    Domain,
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
    """The schema with every SQL text as far as its server keeps it."""
    return schema_of(*(_object(found, dialect) for found in schema.objects.values()))


def _object(found: Object, dialect: str) -> Object:
    if isinstance(found, Domain):
        default, checks = found.default, found.checks
        return replace(
            found,
            default=_text(default, dialect) if isinstance(default, Sql) else default,
            checks=tuple(replace(it, expression=_text(it.expression, dialect)) for it in checks),
        )
    match found:
        case Trigger():
            return replace(
                found, when=found.when and _text(found.when, dialect), body=found.body and _text(found.body, dialect)
            )
        case Policy(using=using, check=check):
            return replace(found, using=using and _text(using, dialect), check=check and _text(check, dialect))
        case View():
            return replace(found, query=_text(found.query, dialect))
        case MaterializedView():
            indexes = tuple(_index(it, dialect) for it in found.indexes)
            return replace(found, query=_text(found.query, dialect), indexes=indexes)
        case Routine(body=body, atomic=True):
            return replace(found, body=body and _text(body, dialect))
        case Statistics():
            return replace(found, keys=tuple(_key(it, dialect) for it in found.keys))
    if not isinstance(found, Table):
        return found
    return replace(
        found,
        columns=tuple(sorted((_column(it, dialect) for it in found.columns), key=lambda column: column.name)),
        checks=tuple(replace(it, expression=_text(it.expression, dialect)) for it in found.checks),
        indexes=tuple(_index(it, dialect) for it in found.indexes),
    )


def _text(sql: Sql, dialect: str) -> Sql:
    if dialect != "sqlite":
        return BLANK
    pieces = (" " if it.kind in ("line", "block") else it.text for it in sqltext.tokens(sql.text or ""))
    return expression(" ".join("".join(pieces).split()))


def _column(column: Column, dialect: str) -> Column:
    generated, default = column.generated, column.server_default
    return replace(
        column,
        type=_type(column.type, dialect),
        server_default=_text(default, dialect) if isinstance(default, Sql) else default,
        generated=generated and replace(generated, expression=_text(generated.expression, dialect)),
    )


def _type(type_: Type, dialect: str) -> Type:
    if isinstance(type_, Array):
        return Array(_type(type_.items, dialect))
    return Raw(type_sql(type_, dialect).lower()) if isinstance(type_, Raw) or type_ == Scalar("box") else type_


def _index(index: Index, dialect: str) -> Index:
    keys = tuple(_key(it, dialect) for it in index.keys)
    return replace(index, keys=keys, where=index.where and _text(index.where, dialect))


def _key(key: IndexKey, dialect: str) -> IndexKey:
    return replace(key, expression=key.expression and _text(key.expression, dialect))
