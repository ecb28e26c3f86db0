"""Tables that inherit: who leaves its parents, what reaches it through them, who joins them at the end.

What a server does to heirs by itself is nobody's operation: each step runs on ``state``, parents first, so that the
heirs find what is left to do. An heir that a change of its parents cannot go through to leaves them, changes by itself
and joins them again, which costs no row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from azuraforge_schemagen.diff.column import column_ops
from azuraforge_schemagen.diff.constraint import constraint_ops
from azuraforge_schemagen.diff.facets import facet_ops, loosens
from azuraforge_schemagen.diff.index import index_ops
from azuraforge_schemagen.diff.model import TableOps, Work
from azuraforge_schemagen.diff.steady import is_as_it_will_be, is_steady, made_anew
from azuraforge_schemagen.ir import lineage
from azuraforge_schemagen.ir.apply import run
from azuraforge_schemagen.ir.facets import bare
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.ops import AddConstraint, CreateIndex, CreateTable, Op, SetComment, SetInherits, SetOptions
from azuraforge_schemagen.ir.schema import ForeignKey, Schema, Table
from azuraforge_schemagen.ir.state import State


def part(work: Work, new: Schema) -> set[QName]:
    """The tables that inherit or are inherited from, before or after. Heirs that do not stay what they are, or cannot
    while their parents change, leave them."""
    before = lineage.families(work.state)
    names = {it.name for it in (*before, *lineage.families(new.objects))}
    anew = made_anew(work, new) if before else frozenset()
    for heir in before:
        target = new.objects.get(heir.ref)
        kept = _common(heir.inherits, target.inherits) if isinstance(target, Table) else heir.inherits
        if kept and not is_steady(work.state, new, replace(heir, inherits=kept), anew):
            kept = ()
        if kept != heir.inherits:
            work.do(SetInherits(heir.name, heir.inherits, kept))
    return names


def _common(old: tuple[QName, ...], new: tuple[QName, ...]) -> tuple[QName, ...]:
    """How far both are the same: parents have an order, and one that joins comes last."""
    kept = 0
    while old[kept : kept + 1] == new[kept : kept + 1] != ():
        kept += 1
    return old[:kept]


@dataclass(slots=True)
class FamilyWork:
    """One comparison of families. ``state`` is what the operations so far lead to."""

    work: Work
    new: Schema
    out: TableOps
    state: State

    def do(self, where: list[Op], operations: Iterable[Op]) -> None:
        """Takes up operations."""
        for op in operations:
            run(op, self.state)
            where.append(op)

    def now(self, table: Table) -> Table:
        """A table as it is in the state."""
        found = self.state[table.ref]
        assert isinstance(found, Table)
        return found


def family_ops(work: Work, names: set[QName], new: Schema, out: TableOps, elsewhere: set[QName]) -> None:
    """Everything that the tables of families need; who is looked after ``elsewhere`` only joins its parents here."""
    state = {ref: it for ref, it in work.state.items() if ref in new.objects or not isinstance(it, Table)}
    family = FamilyWork(work, new, out, state)
    places = {it.name: place for place, it in enumerate(lineage.families(state))}
    kept = [new.table(name) for name in names - elsewhere if Ref("table", name) in state]
    kept.sort(key=lambda it: (places.get(it.name, len(places)), it.name))
    for phase in (_loosen, _drop_columns, _shape_columns):
        for target in kept:
            phase(family, target)
    after = lineage.families(new.objects)
    for target in after:
        if target.ref not in state and target.name not in elsewhere:
            _create(family, target, elsewhere)
    for target in kept:
        _tighten(family, target)
    for target in after:
        now = family.now(target)
        if now.inherits != target.inherits:
            out.attach.append(SetInherits(target.name, now.inherits, target.inherits))


def _loosen(family: FamilyWork, target: Table) -> None:
    """Constraints and indexes that go, after states that name them."""
    old = family.now(target)
    family.do(family.out.loosen, [*facet_ops(old, target, loosens(old.by_name, target.by_name))])
    gone, _, _ = constraint_ops(old, target)
    indexes, _, _ = index_ops(old, target)
    family.do(family.out.loosen, [*sorted(gone, key=lambda it: not isinstance(it.constraint, ForeignKey)), *indexes])


def _drop_columns(family: FamilyWork, target: Table) -> None:
    gone, _ = column_ops(family.work, family.now(target), target)
    family.do(family.out.drop, gone)


def _shape_columns(family: FamilyWork, target: Table) -> None:
    _, shaped = column_ops(family.work, family.now(target), target)
    family.do(family.out.shape, shaped)


def _create(family: FamilyWork, target: Table, elsewhere: set[QName]) -> None:
    """A new table. One joins its parents at the end where they are not yet what they will be, or have a check that is
    NOT VALID, which CREATE TABLE would take for a valid one."""
    parents = lineage.parents_of(family.new.objects, target)
    ready = all(it.name not in elsewhere and is_as_it_will_be(family.work.state, it) for it in parents)
    ready = ready and not any(it.not_valid for it in lineage.checks_from(parents).values())
    table = lineage.said(family.new.objects, target) if ready else replace(target, inherits=())
    family.do(family.out.shape, [CreateTable(bare(replace(table, foreign_keys=(), indexes=())))])
    family.out.tighten += [CreateIndex(target.name, index) for index in target.indexes]
    family.out.refer += [AddConstraint(target.name, key) for key in target.foreign_keys]


def _tighten(family: FamilyWork, target: Table) -> None:
    """Constraints and indexes that come, and what changes in place."""
    old, out = family.now(target), family.out
    _, altered, added = constraint_ops(old, target)
    _, comments, indexes = index_ops(old, target)
    keys = [it for it in added if isinstance(it.constraint, ForeignKey)]
    family.do(out.tighten, [it for it in added if it not in keys])
    family.do(out.tighten, [*altered, *indexes, *comments])
    if old.comment != target.comment:
        family.do(out.tighten, [SetComment("table", target.name, None, old.comment, target.comment)])
    if old.options != target.options:
        family.do(out.tighten, [SetOptions(target.name, old.options, target.options)])
    out.refer += keys
