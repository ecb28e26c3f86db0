"""Objects that are SQL of their own: views, routines, triggers, policies, statistics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from azuraforge_schemagen.diff.model import TableOps, Work
from azuraforge_schemagen.diff.split import split
from azuraforge_schemagen.ir import hung
from azuraforge_schemagen.ir.bodies import (
    HUNG,
    Hung,
    MaterializedView,
    Policy,
    Routine,
    Statistics,
    Trigger,
    View,
    owner,
)
from azuraforge_schemagen.ir.intent import Rename, RenameKind
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.ops import (
    AlterObject,
    CreateObject,
    DropColumn,
    DropObject,
    DropTable,
    MoveObject,
    Op,
    RenameHung,
)
from azuraforge_schemagen.ir.partitions import Names
from azuraforge_schemagen.ir.schema import Object, Schema

_KINDS: tuple[RenameKind, ...] = ("function", "procedure", "aggregate", "statistics", "trigger", "policy")
"""Views are relations, and are renamed with these."""


@dataclass(slots=True)
class HungOps:
    """Their operations, by when they can run: before tables change, and when all of them are what they will be."""

    loosen: list[Op] = field(default_factory=list)
    settle: list[Op] = field(default_factory=list)


def rename_hung(work: Work, new: Schema) -> None:
    """Those that have another name now. A line applies while the old name is there alone; a swap is two changes."""
    for line in sorted(work.intent.renames):
        if line.kind in _KINDS:
            for target in [it for it in new.objects.values() if isinstance(it, HUNG) and _is_meant(it, line)]:
                _rename(work, new, target, line)


def _is_meant(found: Hung, line: Rename) -> bool:
    return found.ref.kind == line.kind and scope_of(found) == line.scope and hung.own_name(found) == line.new


def scope_of(found: Hung) -> QName:
    """What a line about a rename names: the table of a trigger or policy, else the object without its arguments."""
    match found:
        case Routine():
            return found.called
        case Trigger() | Policy():
            return found.table
        case _:
            return found.name


def _rename(work: Work, new: Schema, target: Hung, line: Rename) -> None:
    old = work.state.get(hung.placed(target, line.was).ref)
    if not isinstance(old, HUNG) or old.ref in new.objects or target.ref in work.state:
        return
    if line.home is not None:
        move = MoveObject(old if isinstance(old, Routine) else old.ref, line.scope.schema)
        work.do(move)
        old = work.state[move.new]
        assert isinstance(old, HUNG)
    if line.old != line.new:
        work.do(RenameHung(old, line.new))
    if line not in work.renames:
        work.renames.append(line)


def hung_ops(work: Work, new: Schema, tables: TableOps) -> HungOps:
    """What all of them need; those that go with a table or view need nothing."""
    gone = {op.table.name for op in tables.drop if isinstance(op, DropTable)}
    gone |= {
        it.name for it in _hung(work.state) if isinstance(it, View | MaterializedView) and it.ref not in new.objects
    }
    there = [it for it in _hung(work.state) if owner(it) not in gone]
    found = split(there, _hung(new.objects), lambda it: it.ref)
    out = HungOps()
    out.loosen += [DropObject(it) for it in found.removed]
    out.settle += [CreateObject(it) for it in found.added]
    for old, target in found.changed:
        if _lost(old, tables):
            out.loosen.append(DropObject(old))
            out.settle.append(CreateObject(target))
        else:
            between = _shed(old, target, new)
            out.loosen += [AlterObject(old, between)] if between != old else []
            out.settle += [AlterObject(between, target)] if between != target else []
    return out


def _shed(old: Hung, target: Hung, new: Schema) -> Hung:
    """A materialized view without those of its indexes whose names a table takes."""
    if not isinstance(old, MaterializedView) or not isinstance(target, MaterializedView):
        return old
    left = {it.name for it in old.indexes} - {it.name for it in target.indexes}
    taken = {it.name for it in Names(new.objects).relations if it.schema == old.name.schema} if left else set()
    return replace(old, indexes=tuple(it for it in old.indexes if it.name not in left & taken))


def _lost(found: Hung, tables: TableOps) -> bool:
    """Whether statistics would go with a column."""
    columns = ((op.table, op.column.name) for op in tables.drop if isinstance(op, DropColumn))
    return isinstance(found, Statistics) and any(hung.reads(found, *it) for it in columns)


def _hung(objects: Mapping[Ref, Object]) -> Iterable[Hung]:
    return sorted((it for it in objects.values() if isinstance(it, HUNG)), key=lambda it: it.ref)
