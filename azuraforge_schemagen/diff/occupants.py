"""Who holds a name among the relations of a database schema: tables, indexes, keys and sequences share one set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, NamedTuple

from azuraforge_schemagen.diff.model import Work
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.ops import AlterColumn, RenameConstraint, RenameIndex, RenameTable
from azuraforge_schemagen.ir.schema import Column, Constraint, Index, Object, Table


class Holder(NamedTuple):
    """Who holds a name; ``child`` is a column's name for a sequence, else the name of the index or constraint."""

    kind: Literal["table", "index", "constraint", "sequence"]
    table: QName
    child: str = ""


def holders(state: Mapping[Ref, Object]) -> dict[QName, Holder]:
    """The holder of every name of a relation."""
    found: dict[QName, Holder] = {}
    for table in state.values():
        if not isinstance(table, Table):
            continue
        schema = table.name.schema
        for column in table.columns:
            if sequence_name(column):
                found[QName(schema, sequence_name(column))] = Holder("sequence", table.name, column.name)
        keys = ((table.primary_key,) if table.primary_key else ()) + table.uniques
        for key in keys:
            found[QName(schema, key.name)] = Holder("constraint", table.name, key.name)
        for index in table.indexes:
            found[QName(schema, index.name)] = Holder("index", table.name, index.name)
        found[table.name] = Holder("table", table.name)
    return found


def sequence_name(column: Column) -> str:
    """The name of the sequence that a column owns, empty where there is none."""
    return column.serial or (column.identity.sequence if column.identity else "")


def move(work: Work, held: dict[QName, Holder], old: QName, to: QName) -> None:
    """Gives whoever holds ``old`` the name ``to``; ``held`` follows."""
    holder = held.pop(old)
    match holder.kind:
        case "table":
            work.do(RenameTable(old, to))
            for name, it in held.items():
                if it.table == old:
                    held[name] = it._replace(table=to)
            held[to] = Holder("table", to)
            return
        case "sequence":
            column = _table(work, holder).by_name[holder.child]
            work.do(AlterColumn(holder.table, column, with_sequence(column, to.name)))
            held[to] = holder
            return
        case "index":
            work.do(RenameIndex(holder.table, index_of(_table(work, holder), holder.child), to.name))
        case "constraint":
            work.do(RenameConstraint(holder.table, constraint_of(_table(work, holder), holder.child), to.name))
    held[to] = holder._replace(child=to.name)


def with_sequence(column: Column, name: str) -> Column:
    """The column with its sequence called otherwise."""
    if column.identity:
        return replace(column, identity=replace(column.identity, sequence=name))
    return replace(column, serial=name)


def index_of(table: Table, name: str) -> Index:
    """The index of this name."""
    return next(it for it in table.indexes if it.name == name)


def constraint_of(table: Table, name: str) -> Constraint:
    """The constraint of this name."""
    return next(it for it in table.constraints if it.name == name)


def _table(work: Work, holder: Holder) -> Table:
    found = work.state[Ref("table", holder.table)]
    assert isinstance(found, Table)
    return found
