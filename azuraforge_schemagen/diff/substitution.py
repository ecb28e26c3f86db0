"""Renames of one scope as one simultaneous substitution: which lines apply, and in which order, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TypeVar

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import MAX_BYTES, clip

Name = TypeVar("Name")


def active(
    lines: Mapping[Name, Name], old: Collection[Name], new: Collection[Name], gives_way: Callable[[Name], bool]
) -> dict[Name, Name]:
    """The lines (old name -> new name) that apply.

    One applies while its old name is there and its new one is not, or is being renamed away. ``gives_way`` says that
    whoever holds a new name goes, so that it may be taken.
    """
    found: dict[Name, Name] = {}
    taken: set[Name] = set()
    for before, after in lines.items():
        if before != after and before in old and after in new and after not in taken:
            found[before] = after
            taken.add(after)
    while True:
        blocked = [it for it, after in found.items() if after in old and after not in found and not gives_way(after)]
        if not blocked:
            return found
        for it in blocked:
            del found[it]


def sequence(
    moves: Mapping[Name, Name], occupied: set[Name], temporary: Callable[[Name], Name]
) -> Iterator[tuple[Name, Name]]:
    """The renames one after the other, so that no name is taken twice; ``occupied`` follows them.

    Who holds a name that is needed and cannot move on itself yet moves to a temporary name first.
    """
    pending = dict(moves)
    while pending:
        ready = next((it for it, after in pending.items() if after not in occupied), None)
        if ready is None:
            holder = next(iter(pending.values()))
            step = holder, temporary(holder)
            if holder in pending:
                pending[step[1]] = pending.pop(holder)
        else:
            step = ready, pending.pop(ready)
        occupied.remove(step[0])
        occupied.add(step[1])
        yield step


def temporary_name(name: str, taken: Callable[[str], bool]) -> str:
    """``name__old``, shortened, with a number where that is taken."""
    number = 1
    while True:
        tail = "__old" if number == 1 else f"__old{number}"
        candidate = clip(name, MAX_BYTES - len(tail)) + tail
        if not taken(candidate):
            return candidate
        number += 1


def free_name(name: QName, taken: set[QName], *schemas: str) -> QName:
    """A temporary name that is free in its own database schema and in these; it is taken from now on."""
    places = {name.schema, *schemas}
    found = temporary_name(name.name, lambda it: any(QName(place, it) in taken for place in places))
    taken.update(QName(place, found) for place in places)
    return QName(name.schema, found)


def hops(old: QName, to: QName, held: Collection[QName], taken: set[QName]) -> Iterator[tuple[QName, QName]]:
    """The way of a whole object to another name: its database schema and its name change in steps of their own."""
    if old.schema != to.schema:
        if old.name != to.name and QName(to.schema, old.name) in held:
            first = QName(old.schema, to.name)
            first = free_name(old, taken, to.schema) if first in held else first
            yield old, first
            old = first
        yield old, QName(to.schema, old.name)
        old = QName(to.schema, old.name)
    if old != to:
        yield old, to
