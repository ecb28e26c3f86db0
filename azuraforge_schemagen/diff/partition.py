"""Tables in partition trees: what is left to do once the server has done to partitions what it does by itself.

Everything runs on ``state`` as it is found, parents before their partitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from azuraforge_schemagen.diff.attached import comes_by_itself
from azuraforge_schemagen.diff.column import column_ops
from azuraforge_schemagen.diff.constraint import alterable, constraint_ops
from azuraforge_schemagen.diff.facets import facet_ops, loosens
from azuraforge_schemagen.diff.index import index_ops
from azuraforge_schemagen.diff.model import TableOps, Work
from azuraforge_schemagen.diff.trees import Trees
from azuraforge_schemagen.ir import partitions
from azuraforge_schemagen.ir.apply import run
from azuraforge_schemagen.ir.facets import bare as without_indexes
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.ops import (
    AddConstraint,
    AttachIndex,
    AttachPartition,
    CreateIndex,
    CreateTable,
    DropConstraint,
    DropIndex,
    Op,
    SetComment,
    SetFacet,
    SetOptions,
)
from azuraforge_schemagen.ir.partitions import Indexed
from azuraforge_schemagen.ir.schema import (
    Constraint,
    ForeignKey,
    Index,
    Object,
    Partition,
    PrimaryKey,
    Schema,
    Table,
    Unique,
)
from azuraforge_schemagen.ir.state import State


@dataclass(slots=True)
class TreeWork:
    """One comparison of partition trees. ``state`` is what the operations so far lead to, ``targets`` where they go:
    what the tables of trees become, parents first; one that joins is a table of its own until then. ``below`` holds
    the partitions of a table among them."""

    work: Work
    trees: Trees
    out: TableOps
    state: State
    targets: list[Table]
    below: dict[QName, list[Table]]

    def do(self, where: list[Op], op: Op) -> None:
        """Takes up one operation."""
        run(op, self.state)
        where.append(op)

    def now(self, table: Table) -> Table:
        """A table as it is in the state."""
        found = self.state[table.ref]
        assert isinstance(found, Table)
        return found

    def later(self, name: QName) -> Table:
        """What a table of a tree becomes."""
        found = self.trees.targets[Ref("table", name)]
        assert isinstance(found, Table)
        return found


def tree_ops(work: Work, trees: Trees, new: Schema, out: TableOps, gone: Iterable[QName]) -> None:
    """Everything that the tables of partition trees need."""
    left = {Ref("table", name) for name in (*gone, *trees.gone, *trees.anew)}
    state = {ref: it for ref, it in work.state.items() if ref not in left}
    targets = [it for table in partitions.in_trees(new.objects) if isinstance(it := trees.targets[table.ref], Table)]
    tree = TreeWork(work, trees, out, state, targets, _below(targets))
    kept = [it for it in targets if it.ref in state]
    made = [it for it in targets if it.ref not in state]
    for target in kept:
        _loosen(tree, target)
    for target in kept:
        _columns(tree, target)
    for target in made:
        _create(tree, target)
    for target in tree.targets:
        _needed_first(tree, target)
    for target in tree.targets:
        _indexes(tree, target)
        _checks(tree, target)
    for target in tree.targets:
        _attach_indexes(tree, target)
    for target in kept:
        _in_place(tree, target)
    for target in tree.targets:
        _foreign_keys(tree, target)
    for table in partitions.in_trees(new.objects):
        if table.name in trees.joining and table.partition_of is not None:
            _join(tree, table, table.partition_of, partitions.twins(new.objects, table))


def _join(tree: TreeWork, table: Table, partition: Partition, later: set[str]) -> None:
    """ATTACH PARTITION, and the indexes that had to wait for it."""
    tree.do(tree.out.attach, AttachPartition(table.name, partition))
    for item in partitions.indexed(table):
        if item.name in later:
            add = CreateIndex(table.name, item) if isinstance(item, Index) else AddConstraint(table.name, item)
            tree.do(tree.out.attach, add)


def _below(tables: Iterable[Table]) -> dict[QName, list[Table]]:
    found: dict[QName, list[Table]] = {}
    for table in tables:
        if table.partition_of is not None:
            found.setdefault(table.partition_of.parent, []).append(table)
    return found


def _loosen(tree: TreeWork, target: Table) -> None:
    """Constraints and indexes that go, and those of a parent that partitions cannot leave or join in another way."""
    old = tree.now(target)
    for facet in list(_facets(tree, old, target)):
        tree.do(tree.out.loosen, facet)
    old = tree.now(target)
    again = set(_again(tree, old, target))
    gone, _, _ = constraint_ops(old, target)
    gone_indexes, _, _ = index_ops(old, target)
    drops: list[Op] = [*sorted(gone, key=_foreign_first)]
    drops += gone_indexes
    dropped = {_item(op).name for op in drops if isinstance(_item(op), PrimaryKey | Unique | Index)}
    for item in partitions.indexed(old):
        if item.name in again - dropped:
            drops.append(_drop(old.name, item))
    for op in drops:
        if _is_there(tree.now(target), _item(op)):
            tree.do(tree.out.loosen, op)


def _facets(tree: TreeWork, old: Table, target: Table) -> Iterator[SetFacet]:
    before = {it.name: it for it in partitions.columns_of(tree.state, old)}
    after = {it.name: it for it in partitions.columns_of(tree.trees.targets, target)}
    return facet_ops(old, target, loosens(before, after))


def _foreign_first(op: DropConstraint) -> bool:
    return not isinstance(op.constraint, ForeignKey)


def _item(op: Op) -> Indexed | Constraint:
    assert isinstance(op, DropConstraint | DropIndex)
    return op.index if isinstance(op, DropIndex) else op.constraint


def _drop(table: QName, item: Indexed) -> Op:
    return DropIndex(table, item) if isinstance(item, Index) else DropConstraint(table, item)


def _is_there(table: Table, item: Indexed | Constraint) -> bool:
    return item in (*table.constraints, *table.indexes)


def _again(tree: TreeWork, old: Table, target: Table) -> Iterator[str]:
    """The indexes and keys of a table that must be made anew, because a partition of it, or of one of its partitions,
    has another share of it than the server can give or take."""
    later = {it.name: it for it in partitions.indexed(target)}
    for item in partitions.indexed(old):
        if later.get(item.name) is not None and _is_shared_otherwise(tree, old, item.name, item.name):
            yield item.name


def _is_shared_otherwise(tree: TreeWork, table: Table, name: str, later_name: str) -> bool:
    """Whether a partition loses its share of an index, or exchanges one that it declares itself. ``later_name`` is
    what the index is called in the end."""
    before = {it.name: it for it in partitions.children_of(tree.state, table)}
    for target in tree.below.get(table.name, ()):
        wanted = dict(target.attached).get(later_name)
        old = before.get(target.name)
        held = dict(old.attached).get(name) if old else None
        if wanted is None and (old is None or held is not None):
            return True
        if old is None or held is None or wanted is None:
            continue
        if _declared(old, held) != _declared(target, wanted) or _is_shared_otherwise(tree, old, held, wanted):
            return True
    return False


def _declared(table: Table, name: str) -> object:
    """What a partition says itself about its share of an index, but for its name."""
    found = next((it for it in partitions.indexed(table) if it.name == name), None)
    return found and partitions.copy_of(found, "")


def _columns(tree: TreeWork, target: Table) -> None:
    old = tree.now(target)
    later: Mapping[Ref, Object] = tree.trees.targets
    if target.partition_of is not None:
        old = replace(old, columns=partitions.columns_of(tree.state, old))
        target = replace(target, columns=partitions.columns_of(later, target))
    gone, shaped = column_ops(tree.work, old, target)
    for drop in gone:
        tree.do(tree.out.drop, drop)
    for op in shaped:
        tree.do(tree.out.shape, op)


def _create(tree: TreeWork, target: Table) -> None:
    bare = without_indexes(replace(target, foreign_keys=(), indexes=(), attached=()))
    if bare.primary_key and not _is_copied(tree, target.name, bare.primary_key.name):
        bare = replace(bare, primary_key=None)
    uniques = tuple(it for it in bare.uniques if _is_copied(tree, target.name, it.name))
    tree.do(tree.out.shape, CreateTable(replace(bare, uniques=uniques)))


def _is_copied(tree: TreeWork, table: QName, name: str) -> bool:
    """Whether every partition of a new table has a copy of its key ``name``, as each gets that is made after it."""
    for child in tree.below.get(table, ()):
        own = dict(child.attached).get(name)
        if own is None or _declared(child, own) is not None or not _is_copied(tree, child.name, own):
            return False
    return True


def _needed_first(tree: TreeWork, target: Table) -> None:
    """What a partition declares itself and puts into the place of a copy of its parent's index."""
    places = {own for _, own in target.attached}
    for item in partitions.indexed(target):
        if item.name in places and not _is_there(tree.now(target), item):
            _add(tree, target, item)


def _add(tree: TreeWork, target: Table, item: Indexed) -> None:
    only = not comes_by_itself(tree.state, tree.trees.targets, tree.now(target), item, item.name)
    if isinstance(item, Index):
        tree.do(tree.out.tighten, CreateIndex(target.name, item, only))
    else:
        tree.do(tree.out.tighten, AddConstraint(target.name, item, only))


def _indexes(tree: TreeWork, target: Table) -> None:
    for item in partitions.indexed(target):
        found = next((it for it in partitions.indexed(tree.now(target)) if it.name == item.name), None)
        if found is None or not _becomes(found, item, target):
            _add(tree, target, item)


def _becomes(old: Indexed, new: Indexed, target: Table) -> bool:
    """Whether an index or a key that is there becomes the new one in place."""
    if isinstance(old, Index) or isinstance(new, Index):
        return partitions.copy_of(old, "") == partitions.copy_of(new, "")
    return old == new or alterable(old, new, target.partition_by is not None)


def _checks(tree: TreeWork, target: Table) -> None:
    now = tree.now(target)
    there = {it.name for it in now.checks} | {it.name for it in now.exclusions}
    wanted: tuple[Constraint, ...] = (*target.checks, *target.exclusions)
    for constraint in wanted:
        if constraint.name not in there:
            tree.do(tree.out.tighten, AddConstraint(target.name, constraint))


def _attach_indexes(tree: TreeWork, target: Table) -> None:
    """Shares that did not come by themselves: made where they are missing, then attached."""
    if target.partition_of is None:
        return
    parent = partitions.parent_of(tree.state, tree.now(target))
    assert parent is not None
    held = dict(tree.now(target).attached)
    theirs = {it.name: it for it in partitions.indexed(partitions.full(tree.state, parent))}
    later = partitions.full(tree.trees.targets, tree.later(parent.name))
    called = _called(tree, parent)
    for item in partitions.indexed(later):
        wanted = dict(target.attached).get(item.name)
        index = called.get(item.name, item.name)
        if wanted is None or index in held or index not in theirs:
            continue
        if wanted not in {it.name for it in partitions.indexed(tree.now(target))}:
            _make_share(tree, target, partitions.copy_of(theirs[index], wanted))
        tree.do(tree.out.tighten, AttachIndex(target.name, parent.name, index, wanted))


def _called(tree: TreeWork, parent: Table) -> dict[str, str]:
    """What the shares of a table that is a partition itself are called now, by the names that they get in the end."""
    held = dict(parent.attached)
    return {own: held[index] for index, own in tree.later(parent.name).attached if index in held}


def _make_share(tree: TreeWork, target: Table, item: Indexed) -> None:
    only = bool(partitions.children_of(tree.state, tree.now(target)))
    if isinstance(item, Index):
        tree.do(tree.out.tighten, CreateIndex(target.name, item, only))
    else:
        tree.do(tree.out.tighten, AddConstraint(target.name, item, only))


def _in_place(tree: TreeWork, target: Table) -> None:
    """Comments, options, and what a constraint changes in place."""
    old = tree.now(target)
    _, altered, _ = constraint_ops(old, target)
    _, comments, _ = index_ops(old, target)
    done: list[Op] = [*altered, *comments]
    for op in done:
        tree.do(tree.out.tighten, op)
    if old.comment != target.comment:
        tree.do(tree.out.tighten, SetComment("table", target.name, None, old.comment, target.comment))
    if old.options != target.options:
        tree.do(tree.out.tighten, SetOptions(target.name, old.options, target.options))


def _foreign_keys(tree: TreeWork, target: Table) -> None:
    there = {it.name for it in tree.now(target).foreign_keys}
    for key in target.foreign_keys:
        if key.name not in there:
            tree.do(tree.out.refer, AddConstraint(target.name, key))
