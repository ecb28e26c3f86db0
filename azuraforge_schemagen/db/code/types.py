"""SQLAlchemy's types as values, by what they are in DDL on each dialect."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import CompileError
from sqlalchemy.types import TypeDecorator, TypeEngine

from azuraforge_schemagen.db.code.words import Reader
from azuraforge_schemagen.db.inspect.sqlitetypes import column_type
from azuraforge_schemagen.dialects import type_sql
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.types import PORTABLE, POSTGRESQL_ONLY, Array, EnumType, Raw, Scalar, Type, Variant

_MODULES: dict[str, Any] = {"postgresql": postgresql, "sqlite": sqlite}
DIALECTS: dict[str, Any] = {name: it.dialect(paramstyle="named") for name, it in _MODULES.items()}
"""Of a parameter style that leaves every sign of a text as it is."""

_TEXT = re.compile(r"([A-Za-z][\w ]*?)\s*(?:\(\s*(-?\d+)\s*(?:,\s*(-?\d+)\s*)?\))?( WITH(?:OUT)? TIME ZONE)?")
_NAMES = {
    "VARCHAR": "string",
    "TEXT": "text",
    "CHAR": "char",
    "INTEGER": "integer",
    "SMALLINT": "smallint",
    "BIGINT": "bigint",
    "NUMERIC": "numeric",
    "DOUBLE PRECISION": "double",
    "REAL": "real",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "UUID": "uuid",
    "JSON": "json",
    "JSONB": "jsonb",
    "BYTEA": "binary",
    "BIT VARYING": "varbit",
}
_SIZED = frozenset({"string", "char", "bit", "varbit"})


def type_of(type_: TypeEngine[Any], dialects: Sequence[str]) -> Type:
    """What a column of this type is; a variant where a dialect's form is not what that becomes there."""
    first = dialects[0]
    enum = enum_of(type_, first) if isinstance(plain_type(type_, first), sa.Enum) else None
    base = EnumType(enum_name(enum)) if enum is not None else _widest(type_, first)
    found = {it: _on(type_, it) for it in dialects if _is_on(type_, it)}
    differ = tuple(sorted((it, other) for it, other in found.items() if _sql(base, it) != _sql(other, it)))
    return Variant(base, differ) if differ else base


def collation_of(type_: TypeEngine[Any], dialects: Sequence[str]) -> QName | None:
    """The collation of a column's type, whose class may write it itself."""
    if found := getattr(type_, "collation", None):
        return QName("", found)
    words = str(type_.compile(dialect=DIALECTS[dialects[0]])).partition(" COLLATE ")[2]
    return Reader(words).name() if words else None


def enum_of(type_: TypeEngine[Any], dialect: str) -> sa.Enum | None:
    """The enum that a column is of, where a dialect that has enums makes a type of it."""
    plain = plain_type(type_, dialect)
    while isinstance(plain, sa.ARRAY):
        plain = plain_type(plain.item_type, dialect)
    native = isinstance(plain, sa.Enum) and plain.native_enum and plain.name is not None
    return plain if native and isinstance(plain, sa.Enum) else None


def plain_type(type_: TypeEngine[Any], dialect: str) -> TypeEngine[Any]:
    """The type behind variants and decorators, on a dialect."""
    while True:
        variant = type_._variant_mapping.get(dialect)
        if variant is not None:
            type_ = variant
        elif isinstance(type_, TypeDecorator):
            type_ = type_.load_dialect_impl(DIALECTS[dialect])
        else:
            return type_


def enum_name(found: sa.Enum) -> QName:
    """The name of an enum's type."""
    schema = found.schema or ""
    return QName("" if schema == "public" else schema, str(found.name))


def _widest(type_: TypeEngine[Any], dialect: str) -> Type:
    """What it is on a dialect, in the words of PostgreSQL where those are the same there: SQLite has few types, and
    says a UUID in characters."""
    made = _on(type_, dialect)
    if dialect != "postgresql" and _is_on(type_, "postgresql"):
        wide = _on(type_, "postgresql")
        if isinstance(wide, Scalar) and wide.name in PORTABLE and _sql(wide, dialect) == _sql(made, dialect):
            return wide
    return made


def _is_on(type_: TypeEngine[Any], dialect: str) -> bool:
    """Whether a dialect has the type at all."""
    try:
        type_.compile(dialect=DIALECTS[dialect])
    except CompileError:
        return False
    return True


def _sql(type_: Type, dialect: str) -> str:
    return type_sql(type_, dialect).upper()


def _on(type_: TypeEngine[Any], dialect: str) -> Type:
    plain = plain_type(type_, dialect)
    text = str(type_.compile(dialect=DIALECTS[dialect]))
    if dialect == "sqlite":
        return column_type(text)
    if (enum := enum_of(plain, dialect)) is not None and not isinstance(plain, sa.ARRAY):
        return EnumType(enum_name(enum))
    if isinstance(plain, sa.ARRAY):
        return Array(_on(plain.item_type, dialect), plain.dimensions or 1)
    return _parsed(text)


def _parsed(text: str) -> Type:
    """PostgreSQL's words as SQLAlchemy writes them."""
    text = text.partition(" COLLATE ")[0]
    match = _TEXT.fullmatch(text)
    if match is None:
        return _interval(text)
    word = " ".join(match[1].upper().split())
    first, second = (int(it) if it else None for it in (match[2], match[3]))
    if word in ("TIME", "TIMESTAMP"):
        zone = "tz" if match[4] == " WITH TIME ZONE" else ""
        return Scalar(word.lower() + zone, precision=first)
    if word == "FLOAT":
        return Scalar("double" if first is None or first > 24 else "real")
    name = _NAMES.get(word) or (word.lower() if word.lower() in POSTGRESQL_ONLY else "")
    if name in _SIZED:
        return Scalar(name, length=first)
    if name == "numeric":
        return Scalar(name, precision=first, scale=second if second is not None or first is None else 0)
    return Scalar(name) if name and first is None else _interval(text)


_INTERVAL = re.compile(r"INTERVAL(?: ([A-Z ]+?))?(?:\s*\((\d)\))?")


def _interval(text: str) -> Type:
    match = _INTERVAL.fullmatch(text)
    if match is None:
        return Raw(text)
    return Scalar("interval", precision=int(match[2]) if match[2] else None, fields=match[1] and match[1].lower())
