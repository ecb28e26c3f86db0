"""Foreign keys that close a cycle of tables: they are added when all tables are there."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from azuraforge_schemagen.ir import lineage
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import ForeignKey, Table

Key = tuple[QName, ForeignKey]
"""A foreign key with its table."""


def closing(tables: Mapping[QName, Table], partitions: Collection[QName] = ()) -> frozenset[tuple[QName, str]]:
    """Without these foreign keys (table, name) no table refers to itself by way of others, nor to a partition, which
    is there only after its parent, nor does one before it is unlogged."""
    found: set[tuple[QName, str]] = {
        (name, key.name)
        for name, table in tables.items()
        for key in table.foreign_keys
        if key.target in partitions or table.unlogged
    }
    tops = lineage.tops(tables)
    keys: dict[QName, list[Key]] = {top: [] for top in tops.values()}
    for name, top in tops.items():
        keys[top] += [(name, key) for key in tables[name].foreign_keys if key.target in tables and key.target != name]
    done: set[QName] = set()
    for start in keys:
        if start not in done:
            _walk(keys, tops, start, done, found)
    return frozenset(found)


def _walk(
    keys: Mapping[QName, list[Key]],
    tops: Mapping[QName, QName],
    start: QName,
    done: set[QName],
    found: set[tuple[QName, str]],
) -> None:
    """Depth first: a key that leads back to a family of the current path closes a cycle; tables that inherit from each
    other are one family, most tables are one of their own."""
    path = {start}
    stack = [(start, iter(keys[start]))]
    while stack:
        top, left = stack[-1]
        name, key = next(left, (top, None))
        if key is None:
            stack.pop()
            path.discard(top)
            done.add(top)
        elif tops[key.target] in path:
            found.add((name, key.name))
        elif tops[key.target] not in done:
            path.add(tops[key.target])
            stack.append((tops[key.target], iter(keys[tops[key.target]])))
