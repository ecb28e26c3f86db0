"""Foreign keys that close a cycle of tables: they are added when all tables are there."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from azuraforge_schemagen.ir import lineage
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import ForeignKey, Table

Key = tuple[QName, ForeignKey]
"""A foreign key with its table."""


Name = tuple[QName, str]


def closing(
    tables: Mapping[QName, Table], partitions: Collection[QName] = (), kept: Collection[Name] = ()
) -> frozenset[Name]:
    """Without these foreign keys (table, name) no table refers to itself by way of others, nor to a partition, which
    is there only after its parent, nor does one before it is unlogged.

    ``kept`` are keys that another one of their cycle stands in for: a session orders tables by those that join classes
    with their parents.
    """
    found: set[Name] = {
        (name, key.name)
        for name, table in tables.items()
        for key in table.foreign_keys
        if key.target in partitions or table.unlogged
    }
    tops = lineage.tops(tables)
    keys: dict[QName, list[Key]] = {top: [] for top in tops.values()}
    for name, top in tops.items():
        keys[top] += [(name, key) for key in tables[name].foreign_keys if key.target in tables and key.target != name]
    late: set[Name] = set()
    while True:
        left = {top: [(name, key) for name, key in own if (name, key.name) not in late] for top, own in keys.items()}
        made, other = _closing(left, tops, kept)
        if other is None:
            return frozenset(found | made | late)
        late.add(other)


def _closing(
    keys: Mapping[QName, list[Key]], tops: Mapping[QName, QName], kept: Collection[Name]
) -> tuple[set[Name], Name | None]:
    """The keys that close cycles; where one that is kept does, another one of its cycle."""
    done: set[QName] = set()
    found: set[Name] = set()
    for start in keys:
        if start not in done and (other := _walk(keys, tops, start, done, found, kept)) is not None:
            return found, other
    return found, None


def _walk(
    keys: Mapping[QName, list[Key]],
    tops: Mapping[QName, QName],
    start: QName,
    done: set[QName],
    found: set[Name],
    kept: Collection[Name],
) -> Name | None:
    """Depth first: a key that leads back to a family of the current path closes a cycle; tables that inherit from each
    other are one family, most tables are one of their own."""
    path = {start}
    way: list[Key] = []
    stack = [(start, iter(keys[start]))]
    while stack:
        top, left = stack[-1]
        name, key = next(left, (top, None))
        if key is None:
            stack.pop()
            way = way[:-1]
            path.discard(top)
            done.add(top)
        elif tops[key.target] in path:
            if (name, key.name) in kept:
                return _other(way, tops, tops[key.target], kept)
            found.add((name, key.name))
        elif tops[key.target] not in done:
            path.add(tops[key.target])
            way = [*way, (name, key)]
            stack.append((tops[key.target], iter(keys[tops[key.target]])))
    return None


def _other(way: list[Key], tops: Mapping[QName, QName], end: QName, kept: Collection[Name]) -> Name:
    """The last key of the way from a family that need not be kept: classes do not inherit in a circle."""
    start = next(at for at, (name, _) in enumerate(way) if tops[name] == end)
    return next((name, key.name) for name, key in reversed(way[start:]) if (name, key.name) not in kept)
