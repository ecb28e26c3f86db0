"""The rows of composites, ranges and collations, and which of them a ``Schema`` can hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from azuraforge_schemagen.db.inspect import catalog
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.types import UserType
from azuraforge_schemagen.ir.usertypes import multirange


@dataclass(frozen=True, slots=True)
class OwnTypes:
    """The types and collations that a project may own; ``odd`` are those that no YAML can say, with kind and catalog.
    ``rows`` are the numbers of the row types of relations."""

    composites: Sequence[Any]
    ranges: Sequence[Any]
    collations: Sequence[Any]
    rows: frozenset[int]
    odd: tuple[tuple[str, str, Any], ...] = ()


def read(rows: Callable[[str], Sequence[Any]], version: int, relations: Mapping[int, Any]) -> OwnTypes:
    """All of them."""
    return OwnTypes(
        rows(catalog.COMPOSITES),
        rows(catalog.ranges(version)),
        rows(catalog.own_collations(version)),
        frozenset(number for row in relations.values() for number in (row.row_type, row.row_array)),
    )


def held(of: OwnTypes, columns: Mapping[int, Sequence[Any]]) -> OwnTypes:
    """Those that can be said. A composite of rows of tables cannot: nothing says which of the two comes first."""
    wrong = set(of.rows)
    while True:
        found = {
            number
            for row in of.composites
            if any(it.type in wrong for it in columns.get(row.relation, ()))
            for number in (row.oid, row.array)
        }
        if found <= wrong:
            break
        wrong |= found
    composites = [row for row in of.composites if row.oid not in wrong]
    ranges = [row for row in of.ranges if row.place in (row.schema, None) and row.type not in wrong]
    collations = [row for row in of.collations if row.provider in "ci" and row.rules is None]
    odd = (
        *(("composite", "pg_type", row) for row in of.composites if row not in composites),
        *(("range", "pg_type", row) for row in of.ranges if row not in ranges),
        *(("collation", "pg_collation", row) for row in of.collations if row not in collations),
    )
    return replace(of, composites=composites, ranges=ranges, collations=collations, odd=odd)


def by_number(of: OwnTypes, default_schema: str) -> dict[int, UserType]:
    """What columns can be of."""

    def name(row: Any) -> QName:
        return QName("" if row.schema == default_schema else row.schema, row.name)

    found = {row.oid: UserType("composite", name(row)) for row in of.composites}
    for row in of.ranges:
        found[row.oid] = UserType("range", name(row))
        if row.multirange_oid is not None:
            found[row.multirange_oid] = UserType("range", name(row), row.multirange)
    return found


def multirange_of(row: Any) -> str:
    """The name of a range's multirange; before PostgreSQL 14 the one that it would have."""
    return str(row.multirange or multirange(row.name))
