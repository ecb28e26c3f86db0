"""Renames and moves to another database schema, in memory: whatever refers to the thing follows."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.ir import cascade, follow, follow_types, heirs, hung, lineage, partitions
from azuraforge_schemagen.ir.bodies import HUNG, Hung, MaterializedView, Routine, View
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Collation, Composite, Domain, Enum, Extension, Range, Sequence, Table
from azuraforge_schemagen.ir.state import (
    State,
    column_of,
    each_holder,
    each_sequence,
    each_table,
    owned,
    put,
    table_of,
    take,
)


def rename_table(state: State, old: QName, new: QName) -> None:
    """A table's name, or its database schema."""
    renamed = table_of(state, old)
    take(state, renamed)
    put(state, replace(renamed, name=new))
    state[Ref("table", new)] = follow.table_name(renamed, old, new)
    each_table(state, lambda it: follow.table_name(it, old, new))
    for name in (it.serial for it in renamed.columns if it.serial and old.schema != new.schema):
        before, after = QName(old.schema, name), QName(new.schema, name)
        each_holder(state, lambda it, before=before, after=after: follow.sequence_name(it, before, after))  # type: ignore[misc]
    each_sequence(state, lambda it: follow.owner_table(it, old, new))
    hung.each(state, lambda it: hung.relation_renamed(it, old, new))


def rename_column(state: State, table: Table, old: str, new: str) -> None:
    """A column's name."""
    if new in table.by_name:
        raise ValueError(f"{table.name} has a column {new!r} already")
    column_of(table, old)
    state[table.ref] = follow.column(table, old, new)
    below = {it.name for it in lineage.descendants(state, table.name)}
    whole = {table.name, *below, *(it.name for it in partitions.descendants(state, table))}
    cascade.renamed_column(state, table, old, new)
    heirs.renamed_column(state, table, old, new)
    for name in sorted(whole):
        each_table(state, lambda it, name=name: follow.target_column(it, name, old, new))  # type: ignore[misc]
        each_sequence(state, lambda it, name=name: follow.owner_column(it, name, old, new))  # type: ignore[misc]
        hung.each(state, lambda it, name=name: hung.column_renamed(it, name, old, new))  # type: ignore[misc]


_Types = Enum | Domain | Composite | Range
_Named = _Types | Sequence | Collation | Extension


def rename_object(state: State, ref: Ref, new: QName) -> None:
    """The name of a type, sequence or collation, or its database schema; of a range's multirange its name."""
    if ref.kind == "multirange":
        _rename_multirange(state, ref.name, new)
        return
    found = state.get(ref)
    if not isinstance(found, _Named):
        raise ValueError(f"there is no {ref} with a name of its own")  # noqa: TRY004
    take(state, found)
    put(state, replace(found, name=new))
    if isinstance(found, Sequence):
        each_holder(state, lambda it: follow.sequence_name(it, ref.name, new))
    elif isinstance(found, Collation):
        each_holder(state, lambda it: follow_types.collation_name(it, ref.name, new))
    elif isinstance(found, _Types):
        _retype(state, found, new)


def _retype(state: State, found: _Types, new: QName) -> None:
    each_holder(state, lambda it: follow_types.type_name(it, found.ref, new))
    hung.each(state, lambda it: hung.type_renamed(it, found.name, new))
    if isinstance(found, Range):
        each_holder(state, lambda it: follow.routine_name(it, found.name, new))
        if found.name.schema != new.schema:
            was, now = (QName(schema, found.multirange) for schema in (found.name.schema, new.schema))
            each_holder(state, lambda it: follow_types.casts(it, was, now))
            _recall(state, was, now)


def _rename_multirange(state: State, old: QName, new: QName) -> None:
    ranges = (it for it in state.values() if isinstance(it, Range))
    found = next((it for it in ranges if QName(it.name.schema, it.multirange) == old), None)
    if found is None:
        raise ValueError(f"there is no multirange {old}")
    state[found.ref] = replace(found, multirange=new.name)
    each_holder(state, lambda it: follow_types.multirange_name(it, found.name, old.name, new.name))
    _recall(state, old, new)


def _recall(state: State, old: QName, new: QName) -> None:
    """What makes multiranges, and what takes them."""
    each_holder(state, lambda it: follow.routine_name(it, old, new))
    hung.each(state, lambda it: hung.type_renamed(it, old, new))


def rename_attribute(state: State, name: QName, old: str, new: str) -> None:
    """The name of an attribute of a composite."""
    found = state.get(Ref("composite", name))
    if not isinstance(found, Composite) or old not in found.by_name:
        raise ValueError(f"{name} has no attribute {old!r}")
    if new in found.by_name:
        raise ValueError(f"{name} has an attribute {new!r} already")
    attributes = tuple(replace(it, name=new) if it.name == old else it for it in found.attributes)
    state[found.ref] = replace(found, attributes=attributes)
    each_holder(state, lambda it: follow_types.attribute(it, found.ref, old, new, state))


def rename_hung(state: State, found: Hung, new: Hung) -> None:
    """The name of an object that is SQL of its own, or its database schema."""
    take(state, found)
    put(state, new)
    if isinstance(found, Routine) and isinstance(new, Routine):
        before, after = found.called, new.called
        each_holder(state, lambda it: follow.routine_name(it, before, after))
        hung.each(state, lambda it: hung.routine_renamed(it, before, after))
    elif isinstance(found, View | MaterializedView):
        hung.each(state, lambda it: hung.relation_renamed(it, found.name, new.name))


def move(state: State, ref: Ref, schema: str) -> None:
    """Another database schema: sequences of a table's columns go along with it."""
    found = state.get(ref)
    if isinstance(found, HUNG):
        rename_hung(state, found, hung.placed(found, QName(schema, hung.own_name(found))))
    elif isinstance(found, Table):
        _move_table(state, found, QName(schema, found.name.name))
    else:
        rename_object(state, ref, QName(schema, ref.name.name))


def _move_table(state: State, found: Table, new: QName) -> None:
    old, schema = found.name, new.schema
    rename_table(state, old, new)
    for column in found.columns:
        name = column.serial or (column.identity.sequence if column.identity else "")
        if name:
            _recount(state, QName(old.schema, name), QName(schema, name))
    for sequence in owned(state, new):
        rename_object(state, sequence.ref, QName(schema, sequence.name.name))


def _recount(state: State, old: QName, new: QName) -> None:
    """What draws from the sequence of a counting column, which has moved."""
    each_holder(state, lambda it: follow.sequence_name(it, old, new))
