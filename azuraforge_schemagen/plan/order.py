"""One deterministic topological sort of operations."""

from __future__ import annotations

from collections.abc import Container, Mapping
from collections.abc import Sequence as Several
from itertools import pairwise

from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.bodies import MaterializedView, Routine, View
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Check, ForeignKey, Object, Sequence, Table
from azuraforge_schemagen.plan.describe import describe, subject
from azuraforge_schemagen.plan.effects import effects
from azuraforge_schemagen.plan.pair import Pair
from azuraforge_schemagen.plan.rebuild import Rebuild, Renewal, Unchecked, Work
from azuraforge_schemagen.plan.sorting import arranged
from azuraforge_schemagen.plan.things import Effects, Thing

_RANKS: dict[type[Work], int] = {
    ops.DetachPartition: 10,
    ops.DropIndex: 20,
    ops.DropConstraint: 30,
    ops.RenameEnum: 40,
    ops.RenameObject: 40,
    ops.RenameHung: 40,
    ops.RenameAttribute: 40,
    ops.MoveObject: 40,
    ops.SplitSerial: 40,
    ops.RenameTable: 40,
    ops.RenameColumn: 40,
    ops.RenameEnumValue: 40,
    ops.RenameConstraint: 40,
    ops.RenameIndex: 40,
    ops.CreateNamespace: 50,
    ops.CreateEnum: 60,
    ops.AddEnumValue: 70,
    ops.ReplaceEnum: 80,
    Renewal: 80,
    ops.CreateTable: 90,
    Rebuild: 100,
    ops.AddColumn: 110,
    ops.AlterColumn: 120,
    ops.DropColumn: 130,
    ops.DropTable: 140,
    ops.AddConstraint: 150,
    ops.AlterConstraint: 180,
    ops.CreateIndex: 190,
    ops.AttachIndex: 200,
    ops.SetOptions: 200,
    ops.SetComment: 210,
    ops.JoinSerial: 230,
    ops.DropEnum: 260,
    ops.DropNamespace: 280,
    ops.AttachPartition: 290,
    ops.RenameAttached: 300,
}
_ROUTINE = (87, 88, 235)
_OBJECTS = {
    "extension": (52, 53, 270),
    "sequence": (55, 56, 240),
    "collation": (57, 58, 265),
    "range": (81, 82, 254),
    "composite": (83, 84, 252),
    "domain": (85, 86, 250),
    "function": _ROUTINE,
    "procedure": _ROUTINE,
    "aggregate": (89, 89, 234),
    "view": (202, 203, 3),
    "materialized_view": (204, 205, 2),
    "statistics": (206, 207, 5),
    "policy": (212, 213, 1),
    "trigger": (214, 215, 1),
}
"""CREATE, ALTER and DROP of each kind of stand-alone object; a sequence gets its owner when the column is there."""


def order(work: Several[Work], pair: Pair, created: Mapping[QName, int], gone: Mapping[QName, int]) -> list[Work]:
    """The operations in an order that a server accepts; ``created`` and ``gone`` are the places of tables that come
    and go, among themselves: those that others refer to come first and go last.

    Who changes the same thing keeps the order of ``work``. A function whose body mentions what is not there yet comes
    ``Unchecked`` where nothing else helps. Raises ``Refusal`` where the operations need one another
    in a circle.
    """
    keys = [_key(op, pair, created, gone) for op in work]
    if not (pair.partitioned or pair.heirs or pair.declares) and _one_way(work, created):
        return [work[place] for place in sorted(range(len(work)), key=keys.__getitem__)]
    found = [effects(op, pair) for op in work]
    followers, waiting = _edges(found)
    wishes, vain = _wishes(found, followers)
    done, without = arranged(keys, followers, waiting, wishes)
    if len(done) < len(work):
        raise _circle(work, followers, set(range(len(work))) - set(done))
    return [Unchecked(op) if place in without | vain else op for place in done for op in (work[place],)]


def _wishes(found: list[Effects], followers: Several[Container[int]]) -> tuple[list[list[int]], set[int]]:
    """For every operation, who had better come before it; and those that wish for what is made after them only."""
    if not any(it.wishes for it in found):
        return [[] for _ in found], set()
    makers = {thing: place for place, effect in enumerate(found) for thing in effect.produces}
    wishes: list[list[int]] = []
    vain: set[int] = set()
    for place, effect in enumerate(found):
        wished = {it: makers[it] for it in effect.wishes if makers.get(it, place) != place}
        wishes.append(sorted({it for it in wished.values() if it not in followers[place]}))
        if any(it in followers[place] and thing not in found[it].destroys for thing, it in wished.items()):
            vain.add(place)
    return wishes, vain


_CREATES = frozenset((ops.CreateNamespace, ops.CreateEnum, ops.CreateTable, ops.CreateIndex, ops.AddConstraint))
_DROPS = frozenset((ops.DropNamespace, ops.DropEnum, ops.DropTable, ops.DropConstraint))


def _one_way(work: Several[Work], created: Mapping[QName, int]) -> bool:
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
    if place is not None and rank in _WITH_THEIR_TABLE and not _waits_for_partitions(op, pair):
        return (_RANKS[ops.CreateTable], place, "", rank, name)
    return (rank, 0, str(table) if table is not None else "", 0, name)


def _waits_for_partitions(op: Work, pair: Pair) -> bool:
    """Whether a constraint comes after the partitions of its table: one that is NOT VALID is so in all of them then."""
    if not isinstance(op, ops.AddConstraint) or not isinstance(op.constraint, Check):
        return False
    return op.constraint.not_valid and pair.is_partitioned(op.table)


def _position(table: Object, column: str) -> int:
    names = [it.name for it in table.columns] if isinstance(table, Table) else []
    return names.index(column) if column in names else len(names)


_WITH_THEIR_TABLE = frozenset(
    {_RANKS[kind] for kind in (ops.CreateTable, ops.CreateIndex, ops.SetComment)} | {150, 160}
)


def _rank(op: Work) -> int:
    if isinstance(op, ops.DropConstraint) and isinstance(op.constraint, ForeignKey):
        return 0
    if isinstance(op, ops.SetFacet):
        return 85 if op.facet == "unlogged" else 15
    if isinstance(op, ops.AddConstraint):
        return 170 if isinstance(op.constraint, ForeignKey) else 160 if isinstance(op.constraint, Check) else 150
    if isinstance(op, ops.SetInherits):
        return _RANKS[ops.DetachPartition if len(op.new) < len(op.old) else ops.AttachPartition]
    if isinstance(op, ops.AlterObject) and isinstance(op.old, Sequence) and isinstance(op.new, Sequence):
        return 220 if op.old.owned_by != op.new.owned_by else _OBJECTS["sequence"][1]
    if isinstance(op, ops.CreateObject | ops.AlterObject | ops.DropObject):
        create, alter, drop = _OBJECTS[(op.old if isinstance(op, ops.AlterObject) else op.object).ref.kind]
        return {ops.CreateObject: create, ops.AlterObject: alter, ops.DropObject: drop}[type(op)]
    return _RANKS[type(op)]


def _way_out(circle: Several[Work]) -> str:
    if all(isinstance(op, ops.CreateObject) and isinstance(op.object, Routine) for op in circle):
        return "bodies that the server reads cannot call one another: take 'atomic: true' from one of them"
    if all(isinstance(op, ops.CreateObject) and isinstance(op.object, View | MaterializedView) for op in circle):
        return "none of them can be made first: take one of the mentions out"
    return "make the change in two builds: one part first, the rest after it"


def _circle(work: Several[Work], followers: list[set[int]], stuck: set[int]) -> Refusal:
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
                help=_way_out(circle),
            )
        ]
    )
