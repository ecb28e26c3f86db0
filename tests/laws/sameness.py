"""Classes in one spelling, where two spellings of the language make the same."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.ir.orm import Attribute, ClassMap, ClientDefault, PyCall, PyFunction, PyValue, Relationship
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.ir.types import Scalar, Type

_ZONED = frozenset({"timestamptz", "timetz"})


def settled(found: ClassMap, schema: Schema) -> ClassMap:
    """The class, wherever it was written."""
    columns = schema.table(found.table).by_name
    return replace(
        found,
        origin="",
        attributes=tuple(_attribute(it, columns[it.column].type) for it in found.attributes),
        relationships=tuple(sorted(map(_relationship, found.relationships), key=lambda it: it.name)),
        repr=found.repr or _key(found, schema),
    )


def _key(found: ClassMap, schema: Schema) -> tuple[str, ...]:
    """What a class shows of which nothing is said."""
    key, names = schema.table(found.table).primary_key, {it.column: it.name for it in found.attributes}
    return tuple(names[it] for it in key.columns) if key else ()


def _attribute(found: Attribute, type_: Type) -> Attribute:
    return replace(found, default=_default(found.default, type_), on_update=_default(found.on_update, type_))


def _default(found: ClientDefault | None, type_: Type) -> ClientDefault | None:
    kind = type_.name if isinstance(type_, Scalar) else ""
    match found:
        case PyFunction("now" | "utcnow" | "today") if kind == "date":
            return PyFunction("today")
        case PyFunction("utcnow") if kind in _ZONED:
            return PyFunction("now")
        case PyCall("uuid", "uuid4") if kind == "uuid":
            return PyFunction("uuid4")
        case PyFunction("dict"):
            return PyValue({})
        case PyFunction("list"):
            return PyValue([])
    return found


def _relationship(found: Relationship) -> Relationship:
    """What SQLAlchemy does anyway need not be said; what overlaps is derived."""
    cascade = () if set(found.cascade) == {"save-update", "merge"} else found.cascade
    options = tuple(it for it in found.options if it != ("passive_deletes", False) and it[0] != "overlaps")
    return replace(found, cascade=cascade, options=options)
