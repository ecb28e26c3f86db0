"""The states of tables. Those that name an index are set last of all: indexes come and go, and partitions' shares of
their parents' indexes get their names at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from azuraforge_schemagen.ir.apply import run
from azuraforge_schemagen.ir.facets import FACETS, index_of, named
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.ops import SetFacet
from azuraforge_schemagen.ir.schema import Column, Object, Table
from azuraforge_schemagen.ir.state import State


def facet_ops(old: Table, new: Table, loosened: bool) -> Iterator[SetFacet]:
    """The states that name no index, before an index goes that the old ones name. ``loosened``: a column becomes
    nullable, which none of an index by which rows are identified may be, however shortly."""
    for facet in FACETS:
        before, after = getattr(old, facet), getattr(new, facet)
        if before != after and index_of(after) is None:
            yield SetFacet(new.name, facet, before, after)
        elif before != after and loosened and facet == "replica_identity" and index_of(before) is not None:
            yield SetFacet(new.name, facet, before, None)


def loosens(old: Mapping[str, Column], new: Mapping[str, Column]) -> bool:
    """Whether a column becomes nullable."""
    return any(it.nullable and name in old and not old[name].nullable for name, it in new.items())


def last_facets(state: State, target: Mapping[Ref, Object]) -> Iterator[SetFacet]:
    """The states that name an index, as they are in ``target``; ``state`` follows."""
    for table in sorted((it for it in target.values() if isinstance(it, Table)), key=lambda it: it.name):
        now = state.get(table.ref)
        if isinstance(now, Table) and named(table):
            yield from _of_table(state, now, table)


def _of_table(state: State, now: Table, table: Table) -> Iterator[SetFacet]:
    for facet in FACETS:
        before, after = getattr(now, facet), getattr(table, facet)
        if before != after and index_of(after) is not None:
            op = SetFacet(table.name, facet, before, after)
            run(op, state)
            yield op


def any_last(target: Mapping[Ref, Object]) -> bool:
    """Whether any table has a state that names an index."""
    return any(isinstance(it, Table) and named(it) for it in target.values())
