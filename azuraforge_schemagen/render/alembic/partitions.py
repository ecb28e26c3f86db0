"""Partitions: made, attached, detached, and their shares of their parents' indexes. ``op`` has no form for it."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen import dialects
from azuraforge_schemagen.dialects.indexes import statement
from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Constraint,
    Deviation,
    ForeignKey,
    Index,
    Partition,
    PrimaryKey,
    Table,
    Unique,
)
from azuraforge_schemagen.ir.sqltext import quoted
from azuraforge_schemagen.ir.steps import Action, Execute
from azuraforge_schemagen.render.alembic import constraints, sql, tables
from azuraforge_schemagen.render.alembic.code import Sql, Statement
from azuraforge_schemagen.render.alembic.comments import column_comment, comment_on
from azuraforge_schemagen.render.alembic.scope import Scope
from azuraforge_schemagen.render.alembic.types import RawTypes

_PG = "postgresql"
_SCOPE = Scope(_PG, RawTypes(), {}, {})


def create(of: Table, scope: Scope) -> list[Statement]:
    """CREATE TABLE ... PARTITION OF, and what it cannot hold."""
    made: list[Statement] = [sql.execute(dialects.create_partition(of, _members(of)), _PG)]
    made += [statement for own in of.deviations for statement in _deviation(of.name, own)]
    if of.comment is not None:
        made.append(comment_on(f"TABLE {sql.qualified(of.name)}", of.comment))
    for constraint in of.constraints:
        if _is_late(constraint):
            made += constraints.add(constraint, scope, of.name)
        else:
            made += constraints.comments(constraint, of.name)
    return [*made, *tables.settings(of)]


def _members(of: Table) -> list[str]:
    return [constraints.definition(each) for each in of.constraints if not _is_late(each)]


def _is_late(of: Constraint) -> bool:
    """Whether CREATE TABLE would take it for another one: it makes every constraint valid."""
    return isinstance(of, Check | ForeignKey) and of.not_valid


def _deviation(table: QName, own: Deviation) -> list[Statement]:
    made: list[Statement] = []
    if own.defaults and own.default is None:
        drop = f"ALTER TABLE {sql.qualified(table)} ALTER COLUMN {quoted(own.column)} DROP DEFAULT"
        made.append(sql.execute(drop, _PG))
    if own.comment is not None:
        made.append(column_comment(table, own.column, own.comment))
    return made


def attach(table: QName, partition: Partition) -> Statement:
    """ALTER TABLE ... ATTACH PARTITION."""
    change = f"ALTER TABLE {sql.qualified(partition.parent)} ATTACH PARTITION {sql.qualified(table)}"
    return sql.execute(f"{change} {dialects.partition_bound(partition.bound)}", _PG)


def detach(table: QName, parent: QName) -> Statement:
    """ALTER TABLE ... DETACH PARTITION."""
    return sql.execute(f"ALTER TABLE {sql.qualified(parent)} DETACH PARTITION {sql.qualified(table)}", _PG)


def attach_index(parent: QName, own: QName) -> Statement:
    """ALTER INDEX ... ATTACH PARTITION."""
    return sql.execute(f"ALTER INDEX {sql.qualified(parent)} ATTACH PARTITION {sql.qualified(own)}", _PG)


def rename_index(old: QName, new: str) -> Statement:
    """ALTER INDEX ... RENAME TO."""
    return sql.execute(f"ALTER INDEX {sql.qualified(old)} RENAME TO {quoted(new)}", _PG)


def create_index_only(of: Index, table: QName, scope: Scope) -> list[Statement]:
    """CREATE INDEX ... ON ONLY: its partitions' shares are attached one by one."""
    made: list[Statement] = [sql.execute(statement(of, table, only=True), _PG)]
    if of.comment is not None:
        made.append(comment_on(f"INDEX {sql.qualified(QName(table.schema, of.name))}", of.comment))
    return made


def add_constraint_only(of: Constraint, table: QName) -> list[Statement]:
    """ALTER TABLE ONLY ... ADD CONSTRAINT: likewise for a key."""
    added = sql.execute(f"ALTER TABLE ONLY {sql.qualified(table)} ADD {constraints.definition(of)}", _PG)
    return [added, *constraints.comments(of, table)]


def _joining(of: Table) -> list[str]:
    """CREATE TABLE of a table that is attached later, and its comments."""
    members = [*map(_column, of.columns), *_members(of)]
    made: list[Statement] = [sql.execute(f"CREATE TABLE {sql.qualified(of.name)} ({', '.join(members)})", _PG)]
    made += [column_comment(of.name, it.name, it.comment) for it in of.columns if it.comment is not None]
    if of.comment is not None:
        made.append(comment_on(f"TABLE {sql.qualified(of.name)}", of.comment))
    for constraint in of.constraints:
        made += constraints.comments(constraint, of.name)
    made += tables.settings(of)
    return [it.statement for it in made if isinstance(it, Sql)]


def _column(of: Column) -> str:
    text = f"{quoted(of.name)} {dialects.type_sql(of.type, _PG)}"
    text += f" COLLATE {sql.qualified(of.collation)}" if of.collation else ""
    text += "" if of.nullable else " NOT NULL"
    if of.server_default is not None:
        text += f" DEFAULT {dialects.default_sql(of.server_default, _PG)}"
    if of.generated is not None:
        kind = "VIRTUAL" if of.generated.virtual else "STORED"
        text += f" GENERATED ALWAYS AS ({of.generated.expression.on(_PG)}) {kind}"
    return text


def key_statements(key: PrimaryKey | Unique, of: Table) -> list[str]:
    """What SQLAlchemy does not say of a key that it makes: about its index. The index of a table that has partitions
    cannot be changed."""
    if key.options and of.partition_by is not None:
        return [*script(ops.DropConstraint(of.name, key)), *script(ops.AddConstraint(of.name, key))]
    made = constraints.alter(replace(key, options=(), index_comment=None), key, of.name)
    return [it.statement for it in made if isinstance(it, Sql)]


def enforcement(key: ForeignKey, table: QName) -> list[str]:
    """What makes a foreign key that SQLAlchemy made one that is not enforced."""
    made = constraints.alter(replace(key, enforced=True), key, table)
    return [it.statement for it in made if isinstance(it, Sql)]


def script(action: Action) -> list[str]:
    """What makes partitions, where no revision does: statements of a plan as SQL text."""
    match action:
        case Execute(text):
            return [text]
        case ops.CreateTable(table) if table.partition_of is None:
            return _joining(table)
        case ops.CreateTable(table):
            return [it.statement for it in create(table, _SCOPE) if isinstance(it, Sql)]
        case ops.CreateIndex(name, index, only):
            comments = [comment_on(f"INDEX {sql.qualified(QName(name.schema, index.name))}", index.comment)]
            said = [it.statement for it in comments if isinstance(it, Sql)] if index.comment is not None else []
            return [statement(index, name, only), *said]
        case ops.DropIndex(name, index):
            return [f"DROP INDEX {sql.qualified(QName(name.schema, index.name))}"]
        case ops.AddConstraint(name, constraint, only):
            where = f"ALTER TABLE {'ONLY ' if only else ''}{sql.qualified(name)}"
            comments = constraints.comments(constraint, name)
            said = [it.statement for it in comments if isinstance(it, Sql)]
            return [f"{where} ADD {constraints.definition(constraint)}", *said]
        case ops.DropConstraint(name, constraint):
            return [f"ALTER TABLE {sql.qualified(name)} DROP CONSTRAINT {quoted(constraint.name)}"]
        case ops.SetFacet(name, facet, old, new):
            return dialects.set_facet(name, facet, old, new)
        case ops.AttachPartition(name, partition):
            made = attach(name, partition)
        case ops.AttachIndex(name, parent, index, own):
            made = attach_index(QName(parent.schema, index), QName(name.schema, own))
        case ops.RenameAttached(name, _, before, after):
            made = rename_index(QName(name.schema, before), after)
        case _:
            raise ValueError(f"{type(action).__name__} is no part of making partitions")
    return [made.statement] if isinstance(made, Sql) else []
