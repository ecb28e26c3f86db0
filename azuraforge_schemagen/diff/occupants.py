"""Who holds a name among the relations of a database schema: tables, indexes, keys and sequences share one set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, NamedTuple, TypeGuard, get_args

from azuraforge_schemagen.diff.model import Work
from azuraforge_schemagen.diff.substitution import free_name, hops
from azuraforge_schemagen.ir.bodies import MaterializedView, View
from azuraforge_schemagen.ir.intent import Rename
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.ops import (
    AlterColumn,
    AlterObject,
    MoveObject,
    RenameConstraint,
    RenameHung,
    RenameIndex,
    RenameObject,
    RenameTable,
)
from azuraforge_schemagen.ir.schema import Column, Constraint, Object, Schema, Sequence, Table
from azuraforge_schemagen.ir.state import owned

RelationKind = Literal["table", "sequence", "view", "materialized_view"]
RELATION_KINDS: tuple[RelationKind, ...] = get_args(RelationKind)
"""The kinds of whole objects that are relations."""


def is_relation(kind: str) -> TypeGuard[RelationKind]:
    """Whether a holder is an object of its own."""
    return kind in RELATION_KINDS


class Holder(NamedTuple):
    """Who holds a name; ``child`` is a column's name for the sequence of a counting column, else the name of the index
    or constraint. ``table`` is the own name of a sequence or view."""

    kind: RelationKind | Literal["index", "constraint", "counter"]
    table: QName
    child: str = ""


def holders(state: Mapping[Ref, Object]) -> dict[QName, Holder]:
    """The holder of every name of a relation."""
    found: dict[QName, Holder] = {}
    for table in state.values():
        if isinstance(table, Sequence):
            found[table.name] = Holder("sequence", table.name)
        elif isinstance(table, View | MaterializedView):
            found[table.name] = Holder("view" if isinstance(table, View) else "materialized_view", table.name)
        if not isinstance(table, Table):
            continue
        schema = table.name.schema
        for column in table.columns:
            if sequence_name(column):
                found[QName(schema, sequence_name(column))] = Holder("counter", table.name, column.name)
        keys = (*((table.primary_key,) if table.primary_key else ()), *table.uniques, *table.exclusions)
        for key in keys:
            found[QName(schema, key.name)] = Holder("constraint", table.name, key.name)
        for index in table.indexes:
            found[QName(schema, index.name)] = Holder("index", table.name, index.name)
        found[table.name] = Holder("table", table.name)
    return found


def sequence_name(column: Column) -> str:
    """The name of the sequence that a column owns, empty where there is none."""
    return column.serial or (column.identity.sequence if column.identity else "")


class Relations:
    """Who holds which name while renames go on."""

    def __init__(self, work: Work, new: Schema) -> None:
        self.work = work
        self.held = holders(work.state)
        self.there = holders(new.objects)
        self.taken = {*self.held, *self.there}
        self.tables: dict[QName, QName] = {}
        """Tables that moved since then: the name in ``Holder.table`` -> the name now."""
        self.aside: dict[QName, QName] = {}
        """Sequences that went along with their table: the temporary name -> the one that was not free."""

    def free(self, name: QName, *schemas: str) -> QName:
        """A temporary name that is free in these database schemas too."""
        return free_name(name, self.taken, *schemas)

    def move(self, old: QName, to: QName) -> Holder:
        """Gives whoever holds ``old`` the name ``to``, and says who that is, by the name of its table now."""
        for before, after in hops(old, to, self.held, self.taken):
            if before.schema == after.schema:
                self._rename(before, after)
            else:
                self._leave(before, after)
        holder = self.held[to]
        return holder._replace(table=self.tables.get(holder.table, holder.table))

    def _rename(self, old: QName, to: QName) -> None:
        holder = self.held[old]
        if holder.kind == "table":
            self.work.do(RenameTable(old, to))
        elif holder.kind == "sequence":
            self.work.do(RenameObject(Ref("sequence", old), to.name))
        elif is_relation(holder.kind):
            view = self.work.state[Ref(holder.kind, old)]
            assert isinstance(view, View | MaterializedView)
            self.work.do(RenameHung(view, to.name))
        else:
            self._move_child(holder, self.tables.get(holder.table, holder.table), to.name)
        self._settle(old, to)

    def _leave(self, old: QName, to: QName) -> None:
        """Another database schema for a whole object; indexes, keys and sequences go along with a table."""
        found = self.work.state[Ref(self.held[old].kind, old)]
        if isinstance(found, Sequence) and found.owned_by is not None:
            self.work.do(AlterObject(found, replace(found, owned_by=None)))
        along = [self._aside(name, to.schema) for name in self._along(found)]
        self.work.do(MoveObject(found.ref, to.schema))
        for name in (old, *along):
            self._settle(name, QName(to.schema, name.name))

    def _along(self, found: Object) -> list[QName]:
        """The names that a table takes with it."""
        parts = [
            name
            for name, it in self.held.items()
            if not is_relation(it.kind) and self.tables.get(it.table, it.table) == found.name
        ]
        own = owned(self.work.state, found.name)
        return [*parts, *(it.name for it in own)] if isinstance(found, Table) else []

    def _aside(self, name: QName, schema: str) -> QName:
        """The name of what goes along: a temporary one where somebody in the other database schema has its own."""
        if QName(schema, name.name) not in self.held:
            return name
        holder = self.held[name]
        to = self.free(name, schema)
        self._rename(name, to)
        if holder.kind == "sequence":
            self.aside[QName(schema, to.name)] = QName(schema, name.name)
        elif holder.kind in ("index", "constraint"):
            table = self.tables.get(holder.table, holder.table)
            self.work.temporary.append(Rename(holder.kind, table, name.name, to.name))
        return to

    def _settle(self, old: QName, to: QName) -> None:
        """Notes who has another name."""
        holder = self.held.pop(old)
        if holder.kind == "table":
            self.tables[holder.table] = to
        elif is_relation(holder.kind):
            holder = holder._replace(table=to)
        elif holder.kind != "counter":
            holder = holder._replace(child=to.name)
        self.held[to] = holder

    def _move_child(self, holder: Holder, name: QName, to: str) -> None:
        table = self.work.state[Ref("table", name)]
        assert isinstance(table, Table)
        if holder.kind == "counter":
            column = table.by_name[holder.child]
            self.work.do(AlterColumn(name, column, with_sequence(column, to)))
        elif holder.kind == "index":
            self.work.do(RenameIndex(name, next(it for it in table.indexes if it.name == holder.child), to))
        else:
            self.work.do(RenameConstraint(name, constraint_of(table, holder.child), to))


def with_sequence(column: Column, name: str) -> Column:
    """The column with its sequence called otherwise."""
    if column.identity:
        return replace(column, identity=replace(column.identity, sequence=name))
    return replace(column, serial=name)


def constraint_of(table: Table, name: str) -> Constraint:
    """The constraint of this name."""
    return next(it for it in table.constraints if it.name == name)
