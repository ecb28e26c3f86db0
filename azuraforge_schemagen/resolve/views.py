"""``view`` and ``materialized_view`` files -> ``View`` and ``MaterializedView``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from azuraforge_schemagen.ir.bodies import MaterializedView, View
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.depends import Known, depends_on
from azuraforge_schemagen.resolve.findings import Place
from azuraforge_schemagen.resolve.indexes import options, view_index


def view(name: QName, document: Document, known: Known, ctx: Context) -> View:
    """The view of a file."""
    return View(name, **_common(document, known, ctx))


def materialized_view(name: QName, document: Document, known: Known, ctx: Context) -> MaterializedView:
    """The materialized view of a file."""
    data, place = document.data, Place(document, ("indexes",))
    indexes = data.get("indexes") or {}
    return MaterializedView(
        name,
        with_data=data.get("with_data", True),
        indexes=tuple(view_index(own, spec, place.at(own), name.schema, ctx) for own, spec in indexes.items()),
        **_common(document, known, ctx),
    )


def _common(document: Document, known: Known, ctx: Context) -> dict[str, Any]:
    """What both say."""
    data: Mapping[str, Any] = document.data
    here = Place(document)
    marks = ctx.texts.names(data.get("dialects"), here.at("dialects"))
    return {
        "query": ctx.texts.query(data["query"], here.at("query"), marks),
        "options": options(data.get("options") or {}),
        "comment": data.get("comment"),
        "column_comments": tuple(sorted((data.get("column_comments") or {}).items())),
        "dialects": marks,
        "depends_on": depends_on(document, known, ctx),
    }
