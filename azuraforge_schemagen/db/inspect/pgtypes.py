"""PostgreSQL's types as values, from the catalog's numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.types import POSTGRESQL_ONLY, Array, DomainType, EnumType, Raw, Scalar, Type, UserType

_SIMPLE = {
    "text": "text",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "float4": "real",
    "float8": "double",
    "bool": "boolean",
    "date": "date",
    "uuid": "uuid",
    "json": "json",
    "jsonb": "jsonb",
    "bytea": "binary",
}
_TIME = frozenset({"time", "timetz", "timestamp", "timestamptz"})
_INTERVAL = re.compile(r"interval(?: (?P<fields>[a-z ]+?))?(?:\((?P<precision>\d)\))?$")
_HEADER = 4
"""Bytes that a length modifier counts too."""


@dataclass(frozen=True, slots=True)
class Types:
    """Every type of a database by its catalog number; ``enums`` and the like are those that the project may own."""

    rows: Mapping[int, Any]
    enums: Mapping[int, QName]
    domains: Mapping[int, QName]
    others: Mapping[int, UserType]
    """Composites, ranges and multiranges."""

    def of(self, number: int, modifier: int, text: str) -> Type:
        """The type of a column; ``text`` is what ``format_type`` says of it. Dimensions of arrays mean nothing."""
        row = self.rows.get(number)
        if number in self.others:
            return self.others[number]
        if row is None:
            return Raw(text)
        if row.is_array:
            return Array(self.of(row.element, modifier, text.removesuffix("[]")))
        if number in self.enums:
            return EnumType(self.enums[number])
        if number in self.domains:
            return DomainType(self.domains[number])
        # A type of an extension has its plain name where the server needs no schema for it.
        if row.kind == "b" and (row.schema == "pg_catalog" or (row.name in _CONTRIB and "." not in text)):
            return _scalar(row.name, modifier, text)
        return _scalar(row.name, modifier, text) if row.kind in "rm" and row.schema == "pg_catalog" else Raw(text)

    def collation(self, number: int) -> int:
        """The collation that a column of this type has where nothing is said."""
        row = self.rows.get(number)
        return row.collation if row is not None else 0


_CONTRIB = frozenset({"citext", "hstore", "ltree"})


def _scalar(name: str, modifier: int, text: str) -> Type:
    if name in _SIMPLE:
        return Scalar(_SIMPLE[name])
    if name in _TIME:
        return Scalar(name, precision=modifier if modifier >= 0 else None)
    if name == "interval":
        return _interval(text)
    if name == "numeric":
        return _numeric(modifier)
    if name == "varchar":
        return Scalar("string", length=_length(modifier))
    if name == "bpchar":
        return Scalar("char", length=_length(modifier)) if modifier > 0 else Raw("bpchar")
    if name in ("bit", "varbit"):
        return Scalar(name, length=modifier if modifier > 0 else None)
    return Scalar(name) if name in POSTGRESQL_ONLY and modifier < 0 else Raw(text)


def _length(modifier: int) -> int | None:
    return modifier - _HEADER if modifier > 0 else None


def _numeric(modifier: int) -> Scalar:
    """Precision in the upper half, scale in eleven signed bits (negative ones since PostgreSQL 15)."""
    if modifier < 0:
        return Scalar("numeric")
    packed = modifier - _HEADER
    return Scalar("numeric", precision=(packed >> 16) & 0xFFFF, scale=((packed & 0x7FF) ^ 1024) - 1024)


def _interval(text: str) -> Type:
    match = _INTERVAL.match(text)
    if not match:
        return Raw(text)
    precision = match["precision"]
    return Scalar("interval", precision=int(precision) if precision else None, fields=match["fields"])
