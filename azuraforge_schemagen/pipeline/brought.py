"""What a history makes and models cannot say: views, routines, triggers and the like are the project's as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.load.layout import text
from azuraforge_schemagen.load.read import read_texts
from azuraforge_schemagen.render.yaml.classes import with_columns

_SAID = frozenset({"table", "enum", "types", "mixin", "unmanaged"})
"""Kinds of files that come of models alone: what a history has more of them is a difference."""
_HUNG = ("triggers", "policies", "row_security", "statistics", "replica_identity", "unlogged", "clustered")
"""What hangs on a table, and no ``Table`` says."""
_CLASS = ("class", "doc", "repr", "extends")
_SERIALS = {"serial": "integer", "bigserial": "bigint", "smallserial": "smallint"}


def brought(files: Mapping[str, str], state: Iterable[Document]) -> dict[str, str]:
    """The files that are new or change, by the files of models and the history's end."""
    tables = {_name(it): it for it in read_texts(dict(files))[0] if it.kind == "table"}
    found: dict[str, str] = {}
    for document in state:
        table = tables.get(_name(document))
        if document.kind in ("view", "materialized_view") and table is not None and document.path not in files:
            found[table.path] = text(_shown(document.data, table.data))
        elif document.kind not in _SAID and document.path not in files:
            found[document.path] = document.node.text
        elif document.kind == "table" and table is not None and table.path not in found:
            more = dict(_more(table.data, document.data))
            found |= {table.path: text({**table.data, **more})} if more else {}
    return found


def _name(document: Document) -> tuple[Any, Any]:
    return document.data.get("schema"), document.name


def _more(said: Mapping[str, Any], there: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from ((key, there[key]) for key in _HUNG if key in there and key not in said)


def _shown(view: Mapping[str, Any], table: Mapping[str, Any]) -> dict[str, Any]:
    """A view with the class that models map to it as if it were a table."""
    if not table.get("primary_key") and not any(_is_key(it) for it in table["columns"].values()):
        return dict(view)
    made = with_columns(dict(view), {**table, "columns": {key: _plain(it) for key, it in table["columns"].items()}})
    return {**made, **{key: table[key] for key in _CLASS if table.get(key)}}


def _is_key(spec: Any) -> bool:
    return isinstance(spec, Mapping) and bool(spec.get("primary_key"))


def _plain(spec: Any) -> Any:
    """A column without what only tables do: counting, keys, defaults."""
    whole = dict(spec) if isinstance(spec, Mapping) else {"type": spec}
    name, pipe, null = str(whole["type"]).partition(" |")
    whole["type"] = f"{_SERIALS.get(name, name)}{pipe}{null}"
    kept = {key: it for key, it in whole.items() if key not in _OF_TABLES}
    return kept["type"] if kept.keys() == {"type"} else kept


_OF_TABLES = frozenset(
    "references constraint on_delete deferrable match not_valid unique index default on_update server_default identity "
    "sequence generated check renamed_from backfill using".split()
)
