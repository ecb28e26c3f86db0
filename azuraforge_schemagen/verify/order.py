"""Tables after those that they refer to; those that refer to each other, or to themselves, together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import ForeignKey, Table

Group = tuple[Table, ...]
Keys = Callable[[Table], Collection[ForeignKey]]
"""The foreign keys of a table that count."""


def all_keys(table: Table) -> Collection[ForeignKey]:
    """Every foreign key."""
    return table.foreign_keys


def required_keys(table: Table) -> Collection[ForeignKey]:
    """Those without which there is no row."""
    return [key for key in table.foreign_keys if not optional(table, key)]


def optional(table: Table, key: ForeignKey) -> tuple[str, ...]:
    """The columns that, being NULL, make a foreign key look at nothing; empty where they may not be NULL."""
    names = tuple(name for name in key.columns if table.by_name[name].nullable)
    return names if not key.match_full or len(names) == len(key.columns) else ()


def groups(tables: Mapping[QName, Table], keys: Keys = all_keys) -> Iterator[Group]:
    """The tables in groups, as small as can be; all that a group refers to stands before it, or in it.

    Tarjan's strongly connected components, which come in that order by themselves.
    """
    walk = _Walk({name: sorted({key.target for key in keys(it)} & tables.keys()) for name, it in tables.items()})
    for name in sorted(tables):
        if name not in walk.index:
            for found in walk.components(name):
                yield tuple(tables[one] for one in sorted(found))


def is_circular(group: Group, keys: Keys = all_keys) -> bool:
    """Whether rows of the group may need each other."""
    return len(group) > 1 or any(key.target == group[0].name for key in keys(group[0]))


class _Walk:
    """A walk in depth over a graph, without recursion."""

    def __init__(self, targets: Mapping[QName, list[QName]]) -> None:
        self.targets = targets
        self.index: dict[QName, int] = {}
        self.lowest: dict[QName, int] = {}
        self.open: dict[QName, None] = {}

    def components(self, start: QName) -> Iterator[list[QName]]:
        """The components that are reached from ``start`` and were not before."""
        path = [(start, self._enter(start))]
        while path:
            name, left = path[-1]
            target = next(left, None)
            if target is None:
                path.pop()
                if path:
                    above = path[-1][0]
                    self.lowest[above] = min(self.lowest[above], self.lowest[name])
                if self.lowest[name] == self.index[name]:
                    yield self._closed(name)
            elif target not in self.index:
                path.append((target, self._enter(target)))
            elif target in self.open:
                self.lowest[name] = min(self.lowest[name], self.index[target])

    def _enter(self, name: QName) -> Iterator[QName]:
        self.index[name] = self.lowest[name] = len(self.index)
        self.open[name] = None
        return iter(self.targets[name])

    def _closed(self, root: QName) -> list[QName]:
        found: list[QName] = []
        while not found or found[-1] != root:
            found.append(self.open.popitem()[0])
        return found
