"""Database schemas, and the renames of top-level objects."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from azuraforge_schemagen.ir.intent import Rename, RenameKind
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Namespace
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve.catalog import Catalog
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.findings import Place
from azuraforge_schemagen.resolve.routines import overloads


def schemas_of(catalog: Catalog, inner: Iterable[QName] = ()) -> Iterable[Namespace]:
    """The database schemas: those with a file of their own, and those that objects stand in. Never the default one.
    ``inner`` are the names of objects without files."""
    used = {name.schema for shelf in catalog.objects.values() for name in shelf}
    used |= {document.data.get("schema", "") for document in catalog.extensions.values()}
    used |= {name.schema for name in inner}
    declared = {name.name: document for name, document in catalog.namespaces.items()}
    for name in sorted({*used, *declared} - {"", "public"}):
        comment = declared[name].data.get("comment") if name in declared else None
        yield Namespace(QName("", name), comment)


def rename_of(kind: str, name: QName, document: Document, ctx: Context) -> None:
    """Notes the ``renamed_from`` of a whole object; overloads that had one name say it once."""
    said: set[str] = set()
    for part in (document, *overloads(document)):
        old = part.data.get("renamed_from")
        if old is not None and old not in said:
            said.add(old)
            rename = Rename(cast(RenameKind, kind), name, old, name.name)
            ctx.rename(rename, QName(name.schema, ""), Place(part, ("renamed_from",)))
