"""Column types as a revision writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import assert_never

from azuraforge_schemagen.dialects import type_sql
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.sqltext import path
from azuraforge_schemagen.ir.types import (
    POSTGRESQL_ONLY,
    Array,
    DomainType,
    EnumType,
    Raw,
    Scalar,
    Type,
    UserType,
    Variant,
    on,
)
from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.alembic.code import Fn, Item, Typed
from azuraforge_schemagen.render.alembic.sql import name, schema_name

_SIMPLE = {
    "text": "sa.Text()",
    "integer": "sa.Integer()",
    "smallint": "sa.SmallInteger()",
    "bigint": "sa.BigInteger()",
    "float": "sa.Float()",
    "real": "sa.REAL()",
    "double": "sa.Double()",
    "boolean": "sa.Boolean()",
    "date": "sa.Date()",
    "time": "sa.Time()",
    "timetz": "sa.Time(timezone=True)",
    "timestamp": "sa.DateTime()",
    "timestamptz": "sa.DateTime(timezone=True)",
    "interval": "sa.Interval()",
    "uuid": "sa.Uuid()",
    "json": "sa.JSON()",
    "binary": "sa.LargeBinary()",
}
_ODD = {"citext", "bit", "varbit", "xml", "point", "line", "lseg", "box", "path", "polygon", "circle", "ltree"}
_POSTGRESQL = frozenset(POSTGRESQL_ONLY - _ODD)
_STRINGS = {"string": "sa.String", "text": "sa.Text", "char": "sa.CHAR", "citext": "postgresql.CITEXT"}
_SECONDS = {"time": ("TIME", False), "timetz": ("TIME", True)} | {
    "timestamp": ("TIMESTAMP", False),
    "timestamptz": ("TIMESTAMP", True),
}


_NAMED = """class NamedType(sa.types.UserDefinedType[object]):
    cache_ok = True

    def __init__(self, name: str, schema: str = "") -> None:
        self.name, self.schema = name, schema


@compiles(NamedType)
def _named_type(type_: NamedType, compiler: Any, **kw: object) -> str:
    return ".".join(map(compiler.dialect.identifier_preparer.quote, filter(None, (type_.schema, type_.name))))


"""
_COLLATED = """class CollatedType(sa.types.UserDefinedType[object]):
    cache_ok = True

    def __init__(self, text: str, collation: str, schema: str) -> None:
        self.text, self.collation, self.schema = text, collation, schema


@compiles(CollatedType)
def _collated_type(type_: CollatedType, compiler: Any, **kw: object) -> str:
    quote = compiler.dialect.identifier_preparer.quote
    return f"{type_.text} COLLATE {quote(type_.schema)}.{quote(type_.collation)}"


"""
_HELPERS = {"NamedType": _NAMED, "CollatedType": _COLLATED}
"""Types whose names a driver would take for parameters where they hold a percent sign."""


@dataclass(slots=True)
class RawTypes:
    """The classes that a revision defines for types in the server's own words."""

    classes: dict[str, str] = field(default_factory=dict)
    helpers: set[str] = field(default_factory=set)
    """Which of ``_HELPERS`` are used."""

    def named(self, text: str) -> str:
        """The class of a type, made at its first use."""
        if text not in self.classes:
            words = re.findall(r"[a-z0-9]+", text.lower())
            stem = "".join(word.capitalize() for word in words).lstrip("0123456789") or "Raw"
            taken = {*self.classes.values(), *_HELPERS}
            self.classes[text] = next(each for each in _candidates(stem) if each not in taken)
        return self.classes[text]

    def helper(self, name_: str) -> str:
        """One of ``_HELPERS``, which the revision has from now on."""
        self.helpers.add(name_)
        return name_

    def source(self) -> str:
        """Their definitions."""
        return "".join(text for name_, text in _HELPERS.items() if name_ in self.helpers) + "".join(
            f"class {name_}(sa.types.UserDefinedType[object]):\n"
            "    cache_ok = True\n\n"
            "    def get_col_spec(self, **kw: object) -> str:\n"
            f"        return {python.string(text)}\n\n\n"
            for text, name_ in self.classes.items()
        )


def _candidates(stem: str) -> list[str]:
    return [stem, *(f"{stem}_{number}" for number in range(2, 1000))]


def typed(type_: Type, dialect: str, raws: RawTypes, collation: QName | None = None) -> Typed:
    """The type of a column."""
    return Typed(_type(type_, dialect, raws, collation))


def _type(type_: Type, dialect: str, raws: RawTypes, collation: QName | None) -> str | Fn:
    match type_:
        case Scalar():
            return _scalar(type_, dialect, raws, collation)
        case Array():
            return Fn("postgresql.ARRAY", (_type(type_.items, dialect, raws, collation),))
        case EnumType():
            return _enum(type_)
        case DomainType():
            if collation:
                return f"{raws.named(type_sql(type_, dialect) + _collate(collation))}()"
            return _domain(type_)
        case UserType():
            return Fn(raws.helper("NamedType"), tuple(map(name, _parts(type_.spelled))))
        case Raw():
            return f"{raws.named(type_.text + _collate(collation))}()"
        case Variant():
            return _type(on(type_, dialect), dialect, raws, collation)
        case _:
            assert_never(type_)


def _enum(type_: EnumType) -> Fn:
    schema: tuple[tuple[str, Item], ...] = ()
    if type_.name.schema:
        schema = (("schema", schema_name(type_.name.schema)),)
    return Fn("postgresql.ENUM", (), (("name", name(type_.name.name)), *schema, ("create_type", "False")))


def _domain(type_: DomainType) -> Fn:
    """By its name alone: what the domain holds may be another thing later."""
    schema: tuple[tuple[str, Item], ...] = ()
    if type_.name.schema:
        schema = (("schema", schema_name(type_.name.schema)),)
    args = (name(type_.name.name), "sa.types.NullType()")
    return Fn("postgresql.DOMAIN", args, (*schema, ("create_type", "False")))


def _scalar(type_: Scalar, dialect: str, raws: RawTypes, collation: QName | None) -> str | Fn:
    kind = type_.name
    if kind in _STRINGS:
        if collation and collation.schema:
            # SQLAlchemy has no word for the schema before 2.1.
            args = (python.string(type_sql(type_, dialect)), *map(name, _parts(collation)))
            return Fn(raws.helper("CollatedType"), args)
        return _string(type_, collation)
    if kind == "numeric":
        return _numeric(type_)
    if dialect == "postgresql":
        return _postgresql(type_, raws)
    return "sa.JSON()" if kind == "jsonb" else _SIMPLE[kind]


def _string(type_: Scalar, collation: QName | None) -> str:
    length = [str(type_.length)] if type_.length is not None else []
    named = [f"collation={python.string(collation.name)}"] if collation else []
    return f"{_STRINGS[type_.name]}({', '.join(length + named)})"


def _numeric(type_: Scalar) -> str:
    sizes = [str(size) for size in (type_.precision, type_.scale) if size is not None]
    return f"sa.Numeric({', '.join(sizes)})"


def _postgresql(type_: Scalar, raws: RawTypes) -> str | Fn:
    kind = type_.name
    if kind in _SECONDS and type_.precision is not None:
        base, zone = _SECONDS[kind]
        return f"postgresql.{base}({'timezone=True, ' if zone else ''}precision={type_.precision})"
    if kind == "interval" and (type_.precision is not None or type_.fields):
        options = [f"fields={python.string(type_.fields)}"] if type_.fields else []
        options += [f"precision={type_.precision}"] if type_.precision is not None else []
        return f"postgresql.INTERVAL({', '.join(options)})"
    if kind in ("bit", "varbit"):
        length = [str(type_.length)] if type_.length is not None else []
        return f"postgresql.BIT({', '.join(length + ['varying=True'] * (kind == 'varbit'))})"
    if kind == "jsonb":
        return "postgresql.JSONB()"
    if kind in _POSTGRESQL:
        return f"postgresql.{kind.upper()}()"
    return _SIMPLE[kind] if kind in _SIMPLE else f"{raws.named(kind)}()"


def _parts(name_: QName) -> list[str]:
    """The name, and its database schema where it has one."""
    return [part for part in reversed(name_) if part]


def _collate(collation: QName | None) -> str:
    return f" COLLATE {path(collation)}" if collation else ""
