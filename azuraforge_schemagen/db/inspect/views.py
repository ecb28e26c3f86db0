"""PostgreSQL's views as values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from azuraforge_schemagen.db.inspect.rows import Catalog
from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.bodies import MaterializedView, View
from azuraforge_schemagen.ir.schema import Index, Sql

_SWITCHES = ("security_barrier", "security_invoker")
_ON = frozenset("1 t tr tru true y ye yes on".split())


def view(found: Catalog, row: Any, indexes: Iterable[Index]) -> View | MaterializedView:
    """A view of the catalog."""
    says = found.views[row.oid]
    columns = found.columns.get(row.oid, {}).values()
    common: dict[str, Any] = {
        "query": Sql(query(says.definition)),
        "options": tuple(_options(row.options)),
        "comment": row.comment,
        "column_comments": tuple(sorted((it.name, it.comment) for it in columns if it.comment is not None)),
    }
    if row.kind == "v":
        return View(found.qname(row), **common)
    return MaterializedView(found.qname(row), with_data=says.populated, indexes=tuple(indexes), **common)


def query(definition: str) -> str:
    """The text of a query without the end of its statement."""
    return sqltext.canonical(definition.strip().removesuffix(";"))


def _options(texts: Iterable[str] | None) -> Iterator[tuple[str, str]]:
    """Options as they were said; those that are on or off in one spelling."""
    for text in texts or ():
        name, _, value = text.partition("=")
        if name in _SWITCHES:
            value = "true" if value.lower() in _ON else "false"
        yield name, value
