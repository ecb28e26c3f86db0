"""The classes of views, which only read."""

from __future__ import annotations

from collections.abc import Mapping

from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.orm import ViewClass
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve import classes, tables
from azuraforge_schemagen.resolve.catalog import Catalog
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.findings import Place

_SAID = ("columns", "primary_key", "class", "doc", "repr", "extends")
_NEEDED = ("columns", "primary_key")


def view_drafts(catalog: Catalog, ctx: Context) -> dict[QName, Draft]:
    """The views that have a class, as the tables that they would be."""
    found: dict[QName, Draft] = {}
    for name, document in sorted({**catalog.views, **catalog.materialized_views}.items()):
        said = [key for key in ("class", "repr", "extends", *_NEEDED) if key in document.data]
        missing = [key for key in _NEEDED if key not in document.data]
        if said and missing:
            message = f"the class of the view '{name}' lacks '{missing[0]}'"
            place = Place(document, (said[0],), key=True)
            ctx.findings.error("SG160", message, place, f"say its {missing[0]}:, or take {said[0]}: out")
        elif said:
            found[name] = draft = tables.draft_of(name, _as_table(document), {}, ctx)
            for column in draft.columns.values():
                if column.serial is not None:
                    message = f"column '{column.name}': serial is a way to count, and a view counts nothing"
                    draft.error("SG128", message, draft.where("columns", column.name), "write integer or bigint")
    return found


def _as_table(document: Document) -> Document:
    data = {key: document.data[key] for key in _SAID if key in document.data}
    return Document(document.path, "table", {"table": document.name, **data}, document.node)


def view_classes(drafts: Mapping[QName, Draft], names: classes.Names, ctx: Context) -> dict[QName, ViewClass]:
    """The classes, by the views' names."""
    taken = frozenset(names.values())
    for draft in drafts.values():
        classes.settle_attributes(draft, taken, ctx)
    return {
        name: ViewClass(tables.table_of(draft), classes.class_map(draft, names[Ref("table", name)], ctx))
        for name, draft in drafts.items()
        if draft.primary_key
    }
