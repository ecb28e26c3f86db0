"""Tables, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from azuraforge_schemagen.diff.column import column_ops
from azuraforge_schemagen.diff.constraint import constraint_ops
from azuraforge_schemagen.diff.facets import facet_ops, loosens
from azuraforge_schemagen.diff.index import index_ops
from azuraforge_schemagen.diff.lineage import family_ops, part
from azuraforge_schemagen.diff.model import TableOps, Work
from azuraforge_schemagen.diff.partition import tree_ops
from azuraforge_schemagen.diff.split import split
from azuraforge_schemagen.diff.trees import Trees, trees_of
from azuraforge_schemagen.ir import lineage, partitions
from azuraforge_schemagen.ir.facets import bare
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.ops import (
    AddConstraint,
    CreateIndex,
    CreateTable,
    DropConstraint,
    DropTable,
    SetComment,
    SetOptions,
)
from azuraforge_schemagen.ir.schema import ForeignKey, Object, Schema, Table


def table_ops(work: Work, new: Schema) -> TableOps:
    """Everything that tables need, renames done."""
    trees = trees_of(work, new)
    families = part(work, new)
    found = split(_tables(work.state), _tables(new.objects), _ref)
    out = TableOps()
    for table in _heirs_first(work, found.removed):
        if table.name not in trees.gone:
            work.allow_drop("table", table.name, table.name.name)
            out.drop.append(DropTable(table))
    if not trees.none:
        _untie(work, new, trees, out)
        _make_anew(work, new, trees, out)
        tree_ops(work, trees, new, out, [it.name for it in found.removed])
    for old, target in found.changed:
        if not _is_in_tree(target) and target.name not in trees.anew | families:
            _change(work, old, target, out)
    for table in found.added:
        if not _is_in_tree(table) and table.name not in families:
            _create(table, out)
    if families:
        family_ops(work, families, new, out, trees.anew | {it.name for it in _tables(new.objects) if _is_in_tree(it)})
    return out


def _heirs_first(work: Work, tables: Iterable[Table]) -> Iterable[Table]:
    places = {it.name: place for place, it in enumerate(lineage.families(work.state))}
    return sorted(tables, key=lambda it: -places.get(it.name, -1)) if places else tables


def _is_in_tree(table: Table) -> bool:
    return table.partition_by is not None or table.partition_of is not None


def _untie(work: Work, new: Schema, trees: Trees, out: TableOps) -> None:
    """Foreign keys between partition trees that go, which would hold the other tree's tables."""
    going = {it.name: it for it in _tables(work.state) if it.ref not in new.objects or it.name in trees.anew}
    for table in going.values():
        top = partitions.root_of(work.state, table).name
        for key in table.foreign_keys:
            target = going.get(key.target)
            inner = table.name in trees.gone or key.target in trees.gone
            if target is not None and inner and partitions.root_of(work.state, target).name != top:
                out.loosen.append(DropConstraint(table.name, key))


def _make_anew(work: Work, new: Schema, trees: Trees, out: TableOps) -> None:
    """Tables whose partition key changes go and come back, with what refers to them."""
    lost = {*trees.anew, *trees.gone}
    for name in sorted(trees.anew - trees.gone):
        work.allow(f"rebuild-table:{name}")
        table = work.state[Ref("table", name)]
        assert isinstance(table, Table)
        out.drop.append(DropTable(table))
    for name in sorted(trees.anew):
        table = new.table(name)
        if not _is_in_tree(table):
            _create(table, out)
    for table in _tables(work.state):
        later = new.objects.get(table.ref)
        if table.name in lost or not isinstance(later, Table):
            continue
        for key in table.foreign_keys:
            if key.target in lost and key in later.foreign_keys:
                out.loosen.append(DropConstraint(table.name, key))
                out.refer.append(AddConstraint(table.name, key))


def _create(table: Table, out: TableOps) -> None:
    more = table.foreign_keys or table.indexes or table.inherits
    alone = replace(table, foreign_keys=(), indexes=(), inherits=()) if more else table
    out.shape.append(CreateTable(bare(alone)))
    out.tighten += [CreateIndex(table.name, index) for index in table.indexes]
    out.refer += [AddConstraint(table.name, key) for key in table.foreign_keys]


def _change(work: Work, old: Table, new: Table, out: TableOps) -> None:
    gone_columns, shaped = column_ops(work, old, new)
    gone, altered, added = constraint_ops(old, new)
    gone_indexes, comments, indexes = index_ops(old, new)
    out.loosen += facet_ops(old, new, loosens(old.by_name, new.by_name))
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
