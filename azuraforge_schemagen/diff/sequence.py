"""Sequences: their options, the columns that own them, and those that serial columns have."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from azuraforge_schemagen.diff.model import Work
from azuraforge_schemagen.diff.standalone import compared
from azuraforge_schemagen.ir import partitions, regclass, serials
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.ops import AlterObject, CreateObject, DropObject, JoinSerial, Op, SplitSerial
from azuraforge_schemagen.ir.schema import Column, Default, Domain, Object, Owner, Schema, Sequence, Sql, Table


@dataclass(slots=True)
class SequenceOps:
    """The operations of all sequences, by when they can run."""

    release: list[Op] = field(default_factory=list)
    """Before tables and columns go: what these own and what stays."""
    shape: list[Op] = field(default_factory=list)
    """Before columns draw from them."""
    settle: list[Op] = field(default_factory=list)
    """When the columns that are to own them are there, and nobody draws from those that go."""


def split_serials(work: Work, new: Schema) -> None:
    """Serial columns whose sequence has a definition of its own now: it stays, with its position."""
    for ref, target in new.objects.items():
        table = work.state.get(ref)
        if not isinstance(table, Table) or not isinstance(target, Table):
            continue
        for column in target.columns:
            old = table.by_name.get(column.name)
            if old is None or not old.serial or column.serial is not None:
                continue
            sequence = serials.sequence_of(table.name, old)
            if sequence.ref in new.objects and sequence.ref not in work.state:
                plain = serials.spelled_out(old, sequence.name, column)
                work.do(SplitSerial(table.name, old, plain, sequence))


def joined_serials(work: Work, new: Schema) -> tuple[Schema, list[JoinSerial]]:
    """The new schema with those serial columns split whose sequence has a definition of its own in the old one, and
    what joins them again at the end."""
    changed: dict[Ref, Object | None] = {}
    joins: list[JoinSerial] = []
    for table in new.tables.values():
        columns = dict(table.by_name)
        for column in table.columns:
            if not column.serial:
                continue
            sequence = serials.sequence_of(table.name, column)
            if sequence.ref in work.state and sequence.ref not in new.objects:
                plain = serials.spelled_out(column, sequence.name, _column(work, table, column))
                joins.append(JoinSerial(table.name, plain, column, sequence))
                columns[column.name] = plain
                changed[sequence.ref] = sequence
                changed[table.ref] = replace(table, columns=tuple(columns[it.name] for it in table.columns))
    return (new.with_objects(changed) if changed else new), joins


def _column(work: Work, table: Table, column: Column) -> Column | None:
    found = work.state.get(table.ref)
    return found.by_name.get(column.name) if isinstance(found, Table) else None


def sequence_ops(work: Work, new: Schema) -> SequenceOps:
    """What all sequences need; those that go with a table or a column need nothing."""
    found = compared(work, new, Sequence)
    out = SequenceOps()
    for made in found.added:
        out.shape.append(CreateObject(replace(made, owned_by=None)))
        if made.owned_by is not None:
            out.settle.append(AlterObject(replace(made, owned_by=None), made))
    for old, target in found.changed:
        _alter(old, target, new, out)
    for sequence in found.removed:
        if not _goes(sequence.owned_by, new):
            released = sequence
        elif _drawn_elsewhere(sequence, work, new):
            released = replace(sequence, owned_by=None)
            out.release.append(AlterObject(sequence, released))
        else:
            continue
        work.allow_drop("sequence", sequence.name, sequence.name.name)
        out.settle.append(DropObject(released))
    return out


def _drawn_elsewhere(sequence: Sequence, work: Work, new: Schema) -> bool:
    """Whether anything but what goes with the owner of a sequence draws from it: then it cannot go there and then."""
    owner = sequence.owned_by
    assert owner is not None
    whole = Ref("table", owner.table) not in new.objects
    for found in work.state.values():
        if isinstance(found, Domain) and _draws(found.default, sequence):
            return True
        if isinstance(found, Table) and not (whole and found.name == owner.table):
            mine = owner.column if found.name == owner.table else None
            if any(_draws(it.server_default, sequence) for it in found.columns if it.name != mine):
                return True
    return False


def _draws(default: Default | None, sequence: Sequence) -> bool:
    return isinstance(default, Sql) and sequence.name in regclass.sequences(default.text or "")


def _alter(old: Sequence, target: Sequence, new: Schema, out: SequenceOps) -> None:
    """Ownership is released before the old owner goes, with all that changes, and taken when the new one is there."""
    if old.owned_by != target.owned_by and _goes(old.owned_by, new):
        released = replace(target, owned_by=None)
        out.release.append(AlterObject(old, released))
        old = released
    shaped = replace(target, owned_by=old.owned_by)
    if old != shaped:
        out.shape.append(AlterObject(old, shaped))
    if shaped != target:
        out.settle.append(AlterObject(shaped, target))


def _goes(owner: Owner | None, new: Schema) -> bool:
    """Whether the column that owns a sequence is dropped."""
    if owner is None:
        return False
    table = new.objects.get(Ref("table", owner.table))
    return not isinstance(table, Table) or all(
        it.name != owner.column for it in partitions.columns_of(new.objects, table)
    )
