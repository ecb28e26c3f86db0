"""Database schemas, and the renames of top-level objects."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from azuraforge_schemagen.ir.intent import RenameKind, moved
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Namespace
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve.catalog import Catalog, qualified
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
    """Notes the ``renamed_from`` and ``moved_from`` of a whole object; overloads that had one name say it once."""
    home, said = document.data.get("moved_from"), set[QName]()
    if home is not None and qualified(home, name.name) == name:
        message = f"'{name.name}' comes from the database schema that it stands in"
        ctx.findings.error("SG153", message, Place(document, ("moved_from",)), "take moved_from out")
        return
    for part in (document, *overloads(document)):
        old = part.data.get("renamed_from")
        was = qualified(home or name.schema, old or name.name)
        if (old is not None or (home is not None and part is document)) and was not in said:
            said.add(was)
            key = "moved_from" if old is None else "renamed_from"
            ctx.rename(moved(cast(RenameKind, kind), was, name), QName(was.schema, ""), Place(part, (key,)))
