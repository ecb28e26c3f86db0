"""Columns of partition keys whose type would change: PostgreSQL refuses that, whatever the types."""

from __future__ import annotations

from collections.abc import Iterator

from azuraforge_schemagen.diagnostics import Diagnostic
from azuraforge_schemagen.diff import Difference
from azuraforge_schemagen.ir import ops, partitions, sqltext
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.schema import Column, Schema, Table
from azuraforge_schemagen.ir.uses import reached, uses
from azuraforge_schemagen.plan.finding import Finding
from azuraforge_schemagen.plan.pair import is_another, text_of

_HELP = "make a new table beside it, copy the rows (schemagen build --empty), then drop the old one and rename the new"


def held_keys(difference: Difference, new: Schema) -> Iterator[Finding]:
    """The columns that a partition key holds, by the new names."""
    made = {op.table.name for op in difference.ops if isinstance(op, ops.CreateTable)}
    altered = {(op.table, op.new.name) for op in difference.ops if isinstance(op, ops.AlterColumn) and _is_other(op)}
    types = {ref for op in difference.ops for ref in _made_anew(op)}
    for table in new.tables.values() if altered or types else ():
        if table.partition_by is None or table.name in made:
            continue
        tops = (table, *partitions.ancestors(new.objects, table))
        for column in _key(table, new):
            if any((it.name, column.name) in altered for it in tops):
                yield _finding(table, column, "would get another type")
            elif stuck := sorted((uses(column) | reached(column.type, new.objects)) & types):
                kind = stuck[0].kind.replace("_", " ")
                yield _finding(table, column, f"is of the {kind} {stuck[0].name}, which would be made anew")


def _is_other(op: ops.AlterColumn) -> bool:
    return (op.old.type, op.old.collation) != (op.new.type, op.new.collation)


def _made_anew(op: ops.Op) -> Iterator[Ref]:
    match op:
        case ops.ReplaceEnum(new=enum):
            yield enum.ref
        case ops.AlterObject(old, new) if is_another(old, new):
            yield new.ref
        case _:
            return


def _key(table: Table, new: Schema) -> Iterator[Column]:
    names: set[str] = set()
    for key in table.partition_by.keys if table.partition_by else ():
        names |= {key.column} if key.column else sqltext.names(text_of(key.expression))
    yield from (it for it in partitions.columns_of(new.objects, table) if it.name in names)


def _finding(table: Table, column: Column, why: str) -> Finding:
    message = f"{table.name}.{column.name} {why}, but the partition key of the table {table.name} holds it"
    return Finding(Diagnostic("SG331", message, help=_HELP), Ref("table", table.name), ("columns", column.name))
