"""The one keyed comparison, for every kind of object."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Split(Generic[Thing]):
    """What is only in the new, only in the old, and the pairs (old, new) that share a key but differ."""

    added: tuple[Thing, ...]
    removed: tuple[Thing, ...]
    changed: tuple[tuple[Thing, Thing], ...]


def split(old: Iterable[Thing], new: Iterable[Thing], key: Callable[[Thing], Hashable]) -> Split[Thing]:
    """Compares two collections by key, in the order in which they come."""
    before = {key(thing): thing for thing in old}
    after = {key(thing): thing for thing in new}
    return Split(
        added=tuple(thing for name, thing in after.items() if name not in before),
        removed=tuple(thing for name, thing in before.items() if name not in after),
        changed=tuple(
            (thing, after[name])
            for name, thing in before.items()
            if name in after and thing is not after[name] and thing != after[name]
        ),
    )
