"""Partitions' shares of their parents' indexes, at the end of a plan: a server names them as it finds names free, which
depends on the order of the steps."""

from __future__ import annotations

from collections.abc import Iterable

from azuraforge_schemagen.diff import settled_names
from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.apply import State, run
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.ir.steps import Step
from azuraforge_schemagen.plan.settle import effect


def named(old: Schema, steps: Iterable[Step], new: Schema) -> list[Step]:
    """The steps with those at the end that give every share the name that it has in ``new``."""
    kept = [step for step in steps if not isinstance(step.action, ops.RenameAttached)]
    state: State = dict(old.objects)
    for step in kept:
        does = effect(step.action)
        if does is not None:
            run(does, state)
    return [*kept, *(Step(op) for op in settled_names(state, new.objects))]
