"""Every action of a plan as the statements of a revision."""

from __future__ import annotations

from typing import assert_never

from azuraforge_schemagen.dialects import objects, set_facet
from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.sqltext import quoted
from azuraforge_schemagen.ir.steps import Backfill, CopyRows, Execute, RestoreDependents, SaveDependents, Step
from azuraforge_schemagen.render.alembic import constraints, enums, indexes, partitions, sql, tables
from azuraforge_schemagen.render.alembic.alter import alter_column
from azuraforge_schemagen.render.alembic.code import Line, Statement
from azuraforge_schemagen.render.alembic.comments import set_comment
from azuraforge_schemagen.render.alembic.scope import Scope


def statements(step: Step, scope: Scope) -> list[Statement]:
    """What a step does."""
    action = step.action
    match action:
        case Execute():
            return [sql.execute(action.sql, scope.dialect)] if action.sql else []
        case Backfill():
            return [_backfill(action, scope)]
        case CopyRows():
            return [_copy(action, scope)]
        case SaveDependents():
            return [Line("save_dependents()")]
        case RestoreDependents():
            return [Line("restore_dependents()")]
        case _:
            return _operation(action, scope, step.transactional)


def _operation(op: ops.Op, scope: Scope, transactional: bool) -> list[Statement]:
    match op:
        case ops.CreateTable():
            make = tables.create if op.table.partition_of is None else partitions.create
            return make(op.table, scope)
        case ops.DropTable():
            return [tables.drop(op.table)]
        case ops.RenameTable():
            return [tables.rename(op.old, op.new)]
        case ops.SetOptions():
            return tables.set_options(op.table, op.old, op.new)
        case ops.SetFacet():
            return [sql.execute(text, "postgresql") for text in set_facet(op.table, op.facet, op.old, op.new)]
        case ops.AddColumn():
            return tables.add_column(op.table, op.column, scope)
        case ops.DropColumn():
            return [tables.drop_column(op.table, op.column.name, op.only)]
        case ops.RenameColumn():
            return [tables.rename_column(op.table, op.old, op.new)]
        case ops.AlterColumn():
            return alter_column(op, scope)
        case ops.CreateIndex():
            if op.only:
                return partitions.create_index_only(op.index, op.table, scope)
            return indexes.create(op.index, scope, op.table, not transactional)
        case ops.DropIndex():
            return [indexes.drop(op.index, op.table, not transactional, not transactional)]
        case ops.RenameIndex():
            return [indexes.rename(op.index, op.table, op.new)]
        case ops.SetComment():
            return [set_comment(op.kind, op.name, op.child, op.old, op.new)]
        case ops.AddConstraint() | ops.DropConstraint() | ops.AlterConstraint() | ops.RenameConstraint():
            return _constraint(op, scope)
        case ops.AttachPartition() | ops.DetachPartition() | ops.AttachIndex() | ops.RenameAttached():
            return [_partition(op)]
        case ops.SetInherits():
            return tables.inherit(op.table, op.old, op.new)
        case _:
            return _type(op, transactional, scope.dialect)


Constraints = ops.AddConstraint | ops.DropConstraint | ops.AlterConstraint | ops.RenameConstraint
Types = (
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
    | ops.RenameAttribute
    | ops.RenameHung
    | ops.MoveObject
    | ops.SplitSerial
    | ops.JoinSerial
)


def _constraint(op: Constraints, scope: Scope) -> list[Statement]:
    match op:
        case ops.AddConstraint():
            if op.only:
                return partitions.add_constraint_only(op.constraint, op.table)
            return constraints.add(op.constraint, scope, op.table)
        case ops.DropConstraint():
            return [constraints.drop(op.constraint, op.table, op.only)]
        case ops.AlterConstraint():
            return constraints.alter(op.old, op.new, op.table)
        case ops.RenameConstraint():
            return [constraints.rename(op.constraint, op.table, op.new)]
        case _:
            assert_never(op)


Partitions = ops.AttachPartition | ops.DetachPartition | ops.AttachIndex | ops.RenameAttached


def _partition(op: Partitions) -> Statement:
    match op:
        case ops.AttachPartition():
            return partitions.attach(op.table, op.partition)
        case ops.DetachPartition():
            return partitions.detach(op.table, op.partition.parent)
        case ops.AttachIndex():
            return partitions.attach_index(QName(op.parent.schema, op.index), QName(op.table.schema, op.name))
        case ops.RenameAttached():
            return partitions.rename_index(QName(op.table.schema, op.old), op.new)
        case _:
            assert_never(op)


def _type(op: Types, transactional: bool, dialect: str) -> list[Statement]:
    match op:
        case ops.CreateNamespace():
            return enums.create_namespace(op.namespace)
        case ops.DropNamespace():
            return [enums.drop_namespace(op.namespace)]
        case ops.CreateEnum():
            return enums.create(op.enum)
        case ops.DropEnum():
            return [enums.drop(op.enum)]
        case ops.RenameEnum():
            return [enums.rename(op.old, op.new)]
        case ops.AddEnumValue():
            return [enums.add_value(op, not transactional)]
        case ops.RenameEnumValue():
            return [enums.rename_value(op)]
        case ops.CreateObject(it):
            return [sql.execute(text, dialect) for text in objects.create(it, dialect)]
        case ops.DropObject(it):
            return [sql.execute(objects.drop(it, dialect), dialect)]
        case ops.AlterObject(old, new):
            return [sql.execute(text, "postgresql") for text in objects.alter(old, new)]
        case ops.RenameObject(ref, name, range_):
            texts = [objects.rename(ref, name), *(objects.rename_functions(ref, name, range_) if range_ else ())]
            return [sql.execute(text, "postgresql") for text in texts]
        case ops.RenameHung(it, name):
            return [sql.execute(objects.rename_hung(it, name), "postgresql")]
        case ops.RenameAttribute(name, old_name, new_name):
            return [sql.execute(objects.rename_attribute(name, old_name, new_name), "postgresql")]
        case ops.MoveObject(moved, schema):
            return [sql.execute(text, "postgresql") for text in objects.move(moved, schema)]
        case ops.SplitSerial() | ops.JoinSerial():
            return []  # the database holds the same in both spellings
        case ops.ReplaceEnum():
            raise ValueError(f"the plan spells out how enum {op.new.name} takes the place of the old one")
        case _:
            assert_never(op)


def _backfill(of: Backfill, scope: Scope) -> Statement:
    column = quoted(of.column)
    change = f"UPDATE {sql.qualified(of.table)} SET {column} = {of.expression} WHERE {column} IS NULL"
    return sql.execute(change, scope.dialect)


def _copy(of: CopyRows, scope: Scope) -> Statement:
    into = f"INSERT INTO {sql.qualified(of.target)} ({sql.listed(of.columns)})"
    return sql.execute(f"{into} SELECT {', '.join(of.expressions)} FROM {sql.qualified(of.source)}", scope.dialect)
