"""Foreign keys between mapped classes as a graph, and the names that their two ends take by themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import ForeignKey
from azuraforge_schemagen.resolve import identifiers
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.inheritance import Hierarchy


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """A foreign key from ``source``, equal to itself only; ``single``: one row at most refers to each row."""

    source: QName
    key: ForeignKey
    single: bool
    optional: bool
    joined: int
    """How many foreign keys join the two tables, in both directions."""

    @property
    def target(self) -> QName:
        """The table referred to."""
        return self.key.target

    @property
    def is_self(self) -> bool:
        """Whether a table refers to itself."""
        return self.source == self.key.target


class End(NamedTuple):
    """One side of an edge: ``forward`` is the one that refers."""

    edge: Edge
    forward: bool

    @property
    def owner(self) -> QName:
        """The table whose class has the relationship."""
        return self.edge.source if self.forward else self.edge.key.target

    @property
    def target(self) -> QName:
        """The table that it leads to."""
        return self.edge.key.target if self.forward else self.edge.source

    @property
    def other(self) -> End:
        """The other side."""
        return End(self.edge, not self.forward)


@dataclass(frozen=True, slots=True)
class Graph:
    """Every edge by both its tables."""

    outgoing: Mapping[QName, list[Edge]]
    incoming: Mapping[QName, list[Edge]]

    def ends(self, owner: QName) -> list[End]:
        """The ends at a table: its own foreign keys in order, then those that refer to it."""
        own = [End(edge, True) for edge in self.outgoing.get(owner, ())]
        return own + [End(edge, False) for edge in self.incoming.get(owner, ())]


def graph(drafts: Mapping[QName, Draft], hierarchy: Hierarchy) -> Graph:
    """The graph of the mapped tables among the drafts."""
    outgoing: dict[QName, list[Edge]] = {}
    incoming: dict[QName, list[Edge]] = {}
    keys = ((name, key.target) for name, draft in drafts.items() for key in draft.foreign_keys)
    joins = Counter(pair for key in keys for pair in _pairs(*key, hierarchy))
    for name, draft in drafts.items():
        if not draft.foreign_keys:
            continue
        own: list[Edge] = []
        unique = _unique_sets(draft)
        for key in draft.foreign_keys:
            if key.target not in drafts or _is_vain(name, key) or hierarchy.joins(key):
                continue
            optional = any(draft.columns[column].nullable for column in key.columns)
            own.append(Edge(name, key, frozenset(key.columns) in unique, optional, joins[_pair(name, key.target)]))
            incoming.setdefault(key.target, []).append(own[-1])
        outgoing[name] = own
    return Graph(outgoing, incoming)


def _is_vain(source: QName, key: ForeignKey) -> bool:
    """Whether the same columns refer and are referred to, so that no side of a relationship could be told."""
    return source == key.target and set(key.columns) == set(key.target_columns)


def names(end: End) -> list[str]:
    """The names that an end would take, the best first."""
    edge = end.edge
    bases = [_base(column) for column in edge.key.columns]
    label = identifiers.attribute("_".join(bases))
    target = _table(end.target)
    alone = edge.joined == 1
    if not end.forward:
        by_column = f"{target}_by_{label}"
        scoped = identifiers.attribute(f"{end.target.schema}_{end.target.name}" if end.target.schema else target)
        return [target, scoped, by_column] if alone else [by_column]
    found = [label] if len(bases) == 1 and bases[0] != edge.key.columns[0] else []
    if edge.is_self and alone:
        found.append("parent")
    elif alone:
        found.append(target)
    return [*found, f"{label}_{target}"]


def _base(column: str) -> str:
    return column[:-3] if column.endswith("_id") and len(column) > 3 else column


def _table(name: QName) -> str:
    return identifiers.attribute(name.name)


def _pairs(source: QName, target: QName, hierarchy: Hierarchy) -> set[tuple[QName, QName]]:
    """The pairs of tables whose classes a foreign key joins: those that inherit have it too."""
    if not hierarchy.parents:
        return {_pair(source, target)}
    return {_pair(one, two) for one in hierarchy.down(source) for two in hierarchy.down(target)}


def _pair(one: QName, two: QName) -> tuple[QName, QName]:
    return (one, two) if one <= two else (two, one)


def _unique_sets(draft: Draft) -> frozenset[frozenset[str]]:
    found = {frozenset(unique.columns) for unique in draft.uniques}
    if draft.primary_key:
        found.add(frozenset(draft.primary_key.columns))
    for index in draft.indexes:
        if index.unique and index.where is None and len(index.columns) == len(index.keys) and not index.dialects:
            found.add(frozenset(index.columns))
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Models:
    """What relationships are made of: all tables, those with a class, the classes' names, which of them inherits from
    which, and the graph of those with a class."""

    tables: Mapping[QName, Draft]
    mapped: Mapping[QName, Draft]
    classes: Mapping[QName, str]
    hierarchy: Hierarchy
    graph: Graph
    ctx: Context


def models(tables: Mapping[QName, Draft], classes: Mapping[QName, str], hierarchy: Hierarchy, ctx: Context) -> Models:
    """The models of a project."""
    mapped = {name: draft for name, draft in tables.items() if name in classes}
    return Models(tables, mapped, classes, hierarchy, graph(mapped, hierarchy), ctx)
