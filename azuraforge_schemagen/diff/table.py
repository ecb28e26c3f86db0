"""Tables, and what stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from azuraforge_schemagen.diff.column import column_ops
from azuraforge_schemagen.diff.constraint import constraint_ops
from azuraforge_schemagen.diff.index import index_ops
from azuraforge_schemagen.diff.model import Work
from azuraforge_schemagen.diff.split import split
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.ops import (
    AddConstraint,
    CreateIndex,
    CreateTable,
    DropTable,
    Op,
    SetComment,
    SetOptions,
)
from azuraforge_schemagen.ir.schema import ForeignKey, Object, Schema, Table


@dataclass(slots=True)
class TableOps:
    """The operations of all tables, by when they can run: what goes, what changes, what comes."""

    loosen: list[Op] = field(default_factory=list)
    """Constraints and indexes that go."""
    drop: list[Op] = field(default_factory=list)
    shape: list[Op] = field(default_factory=list)
    """Tables and columns that come, columns that change."""
    tighten: list[Op] = field(default_factory=list)
    """Keys, checks and indexes that come, and what changes in place."""
    refer: list[Op] = field(default_factory=list)
    """Foreign keys that come."""


def table_ops(work: Work, new: Schema) -> TableOps:
    """Everything that tables need, renames done."""
    found = split(_tables(work.state), _tables(new.objects), _ref)
    out = TableOps()
    for table in found.removed:
        work.allow_drop("table", table.name, table.name.name)
        out.drop.append(DropTable(table))
    for old, target in found.changed:
        _change(work, old, target, out)
    for table in found.added:
        _create(table, out)
    return out


def _create(table: Table, out: TableOps) -> None:
    bare = replace(table, foreign_keys=(), indexes=()) if table.foreign_keys or table.indexes else table
    out.shape.append(CreateTable(bare))
    out.tighten += [CreateIndex(table.name, index) for index in table.indexes]
    out.refer += [AddConstraint(table.name, key) for key in table.foreign_keys]


def _change(work: Work, old: Table, new: Table, out: TableOps) -> None:
    gone_columns, shaped = column_ops(work, old, new)
    gone, altered, added = constraint_ops(old, new)
    gone_indexes, comments, indexes = index_ops(old, new)
    out.loosen += sorted(gone, key=_foreign_first)
    out.loosen += gone_indexes
    out.drop += gone_columns
    out.shape += shaped
    out.tighten += [it for it in added if not isinstance(it.constraint, ForeignKey)]
    out.tighten += [*indexes, *altered, *comments]
    out.refer += [it for it in added if isinstance(it.constraint, ForeignKey)]
    if old.comment != new.comment:
        out.tighten.append(SetComment("table", new.name, None, old.comment, new.comment))
    if old.options != new.options:
        out.tighten.append(SetOptions(new.name, old.options, new.options))


def _foreign_first(op: object) -> bool:
    return not isinstance(getattr(op, "constraint", None), ForeignKey)


def _tables(objects: Mapping[Ref, Object]) -> list[Table]:
    return [it for it in objects.values() if isinstance(it, Table)]


def _ref(table: Table) -> Ref:
    return table.ref
