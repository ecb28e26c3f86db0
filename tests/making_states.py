"""Makes the states of tables, and takes away those that no server would take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from azuraforge_schemagen.ir import partitions
from azuraforge_schemagen.ir.facets import index_of
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import ForeignKey, Index, ReplicaIdentity, RowSecurity, Table
from tests.making import Maker


def with_states(maker: Maker, table: Table) -> Table:
    """The table with other states."""
    security = RowSecurity(maker.chance(70), maker.chance(50), ("postgresql",) if maker.portable else ())
    identities = [ReplicaIdentity("full"), ReplicaIdentity("nothing")]
    identities += [ReplicaIdentity("index", it) for it in _identifying(table)]
    clusters = [it.name for it in partitions.indexed(table) if not (isinstance(it, Index) and it.where)]
    return replace(
        table,
        row_security=security if maker.chance(40) and (security.enabled or security.forced) else None,
        replica_identity=maker.one(identities) if maker.chance(60) else None,
        clustered=maker.one(clusters) if clusters and maker.chance(60) else None,
    )


def _identifying(table: Table) -> list[str]:
    """The indexes that identify a row."""
    return [it.name for it in partitions.indexed(table) if _identifies(table, it)]


def _identifies(table: Table, item: partitions.Indexed) -> bool:
    if isinstance(item, Index) and (
        not item.unique or item.where is not None or any(it.expression for it in item.keys)
    ):
        return False
    if not isinstance(item, Index) and item.deferrable:
        return False
    return not any(table.by_name[it].nullable for it in item.columns)


def sound(table: Table) -> Table:
    """The table without states that name an index which cannot serve."""
    if index_of(table.replica_identity) not in (None, *_identifying(table)):
        table = replace(table, replica_identity=None)
    ordered = [it.name for it in partitions.indexed(table) if not (isinstance(it, Index) and it.where)]
    return table if table.clustered in (None, *ordered) else replace(table, clustered=None)


def lasting(key: ForeignKey, table: Table, tables: Mapping[QName, Table]) -> bool:
    """Whether a crash leaves the rows that a foreign key refers to."""
    return table.unlogged or key.target not in tables or not tables[key.target].unlogged
