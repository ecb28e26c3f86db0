"""SQLite's spellings: those that SQLAlchemy gives its tables."""

from __future__ import annotations

from azuraforge_schemagen.dialects.postgresql.text import type_sql as standard
from azuraforge_schemagen.ir.types import Array, DomainType, EnumType, Raw, Scalar, Type, UserType, Variant

FUNCTIONS = {
    "now": "CURRENT_TIMESTAMP",
    "current_timestamp": "CURRENT_TIMESTAMP",
    "current_date": "CURRENT_DATE",
    "current_time": "CURRENT_TIME",
    "random": "(random())",
}

_FIXED = {
    "uuid": "CHAR(32)",
    "timestamp": "DATETIME",
    "timestamptz": "DATETIME",
    "interval": "DATETIME",
    "time": "TIME",
    "timetz": "TIME",
    "double": "DOUBLE",
    "float": "FLOAT",
    "jsonb": "JSON",
    "binary": "BLOB",
}


def type_sql(type_: Type) -> str:
    """The type as DDL writes it."""
    match type_:
        case Scalar(name):
            return _FIXED.get(name) or standard(type_)
        case Array():
            return "JSON"
        case EnumType():
            return "VARCHAR(63)"
        case DomainType(domain):
            raise ValueError(f"SQLite has no domain {domain}: its columns are of what it holds")
        case UserType(family, name):
            raise ValueError(f"SQLite has no {family} {name}")
        case Raw(text):
            return text
        case Variant(base):
            return type_sql(base)
