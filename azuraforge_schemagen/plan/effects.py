"""What an operation produces, consumes, destroys and releases: the one source of every order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from azuraforge_schemagen.ir import hung, ops, sqltext
from azuraforge_schemagen.ir.bodies import HUNG
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import (
    Column,
    Constraint,
    Exclusion,
    ForeignKey,
    Index,
    PrimaryKey,
    Sequence,
    Sql,
    Table,
    Unique,
)
from azuraforge_schemagen.ir.types import Scalar, refs_of
from azuraforge_schemagen.ir.uses import collations, uses
from azuraforge_schemagen.plan import pair as read
from azuraforge_schemagen.plan.attaching import attach_effects, in_trees
from azuraforge_schemagen.plan.declaring import declaring
from azuraforge_schemagen.plan.hanging import hung_effects, own_space, routines
from azuraforge_schemagen.plan.inheriting import in_families
from azuraforge_schemagen.plan.pair import Pair
from azuraforge_schemagen.plan.rebuild import Rebuild, Renewal, Unchecked, Work
from azuraforge_schemagen.plan.standing import (
    SPACES,
    alter_effects,
    drawn,
    move_effects,
    object_effects,
    owned_things,
    released,
)
from azuraforge_schemagen.plan.stating import facet_effects, persistence
from azuraforge_schemagen.plan.things import Effects, Thing


def effects(op: Work, pair: Pair) -> Effects:
    """The effects of one operation."""
    found = Effects([], [], [], [])
    match op:
        case ops.CreateTable(table):
            _table(table, found.produces, found.consumes, pair)
        case ops.DropTable(table):
            _table(table, found.destroys, found.releases, pair)
            found.destroys.extend(owned_things(table.name, None, pair))
            found.destroys.extend(("relation", table.name.schema, index.name) for index in table.indexes)
        case ops.CreateIndex(name, index):
            _index(name, index, found.produces, found.consumes)
        case ops.DropIndex(name, index):
            _index(name, index, found.destroys, found.releases)
        case ops.AddConstraint(name, constraint):
            _constraint(name, constraint, found.produces, found.consumes)
            found.consumes.extend(persistence(name, constraint, pair.after))
        case ops.DropConstraint(name, constraint):
            _constraint(name, constraint, found.destroys, found.releases)
            found.releases.extend(persistence(name, constraint, pair.before))
        case ops.AddColumn() | ops.DropColumn() | ops.AlterColumn():
            _column(op, found, pair)
        case Rebuild():
            _rebuild(op, found)
        case ops.SetInherits():
            pass  # told with what inheritance adds
        case Unchecked():
            raise ValueError("only a sort makes it")
        case Renewal(parts):
            for part in parts:
                _rest(part, found, pair)
        case _:
            _rest(op, found, pair)
    if pair.names:
        routines(op, found, pair)
    if pair.declares:
        declaring(op, found, pair)
    if pair.partitioned:
        in_trees(op, found, pair)
    if pair.heirs:
        in_families(op, found, pair)
    return found


_Rest = (
    ops.CreateNamespace
    | ops.DropNamespace
    | ops.CreateEnum
    | ops.DropEnum
    | ops.RenameEnum
    | ops.AddEnumValue
    | ops.RenameEnumValue
    | ops.ReplaceEnum
    | ops.CreateObject
    | ops.DropObject
    | ops.AlterObject
    | ops.RenameObject
    | ops.RenameHung
    | ops.RenameAttribute
    | ops.MoveObject
    | ops.SplitSerial
    | ops.JoinSerial
    | ops.RenameTable
    | ops.RenameColumn
    | ops.AlterConstraint
    | ops.RenameConstraint
    | ops.RenameIndex
    | ops.SetComment
    | ops.SetOptions
    | ops.SetFacet
    | ops.AttachPartition
    | ops.DetachPartition
    | ops.AttachIndex
    | ops.RenameAttached
)


def _rest(op: _Rest, found: Effects, pair: Pair) -> None:
    match op:
        case ops.CreateNamespace(namespace):
            found.produces.append(("schema", namespace.name.name))
        case ops.DropNamespace(namespace):
            found.destroys.append(("schema", namespace.name.name))
        case ops.CreateEnum(enum):
            _enum(enum.name, found.produces, found.consumes)
        case ops.DropEnum(enum):
            _enum(enum.name, found.destroys, found.releases)
        case ops.AddEnumValue(name) | ops.RenameEnumValue(name):
            found.change(("enum", name))
        case ops.ReplaceEnum(old):
            found.change(("enum", old.name))
            hurt = (*pair.enum_columns(old.name), *pair.cast_defaults(old.ref))
            found.change(*(("column", table.name, column.name) for table, column in hurt))
        case ops.CreateObject(it) if isinstance(it, HUNG):
            found.wishes.extend(hung_effects(it, pair.after, found.produces, found.consumes, pair))
        case ops.DropObject(it) if isinstance(it, HUNG):
            hung_effects(it, pair.before, found.destroys, found.releases, pair)
        case ops.AlterObject(before, after) if isinstance(before, HUNG) and isinstance(after, HUNG):
            found.wishes.extend(hung_effects(after, pair.after, found.produces, found.consumes, pair))
            hung_effects(before, pair.before, found.destroys, found.releases, pair)
        case ops.CreateObject(it):
            object_effects(it, found.produces, found.consumes)
        case ops.DropObject(it):
            object_effects(it, found.destroys, found.releases)
            if isinstance(it, Sequence):
                released(it, found)
        case ops.AlterObject(before, after):
            alter_effects(before, after, found, pair)
        case ops.SplitSerial(table, column, _, sequence) | ops.JoinSerial(table, column, _, sequence):
            made = found.produces if isinstance(op, ops.SplitSerial) else found.destroys
            made.extend((sequence.ref, ("owner", sequence.name)))
            found.consumes.append(("column", table, column.name))
        case ops.SetComment(kind, name):
            found.consumes.append((kind, name.name if kind == "schema" else name))
            if op.child is not None:
                found.consumes.append(("relation", name.schema, op.child))
        case ops.SetOptions(name):
            found.change(("options", name))
            found.consumes.append(("table", name))
        case ops.SetFacet():
            facet_effects(op, found, pair)
        case ops.AttachPartition() | ops.DetachPartition() | ops.AttachIndex() | ops.RenameAttached():
            attach_effects(op, found)
        case _:
            _renamed(op, found)


def _renamed(
    op: ops.RenameEnum
    | ops.RenameObject
    | ops.RenameHung
    | ops.RenameAttribute
    | ops.MoveObject
    | ops.RenameTable
    | ops.RenameColumn
    | ops.AlterConstraint
    | ops.RenameConstraint
    | ops.RenameIndex,
    found: Effects,
) -> None:
    match op:
        case ops.RenameEnum(old, new):
            found.destroys.append(("enum", old))
            found.produces.append(("enum", new))
        case ops.RenameObject(old, new):
            for space in SPACES.get(old.kind, ("type",)):
                found.destroys.append((space, *old.name))
                found.produces.append((space, old.name.schema, new))
            found.destroys.append(old)
            found.produces.append(Ref(old.kind, QName(old.name.schema, new)))
        case ops.RenameHung(body, name):
            for it, made in ((body, found.destroys), (hung.renamed(body, name), found.produces)):
                made.extend((it.ref, own_space(it)))
        case ops.RenameAttribute(composite, old_name, new_name):
            found.destroys.append(("attribute", composite, old_name))
            found.produces.append(("attribute", composite, new_name))
        case ops.MoveObject():
            move_effects(op, found)
        case ops.RenameTable(old, new):
            found.destroys.extend((("table", old), ("relation", *old)))
            found.produces.extend((("table", new), ("relation", *new)))
        case ops.RenameColumn(table, old_column, new_column):
            found.destroys.append(("column", table, old_column))
            found.produces.append(("column", table, new_column))
        case ops.AlterConstraint(table, old_constraint, new_constraint):
            _constraint(table, old_constraint, found.destroys, found.releases)
            _constraint(table, new_constraint, found.produces, found.consumes)
            found.releases.clear()
        case ops.RenameConstraint(table, constraint, name) | ops.RenameIndex(table, constraint, name):
            found.destroys.extend((("constraint", table, constraint.name), ("relation", table.schema, constraint.name)))
            found.produces.extend((("constraint", table, name), ("relation", table.schema, name)))
        case _:
            assert_never(op)


def _enum(name: QName, made: list[Thing], needed: list[Thing]) -> None:
    made.extend((("enum", name), ("type", *name)))
    if name.schema:
        needed.append(("schema", name.schema))


def _table(table: Table, made: list[Thing], needed: list[Thing], pair: Pair) -> None:
    name = table.name
    made.extend((("table", name), ("relation", *name), ("type", *name)))
    if name.schema:
        needed.append(("schema", name.schema))
    for column in table.columns:
        if column.collation is not None or not isinstance(column.type, Scalar):
            needed.extend(uses(column))
        needed.extend(drawn(column.server_default))
        made.extend(_counter(name, column))
    if table.partition_by is not None:
        needed.extend(collations(table.partition_by.keys))
    for constraint in table.constraints:
        if isinstance(constraint, PrimaryKey | Unique):
            made.append(("key", name, frozenset(constraint.columns)))
            made.append(("relation", name.schema, constraint.name))
        elif isinstance(constraint, Exclusion):
            made.append(("relation", name.schema, constraint.name))
            needed.extend(collations(constraint.keys))
        elif isinstance(constraint, ForeignKey) and constraint.target != name and pair.tied:
            needed.append(("table", constraint.target))
            needed.append(("key", constraint.target, frozenset(constraint.target_columns)))
            needed.append(("logged", constraint.target))


def _index(table: QName, index: Index, made: list[Thing], needed: list[Thing]) -> None:
    made.append(("relation", table.schema, index.name))
    if index.unique and index.where is None:
        made.append(("key", table, frozenset(index.columns)))
    needed.append(("table", table))
    needed.extend(("column", table, column) for column in read.index_columns(index))
    needed.extend(collations(index.keys))


def _constraint(table: QName, constraint: Constraint, made: list[Thing], needed: list[Thing]) -> None:
    made.append(("constraint", table, constraint.name))
    needed.append(("table", table))
    needed.extend(("column", table, column) for column in read.constraint_columns(constraint))
    if isinstance(constraint, Exclusion):
        needed.extend(collations(constraint.keys))
    if isinstance(constraint, PrimaryKey | Unique | Exclusion):
        made.append(("relation", table.schema, constraint.name))
    if isinstance(constraint, PrimaryKey):
        made.append(("primary key", table))
    if isinstance(constraint, PrimaryKey | Unique):
        made.append(("key", table, frozenset(constraint.columns)))
    elif isinstance(constraint, ForeignKey):
        needed.append(("table", constraint.target))
        needed.append(("key", constraint.target, frozenset(constraint.target_columns)))
        needed.extend(("column", constraint.target, column) for column in constraint.target_columns)


def _column(op: ops.AddColumn | ops.DropColumn | ops.AlterColumn, found: Effects, pair: Pair) -> None:
    table = op.table
    match op:
        case ops.AddColumn(_, column, backfill):
            found.produces.append(("column", table, column.name))
            found.produces.extend(_counter(table, column))
            found.consumes.append(("table", table))
            _needs(table, column, found.consumes)
            _computed(table, backfill, found, pair)
        case ops.DropColumn(_, column):
            found.destroys.extend((("column", table, column.name), ("owned", table, column.name)))
            found.produces.append(("left", table, column.name))
            found.destroys.extend((*owned_things(table, column.name, pair), *_counter(table, column)))
            found.releases.append(("table", table))
            _needs(table, column, found.releases)
        case ops.AlterColumn(_, old, new, using, backfill):
            found.change(("column", table, new.name))
            before = {*uses(old), *drawn(old.server_default)}
            after = {*uses(new), *drawn(new.server_default)}
            found.consumes.extend(sorted(after - before))
            found.releases.extend(sorted(before - after))
            if old.generated and not new.generated:
                found.releases.extend(("column", table, name) for name in sqltext.names(read.generated_text(old)))
            _computed(table, using.up if using else None, found, pair)
            _computed(table, backfill, found, pair)
            found.destroys.extend(_counter(table, old))
            found.produces.extend(_counter(table, new))
        case _:
            assert_never(op)


def _needs(table: QName, column: Column, needed: list[Thing]) -> None:
    needed.extend(uses(column))
    needed.extend(drawn(column.server_default))
    if column.generated:
        needed.extend(("column", table, name) for name in sqltext.names(read.generated_text(column)))


def _counter(table: QName, column: Column) -> Iterator[Thing]:
    """The sequence of a serial or identity column."""
    sequence = column.serial or (column.identity and column.identity.sequence)
    if sequence:
        yield ("relation", table.schema, sequence)


def _computed(table: QName, sql: Sql | None, found: Effects, pair: Pair) -> None:
    """A row's value computed from the row as it was: before another of its columns is filled or converted.

    A column that was not there is read as it will be, and so is one whose enum is made anew under it.
    """
    needed: list[Thing] = []
    _reads(table, sql, needed)
    before = pair.before.tables.get(table)
    for thing in needed:
        column = before.by_name.get(str(thing[2])) if before and thing[0] == "column" else None
        old = column is not None and not refs_of(column.type)
        (found.releases if old else found.consumes).append(thing)


def _reads(table: QName, sql: Sql | None, needed: list[Thing]) -> None:
    """A row's value computed from the other columns, or from other tables of the same database schema."""
    for name in sqltext.names(read.text_of(sql)):
        needed.append(("column", table, name))
        needed.append(("table", QName(table.schema, name)))


def _rebuild(op: Rebuild, found: Effects) -> None:
    name = op.new.name
    for table, made in ((op.old, found.destroys), (op.new, found.produces)):
        made.extend(("relation", name.schema, index.name) for index in table.indexes)
    found.change(("table", name))
    for text in op.texts:
        _reads(name, Sql(text), found.consumes)
