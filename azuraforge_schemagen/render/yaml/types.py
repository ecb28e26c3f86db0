"""Types and references as the language spells them."""

from __future__ import annotations

from typing import Any

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Column
from azuraforge_schemagen.ir.types import SERIALS, Array, DomainType, EnumType, Raw, Scalar, Type, UserType, Variant
from azuraforge_schemagen.render.yaml.scope import Data, said

_SERIAL = {type_: serial for serial, type_ in SERIALS.items()}


def spelled(column: Column) -> Data:
    """The type keys of a column."""
    data = type_data(column.type)
    if column.serial is not None:
        data["type"] = _SERIAL[data["type"]]
    if column.nullable:
        data["type"] += " | null"
    return data


def type_data(type_: Type) -> Data:
    """A type as a map of type keys."""
    match type_:
        case Scalar("real"):
            return {"type": "float", "precision": 24}
        case Scalar(name, length, precision, scale, fields):
            return said({"type": name, "length": length, "precision": precision, "scale": scale, "fields": fields})
        case EnumType(name) | DomainType(name):
            return {"type": f"{name.schema}.{name.name}" if name.schema else name.name}
        case UserType():
            return {"type": collation(type_.spelled)}
        case Array(items, dimensions):
            inner = type_data(items)
            return said(
                {
                    "type": "array",
                    "items": inner["type"] if len(inner) == 1 else inner,
                    "dimensions": dimensions if dimensions > 1 else None,
                }
            )
        case Raw(raw):
            return {"type": "raw", "raw": raw}
        case Variant(base, dialects):
            return {**type_data(base), "variants": {dialect: type_data(other) for dialect, other in dialects}}


def target(table: QName, column: str | None = None) -> Any:
    """A reference to a table, or to one of its columns."""
    parts = [part for part in (table.schema, table.name, column) if part]
    if not any("." in part for part in parts):
        return ".".join(parts)
    return said({"schema": table.schema or None, "table": table.name, "column": column})


def collation(name: QName | None) -> str | None:
    """A collation as the language names it."""
    return f"{name.schema}.{name.name}" if name is not None and name.schema else name and name.name


def action(name: str) -> str | None:
    """A referential action; the one of no name is not said."""
    return None if name == "no action" else name.replace(" ", "_")
