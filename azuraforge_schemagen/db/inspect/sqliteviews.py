"""SQLite's views, read from the text of CREATE VIEW."""

from __future__ import annotations

from azuraforge_schemagen.db.inspect.sqliterows import Rows
from azuraforge_schemagen.db.inspect.sqlitetext import ViewText
from azuraforge_schemagen.dialects.sqlite.words import kept
from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.bodies import View
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Sql


def views(found: Rows) -> dict[str, View]:
    """The views, by name."""
    return {name: View(QName("", name), Sql(_query(name, text))) for name, text in found.views.items()}


def _query(name: str, text: ViewText) -> str:
    """The query; names of columns that stand before it are said within, of itself under the view's name: no query of a
    view can mean that by it."""
    query = sqltext.canonical(kept(text.query))
    if not text.columns:
        return query
    own, columns = sqltext.quoted(name), ", ".join(map(sqltext.quoted, text.columns))
    return f"WITH {own}({columns}) AS ({query}) SELECT * FROM {own}"
