"""PostgreSQL's spellings."""

from __future__ import annotations

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.types import Array, DomainType, EnumType, Raw, Scalar, Type, UserType, Variant

FUNCTIONS = {
    "now": "now()",
    "current_timestamp": "CURRENT_TIMESTAMP",
    "current_date": "CURRENT_DATE",
    "current_time": "CURRENT_TIME",
    "localtime": "LOCALTIME",
    "localtimestamp": "LOCALTIMESTAMP",
    "current_user": "CURRENT_USER",
    "gen_random_uuid": "gen_random_uuid()",
    "clock_timestamp": "clock_timestamp()",
    "statement_timestamp": "statement_timestamp()",
    "transaction_timestamp": "transaction_timestamp()",
    "random": "random()",
}

_NAMES = {
    "string": "VARCHAR",
    "char": "CHAR",
    "double": "DOUBLE PRECISION",
    "float": "DOUBLE PRECISION",
    "binary": "BYTEA",
    "varbit": "BIT VARYING",
}
_TIMES = {
    "time": ("TIME", "WITHOUT TIME ZONE"),
    "timetz": ("TIME", "WITH TIME ZONE"),
    "timestamp": ("TIMESTAMP", "WITHOUT TIME ZONE"),
    "timestamptz": ("TIMESTAMP", "WITH TIME ZONE"),
}


def literal(text: str) -> str:
    """``'text'``; ``E'...'`` where there is a tab, which an offline script would turn into spaces."""
    if "\t" not in text:
        return sqltext.string(text)
    return "E" + sqltext.string(text.replace("\\", "\\\\")).replace("\t", "\\t")


def type_sql(type_: Type) -> str:
    """The type as DDL writes it."""
    match type_:
        case Scalar():
            return _scalar(type_)
        case Array(items, dimensions):
            return type_sql(items) + "[]" * max(dimensions, 1)
        case EnumType(name) | DomainType(name):
            return sqltext.path(name)
        case UserType():
            return sqltext.path(type_.spelled)
        case Raw(text):
            return text
        case Variant(base):
            return type_sql(base)


def _scalar(type_: Scalar) -> str:
    if type_.name in _TIMES:
        head, tail = _TIMES[type_.name]
        return f"{head}{_sizes(type_.precision)} {tail}"
    if type_.name == "interval":
        fields = f" {type_.fields.upper()}" if type_.fields else ""
        return f"INTERVAL{fields}{_sizes(type_.precision)}"
    name = _NAMES.get(type_.name, type_.name.upper())
    return name + _sizes(*((type_.length,) if type_.length is not None else (type_.precision, type_.scale)))


def _sizes(*sizes: int | None) -> str:
    given = [str(size) for size in sizes if size is not None]
    return f"({', '.join(given)})" if given else ""
