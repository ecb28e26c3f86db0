"""The states of a table as PostgreSQL's DDL."""

from __future__ import annotations

from collections.abc import Iterator

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.facets import FACETS
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Facet, FacetName, ReplicaIdentity, RowSecurity, Table


def set_facet(table: QName, facet: FacetName, old: Facet, new: Facet) -> list[str]:
    """The statements that set a state; none where both are the same to a server."""
    name = ".".join(sqltext.quoted(part) for part in table if part)
    return [f"ALTER TABLE {name} {change}" for change in _changes(facet, old, new)]


def facets_of(table: Table) -> Iterator[str]:
    """The statements that give a new table its states."""
    new = Table(table.name, ())
    for facet in FACETS:
        yield from set_facet(table.name, facet, getattr(new, facet), getattr(table, facet))


def _changes(facet: FacetName, old: Facet, new: Facet) -> Iterator[str]:
    match facet:
        case "row_security":
            yield from _row_security(old, new)
        case "replica_identity":
            if old != new:
                yield f"REPLICA IDENTITY {_identity(new)}"
        case "unlogged":
            if old != new:
                yield "SET UNLOGGED" if new else "SET LOGGED"
        case "clustered":
            if old != new:
                yield f"CLUSTER ON {sqltext.quoted(str(new))}" if new else "SET WITHOUT CLUSTER"


def _row_security(old: Facet, new: Facet) -> Iterator[str]:
    before = old if isinstance(old, RowSecurity) else RowSecurity(enabled=False)
    after = new if isinstance(new, RowSecurity) else RowSecurity(enabled=False)
    if before.enabled != after.enabled:
        yield f"{'ENABLE' if after.enabled else 'DISABLE'} ROW LEVEL SECURITY"
    if before.forced != after.forced:
        yield f"{'FORCE' if after.forced else 'NO FORCE'} ROW LEVEL SECURITY"


def _identity(of: Facet) -> str:
    match of:
        case ReplicaIdentity("index", index):
            return f"USING INDEX {sqltext.quoted(index or '')}"
        case ReplicaIdentity(kind):
            return kind.upper()
        case _:
            return "DEFAULT"
