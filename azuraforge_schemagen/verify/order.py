"""Tables after those that they refer to; those that refer to each other, or to themselves, together."""

from __future__ import annotations

from collections.abc import Mapping

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Table

Group = tuple[Table, ...]


def groups(tables: Mapping[QName, Table]) -> tuple[Group, ...]:
    """The tables in groups; all that a group refers to stands before it, or in it."""
    reached = {name: _reached(tables, name) for name in tables}
    found: list[Group] = []
    left = dict(tables)
    while left:
        # one whose needs that are left all need it, too
        name = next(it for it in sorted(left) if all(it in reached[other] for other in reached[it] & left.keys()))
        circle = sorted({name, *(other for other in reached[name] & left.keys() if name in reached[other])})
        found.append(tuple(left.pop(it) for it in circle))
    return tuple(found)


def is_circular(group: Group) -> bool:
    """Whether rows of the group may need each other."""
    return len(group) > 1 or any(key.target == group[0].name for key in group[0].foreign_keys)


def _reached(tables: Mapping[QName, Table], start: QName) -> frozenset[QName]:
    found: set[QName] = set()
    waiting = [start]
    while waiting:
        for key in tables[waiting.pop()].foreign_keys:
            if key.target in tables and key.target not in found:
                found.add(key.target)
                waiting.append(key.target)
    return frozenset(found)
