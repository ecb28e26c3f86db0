"""The partitions' shares of their parents' indexes: which belong to which, and how they are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from azuraforge_schemagen.diff.substitution import sequence, temporary_name
from azuraforge_schemagen.ir import partitions
from azuraforge_schemagen.ir.apply import run
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.ops import RenameAttached
from azuraforge_schemagen.ir.partitions import Indexed, Names
from azuraforge_schemagen.ir.schema import Object, Table
from azuraforge_schemagen.ir.state import State


def settled_names(state: State, target: Mapping[Ref, Object]) -> Iterator[RenameAttached]:
    """The renames that give the shares of partitions the names that they have in ``target``; ``state`` follows."""
    for table in partitions.in_trees(target):
        now = state.get(table.ref)
        if isinstance(now, Table) and now.attached != table.attached:
            yield from _of_table(state, now, dict(table.attached))


def _of_table(state: State, table: Table, wanted: dict[str, str]) -> Iterator[RenameAttached]:
    held = dict(table.attached)
    moves = {own: wanted[index] for index, own in held.items() if wanted.get(index, own) != own}
    indexes = {own: index for index, own in held.items()}
    schema = table.name.schema
    occupied = {name.name for name in Names(state).relations if name.schema == schema}
    taken = {*occupied, *wanted.values()}

    def temporary(name: str) -> str:
        found = temporary_name(name, taken.__contains__)
        taken.add(found)
        return found

    for old, new in sequence(moves, occupied, temporary):
        if old not in indexes:
            raise ValueError(f"{schema}.{old} stands in the way of a partition's index")
        indexes[new] = indexes.pop(old)
        op = RenameAttached(table.name, indexes[new], old, new)
        run(op, state)
        yield op


def comes_by_itself(state: State, target: Mapping[Ref, Object], table: Table, item: Indexed, name: str) -> bool:
    """Whether the server, left to itself, gives every partition of ``table`` the share of ``item`` (called ``name`` in
    ``target``) that it has there, but for its name."""
    for child in partitions.children_of(state, table):
        later = target.get(child.ref)
        if not isinstance(later, Table) or later.partition_of is None:
            continue
        wanted = dict(later.attached).get(name)
        if wanted is None:
            return False
        found = partitions.matching(item, child)
        if partitions.is_doubtful(item, child):
            return False
        declared = {it.name for it in partitions.indexed(later)}
        if len(found) > 1 or (found and found[0].name != wanted) or (not found and wanted in declared):
            return False
        if not found and not partitions.is_derivable(item):
            return False
        if not found and not comes_by_itself(state, target, child, partitions.copy_of(item, wanted), wanted):
            return False
    return True
