"""The states of tables that name an index come after everything else: in memory the steps run as on a server, and what
an index took along that was made anew is set again."""

from __future__ import annotations

from collections.abc import Sequence

from azuraforge_schemagen.diff import any_last, last_facets
from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.apply import run
from azuraforge_schemagen.ir.facets import index_of
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.ir.state import State
from azuraforge_schemagen.ir.steps import Step
from azuraforge_schemagen.plan.settle import effect


def is_last(op: ops.Op) -> bool:
    """Whether an operation sets a state that names an index."""
    return isinstance(op, ops.SetFacet) and index_of(op.new) is not None


def with_last(old: Schema, steps: Sequence[Step], new: Schema) -> list[Step]:
    """The steps with those that set what names an index."""
    if not any_last(new.objects):
        return list(steps)
    state: State = dict(old.objects)
    for step in steps:
        does = effect(step.action)
        if does is not None:
            run(does, state)
    return [*steps, *(Step(op) for op in last_facets(state, new.objects))]
