"""The states of a table or a partition, and whether the indexes that they name can serve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from azuraforge_schemagen.ir import partitions
from azuraforge_schemagen.ir.facets import index_of
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import (
    Exclusion,
    ForeignKey,
    Index,
    Object,
    PrimaryKey,
    ReplicaIdentity,
    RowSecurity,
    Table,
    Unique,
)
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.findings import Place, suggest

Tables = Mapping[QName, Table]
Item = PrimaryKey | Unique | Index | Exclusion

_UNORDERED = frozenset({"hash", "gin", "brin", "spgist"})
"""Access methods that say nothing about an order of rows."""


def with_facets(table: Table, draft: Draft) -> Table:
    """The table with the states that its file gives it."""
    data = draft.document.data
    if data.keys().isdisjoint(("row_security", "replica_identity", "unlogged", "clustered")):
        return table
    return replace(
        table,
        row_security=_row_security(data.get("row_security"), draft),
        replica_identity=_replica_identity(data.get("replica_identity")),
        unlogged=bool(data.get("unlogged")),
        clustered=data.get("clustered"),
    )


def _row_security(spec: Any, draft: Draft) -> RowSecurity | None:
    details: Mapping[str, Any] = spec if isinstance(spec, Mapping) else {"enabled": bool(spec)}
    place = Place(draft.document, ("row_security", "dialects"))
    found = RowSecurity(
        details.get("enabled", True),
        details.get("forced", False),
        draft.ctx.texts.names(details.get("dialects"), place),
    )
    return found if found.enabled or found.forced else None


def _replica_identity(spec: Any) -> ReplicaIdentity | None:
    if isinstance(spec, Mapping):
        return ReplicaIdentity("index", spec["index"])
    return None if spec is None else ReplicaIdentity(spec)


def check_facets(tables: Tables, drafts: Mapping[QName, Draft]) -> None:
    """Says which states no server takes."""
    objects: dict[Ref, Object] = {it.ref: it for it in tables.values()}
    for name, table in tables.items():
        draft = drafts[name]
        for message, path, help_ in _of_table(table, objects):
            draft.error("SG190", message, Place(draft.document, path), help_)
        for key in _to_unlogged(table, tables):
            message = f"'{name}' is logged and refers to '{key.target}', which a crash would empty"
            help_ = f"make '{name}' unlogged too, or leave '{key.target}' logged"
            draft.error("SG191", message, draft.where("foreign_keys", key.name), help_)


Finding = tuple[str, tuple[str, ...], str]
"""What is wrong, where, and what to do."""


def _of_table(table: Table, objects: Mapping[Ref, Object]) -> Iterator[Finding]:
    if table.unlogged and table.partition_by is not None:
        message = f"'{table.name}' is stored in its partitions: it cannot be unlogged itself"
        yield message, ("unlogged",), "say it of the partitions"
    if table.clustered is not None and table.partition_by is not None:
        message = f"'{table.name}' is stored in its partitions: it cannot be clustered itself"
        yield message, ("clustered",), "say it of the partitions, by the names of their own indexes"
    named = {"clustered": table.clustered, "replica_identity": index_of(table.replica_identity)}
    items = {it.name: it for it in _items(table, objects)} if any(named.values()) else {}
    for facet, name in named.items():
        place = (facet, "index") if facet == "replica_identity" else (facet,)
        if name is not None and name not in items:
            yield f"the table '{table.name}' has no index '{name}'", place, suggest(name, items)
        elif name is not None:
            why = _no_order(items[name]) if facet == "clustered" else _no_identity(items[name], table, objects)
            if why:
                yield f"the index '{name}' cannot serve: {why}", place, "name another one"


def _items(table: Table, objects: Mapping[Ref, Object]) -> tuple[Item, ...]:
    whole = partitions.full(objects, table)
    return (*partitions.indexed(whole), *whole.exclusions)


def _no_order(item: Item) -> str:
    """Why the rows cannot be in the order of an index."""
    if isinstance(item, Index | Exclusion) and item.where is not None:
        return "it is partial"
    if isinstance(item, Index | Exclusion) and item.method in _UNORDERED:
        return f"an index of the method {item.method} has no order"
    return _elsewhere(item)


def _no_identity(item: Item, table: Table, objects: Mapping[Ref, Object]) -> str:
    """Why the columns of an index do not identify a row."""
    if isinstance(item, Exclusion) or (isinstance(item, Index) and not item.unique):
        return "it is not unique"
    if isinstance(item, Index) and item.where is not None:
        return "it is partial"
    if isinstance(item, Index) and len(item.columns) < len(item.keys):
        return "it is on an expression"
    if not isinstance(item, Index) and item.deferrable is not None:
        return "it is deferrable"
    loose = {it.name for it in partitions.columns_of(objects, table) if it.nullable}
    key = partitions.full(objects, table).primary_key
    nullable = [it for it in item.columns if it in loose and not (key and it in key.columns)]
    return f"its column '{nullable[0]}' may be NULL" if nullable else _elsewhere(item)


def _elsewhere(item: Item) -> str:
    marks = item.dialects if isinstance(item, Index | Exclusion) else ()
    return "PostgreSQL does not have it" if marks and "postgresql" not in marks else ""


def _to_unlogged(table: Table, tables: Tables) -> list[ForeignKey]:
    """The foreign keys of a logged table to unlogged ones."""
    keys = () if table.unlogged else table.foreign_keys
    return [it for it in keys if it.target in tables and tables[it.target].unlogged]
