"""Values that are made up for a NOT NULL column that comes back in a downgrade."""

from __future__ import annotations

from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Column, Composite, Constant, Default, Enum
from azuraforge_schemagen.ir.types import (
    INTEGER_TYPES,
    STRING_TYPES,
    Array,
    DomainType,
    EnumType,
    Raw,
    Scalar,
    Type,
    UserType,
    Variant,
)
from azuraforge_schemagen.plan.pair import Pair

_EPOCH = "1970-01-01 00:00:00"
_ZERO_UUID = "00000000-0000-0000-0000-000000000000"
_VALUES: dict[str, str | int | bool] = {
    **dict.fromkeys(STRING_TYPES, ""),
    **dict.fromkeys(INTEGER_TYPES | {"numeric", "real", "float", "double", "money", "oid"}, 0),
    "boolean": False,
    "date": "1970-01-01",
    "time": "00:00:00",
    "timetz": "00:00:00+00",
    "timestamp": _EPOCH,
    "timestamptz": _EPOCH + "+00",
    "interval": "0",
    "uuid": _ZERO_UUID,
    "json": "{}",
    "jsonb": "{}",
    "inet": "0.0.0.0",
    "cidr": "0.0.0.0/0",
    "macaddr": "00:00:00:00:00:00",
    "macaddr8": "00:00:00:00:00:00:00:00",
    "xml": "<empty/>",
    "point": "(0,0)",
    "line": "{1,0,0}",
    "lseg": "[(0,0),(0,0)]",
    "box": "(0,0),(0,0)",
    "path": "((0,0))",
    "polygon": "((0,0))",
    "circle": "<(0,0),0>",
    **dict.fromkeys(("binary", "tsvector", "tsquery", "hstore", "ltree", "varbit"), ""),
    **dict.fromkeys(("int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange"), "empty"),
}
_SQLITE: dict[str, str] = {
    "time": "00:00:00.000000",
    "timetz": "00:00:00.000000",
    "timestamp": _EPOCH + ".000000",
    "timestamptz": _EPOCH + ".000000",
    "interval": _EPOCH + ".000000",
    "uuid": "0" * 32,
}
"""What SQLAlchemy keeps on SQLite in the place of types that it lacks."""


def value(table: QName, column: Column, pair: Pair, dialect: str) -> Default | None:
    """A value for the rows that are there, ``None`` where there can be none.

    A foreign key's column gets none: a value made up would refer to nothing, or to a row by accident. Where a unique
    or a check refuses the value, the database says so and the downgrade does nothing.
    """
    if not pair.downgrade:
        return None
    found = pair.after.tables.get(table)
    if found is None or any(column.name in key.columns for key in found.foreign_keys):
        return None
    label = pair.labels.get((table, column.name))
    return Constant(label) if label is not None else _of(pair.plain(column.type), pair, dialect)


def _of(type_: Type, pair: Pair, dialect: str) -> Default | None:
    match type_:
        case Scalar("bit", length):
            return Constant("0" * (length or 1))
        case Scalar(name) if name.endswith("multirange"):
            return Constant("{}")
        case Scalar(name):
            made_up = _SQLITE.get(name, _VALUES.get(name)) if dialect == "sqlite" else _VALUES.get(name)
            return None if made_up is None else Constant(made_up)
        case Array():
            return Constant("{}")
        case EnumType(name):
            return Constant(_value(pair.after.enum(name), pair.before.enums.get(name)))
        case UserType():
            return _of_own(type_, pair)
        case Raw() | Variant() | DomainType():
            return None


def _of_own(type_: UserType, pair: Pair) -> Default | None:
    """Nothing at all, but no NULL."""
    found = pair.after.objects.get(Ref(type_.family, type_.name))
    if isinstance(found, Composite):
        return Constant(f"({',' * (len(found.attributes) - 1)})")
    return Constant("empty" if type_.multirange is None else "{}")


def _value(enum: Enum, before: Enum | None) -> str:
    """A value that was there before, for one that comes in the same transaction cannot be used in it."""
    return next((it for it in enum.values if before is None or it in before.values), enum.values[0])
