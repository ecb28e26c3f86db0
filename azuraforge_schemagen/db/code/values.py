"""What Python and the server do with the values of a column, where a generated column does otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from azuraforge_schemagen.db.code.types import enum_of, plain_type, type_of
from azuraforge_schemagen.ir.types import Array, Scalar, Type, on

_PYTHON = {
    "string": "str",
    "text": "str",
    "char": "str",
    "integer": "int",
    "smallint": "int",
    "bigint": "int",
    "numeric": "Decimal",
    "double": "float",
    "real": "float",
    "boolean": "bool",
    "date": "date",
    "time": "time",
    "timestamp": "datetime",
    "timestamptz": "datetime",
    "interval": "timedelta",
    "uuid": "UUID",
    "binary": "bytes",
}
"""The class of a value, as a generated column has it."""


def value_gaps(column: sa.Column[Any], dialects: Sequence[str]) -> Iterator[str]:
    """What no file says of them, in words."""
    yield from _fetched(column)
    if column.key != column.name:
        yield f"that the table has {column.name} under the key {column.key}"
    plain = plain_type(column.type, dialects[0])
    if isinstance(plain, sa.ARRAY) and (plain.as_tuple or plain.zero_indexes):
        yield f"that arrays of {column.name} are tuples, or begin at 0 (as_tuple, zero_indexes)"
    if isinstance(plain, sa.JSON) and plain.none_as_null:
        yield f"that None in {column.name} is NULL and not the null of JSON (none_as_null)"
    if isinstance(plain, sa.Enum) and plain.enum_class:
        if enum_of(plain, dialects[0]) is None:
            yield f"the members of {plain.enum_class.__name__}, which {column.name} has as strings"
    elif isinstance(column.type, sa.Interval) or not isinstance(column.type, TypeDecorator | UserDefinedType):
        theirs = column.type if isinstance(column.type, sa.Interval) else plain
        yield from _classes(column, theirs, on(type_of(column.type, dialects), dialects[0]), dialects[0])


def _fetched(column: sa.Column[Any]) -> Iterator[str]:
    """What only tells SQLAlchemy to ask the server for the value."""
    own = sa.DefaultClause | sa.Computed | sa.Identity
    if column.server_default is not None and not isinstance(column.server_default, own):
        yield f"that the server sets {column.name} by itself (FetchedValue)"
    if column.server_onupdate is not None and not isinstance(column.server_onupdate, sa.Computed):
        yield f"that the server sets {column.name} on UPDATE (server_onupdate)"


def _classes(column: sa.Column[Any], theirs: TypeEngine[Any], ours: Type, dialect: str) -> Iterator[str]:
    while isinstance(theirs, sa.ARRAY) and isinstance(ours, Array):
        theirs, ours = plain_type(theirs.item_type, dialect), ours.items
    if isinstance(theirs, sa.Uuid) and not theirs.as_uuid:
        yield f"that the UUIDs of {column.name} are strings in Python"
        return
    made = _PYTHON.get(ours.name) if isinstance(ours, Scalar) else None
    if made and (found := _class_of(theirs)) not in ("", made):
        yield f"that the values of {column.name} are {found} in Python, and not {made}"


def _class_of(type_: TypeEngine[Any]) -> str:
    try:
        return type_.python_type.__name__
    except NotImplementedError:
        return ""
