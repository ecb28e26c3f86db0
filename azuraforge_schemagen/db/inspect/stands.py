"""Which objects of a ``Schema`` stand on which others, by PostgreSQL's own record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from azuraforge_schemagen.db.inspect.inspection import Stand
from azuraforge_schemagen.db.inspect.others import Address
from azuraforge_schemagen.db.inspect.rows import Catalog
from azuraforge_schemagen.ir.bodies import Routine
from azuraforge_schemagen.ir.names import Ref


def stands(found: Catalog, parts: Mapping[Address, Ref], routines: Mapping[int, Routine]) -> tuple[Stand, ...]:
    """All of them; ``parts`` are triggers, policies and statistics. What is not managed in between (an operator, an
    operator class) is gone through."""
    homes = _homes(found, parts, routines)
    below: dict[Address, set[Address]] = defaultdict(set)
    for row in found.uses:
        if row.how != "e":
            below[row.catalog, row.oid].add((row.on_class, row.on_oid))
        if row.catalog in ("pg_amop", "pg_amproc"):
            below[row.on_class, row.on_oid].add((row.catalog, row.oid))
    made: set[Stand] = set()
    for row in found.uses:
        by = homes.get((row.catalog, row.oid))
        if by is not None and row.how in "na":
            reached = _reached((row.on_class, row.on_oid), homes, below, set())
            made.update(Stand(by, row.part or "", on) for on in reached if on != by)
    return tuple(sorted(made, key=lambda it: (it.by, it.on, it.part)))


def _reached(
    on: Address, homes: Mapping[Address, Ref], below: Mapping[Address, Collection[Address]], seen: set[Address]
) -> Iterator[Ref]:
    if on in homes:
        yield homes[on]
    elif on not in seen:
        seen.add(on)
        for each in below.get(on, ()):
            yield from _reached(each, homes, below, seen)


def _homes(found: Catalog, parts: Mapping[Address, Ref], routines: Mapping[int, Routine]) -> dict[Address, Ref]:
    """Addresses of the objects, and of what belongs to them: their defaults, constraints, indexes, rules."""
    homes = {**parts, **{("pg_proc", oid): it.ref for oid, it in routines.items()}}
    homes.update(_types(found))
    for oid in (*found.tables, *found.views):
        if (ref := found.ref(oid)) is not None:
            homes["pg_class", oid] = ref
    for row in (*found.loose_sequences, *found.owned_sequences):
        homes["pg_class", row.oid] = Ref("sequence", found.qname(row))
    for row in found.uses:
        whole = ("pg_type", row.type) if row.type else ("pg_class", row.relation)
        if whole in homes:
            homes.setdefault((row.catalog, row.oid), homes[whole])
    return homes


def _types(found: Catalog) -> Iterator[tuple[Address, Ref]]:
    kinds: tuple[tuple[str, Any], ...] = (
        ("domain", found.domains),
        ("composite", found.composites),
        ("range", found.ranges),
        ("enum", found.enums),
    )
    for kind, rows in kinds:
        for row in rows:
            yield ("pg_type", row.oid), Ref(kind, found.qname(row))
    for row in found.composites:
        yield ("pg_class", row.relation), Ref("composite", found.qname(row))
    for row in found.own_collations:
        yield ("pg_collation", row.oid), Ref("collation", found.qname(row))
