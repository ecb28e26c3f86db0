"""A column that comes to count by a sequence of its own, under the name of one that it draws from and that goes."""

from __future__ import annotations

from collections.abc import Sequence as Several
from dataclasses import replace

from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Sequence
from azuraforge_schemagen.plan.sequences import counter


def let_go_first(operations: Several[ops.Op]) -> list[ops.Op]:
    """The operations with such a column's default dropped in a step of its own: then the old sequence can go, and the
    new one can take its name."""
    gone = {op.object.name for op in operations if isinstance(op, ops.DropObject) and isinstance(op.object, Sequence)}
    found: list[ops.Op] = []
    for op in operations:
        if isinstance(op, ops.AlterColumn) and _succeeds(op, gone):
            bare = replace(op.old, server_default=None)
            found += [replace(op, new=bare, using=None, backfill=None), replace(op, old=bare)]
        else:
            found.append(op)
    return found


def _succeeds(op: ops.AlterColumn, gone: set[QName]) -> bool:
    name = counter(op.new)
    return name is not None and op.old.server_default is not None and QName(op.table.schema, name) in gone
