"""The effects of what happens to partitions, and what partition trees add to those of other operations."""

from __future__ import annotations

from typing import assert_never

from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import PrimaryKey, Unique
from azuraforge_schemagen.plan.describe import subject
from azuraforge_schemagen.plan.pair import Pair
from azuraforge_schemagen.plan.rebuild import Work
from azuraforge_schemagen.plan.things import Effects


def attach_effects(
    op: ops.AttachPartition | ops.DetachPartition | ops.AttachIndex | ops.RenameAttached, found: Effects
) -> None:
    """Everything else that happens to a table that is attached happens before, to one that is detached after."""
    match op:
        case ops.AttachPartition(name, partition):
            found.destroys.extend((("free", name), ("free", partition.parent)))
            found.produces.append(("joined", name))
        case ops.DetachPartition(name, partition):
            found.produces.extend((("loose", name), ("loose", partition.parent)))
            found.releases.append(("table", partition.parent))
        case ops.AttachIndex(name, parent, index, own):
            found.consumes.extend((("relation", parent.schema, index), ("relation", name.schema, own)))
        case ops.RenameAttached(name, _, old, new):
            found.destroys.append(("relation", name.schema, old))
            found.produces.append(("relation", name.schema, new))
        case _:
            assert_never(op)


def in_trees(op: Work, found: Effects, pair: Pair) -> None:
    """What partition trees add: the columns of a partition are at home at the top of its tree, a key is its
    partitions' too, and whoever makes or ends an index in a tree keeps the order of the comparison."""
    table, _ = subject(op)
    for things in (found.produces, found.consumes, found.destroys, found.releases):
        things[:] = [
            (thing[0], pair.home(thing[1]), thing[2]) if thing[0] == "column" and isinstance(thing[1], QName) else thing
            for thing in things
        ]
    for made in (found.produces, found.destroys):
        keys = [thing for thing in made if thing[0] == "key" and isinstance(thing[1], QName)]
        made.extend(("key", child, key[2]) for key in keys for child in pair.shares(key[1]))  # type: ignore[arg-type]
    for needed in (found.consumes, found.releases):
        logged = [thing[1] for thing in needed if thing[0] == "logged" and isinstance(thing[1], QName)]
        needed.extend(("logged", child) for name in logged for child in pair.shares(name))
    if isinstance(op, ops.CreateTable | ops.DropTable) and op.table.partition_of is not None:
        parent = op.table.partition_of.parent
        (found.consumes if isinstance(op, ops.CreateTable) else found.releases).append(("table", parent))
        if isinstance(op, ops.CreateTable):
            # A change of the parent's columns goes through to the partitions that are there.
            found.consumes.extend(("column", pair.home(parent), it.name) for it in pair.columns(parent))
    if isinstance(op, ops.DropTable):
        found.destroys.extend(("table", child) for child in pair.goes_with(op.table))
    if table is None:
        return
    if not isinstance(op, ops.DetachPartition):
        found.consumes.append(("loose", table))
    if isinstance(op, ops.CreateIndex | ops.AddConstraint) and pair.waits(table, _made_by(op)):
        found.consumes.append(("joined", table))
    elif not isinstance(op, ops.AttachPartition):
        found.releases.append(("free", table))
    if _is_of_tree(op):
        found.change(*(("tree", top) for top in sorted(pair.trees(table))))


def _made_by(op: ops.CreateIndex | ops.AddConstraint) -> str:
    return op.index.name if isinstance(op, ops.CreateIndex) else op.constraint.name


def _is_of_tree(op: Work) -> bool:
    match op:
        case ops.CreateTable(table):
            return table.partition_of is not None
        case ops.AddConstraint(_, constraint) | ops.DropConstraint(_, constraint):
            return isinstance(constraint, PrimaryKey | Unique)
        case ops.CreateIndex() | ops.DropIndex() | ops.AttachIndex() | ops.AttachPartition() | ops.DetachPartition():
            return True
        case _:
            return False
