"""Operations as they are at the place where they ended up: their old halves are what is there at that moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from azuraforge_schemagen.ir import lineage, ops, partitions
from azuraforge_schemagen.ir.apply import run
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Check, Schema, Standalone, Table
from azuraforge_schemagen.ir.state import State
from azuraforge_schemagen.ir.steps import Action, Backfill, CopyRows, Execute, RestoreDependents, SaveDependents, Step

_LOOK_BACK = frozenset(
    (ops.DropTable, ops.DropColumn, ops.AlterColumn, ops.AlterObject, ops.DropObject, ops.JoinSerial, ops.SetFacet)
)
_DROPS = frozenset((ops.DropTable, ops.DropEnum, ops.DropNamespace, ops.DropConstraint))
_ONLY = frozenset((ops.DropColumn, ops.DropConstraint))


def settle(old: Schema, steps: Sequence[Step], inherits: bool) -> list[Step]:
    """The steps with the old halves of their operations made true, and with ONLY where a table has heirs; the steps
    themselves where none has either."""
    kinds = {type(effect(step.action)) for step in steps}
    if (kinds.isdisjoint(_LOOK_BACK) or kinds <= _DROPS) and not (inherits and kinds & _ONLY):
        return list(steps)
    state: State = dict(old.objects)
    settled: list[Step] = []
    for step in steps:
        settled.append(_settled(step, state))
    return settled


def _settled(step: Step, state: State) -> Step:
    action, does = step.action, effect(step.action)
    if does is None:
        return step
    true = now(does, state)
    run(true, state)
    if true is does:
        return step
    return replace(step, action=replace(action, does=true) if isinstance(action, Execute) else true)


def effect(action: Action) -> ops.Op | None:
    """What an action does to a schema in memory."""
    match action:
        case Execute(_, does):
            return does
        case Backfill() | CopyRows() | SaveDependents() | RestoreDependents():
            return None
        case _:
            return action


def now(op: ops.Op, state: State) -> ops.Op:
    """The operation with its old half as it is in ``state``."""
    match op:
        case ops.DropTable(table):
            return ops.DropTable(_table(state, table.name))
        case ops.DropColumn(name, column):
            only = any(column.name in it.by_name for it in lineage.heirs_of(state, name))
            return ops.DropColumn(name, _table(state, name).by_name[column.name], only)
        case ops.DropConstraint(name, Check(no_inherit=False)):
            return replace(op, only=bool(lineage.heirs_of(state, name)))
        case ops.AlterObject(old):
            return replace(op, old=_object(state, old))
        case ops.DropObject(it):
            return replace(op, object=_object(state, it))
        case ops.SetFacet(name, facet):
            return replace(op, old=getattr(_table(state, name), facet))
        case ops.AlterColumn(name, old) | ops.JoinSerial(name, old):
            columns = partitions.columns_of(state, _table(state, name))
            found = next(it for it in columns if it.name == old.name)
            return op if found == old else replace(op, old=found)
        case _:
            return op


def _object(state: State, of: Standalone) -> Standalone:
    found = state[of.ref]
    assert isinstance(found, type(of))
    return found


def _table(state: State, name: QName) -> Table:
    found = state[Ref("table", name)]
    assert isinstance(found, Table)
    return found
