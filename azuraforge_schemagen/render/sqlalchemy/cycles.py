"""Foreign keys that close a cycle of tables: they are added when all tables are there."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Table


def closing(tables: Mapping[QName, Table], partitions: Collection[QName] = ()) -> frozenset[tuple[QName, str]]:
    """Without these foreign keys (table, name) no table refers to itself by way of others, nor to a partition, which
    is there only after its parent, nor does one before it is unlogged."""
    found: set[tuple[QName, str]] = {
        (name, key.name)
        for name, table in tables.items()
        for key in table.foreign_keys
        if key.target in partitions or table.unlogged
    }
    done: set[QName] = set()
    for start in tables:
        if start not in done:
            _walk(tables, start, done, found)
    return frozenset(found)


def _walk(tables: Mapping[QName, Table], start: QName, done: set[QName], found: set[tuple[QName, str]]) -> None:
    """Depth first: a key that leads back to a table of the current path closes a cycle."""
    path = {start}
    stack = [(start, iter(tables[start].foreign_keys))]
    while stack:
        name, keys = stack[-1]
        key = next(keys, None)
        if key is None:
            stack.pop()
            path.discard(name)
            done.add(name)
        elif key.target in path:
            if key.target != name:
                found.add((name, key.name))
        elif key.target in tables and key.target not in done:
            path.add(key.target)
            stack.append((key.target, iter(tables[key.target].foreign_keys)))
