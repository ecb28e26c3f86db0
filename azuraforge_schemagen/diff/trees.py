"""Partition trees: who leaves which, who joins which, and what stays where it is.

A table that becomes a partition or stops being one is attached or detached: it keeps its rows. Only a table whose
partition key changes is made anew. What a server does to partitions by itself is nobody's operation: each step runs
on ``state``, so that the next one finds what is left to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from azuraforge_schemagen.diff.model import Work
from azuraforge_schemagen.ir import partitions
from azuraforge_schemagen.ir.cascade import same_key
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.ops import DetachPartition
from azuraforge_schemagen.ir.schema import Object, Schema, Table


@dataclass(slots=True)
class Trees:
    """``anew`` are tables that must be made anew, ``gone`` partitions that go with their parent, ``joining`` tables
    that are there and become partitions at the end. ``targets`` is what each table is compared with: the new schema,
    where who joins is not yet a partition."""

    anew: set[QName] = field(default_factory=set)
    gone: set[QName] = field(default_factory=set)
    joining: set[QName] = field(default_factory=set)
    targets: dict[Ref, Object] = field(default_factory=dict)
    none: bool = False
    """Whether nothing is partitioned, before or after."""


def trees_of(work: Work, new: Schema) -> Trees:
    """How the partition trees of the state relate to those of the new schema; partitions that leave are detached."""
    before, after = partitions.in_trees(work.state), partitions.in_trees(new.objects)
    if not before and not after:
        return Trees(none=True)
    trees = Trees(targets=dict(new.objects))
    trees.anew = {it.name for it in _pairs(work, new) if _is_other(it, new.table(it.name))}
    for table in before:
        _leave(work, new, table, trees)
    for table in after:
        _join(work, new, table, trees)
    return trees


def _pairs(work: Work, new: Schema) -> Iterator[Table]:
    for ref, table in work.state.items():
        if isinstance(table, Table) and isinstance(new.objects.get(ref), Table):
            yield table


def _is_other(old: Table, new: Table) -> bool:
    return old.partition_by != new.partition_by


def _leave(work: Work, new: Schema, table: Table, trees: Trees) -> None:
    """Detaches a partition that does not stay what it is, but for one that goes with its parent."""
    if table.partition_of is None:
        return
    later = new.objects.get(table.ref)
    stays = isinstance(later, Table) and later.partition_of == table.partition_of
    parent = table.partition_of.parent
    parent_goes = parent in trees.anew or parent in trees.gone or Ref("table", parent) not in new.objects
    same_parent = isinstance(later, Table) and later.partition_of and later.partition_of.parent == parent
    if parent_goes and (later is None or same_parent):
        trees.gone.add(table.name)
        if later is not None:
            trees.anew.add(table.name)
    elif not stays or table.name in trees.anew:
        work.do(DetachPartition(table.name, table.partition_of))


def _join(work: Work, new: Schema, table: Table, trees: Trees) -> None:
    """A table that is there becomes a partition at the end; until then it is compared as the table that it will be."""
    if table.partition_of is None or table.name in trees.anew:
        return
    now = work.state.get(table.ref)
    if isinstance(now, Table):
        if now.partition_of is None:
            trees.joining.add(table.name)
            trees.targets[table.ref] = before_joining(new, table, now)
    elif _is_unsure(work, new, table, trees):
        trees.joining.add(table.name)
        trees.targets[table.ref] = before_joining(new, table, None)


def _is_unsure(work: Work, new: Schema, table: Table, trees: Trees) -> bool:
    """Whether a new partition would not get its shares of indexes that are there as it wants them: by names that
    nobody knows beforehand, or copies where it has keys of its own."""
    parent = partitions.parent_of(new.objects, table)
    now = work.state.get(parent.ref) if parent else None
    if not isinstance(now, Table) or now.name in trees.anew or now.partition_by is None:
        return False
    items = partitions.indexed(partitions.full(work.state, now))
    names = partitions.Names({})
    own = {it.name for it in partitions.indexed(table)}
    derived = [partitions.derived_name(it, table.name, names) for it in items]
    own_shares = any(name in own for _, name in table.attached)
    return own_shares or len(set(derived)) < len(derived) or not all(map(partitions.is_derivable, items))


def before_joining(new: Schema, table: Table, now: Table | None) -> Table:
    """What a table is right before it becomes this partition: whole, but for foreign keys that its parent brings, and
    for indexes that would be taken for a share of another one of its parent's."""
    parent = partitions.parent_of(new.objects, table)
    own_names = {it.name for it in partitions.indexed(table)}
    doubtful = partitions.alike(partitions.full(new.objects, parent)) if parent else set()
    copies = {own for index, own in table.attached if index in doubtful and own not in own_names}
    later = partitions.twins(new.objects, table) | copies
    whole = partitions.full(new.objects, table)
    whole = replace(
        whole,
        primary_key=None if whole.primary_key and whole.primary_key.name in later else whole.primary_key,
        uniques=tuple(it for it in whole.uniques if it.name not in later),
        indexes=tuple(it for it in whole.indexes if it.name not in later),
    )
    own = {it.name for it in table.foreign_keys}
    theirs = [it for it in whole.foreign_keys if it.name not in own]
    kept = [it for it in (now.foreign_keys if now else ()) if any(same_key(it, key) for key in theirs)]
    return replace(whole, foreign_keys=(*table.foreign_keys, *(it for it in kept if it.name not in own)))
