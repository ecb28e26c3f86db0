"""What every object of a state stands on, as the order of a plan sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from azuraforge_schemagen.diff import diff
from azuraforge_schemagen.ir import ops, partitions
from azuraforge_schemagen.ir.bodies import ROUTINES
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.schema import Schema, Table
from azuraforge_schemagen.plan.declaring import declares
from azuraforge_schemagen.plan.describe import subject
from azuraforge_schemagen.plan.effects import effects
from azuraforge_schemagen.plan.inheriting import heirs_of
from azuraforge_schemagen.plan.names import names_of
from azuraforge_schemagen.plan.pair import Pair
from azuraforge_schemagen.plan.things import Thing

_HUNG = frozenset((*ROUTINES, "view", "materialized_view", "trigger", "policy", "statistics"))


@dataclass(frozen=True, slots=True)
class Graph:
    """``below`` are the objects that each one stands on directly, ``above`` the tables that each is a partition of."""

    below: Mapping[Ref, frozenset[Ref]]
    above: Mapping[Ref, tuple[Ref, ...]]

    def sees(self, by: Ref, on: Ref) -> bool:
        """Whether one comes after the other, and is taken down with it; who sees a table sees its partitions."""
        return any(self._sees(by, it) for it in (on, *self.above.get(on, ())))

    def _sees(self, by: Ref, on: Ref) -> bool:
        waiting, seen = [by], {by}
        while waiting:
            for it in self.below.get(waiting.pop(), frozenset()) - seen:
                if it == on:
                    return True
                seen.add(it)
                # what is made anew takes down what is SQL of its own, and what stands on that; no table
                if on.kind not in _HUNG or it.kind in _HUNG:
                    waiting.append(it)
        return False


def graph(state: Schema) -> Graph:
    """The graph of a state of PostgreSQL."""
    made = diff(Schema(), state, Intent()).ops
    partitioned = any(isinstance(it, Table) and it.partition_by for it in state.objects.values())
    heirs = heirs_of(Schema(), state, made)
    names, said = names_of(state), declares(state)
    pair = Pair(Schema(), state, names=names, partitioned=partitioned, heirs=heirs, declares=said)
    makers: dict[Thing, set[Ref]] = defaultdict(set)
    needed: dict[Ref, set[Thing]] = defaultdict(set)
    for op in made:
        found = effects(op, pair)
        for ref in _of(op):
            needed[ref].update(found.consumes)
            for thing in found.produces:
                makers[thing].add(ref)
    below = {ref: frozenset(it for thing in every for it in makers.get(thing, ())) for ref, every in needed.items()}
    tables = state.tables.values() if partitioned else ()
    above = {it.ref: tuple(parent.ref for parent in partitions.ancestors(state.objects, it)) for it in tables}
    return Graph(below, above)


def _of(op: ops.Op) -> Iterator[Ref]:
    """The object that an operation makes, or makes a part of."""
    match op:
        case ops.CreateEnum(it) | ops.CreateObject(it) | ops.AlterObject(_, it):
            yield it.ref
        case ops.SetComment():
            return
        case _:
            table, _ = subject(op)
            if table is not None:
                yield Ref("table", table)
