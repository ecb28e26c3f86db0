"""The values of discriminators: each is of one class of its hierarchy, and each class has one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.findings import Place
from azuraforge_schemagen.resolve.inheritance import Drafts, Hierarchy, said

Spec = Mapping[str, Any]


def check_identities(mapped: Drafts, found: Hierarchy) -> None:
    """Says where two classes have the same value, and where one has none."""
    taken: dict[tuple[QName, object], str] = {}
    for name, draft in mapped.items():
        top = found.up(name)[-1]
        for of, spec, place in _classes(draft):
            value = spec.get("polymorphic_identity")
            if value is None:
                _check_missing(of, spec, name, top, place, mapped)
            elif taken.setdefault((top, value), of) != of:
                message = f"the rows of '{taken[top, value]}' have the identity {value!r}, too"
                draft.error("SG170", message, place.at("mapper", "polymorphic_identity"), "choose another value")


def _classes(draft: Draft) -> Iterator[tuple[str, Spec, Place]]:
    """The class of a table and those that share it: a name, what it says to its mapper, and where it stands."""
    yield str(draft.name), said(draft), Place(draft.document)
    subclasses: Mapping[str, Spec] = draft.document.data.get("subclasses") or {}
    for key, spec in subclasses.items():
        yield f"{draft.name}: {key}", spec.get("mapper") or {}, Place(draft.document, ("subclasses", key))


def _check_missing(of: str, spec: Spec, name: QName, top: QName, place: Place, mapped: Drafts) -> None:
    """SQLAlchemy warns of such a class: none of its rows would be read as one of it."""
    is_top = not place.path and name == top
    if not is_top and not spec.get("polymorphic_abstract") and "polymorphic_on" in said(mapped[top]):
        place = place if place.path else place.at("mapper")
        help_ = "say polymorphic_identity: VALUE under its mapper:, or polymorphic_abstract: true"
        message = f"nothing tells the rows of '{of}' from those of other classes"
        mapped[name].ctx.findings.warn("SG170", message, place._replace(key=True), help_)
