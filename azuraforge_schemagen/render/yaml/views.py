"""Views as the maps of their files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from azuraforge_schemagen.ir.bodies import MaterializedView, View
from azuraforge_schemagen.render.yaml.children import index_data
from azuraforge_schemagen.render.yaml.owned import owned_data
from azuraforge_schemagen.render.yaml.queries import laid_out
from azuraforge_schemagen.render.yaml.scope import Data, Scope


def view_data(scope: Scope, found: View | MaterializedView) -> Data:
    """What stands in the file of a view, but for its name."""
    return {
        "query": _query(scope.sql(found.query)),
        **(_stored(scope, found) if isinstance(found, MaterializedView) else {}),
        "options": _options(found.options) or None,
        "column_comments": dict(found.column_comments) or None,
        **owned_data(scope, found.name),
    }


def _stored(scope: Scope, found: MaterializedView) -> Data:
    return {
        "with_data": None if found.with_data else False,
        "indexes": {it.name: index_data(scope, it, None) for it in found.indexes} or None,
    }


def _query(text: Any) -> Any:
    if isinstance(text, dict):
        return {dialect: it if it is None else laid_out(it) for dialect, it in text.items()}
    return laid_out(text)


def _options(options: Iterable[tuple[str, str]]) -> Data:
    return {name: {"true": True, "false": False}.get(text, text) for name, text in options}
