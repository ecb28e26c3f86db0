"""Closed cycles of renames (swaps): whether one was applied already cannot be seen in the names, only in the layers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from azuraforge_schemagen.ir.intent import OWNERS, WHOLE, Intent, Rename
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.snapshot.state import Chain

Cycle = frozenset[Rename]


def without_settled(intent: Intent, chain: Chain, heads: Iterable[str]) -> tuple[Intent, tuple[Rename, ...]]:
    """The intent without the cycles that the newest layer of their object records, and these cycles' renames."""
    heads = tuple(heads)
    settled: set[Rename] = set()
    for cycle in cycles(intent.renames):
        if any(_is_recorded(cycle, chain, ref, heads) for ref in _objects(cycle, intent)):
            settled |= cycle
    if not settled:
        return intent, ()
    kept = tuple(rename for rename in intent.renames if rename not in settled)
    return replace(intent, renames=kept), tuple(sorted(settled))


def unsettled(intent: Intent) -> frozenset[Rename]:
    """Every rename of an intent that belongs to a closed cycle."""
    return frozenset().union(*cycles(intent.renames))


def swapped(used: Intent) -> frozenset[Ref]:
    """The objects that the cycles of a revision's intent are about: its layer holds them, differing or not."""
    return frozenset(_owner(rename) for rename in unsettled(used))


def touching(renames: Iterable[Rename], refs: Iterable[str]) -> tuple[Rename, ...]:
    """The renames that belong to some objects."""
    addresses = set(refs)
    return tuple(rename for rename in renames if str(_owner(rename)) in addresses)


def cycles(renames: Iterable[Rename]) -> Iterator[Cycle]:
    """Every closed cycle among the renames of one kind and scope."""
    by_old: dict[_End, Rename] = {(rename.kind, rename.ends[0]): rename for rename in renames}
    waiting = set(by_old)
    while waiting:
        start = min(waiting, key=str)
        path = _walk(start, by_old)
        waiting -= {(rename.kind, rename.ends[0]) for rename in path}
        if (path[-1].kind, path[-1].ends[1]) == start and path[0].ends[0] != path[0].ends[1]:
            yield frozenset(path)


_End = tuple[str, tuple[object, ...]]


def _walk(start: _End, by_old: dict[_End, Rename]) -> list[Rename]:
    path = [by_old[start]]
    seen = {start}
    while (last := (path[-1].kind, path[-1].ends[1])) in by_old and last not in seen:
        seen.add(last)
        path.append(by_old[last])
    return path


def _owner(rename: Rename) -> Ref:
    if rename.kind in WHOLE:
        return Ref(rename.kind, rename.scope)
    return Ref(OWNERS.get(rename.kind, "table"), rename.scope)


def _objects(cycle: Cycle, intent: Intent) -> Iterator[Ref]:
    """The object of a cycle, by its new name and by the one that it is being renamed from."""
    for owner in sorted({_owner(rename) for rename in cycle}):
        yield owner
        for rename in intent.renames:
            if rename.kind == owner.kind and rename.scope == owner.name and rename not in cycle:
                yield Ref(owner.kind, rename.was)


def _is_recorded(cycle: Cycle, chain: Chain, ref: Ref, heads: tuple[str, ...]) -> bool:
    layer = chain.newest(str(ref), heads)
    if layer is None:
        return False
    recorded = {*layer.intent.renames, *layer.settled}
    if any(rename.kind in WHOLE for rename in cycle):
        return cycle <= recorded
    return all(replace(rename, scope=ref.name) in recorded for rename in cycle)
