"""Operations on a Schema in memory: what each does to a database, without one.

Strict: an operation that does not fit the Schema (drops what is not there, takes a name that is taken) raises
``ValueError``, because it would fail on a server too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType
from typing import assert_never

from azuraforge_schemagen.ir import cascade, facets, follow, heirs, hung, lineage, ops, partitions
from azuraforge_schemagen.ir.bodies import MaterializedView, View
from azuraforge_schemagen.ir.children import called, exchange
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.renaming import (
    move,
    rename_attribute,
    rename_column,
    rename_hung,
    rename_object,
    rename_table,
)
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Enum,
    Extension,
    ForeignKey,
    PrimaryKey,
    Schema,
    Table,
    Unique,
)
from azuraforge_schemagen.ir.state import State, column_of, each_holder, enum_of, owned, put, table_of, take


def apply(op: ops.Op, schema: Schema) -> Schema:
    """The schema after one operation."""
    return apply_all((op,), schema)


def apply_all(operations: Iterable[ops.Op], schema: Schema) -> Schema:
    """The schema after operations, in order."""
    state = dict(schema.objects)
    for op in operations:
        run(op, state)
    return Schema(MappingProxyType(state))


def run(op: ops.Op, state: State) -> None:
    """One operation, in place."""
    match op:
        case ops.CreateNamespace(it) | ops.CreateEnum(it) | ops.CreateObject(it):
            put(state, it)
        case ops.CreateTable(it):
            put(state, lineage.made(state, it))
            if it.partition_of is not None:
                cascade.made(state, it)
        case ops.DropNamespace(it) | ops.DropEnum(it) | ops.DropObject(it):
            take(state, it)
            if isinstance(it, View | MaterializedView):
                hung.drop_with(state, it.name)
        case ops.DropTable(it):
            for each in (it, *partitions.descendants(state, it)):
                take(state, each)
                _drop_owned(state, each.name)
                heirs.none(state, each.name)
                hung.drop_with(state, each.name)
        case ops.AlterObject(before, after):
            take(state, before)
            put(state, after)
        case ops.RenameEnum(old, new):
            rename_object(state, Ref("enum", old), new)
        case ops.RenameObject(ref, name):
            rename_object(state, ref, QName(ref.name.schema, name))
        case ops.RenameHung(it, name):
            rename_hung(state, it, hung.renamed(it, name))
        case ops.MoveObject(_, schema):
            move(state, op.ref, schema)
        case ops.RenameAttribute(composite, old_name, new_name):
            rename_attribute(state, composite, old_name, new_name)
        case ops.SplitSerial() | ops.JoinSerial():
            _respell(op, state)
        case ops.AddEnumValue() | ops.RenameEnumValue() | ops.ReplaceEnum():
            _apply_to_values(op, state)
        case ops.RenameTable(old, new):
            rename_table(state, old, new)
        case ops.RenameColumn(name, old_column, new_column):
            rename_column(state, table_of(state, name), old_column, new_column)
        case ops.SetComment():
            _comment(op, state)
        case ops.SetInherits(name, old_parents, new_parents):
            heirs.join(state, table_of(state, name), old_parents, new_parents)
        case ops.AttachPartition(name, partition):
            cascade.attach(state, table_of(state, name), partition)
        case ops.DetachPartition(name, partition):
            cascade.detach(state, table_of(state, name), partition)
        case ops.AttachIndex() | ops.RenameAttached():
            _apply_to_attached(op, state)
        case _:
            _on_table(op, state)


TableOp = (
    ops.AddColumn
    | ops.DropColumn
    | ops.AlterColumn
    | ops.AddConstraint
    | ops.DropConstraint
    | ops.AlterConstraint
    | ops.RenameConstraint
    | ops.CreateIndex
    | ops.DropIndex
    | ops.RenameIndex
    | ops.SetOptions
    | ops.SetFacet
)


def _on_table(op: TableOp, state: State) -> None:
    table = table_of(state, op.table)
    if isinstance(op, ops.AlterColumn) and table.partition_of is not None:
        state[table.ref] = _deviate(op, table, state)
    else:
        state[table.ref] = _apply_to_table(op, table)
    if table.partition_by is not None:
        _cascade(op, table_of(state, op.table), state)
    else:
        heirs.bequeath(op, table, state)
    if isinstance(op, ops.DropColumn):
        _drop_owned(state, table.name, op.column.name)
        hung.drop_with_column(state, table.name, op.column.name)


def _deviate(op: ops.AlterColumn, table: Table, state: State) -> Table:
    """A partition's column changes: what it says otherwise than its parent's does."""
    parent = partitions.parent_of(state, table)
    now = {it.name: it for it in partitions.columns_of(state, table)}
    if parent is None or now.get(op.old.name) != op.old:
        raise ValueError(f"{table.name}.{op.old.name} is another column")
    theirs = next(it for it in partitions.columns_of(state, parent) if it.name == op.new.name)
    own = partitions.deviation(op.new, partitions.inherited(theirs, parent.name.schema))
    others = tuple(it for it in table.deviations if it.column != op.new.name)
    return replace(table, deviations=others if own is None else (*others, own))


def _cascade(op: TableOp, table: Table, state: State) -> None:
    """What reaches the partitions of a table."""
    match op:
        case ops.AlterColumn(_, old, new):
            cascade.altered(state, table, old, new)
        case ops.DropColumn(_, column):
            cascade.dropped_column(state, table, column.name)
        case ops.AddConstraint(_, Check() | ForeignKey() as constraint):
            cascade.added(state, table, constraint)
        case ops.AddConstraint(_, PrimaryKey() | Unique() as item, only) | ops.CreateIndex(_, item, only):
            if not only:
                cascade.created(state, table, item)
        case ops.DropConstraint(_, PrimaryKey() | Unique() as item) | ops.DropIndex(_, item):
            cascade.dropped(state, table, item.name)
        case ops.RenameConstraint(_, item, name) | ops.RenameIndex(_, item, name):
            cascade.renamed(state, table, item.name, name)
        case _:
            return


def _apply_to_attached(op: ops.AttachIndex | ops.RenameAttached, state: State) -> None:
    table = table_of(state, op.table)
    match op:
        case ops.AttachIndex(_, _, index, name):
            if index in dict(table.attached) or name not in {it.name for it in partitions.indexed(table)}:
                raise ValueError(f"{table.name}: {name!r} cannot belong to {index!r}")
            cascade.attached(state, table, index, name)
        case ops.RenameAttached(_, index, old, new):
            if (index, old) not in table.attached:
                raise ValueError(f"{table.name} has no {old!r} that belongs to {index!r}")
            pairs = tuple((index, new) if it == (index, old) else it for it in table.attached)
            state[table.ref] = facets.following(replace(table, attached=pairs), old, new)
            cascade.renamed(state, table, old, new)
        case _:
            assert_never(op)


def _apply_to_table(op: TableOp, table: Table) -> Table:
    match op:
        case ops.AddColumn() | ops.DropColumn() | ops.AlterColumn():
            return _apply_to_columns(op, table)
        case ops.AddConstraint(_, child) | ops.CreateIndex(_, child):
            return exchange(table, None, child)
        case ops.DropConstraint(_, child) | ops.DropIndex(_, child):
            left = exchange(table, child, None)
            return left if isinstance(child, Check | ForeignKey) else facets.without(left, child.name)
        case ops.AlterConstraint(_, old, new):
            return exchange(table, old, new)
        case ops.RenameConstraint(_, child, name) | ops.RenameIndex(_, child, name):
            return called(exchange(table, child, replace(child, name=name)), child, name)
        case ops.SetOptions(_, old_options, new_options):
            if table.options != old_options:
                raise ValueError(f"{table.name} has other options")
            return replace(table, options=new_options)
        case ops.SetFacet(_, facet, old_state, new_state):
            if getattr(table, facet) != old_state:
                raise ValueError(f"{table.name} has another {facet}")
            return replace(table, **{facet: new_state})  # type: ignore[arg-type]
        case _:
            assert_never(op)


def _apply_to_columns(op: ops.AddColumn | ops.DropColumn | ops.AlterColumn, table: Table) -> Table:
    match op:
        case ops.AddColumn(_, column):
            if column.name in table.by_name:
                raise ValueError(f"{table.name} has a column {column.name!r} already")
            return replace(table, columns=(*table.columns, column))
        case ops.DropColumn(_, column):
            _same(table, column)
            return replace(table, columns=tuple(it for it in table.columns if it.name != column.name))
        case ops.AlterColumn(_, old, new):
            _same(table, old)
            return replace(table, columns=tuple(new if it.name == old.name else it for it in table.columns))
        case _:
            assert_never(op)


def _apply_to_values(op: ops.AddEnumValue | ops.RenameEnumValue | ops.ReplaceEnum, state: State) -> None:
    match op:
        case ops.AddEnumValue(name, value, before):
            enum = enum_of(state, name)
            place = len(enum.values) if before is None else enum.values.index(before)
            values = (*enum.values[:place], value, *enum.values[place:])
            _set_values(state, enum, values)
        case ops.RenameEnumValue(name, old, new):
            enum = enum_of(state, name)
            if old not in enum.values:
                raise ValueError(f"{name} has no value {old!r}")
            _set_values(state, enum, tuple(new if it == old else it for it in enum.values))
            each_holder(state, lambda holder: follow.enum_value(holder, name, old, new))
        case ops.ReplaceEnum(old_enum, new_enum):
            take(state, old_enum)
            put(state, new_enum)
        case _:
            assert_never(op)


def _set_values(state: State, enum: Enum, values: tuple[str, ...]) -> None:
    if len(set(values)) < len(values):
        raise ValueError(f"{enum.name} has the value already")
    state[enum.ref] = replace(enum, values=values)


def _drop_owned(state: State, table: QName, column: str | None = None) -> None:
    for sequence in owned(state, table, column):
        del state[sequence.ref]


def _respell(op: ops.SplitSerial | ops.JoinSerial, state: State) -> None:
    table = table_of(state, op.table)
    state[table.ref] = _apply_to_columns(ops.AlterColumn(op.table, op.old, op.new), table)
    if isinstance(op, ops.SplitSerial):
        put(state, op.sequence)
    else:
        take(state, op.sequence)


def _comment(op: ops.SetComment, state: State) -> None:
    ref = Ref(op.kind, op.name)
    found = state.get(ref)
    if found is None or isinstance(found, Extension):
        raise ValueError(f"there is no {ref} that a comment could be on")
    if op.child is None:
        state[ref] = replace(found, comment=op.new)
        return
    assert isinstance(found, Table)
    index = next((it for it in found.indexes if it.name == op.child), None)
    if index is None:
        raise ValueError(f"{op.name} has no index {op.child!r}")
    state[ref] = exchange(found, index, replace(index, comment=op.new))


def _same(table: Table, column: Column) -> None:
    if column_of(table, column.name) != column:
        raise ValueError(f"{table.name}.{column.name} is another column")
