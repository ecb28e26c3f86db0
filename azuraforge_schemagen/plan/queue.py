"""What hangs on other objects in the order in which it can be made."""

from __future__ import annotations

from collections.abc import Iterable

from azuraforge_schemagen.ir.bodies import Hung
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.plan.names import names_of
from azuraforge_schemagen.plan.needs import needs
from azuraforge_schemagen.plan.sorting import arranged


def queue(objects: Iterable[Hung], end: Schema) -> list[Hung]:
    """The objects by kind and name, each behind those that it stands on; what waits for itself comes last."""
    names = names_of(end)
    found = sorted(objects, key=lambda it: it.ref)
    places = {it.ref: place for place, it in enumerate(found)}
    keys: list[tuple[Ref]] = [(it.ref,) for it in found]
    followers: list[set[int]] = [set() for _ in found]
    waiting, wishes = [0] * len(found), []
    for place, it in enumerate(found):
        needed = needs(it, end, names)
        before = {places[ref] for ref in needed.refs if ref in places}
        waiting[place] = len(before)
        wishes.append({places[ref] for ref in needed.wishes if ref in places})
        for other in before:
            followers[other].add(place)
    done, _ = arranged(keys, followers, waiting, wishes)
    return [found[place] for place in (*done, *(it for it in range(len(found)) if it not in done))]
