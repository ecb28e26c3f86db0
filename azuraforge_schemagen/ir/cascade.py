"""What PostgreSQL does to the partitions of a table when something happens to the table, and when one is attached or
detached. In place, on the objects of a schema."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.ir import facets, follow, partitions
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.partitions import Indexed, Names
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Deviation,
    ForeignKey,
    Index,
    Object,
    Partition,
    PrimaryKey,
    Table,
    Unique,
)

State = dict[Ref, Object]


def altered(state: State, table: Table, old: Column, new: Column) -> None:
    """ALTER COLUMN goes through to the partitions: a new default, NOT NULL and its end are theirs too."""
    default = (old.server_default, old.serial is None) != (new.server_default, new.serial is None)
    for child in list(partitions.descendants(state, table)):
        same = old.nullable == new.nullable
        found = (_left(it, same, default) if it.column == new.name else it for it in child.deviations)
        state[child.ref] = replace(child, deviations=tuple(it for it in found if it is not None))


def _left(own: Deviation, nullable: bool, default: bool) -> Deviation | None:
    """What a partition still says of its own after a change of its parent's column; NOT NULL stands only where the
    change says nothing about it (``nullable``)."""
    left = replace(own, not_null=own.not_null and nullable)
    left = replace(left, defaults=False, default=None) if default else left
    return None if left == Deviation(own.column) else left


def dropped_column(state: State, table: Table, name: str) -> None:
    """DROP COLUMN takes the partitions' columns too."""
    for child in list(partitions.descendants(state, table)):
        state[child.ref] = replace(child, deviations=tuple(it for it in child.deviations if it.column != name))


def renamed_column(state: State, table: Table, old: str, new: str) -> None:
    """RENAME COLUMN: what partitions say about the column of their own follows."""
    for child in list(partitions.descendants(state, table)):
        followed = follow.column(child, old, new)
        state[child.ref] = replace(
            followed,
            deviations=tuple(replace(it, column=new) if it.column == old else it for it in child.deviations),
        )


def added(state: State, table: Table, child: Check | ForeignKey) -> None:
    """ADD CONSTRAINT: a partition's own one that says the same becomes its share of the new one."""
    for one in list(partitions.descendants(state, table)):
        if isinstance(child, Check):
            state[one.ref] = replace(one, checks=tuple(it for it in one.checks if it.name != child.name))
        else:
            keys = tuple(it for it in one.foreign_keys if not same_key(it, child))
            state[one.ref] = replace(one, foreign_keys=keys)


def same_key(one: ForeignKey, other: ForeignKey) -> bool:
    """Whether two foreign keys differ in name and comment only."""
    return replace(one, name="", comment=None) == replace(other, name="", comment=None)


def created(state: State, table: Table, item: Indexed, names: Names | None = None) -> None:
    """CREATE INDEX, or a key: every partition gets its share."""
    children = partitions.children_of(state, table)
    if not children:
        return
    names = names or Names(state)
    for child in children:
        share(state, child, item, names)


def share(state: State, child: Table, item: Indexed, names: Names) -> None:
    """A partition's share of its parent's index: one that is there and says the same, else a copy."""
    found = partitions.matching(item, child)
    if found:
        own = found[0].name
    else:
        own = partitions.derived_name(item, child.name, names)
        names.take(QName(child.name.schema, own), not isinstance(item, Index))
    attached(state, child, item.name, own)
    if not found:
        now = state[child.ref]
        assert isinstance(now, Table)
        created(state, now, partitions.copy_of(item, own), names)


def attached(state: State, child: Table, index: str, own: str) -> None:
    """The partition's index ``own`` belongs to ``index`` of the parent from now on; a plain copy is nothing more."""
    parent = partitions.parent_of(state, child)
    theirs = {it.name: it for it in partitions.indexed(partitions.full(state, parent))} if parent else {}
    table = replace(child, attached=(*child.attached, (index, own)))
    if index in theirs:
        table = _without_copy(table, partitions.copy_of(theirs[index], own))
    state[child.ref] = table


def _without_copy(table: Table, copy: Indexed) -> Table:
    if isinstance(copy, PrimaryKey):
        return replace(table, primary_key=None) if table.primary_key == copy else table
    if isinstance(copy, Unique):
        return replace(table, uniques=tuple(it for it in table.uniques if it != copy))
    return replace(table, indexes=tuple(it for it in table.indexes if it != copy))


def dropped(state: State, table: Table, index: str) -> None:
    """DROP INDEX, or of a key: the partitions' shares go with it, whatever they are."""
    for child in partitions.children_of(state, table):
        own = dict(child.attached).get(index)
        if own is None:
            continue
        left = replace(
            child,
            attached=tuple(it for it in child.attached if it[0] != index),
            primary_key=None if child.primary_key and child.primary_key.name == own else child.primary_key,
            uniques=tuple(it for it in child.uniques if it.name != own),
            indexes=tuple(it for it in child.indexes if it.name != own),
        )
        state[child.ref] = facets.without(left, own)
        now = state[child.ref]
        assert isinstance(now, Table)
        dropped(state, now, own)


def renamed(state: State, table: Table, old: str, new: str) -> None:
    """An index or key has another name: what belongs to it follows."""
    for child in partitions.children_of(state, table):
        pairs = tuple((new if theirs == old else theirs, own) for theirs, own in child.attached)
        state[child.ref] = replace(child, attached=pairs)


def made(state: State, table: Table) -> None:
    """A new partition gets its share of what its parent has: copies, made before its own keys and indexes."""
    parent = partitions.parent_of(state, table)
    if parent is None:
        raise ValueError(f"there is no table that {table.name} could be a partition of")
    bare = replace(table, primary_key=None, uniques=(), indexes=(), attached=())
    state[table.ref] = bare
    _shares(state, bare, parent)
    now = state[table.ref]
    assert isinstance(now, Table)
    state[table.ref] = replace(now, primary_key=table.primary_key, uniques=table.uniques, indexes=table.indexes)


def _shares(state: State, table: Table, parent: Table) -> None:
    names = None
    for item in partitions.indexed(partitions.full(state, parent)):
        names = names or Names(state)
        now = state[table.ref]
        assert isinstance(now, Table)
        share(state, now, item, names)


def attach(state: State, table: Table, partition: Partition) -> None:
    """ATTACH PARTITION: what the parent has too is the parent's from now on."""
    parent = state.get(Ref("table", partition.parent))
    if not isinstance(parent, Table) or parent.partition_by is None:
        raise ValueError(f"{partition.parent} is no partitioned table")
    theirs = {it.name: partitions.inherited(it, parent.name.schema) for it in partitions.columns_of(state, parent)}
    if theirs.keys() != table.by_name.keys():
        raise ValueError(f"{table.name} has other columns than {parent.name}")
    whole = partitions.full(state, parent)
    found = (partitions.deviation(column, theirs[column.name]) for column in table.columns)
    checks = {it.name for it in whole.checks}
    child = replace(
        table,
        columns=(),
        partition_of=partition,
        deviations=tuple(it for it in found if it is not None),
        checks=tuple(it for it in table.checks if it.name not in checks),
        foreign_keys=tuple(it for it in table.foreign_keys if not any(same_key(it, own) for own in whole.foreign_keys)),
    )
    state[table.ref] = child
    _shares(state, child, parent)


def detach(state: State, table: Table, partition: Partition) -> None:
    """DETACH PARTITION: what the partition had from its parent is its own from now on."""
    if table.partition_of != partition:
        raise ValueError(f"{table.name} is another partition")
    state[table.ref] = partitions.full(state, table)
