"""Everything in a PostgreSQL database that its ``Schema`` does not hold, as values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from azuraforge_schemagen.db.inspect.inspection import VERSION_TABLE, Need, Unmanaged, ordered
from azuraforge_schemagen.db.inspect.rows import Catalog, is_held, is_usable
from azuraforge_schemagen.ir.bodies import Routine
from azuraforge_schemagen.ir.names import Ref

Address = tuple[str, int]
"""An object's catalog and number; several facets of a table share its address."""

_OWNED = ("trigger", "policy", "statistics")
_RELATIONS = {"p": "partitioned_table", "f": "foreign_table"}


def named(found: Catalog) -> list[tuple[Address, Unmanaged]]:
    """What is not managed, with its address; objects before their facets."""
    odd = (((class_, row.oid), Unmanaged(kind, found.qname(row))) for kind, class_, row in found.odd)
    return [*_relations(found), *_sequences(found), *odd, *_rows(found, found.others), *_children(found)]


def notes(found: Catalog) -> tuple[Unmanaged, ...]:
    """Facts of the deployment."""
    return ordered(it for _, it in _rows(found, found.notes))


def _relations(found: Catalog) -> Iterator[tuple[Address, Unmanaged]]:
    for row in found.relations.values():
        if found.ref(row.oid) is None and row.name != VERSION_TABLE:
            kind = "partition" if row.is_partition else _RELATIONS.get(row.kind, "inherited_table")
            yield ("pg_class", row.oid), Unmanaged(kind, found.qname(row))


def _sequences(found: Catalog) -> Iterator[tuple[Address, Unmanaged]]:
    """Sequences that go with a relation which is not managed itself."""
    for row in found.loose_sequences:
        if row.relation is not None:
            yield ("pg_class", row.oid), Unmanaged("sequence", found.qname(row))


def _rows(found: Catalog, rows: Iterable[Any]) -> Iterator[tuple[Address, Unmanaged]]:
    for row in rows:
        relation = found.relations.get(row.relation)
        if row.kind in _OWNED and found.owns(row):
            continue
        if relation is None or relation.name != VERSION_TABLE:
            owner = found.qname(relation) if found.ref(row.relation) else None
            yield (row.catalog, row.oid), Unmanaged(row.kind, found.qname(row), row.child, owner, row.detail)


def _children(found: Catalog) -> Iterator[tuple[Address, Unmanaged]]:
    for relation, table in found.tables.items():
        name = found.qname(table)
        for row in found.constraints.get(relation, ()):
            if not is_held(found, row):
                yield ("pg_constraint", row.oid), Unmanaged(_kind(row), name, row.name, name)
        for row in found.indexes.get(relation, {}).values():
            if not is_usable(table, row):
                yield ("pg_class", row.oid), Unmanaged("invalid_index", name, row.name, name)
    for relation in found.views:
        name = found.qname(found.relations[relation])
        for row in found.indexes.get(relation, {}).values():
            if not row.valid:
                yield ("pg_class", row.oid), Unmanaged("invalid_index", name, row.name, name)


def _kind(constraint: Any) -> str:
    if constraint.temporal:
        return "temporal_key"
    return "exclusion" if constraint.kind == "x" else "foreign_key"


def needs(
    found: Catalog,
    others: Iterable[tuple[Address, Unmanaged]],
    parts: Mapping[Address, Ref],
    routines: Mapping[int, Routine],
) -> tuple[Need, ...]:
    """Which tables, views, ``parts`` of theirs and routines stand on routines, types and collations and on what is not
    managed, by the server's own record."""
    standing: dict[Address, set[Unmanaged]] = defaultdict(set)
    kinds = (("domain", found.domains), ("composite", found.composites), ("range", found.ranges))
    for kind, rows in kinds:
        standing.update({("pg_type", row.oid): {Unmanaged(kind, found.qname(row))} for row in rows})
    for row in found.own_collations:
        standing["pg_collation", row.oid] = {Unmanaged("collation", found.qname(row))}
    for oid, it in routines.items():
        standing["pg_proc", oid] = {Unmanaged(it.kind, it.name)}
    for address, other in others:
        if other.owner is None:
            standing[address] = standing[address] or {other}
    parts = {**parts, **{("pg_proc", oid): it.ref for oid, it in routines.items()}}
    return tuple(sorted(_needed(found, standing, parts), key=str))


def _needed(found: Catalog, standing: dict[Address, set[Unmanaged]], parts: Mapping[Address, Ref]) -> set[Need]:
    """What stands on something; what stands on a view stands on what the view does."""
    above = {(row.catalog, row.oid): (row.on_class, row.on_oid) for row in found.uses if row.how in "ei"}
    needed: set[Need] = set()
    before = -1
    while len(needed) > before:
        before = len(needed)
        for row in found.uses:
            by = parts.get((row.catalog, row.oid)) or found.ref(row.relation)
            on = (row.on_class, row.on_oid)
            while not standing[on] and on in above:
                on = above[on]
            if by is None or row.how in "ei":
                continue
            needed |= {Need(by, row.part or "", it) for it in standing[on]}
            if by.kind in ("view", "materialized_view") and on != ("pg_class", row.relation):
                standing["pg_class", row.relation] |= standing[on]
    return needed
