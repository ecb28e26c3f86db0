"""Columns."""

from __future__ import annotations

from azuraforge_schemagen.diff.model import Work
from azuraforge_schemagen.diff.split import split
from azuraforge_schemagen.ir.ops import AddColumn, AlterColumn, DropColumn
from azuraforge_schemagen.ir.schema import Column, Table


def column_ops(work: Work, old: Table, new: Table) -> tuple[list[DropColumn], list[AlterColumn | AddColumn]]:
    """Drops, then alterations and additions, with what the author said about their rows."""
    if old.by_name == new.by_name:
        return [], []
    found = split(old.columns, new.columns, _name)
    for column in found.removed:
        work.allow_drop("column", new.name, column.name)
    return (
        [DropColumn(new.name, column) for column in found.removed],
        [_alter(work, new, *pair) for pair in found.changed] + [_add(work, new, column) for column in found.added],
    )


def _add(work: Work, table: Table, column: Column) -> AddColumn:
    backfill = work.intent.backfills.get((table.name, column.name))
    if backfill is not None:
        work.backfills[table.name, column.name] = backfill
    elif not column.nullable:
        work.allow(f"not-null:{table.name}.{column.name}")
    return AddColumn(table.name, column, backfill)


def _alter(work: Work, table: Table, old: Column, new: Column) -> AlterColumn:
    address = (table.name, new.name)
    using = work.intent.using.get(address) if old.type != new.type else None
    backfill = work.intent.backfills.get(address) if old.nullable and not new.nullable else None
    if using is not None:
        work.using[address] = using
    elif old.type != new.type:
        work.allow(f"narrow:{table.name}.{new.name}")
    if backfill is not None:
        work.backfills[address] = backfill
    elif old.nullable and not new.nullable:
        work.allow(f"not-null:{table.name}.{new.name}")
    return AlterColumn(table.name, old, new, using, backfill)


def _name(column: Column) -> str:
    return column.name
