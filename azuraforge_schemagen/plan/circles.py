"""Circles of tables that no order unties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import ForeignKey, Table
from azuraforge_schemagen.plan.fold import in_order
from azuraforge_schemagen.plan.pair import Pair


def untied(operations: Sequence[ops.Op], pair: Pair) -> tuple[list[ops.Op], Pair]:
    """The operations with foreign keys taken out and put back that tie tables into a circle which all become unlogged,
    or all logged: whichever came first, another one would refer to it."""
    found: list[tuple[QName, ForeignKey]] = []
    for unlogged in (True, False):
        names = {it.table for it in operations if isinstance(it, ops.SetFacet) and it.new is unlogged}
        tables = {name: _tied(pair.before.table(name), pair, names) for name in names}
        found += in_order(tables, {})[1]
    if not found:
        return list(operations), pair
    gone = [ops.DropConstraint(name, key) for name, key in found]
    again = [ops.AddConstraint(name, key) for name, key in found]
    return [*gone, *operations, *again], replace(pair, untied=frozenset((name, key.name) for name, key in found))


def _tied(table: Table, pair: Pair, others: set[QName]) -> Table:
    """The table with those of its foreign keys alone that stay, to some others."""
    later = pair.after.table(table.name).foreign_keys
    kept = tuple(it for it in table.foreign_keys if it in later and it.target in others)
    return replace(table, foreign_keys=kept, partition_of=None)
