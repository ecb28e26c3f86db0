"""The ``SourceMap``: where each object, and each thing in it, was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve.catalog import Catalog
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.findings import Place
from azuraforge_schemagen.source import Span

_SECTIONS = {
    "index": ("indexes",),
    "constraint": ("primary_key", "uniques", "checks", "foreign_keys", "exclusions"),
    "unique": ("uniques",),
    "check": ("checks",),
    "foreign_key": ("foreign_keys",),
}


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Addresses to places; a place is looked up in its file only when it is asked for."""

    documents: Mapping[Ref, Document] = field(default_factory=dict)
    places: Mapping[QName, Mapping[tuple[str, str], Place]] = field(default_factory=dict)
    columns: Mapping[QName, Mapping[str, Document]] = field(default_factory=dict)
    parts: Mapping[Ref, Place] = field(default_factory=dict)
    """The objects that stand in the file of another one."""
    shared: Mapping[Ref, Document] = field(default_factory=dict)
    """Objects that share a file with others, each with its part of it."""

    def home(self, ref: Ref) -> Document | None:
        """The file that an object stands in."""
        return self.parts[ref].document if ref in self.parts else self.document(ref)

    def document(self, ref: Ref) -> Document | None:
        """The file of an object, or its part of one."""
        return self.shared.get(ref) or self.documents.get(ref)

    def span(self, ref: Ref, *child: str) -> Span | None:
        """Where an object stands, or something in it: ``("columns", name)``, ``("indexes", name)``,
        ``("uniques" | "checks" | "foreign_keys" | "constraint", name)``, ``("primary_key",)``, ``("values", label)``;
        the nearest place that is known, ``None`` for an object that no file declares."""
        if ref in self.parts:
            return (self.parts[ref].at(*child) if child else self.parts[ref]).span()
        document = self.document(ref)
        if document is None:
            return None
        return self._place(ref, document, child).span()

    def _place(self, ref: Ref, document: Document, child: tuple[str, ...]) -> Place:
        if ref.kind == "table" and child:
            found = self._in_table(ref.name, child)
            if found:
                return found
        if child and child[0] in ("value", "values") and len(child) > 1:
            return _value(document, child[1])
        present = child and child[0] in document.data
        return Place(document, child) if present else Place(document, (document.kind,))

    def _in_table(self, table: QName, child: tuple[str, ...]) -> Place | None:
        places = self.places.get(table, {})
        columns = self.columns.get(table, {})
        if child[0] in ("column", "columns") and len(child) > 1 and child[1] in columns:
            return Place(columns[child[1]], ("columns", *child[1:]))
        for section in _SECTIONS.get(child[0], (child[0],)):
            for (kind, name), place in places.items():
                if kind == section and (len(child) == 1 or name == child[1]):
                    return place.at(*child[2:]) if child[2:] else place
        return None


def source_map(
    catalog: Catalog,
    drafts: Mapping[QName, Draft],
    partitions: Mapping[QName, Draft],
    parts: Mapping[Ref, Place],
    shared: Mapping[Ref, Document],
) -> SourceMap:
    """The map of a resolved project."""
    documents: dict[Ref, Document] = {}
    for kind, shelf in catalog.objects.items():
        documents.update({Ref(kind, name): document for name, document in shelf.items()})
    documents.update({Ref("table", name): draft.document for name, draft in partitions.items()})
    places = {name: draft.places for name, draft in (*drafts.items(), *partitions.items())}
    mixed = {name: draft.mixed for name, draft in drafts.items() if draft.mixed}
    return SourceMap(documents, places, mixed, parts, shared)


def _value(document: Document, label: str) -> Place:
    for index, item in enumerate(document.data.get("values") or ()):
        if item == label or (isinstance(item, dict) and label in item):
            return Place(document, ("values", index))
    return Place(document, ("values",))
