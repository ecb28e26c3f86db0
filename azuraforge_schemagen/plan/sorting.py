"""A topological sort that never fails for a wish."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=tuple[object, ...])


def arranged(
    keys: Sequence[Key],
    followers: Sequence[Collection[int]],
    waiting: Sequence[int],
    wishes: Sequence[Collection[int]],
) -> tuple[list[int], set[int]]:
    """The places by their keys, each behind those that it must follow (``waiting`` counts them) and those of its
    ``wishes``; and the places that went without. Fewer places than keys: the rest wait for one another."""
    left, hopes = list(waiting), [len(it) for it in wishes]
    admirers: list[list[int]] = [[] for _ in keys]
    for place, wished in enumerate(wishes):
        for other in wished:
            admirers[other].append(place)
    ready = [(keys[it], it) for it in range(len(keys)) if not left[it] and not hopes[it]]
    heapq.heapify(ready)
    done: list[int] = []
    without: set[int] = set()
    while True:
        while ready:
            _, place = heapq.heappop(ready)
            done.append(place)
            for it in followers[place]:
                left[it] -= 1
                if not left[it] and not hopes[it]:
                    heapq.heappush(ready, (keys[it], it))
            for it in admirers[place]:
                if hopes[it]:
                    hopes[it] -= 1
                    if not left[it] and not hopes[it]:
                        heapq.heappush(ready, (keys[it], it))
        stuck = [(keys[it], it) for it in range(len(keys)) if hopes[it] and not left[it]]
        if not stuck:
            return done, without
        first = min(stuck)
        hopes[first[1]] = 0
        without.add(first[1])
        ready.append(first)
