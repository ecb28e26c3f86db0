"""Column types as values: a closed union, compared with plain ``==``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from azuraforge_schemagen.ir.names import QName, Ref


@dataclass(frozen=True, slots=True)
class Scalar:
    """A type of the closed list of chapter "Types" of the language.

    ``length`` is in characters (bits for ``bit`` and ``varbit``); ``precision`` in decimal digits, or in fractional
    digits of a second for the types of time; ``fields`` is an interval's (``day to second``).
    ``serial`` and its like never occur: they are ``integer`` and its like with ``Column.serial``.
    """

    name: str
    length: int | None = None
    precision: int | None = None
    scale: int | None = None
    fields: str | None = None


@dataclass(frozen=True, slots=True)
class Array:
    """A PostgreSQL array. ``dimensions`` is for Python: the server does not keep it."""

    items: Type
    dimensions: int = 1


@dataclass(frozen=True, slots=True)
class EnumType:
    """A column of the project's enum of this name."""

    name: QName


@dataclass(frozen=True, slots=True)
class DomainType:
    """A column of the project's domain of this name; what it holds is the domain's own affair."""

    name: QName


@dataclass(frozen=True, slots=True)
class UserType:
    """A column of the project's composite or range of this name, or of the ``multirange`` that the range came with."""

    family: Literal["composite", "range"]
    name: QName
    multirange: str | None = None

    @property
    def spelled(self) -> QName:
        """The type's own name."""
        return self.name if self.multirange is None else QName(self.name.schema, self.multirange)


Named = EnumType | DomainType | UserType
"""The types that are objects of the project."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A type in the server's own words, such as ``vector(384)``."""

    text: str


@dataclass(frozen=True, slots=True)
class Variant:
    """``base``, but another type on the dialects named; ``dialects`` is sorted by name and never empty."""

    base: Type
    dialects: tuple[tuple[str, Type], ...]


Type = Scalar | Array | EnumType | DomainType | UserType | Raw | Variant

PORTABLE = frozenset(
    "string text char integer smallint bigint numeric real float double boolean date time timetz timestamp "
    "timestamptz interval uuid json jsonb binary".split()
)
"""Scalar names that every dialect can hold (jsonb is JSON where there is no jsonb)."""

POSTGRESQL_ONLY = frozenset(
    "citext inet cidr macaddr macaddr8 tsvector tsquery hstore int4range int8range numrange tsrange tstzrange "
    "daterange int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange bit varbit xml "
    "money oid point line lseg box path polygon circle ltree".split()
)
"""Scalar names that only PostgreSQL has."""

SERIALS = {"smallserial": "smallint", "serial": "integer", "bigserial": "bigint"}
"""What a serial column's type is."""

SCALARS = PORTABLE | POSTGRESQL_ONLY
TIME_TYPES = frozenset({"time", "timetz", "timestamp", "timestamptz"})
STRING_TYPES = frozenset({"string", "text", "char", "citext"})
INTEGER_TYPES = frozenset({"smallint", "integer", "bigint"})


def on(type_: Type, dialect: str) -> Type:
    """The type that ``dialect`` sees: a variant's choice, arrays' items included."""
    if isinstance(type_, Variant):
        return on(dict(type_.dialects).get(dialect, type_.base), dialect)
    if isinstance(type_, Array):
        return Array(on(type_.items, dialect), type_.dimensions)
    return type_


def refs_of(type_: Type) -> frozenset[Ref]:
    """The types of the project that a type mentions, on any dialect."""
    match type_:
        case EnumType(name):
            return frozenset({Ref("enum", name)})
        case DomainType(name):
            return frozenset({Ref("domain", name)})
        case UserType(family, name):
            return frozenset({Ref(family, name)})
        case Array(items):
            return refs_of(items)
        case Variant(base, dialects):
            return refs_of(base).union(*(refs_of(inner) for _, inner in dialects))
        case Scalar() | Raw():
            return _NOTHING


_NOTHING: frozenset[Ref] = frozenset()


def enums_of(type_: Type) -> frozenset[QName]:
    """The enums that a type mentions, on any dialect."""
    return frozenset(ref.name for ref in refs_of(type_) if ref.kind == "enum")


def is_text(type_: Type) -> bool:
    """Whether columns of a type are written with a collation: characters, and lists of them."""
    return (
        is_text(type_.items) if isinstance(type_, Array) else getattr(type_, "name", "") in ("string", "text", "char")
    )


def exchanged(type_: Type, change: Callable[[Named], Type]) -> Type:
    """The type with each type of the project in it, on any dialect, changed; the same object where none is."""
    match type_:
        case EnumType() | DomainType() | UserType():
            return change(type_)
        case Array(items, dimensions):
            inner = exchanged(items, change)
            return type_ if inner is items else Array(inner, dimensions)
        case Variant(base, dialects):
            return Variant(exchanged(base, change), tuple((name, exchanged(it, change)) for name, it in dialects))
        case Scalar() | Raw():
            return type_
