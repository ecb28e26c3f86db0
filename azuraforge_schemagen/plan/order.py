"""One deterministic topological sort of operations."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from itertools import pairwise

from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Check, ForeignKey, Object, Table
from azuraforge_schemagen.plan.describe import describe, subject
from azuraforge_schemagen.plan.effects import Effects, Thing, Work, effects
from azuraforge_schemagen.plan.pair import Pair
from azuraforge_schemagen.plan.rebuild import Rebuild

_RANKS: dict[type[Work], int] = {
    ops.DetachPartition: 1,
    ops.DropIndex: 2,
    ops.DropConstraint: 3,
    ops.RenameEnum: 4,
    ops.RenameTable: 4,
    ops.RenameColumn: 4,
    ops.RenameEnumValue: 4,
    ops.RenameConstraint: 4,
    ops.RenameIndex: 4,
    ops.CreateNamespace: 5,
    ops.CreateEnum: 6,
    ops.AddEnumValue: 7,
    ops.ReplaceEnum: 8,
    ops.CreateTable: 9,
    Rebuild: 10,
    ops.AddColumn: 11,
    ops.AlterColumn: 12,
    ops.DropColumn: 13,
    ops.DropTable: 14,
    ops.AddConstraint: 15,
    ops.AlterConstraint: 18,
    ops.CreateIndex: 19,
    ops.AttachIndex: 20,
    ops.SetOptions: 20,
    ops.SetComment: 21,
    ops.DropEnum: 22,
    ops.DropNamespace: 23,
    ops.AttachPartition: 24,
    ops.RenameAttached: 25,
}


def order(work: Sequence[Work], pair: Pair, created: Mapping[QName, int], gone: Mapping[QName, int]) -> list[Work]:
    """The operations in an order that a server accepts; ``created`` and ``gone`` are the places of tables that come
    and go, among themselves: those that others refer to come first and go last.

    Who changes the same thing keeps the order of ``work``. Raises ``Refusal`` where the operations need one another
    in a circle.
    """
    keys = [_key(op, pair, created, gone) for op in work]
    if not pair.partitioned and _one_way(work, created):
        return [work[place] for place in sorted(range(len(work)), key=keys.__getitem__)]
    followers, waiting = _edges([effects(op, pair) for op in work])
    ready = [(keys[place], place) for place in range(len(work)) if not waiting[place]]
    heapq.heapify(ready)
    done: list[Work] = []
    while ready:
        _, place = heapq.heappop(ready)
        done.append(work[place])
        for follower in followers[place]:
            waiting[follower] -= 1
            if not waiting[follower]:
                heapq.heappush(ready, (keys[follower], follower))
    if len(done) < len(work):
        raise _circle(work, followers, waiting)
    return done


_CREATES = frozenset((ops.CreateNamespace, ops.CreateEnum, ops.CreateTable, ops.CreateIndex, ops.AddConstraint))
_DROPS = frozenset((ops.DropNamespace, ops.DropEnum, ops.DropTable, ops.DropConstraint))


def _one_way(work: Sequence[Work], created: Mapping[QName, int]) -> bool:
    """Whether everything is made from nothing, or everything goes: then the ranks alone are the order."""
    kinds = {type(op) for op in work}
    if kinds <= _DROPS:
        return all(isinstance(op.constraint, ForeignKey) for op in work if isinstance(op, ops.DropConstraint))
    return kinds <= _CREATES and all(
        op.table in created for op in work if isinstance(op, ops.CreateIndex | ops.AddConstraint)
    )


def _edges(found: list[Effects]) -> tuple[list[set[int]], list[int]]:
    """For every operation, who must come later; and how many must come before it."""
    changers = _changers(found)
    followers: list[set[int]] = [set() for _ in found]
    for places, _, _ in changers.values():
        for first, second in pairwise(places):
            followers[first].add(second)
    for place, effect in enumerate(found):
        for thing in effect.consumes:
            _relate(place, changers.get(thing), followers, True, thing[0] == "key")
        for thing in effect.releases:
            _relate(place, changers.get(thing), followers, False)
    waiting = [0] * len(found)
    for place, after in enumerate(followers):
        after.discard(place)
        for follower in after:
            waiting[follower] += 1
    return followers, waiting


_Changers = tuple[list[int], int, int]
"""Who makes or ends a thing, in order; the first that ends it and the last that makes it, -1 for nobody."""


def _changers(found: list[Effects]) -> dict[Thing, _Changers]:
    changers: dict[Thing, _Changers] = {}
    for place, effect in enumerate(found):
        for thing in effect.destroys:
            places, first, last = changers.get(thing, ([], -1, -1))
            changers[thing] = (places, place if first < 0 else first, last)
            if not places or places[-1] != place:
                places.append(place)
        for thing in effect.produces:
            places, first, _ = changers.get(thing, ([], -1, -1))
            changers[thing] = (places, first, place)
            if not places or places[-1] != place:
                places.append(place)
    return changers


def _relate(
    place: int, changers: _Changers | None, followers: list[set[int]], consumes: bool, key: bool = False
) -> None:
    if changers is None:
        return
    places, ended, made = changers
    if place in places:
        return
    if consumes and made >= 0:
        followers[made].add(place)
    elif ended >= 0 and not (consumes and key):
        # What reads an old thing comes before its end; a foreign key has another key that stays.
        followers[place].add(ended)


_Key = tuple[int, int, str, int, str]


def _key(op: Work, pair: Pair, created: Mapping[QName, int], gone: Mapping[QName, int]) -> _Key:
    """Rank, then the table. What belongs to a new table stands behind its CREATE TABLE; columns keep their order."""
    table, name = subject(op)
    if isinstance(op, ops.AddColumn) and (after := pair.after.objects.get(Ref("table", op.table))):
        name = f"{_position(after, op.column.name):05}"
    rank = _rank(op)
    if isinstance(op, ops.DropTable):
        return (rank, -gone.get(op.table.name, 0), "", 0, name)
    place = created.get(table) if table is not None else None
    if place is not None and rank in _WITH_THEIR_TABLE:
        return (_RANKS[ops.CreateTable], place, "", rank, name)
    return (rank, 0, str(table) if table is not None else "", 0, name)


def _position(table: Object, column: str) -> int:
    names = [it.name for it in table.columns] if isinstance(table, Table) else []
    return names.index(column) if column in names else len(names)


_WITH_THEIR_TABLE = frozenset({_RANKS[kind] for kind in (ops.CreateTable, ops.CreateIndex, ops.SetComment)} | {15, 16})


def _rank(op: Work) -> int:
    if isinstance(op, ops.DropConstraint) and isinstance(op.constraint, ForeignKey):
        return 0
    if isinstance(op, ops.AddConstraint):
        return 17 if isinstance(op.constraint, ForeignKey) else 16 if isinstance(op.constraint, Check) else 15
    return _RANKS[type(op)]


def _circle(work: Sequence[Work], followers: list[set[int]], waiting: list[int]) -> Refusal:
    stuck = {place for place, count in enumerate(waiting) if count}
    path: list[int] = []
    place = min(stuck)
    before = {
        follower: each for each in sorted(stuck, reverse=True) for follower in followers[each] if follower in stuck
    }
    while place not in path:
        path.append(place)
        place = before[place]
    circle = [work[each] for each in reversed(path[path.index(place) :])]
    words = " -> ".join(describe(op) for op in (*circle, circle[0]))
    return Refusal(
        [
            Diagnostic(
                "SG319",
                f"these changes need one another: {words}",
                help="make the change in two builds: one part first, the rest after it",
            )
        ]
    )
