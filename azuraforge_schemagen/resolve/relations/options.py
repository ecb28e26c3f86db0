"""What a declared relationship says beside where it leads."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.findings import Place
from azuraforge_schemagen.resolve.relations.declared import Declared
from azuraforge_schemagen.resolve.relations.edges import Models

SEPARATE = frozenset({"via", "target", "back", "secondary", "cascade", "order_by", "collection", "doc", "uselist"})
"""What a relationship has a field for; everything else is an option."""
_COLUMNS = frozenset({"foreign_keys", "remote_side"})


@dataclass(frozen=True, slots=True)
class Details:
    """The details of a declared relationship; ``None`` where it says nothing."""

    cascade: tuple[str, ...] | None
    order_by: tuple[str, ...]
    collection: str
    uselist: bool | None
    foreign_columns: tuple[str, ...]
    remote_columns: tuple[str, ...]
    doc: str | None
    options: tuple[tuple[str, object], ...]


def details(one: Declared, models: Models) -> Details:
    """The details, checked."""
    spec, place = one.spec, one.place
    cascade = spec.get("cascade")
    return Details(
        None if cascade is None else tuple(cascade),
        _order(spec.get("order_by"), models.mapped[one.target], place.at("order_by")),
        spec.get("collection", "list"),
        spec.get("uselist"),
        _columns("foreign_keys", one, models),
        _columns("remote_side", one, models),
        spec.get("doc"),
        tuple(sorted((key, value) for key, value in spec.items() if key not in SEPARATE | _COLUMNS)),
    )


def _texts(spec: Any, place: Place) -> list[tuple[str, Place]]:
    if spec is None:
        return []
    return [(spec, place)] if isinstance(spec, str) else [(text, place.at(at)) for at, text in enumerate(spec)]


def _order(spec: Any, target: Draft, place: Place) -> tuple[str, ...]:
    """``name``, ``table.name``, each with `` desc`` behind it: as attributes of the target."""
    attributes = {attribute.column: attribute.name for attribute in target.attributes}
    found = []
    for text, where in _texts(spec, place):
        column, direction = _directed(text.strip())
        column = _bare(column, target.name, attributes)
        if column not in attributes:
            column = next((it for it, name in attributes.items() if name == column), column)
        if column in attributes:
            found.append(attributes[column] + direction)
        else:
            target.lacks(column, where, "order_by")
    return tuple(found)


def _directed(text: str) -> tuple[str, str]:
    head, space, last = text.rpartition(" ")
    if space and last.lower() in ("asc", "desc"):
        return head.strip(), " desc" if last.lower() == "desc" else ""
    return text, ""


def _bare(text: str, table: QName, columns: Container[str]) -> str:
    """A column's name without its table's in front."""
    for prefix in (f"{table.schema}.{table.name}.", f"{table.name}."):
        if text not in columns and text.startswith(prefix):
            return text[len(prefix) :]
    return text


def _columns(key: str, one: Declared, models: Models) -> tuple[str, ...]:
    found = []
    for text, where in _texts(one.spec.get(key), one.place.at(key)):
        for name in (one.owner, one.target):
            columns = models.mapped[name].columns
            column = _bare(text.strip(), name, columns)
            if column in columns:
                found.append(column)
                break
        else:
            models.mapped[one.owner].lacks(text, where, key)
    return tuple(found)
