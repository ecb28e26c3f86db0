"""Partitions' shares of their parents' indexes: a server names them as it finds names free, which depends on the order
of the steps, and of two indexes that say the same it takes either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from azuraforge_schemagen.dialects import literal, qualified
from azuraforge_schemagen.diff import settled_names
from azuraforge_schemagen.ir import ops, partitions
from azuraforge_schemagen.ir.apply import run
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Schema, Table
from azuraforge_schemagen.ir.state import State
from azuraforge_schemagen.ir.steps import Execute, Step
from azuraforge_schemagen.plan.settle import effect

_PG = "postgresql"


def named(old: Schema, steps: Iterable[Step], new: Schema) -> list[Step]:
    """The steps with those that give every share its name: in memory the steps run as on a server, and what ends up
    with another name than in ``new`` is renamed at the end."""
    found: list[Step] = []
    state: State = dict(old.objects)
    for step in steps:
        if isinstance(step.action, ops.RenameAttached):
            continue
        found.append(step)
        does = effect(step.action)
        if does is not None:
            run(does, state)
            found += _settled(does, state)
    return [*found, *(Step(op) for op in settled_names(state, new.objects))]


def _settled(op: ops.Op, state: State) -> Iterator[Step]:
    """After a table became a partition: its shares of indexes that say the same are looked up and named."""
    table = state[Ref("table", op.table)] if isinstance(op, ops.AttachPartition) else None
    if not isinstance(table, Table):
        return
    for one in (table, *partitions.descendants(state, table)):
        parent = partitions.parent_of(state, one)
        doubtful = partitions.alike(partitions.full(state, parent)) if parent else set()
        pairs = [(index, own) for index, own in one.attached if index in doubtful]
        if pairs and parent is not None:
            yield Step(Execute(_by_lookup(parent.name, one.name, pairs)))


def _by_lookup(parent: QName, table: QName, pairs: list[tuple[str, str]]) -> str:
    """Renames by what the catalog says belongs to which; twice, for a name may still be another one's."""
    wanted = ", ".join(
        f"({literal(qualified(QName(parent.schema, index), _PG), _PG)}::regclass, {literal(own, _PG)})"
        for index, own in pairs
    )
    rows = (
        f"SELECT c.oid::regclass AS share, w.name FROM (VALUES {wanted}) w (index, name) "
        "JOIN pg_inherits h ON h.inhparent = w.index "
        "JOIN pg_index i ON i.indexrelid = h.inhrelid "
        f"AND i.indrelid = {literal(qualified(table, _PG), _PG)}::regclass "
        "JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname <> w.name"
    )
    rename = "LOOP EXECUTE format('ALTER INDEX %s RENAME TO %I', one.share, {}); END LOOP;"
    first, then = rename.format("md5(one.name)"), rename.format("one.name")
    return f"DO $do$ DECLARE one record; BEGIN FOR one IN {rows} {first} FOR one IN {rows} {then} END $do$"
