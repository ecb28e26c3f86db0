"""What ``depends_on`` adds to the effects of operations on tables and types."""

from __future__ import annotations

from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.bodies import Hung
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.schema import Extension, Namespace, Schema
from azuraforge_schemagen.plan.describe import subject
from azuraforge_schemagen.plan.names import declared
from azuraforge_schemagen.plan.pair import Pair
from azuraforge_schemagen.plan.rebuild import Renewal, Work
from azuraforge_schemagen.plan.things import Effects

_ENDS = (ops.DropTable, ops.DropColumn, ops.DropConstraint, ops.DropIndex, ops.DropObject, ops.DropEnum)


def declares(state: Schema) -> bool:
    """Whether anything but what is SQL of its own says what it needs."""
    return any(not isinstance(it, Namespace | Extension | Hung) and it.depends_on for it in state.objects.values())


def declaring(op: Work, found: Effects, pair: Pair) -> None:
    """What a table or type needs is there before it is made or a part of it, and goes after that."""
    for part in op.parts if isinstance(op, Renewal) else (op,):
        ref = _about(part)
        for end, needed in ((pair.before, found.releases), (pair.after, found.consumes)):
            it = end.objects.get(ref) if ref is not None else None
            if it is not None and not isinstance(it, Hung) and isinstance(part, _ENDS) == (end is pair.before):
                needed.extend(sorted(set(declared(it, end)) - {it.ref}))


def _about(op: Work) -> Ref | None:
    match op:
        case ops.CreateEnum(it) | ops.DropEnum(it) | ops.CreateObject(it) | ops.DropObject(it) | ops.AlterObject(_, it):
            return it.ref
        case ops.CreateTable() | ops.AddColumn() | ops.AlterColumn() | ops.AddConstraint() | ops.CreateIndex():
            return _table(op)
        case ops.DropTable() | ops.DropColumn() | ops.DropConstraint() | ops.DropIndex():
            return _table(op)
        case _:
            return None


def _table(op: Work) -> Ref | None:
    name, _ = subject(op)
    return None if name is None else Ref("table", name)
