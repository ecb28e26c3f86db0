"""The documents by what they declare: each object once, by its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from azuraforge_schemagen.ir.bodies import ROUTINES
from azuraforge_schemagen.ir.intent import TYPE_KINDS
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve import names
from azuraforge_schemagen.resolve.findings import Findings, Place

DEFAULT_SCHEMA = "public"
"""PostgreSQL's name of the default schema: written out or not, it is the same."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """What a project declares, sorted by name; ``aliases`` are (place, definition)."""

    tables: Mapping[QName, Document]
    enums: Mapping[QName, Document]
    namespaces: Mapping[QName, Document]
    mixins: Mapping[str, Document]
    aliases: Mapping[str, tuple[Place, Mapping[str, Any]]]
    unmanaged: frozenset[str] = frozenset()
    """``kind:name`` of objects that are left alone."""
    sequences: Mapping[QName, Document] = field(default_factory=dict)
    domains: Mapping[QName, Document] = field(default_factory=dict)
    extensions: Mapping[QName, Document] = field(default_factory=dict)
    views: Mapping[QName, Document] = field(default_factory=dict)
    materialized_views: Mapping[QName, Document] = field(default_factory=dict)
    routines: Mapping[str, Mapping[QName, Document]] = field(default_factory=dict)
    """The files of functions, procedures and aggregates by kind; one holds all that have its name."""
    composites: Mapping[QName, Document] = field(default_factory=dict)
    ranges: Mapping[QName, Document] = field(default_factory=dict)
    collations: Mapping[QName, Document] = field(default_factory=dict)

    @property
    def objects(self) -> Mapping[str, Mapping[QName, Document]]:
        """The files of everything that has an address, by kind and name."""
        return {
            "table": self.tables,
            "enum": self.enums,
            "schema": self.namespaces,
            "sequence": self.sequences,
            "domain": self.domains,
            "extension": self.extensions,
            "view": self.views,
            "materialized_view": self.materialized_views,
            **self.routines,
            "composite": self.composites,
            "range": self.ranges,
            "collation": self.collations,
        }

    def document(self, ref: Ref) -> Document | None:
        """The file of an object."""
        return self.objects.get(ref.kind, {}).get(ref.name)


def qualified(schema: str | None, name: str) -> QName:
    """A name in a database schema; the default one is ``""``, spelled ``public`` or not at all."""
    return QName("" if schema is None or schema == DEFAULT_SCHEMA else schema, name)


def target_of(spec: Any) -> tuple[QName, bool]:
    """The table that a text or map names, and whether its schema was written."""
    if isinstance(spec, str):
        head, dot, tail = spec.rpartition(".")
        return qualified(head or None, tail), bool(dot)
    return qualified(spec.get("schema"), spec["table"]), "schema" in spec


def gather(documents: Iterable[Document], findings: Findings) -> Catalog:
    """The catalog of the documents. Names that cannot be, and objects declared twice, are said."""
    shelves: defaultdict[str, dict[QName, Document]] = defaultdict(dict)
    aliases: dict[str, tuple[Place, Mapping[str, Any]]] = {}
    unmanaged: set[str] = set()
    for document in sorted(documents, key=_path):
        if document.kind == "types":
            _gather_aliases(document, aliases, findings)
        elif document.kind == "unmanaged":
            unmanaged.update(document.data["unmanaged"])
        else:
            _gather_one(document, shelves[document.kind], findings)
    sorted_ = {kind: dict(sorted(shelf.items())) for kind, shelf in shelves.items()}
    return Catalog(
        sorted_.get("table", {}),
        sorted_.get("enum", {}),
        sorted_.get("schema", {}),
        {name.name: document for name, document in sorted_.get("mixin", {}).items()},
        aliases,
        frozenset(unmanaged),
        sorted_.get("sequence", {}),
        sorted_.get("domain", {}),
        sorted_.get("extension", {}),
        sorted_.get("view", {}),
        sorted_.get("materialized_view", {}),
        {kind: sorted_.get(kind, {}) for kind in ROUTINES},
        sorted_.get("composite", {}),
        sorted_.get("range", {}),
        sorted_.get("collation", {}),
    )


def _path(document: Document) -> str:
    return document.path


def _gather_one(document: Document, shelf: dict[QName, Document], findings: Findings) -> None:
    name = document.name
    place = Place(document, (document.kind,))
    names.check(name, place, findings)
    schema = document.data.get("schema") if document.kind not in ("schema", "mixin") else None
    if schema is not None:
        _check_schema(schema, place=Place(document, ("schema",)), findings=findings)
    qname = qualified(schema if document.kind != "extension" else None, name)
    if document.kind == "schema":
        _check_schema(name, place, findings)
    if document.kind in TYPE_KINDS:
        names.check_type(name, document.kind, place, findings)
    first = shelf.setdefault(qname, document)
    if first is not document:
        message = f"{document.kind} '{qname}' is declared twice"
        help_ = "take one of them out, or rename it"
        findings.error("SG120", message, place, help_, (Place(first, (first.kind,)), "the other one"))


def _check_schema(schema: str, place: Place, findings: Findings) -> None:
    names.check(schema, place, findings)
    if schema.startswith("pg_") or schema == "information_schema":
        findings.error("SG121", f"'{schema}' is a name of PostgreSQL's own schemas", place, "choose another name")


def _gather_aliases(
    document: Document, aliases: dict[str, tuple[Place, Mapping[str, Any]]], findings: Findings
) -> None:
    for name, spec in document.data["types"].items():
        place = Place(document, ("types", name))
        names.check(name, place._replace(key=True), findings)
        first = aliases.setdefault(name, (place, spec))
        if first[1] is not spec:
            message = f"the type alias '{name}' is declared twice"
            findings.error(
                "SG120", message, place._replace(key=True), "take one of them out", (first[0], "the other one")
            )
