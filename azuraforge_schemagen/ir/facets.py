"""The states of a table that are set by themselves, and what becomes of those that name an index."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from azuraforge_schemagen.ir.tables import Facet, FacetName, ReplicaIdentity, Table

FACETS: tuple[FacetName, ...] = get_args(FacetName)


def index_of(value: Facet) -> str | None:
    """The index that a state names."""
    match value:
        case ReplicaIdentity(_, index):
            return index
        case str():
            return value
        case _:
            return None


def named(table: Table) -> set[str]:
    """The indexes that the table's states name."""
    found = (index_of(table.replica_identity), table.clustered)
    return {it for it in found if it is not None}


def following(table: Table, old: str, new: str) -> Table:
    """The table after an index of it, or the one of a key, got another name."""
    identity = table.replica_identity
    if index_of(identity) == old:
        table = replace(table, replica_identity=ReplicaIdentity("index", new))
    return replace(table, clustered=new) if table.clustered == old else table


def without(table: Table, index: str) -> Table:
    """The table after an index of it went: to a server, an identity by an index that is not there is none."""
    if index_of(table.replica_identity) == index:
        table = replace(table, replica_identity=ReplicaIdentity("nothing"))
    return replace(table, clustered=None) if table.clustered == index else table


def bare(table: Table) -> Table:
    """The table without the states that name an index, as it is made."""
    if not named(table):
        return table
    identity = None if index_of(table.replica_identity) else table.replica_identity
    return replace(table, replica_identity=identity, clustered=None)
