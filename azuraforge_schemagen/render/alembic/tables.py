"""Tables: created, dropped, renamed, their columns added and dropped."""

from __future__ import annotations

from collections.abc import Sequence

from azuraforge_schemagen import dialects
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import Check, Column, Constraint, ForeignKey, PrimaryKey, Table, Unique
from azuraforge_schemagen.ir.sqltext import quoted
from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.alembic import columns, constraints, indexes, sql
from azuraforge_schemagen.render.alembic.code import Fn, Item, Items, Statement
from azuraforge_schemagen.render.alembic.comments import column_comment, table_comment
from azuraforge_schemagen.render.alembic.scope import Scope

Options = tuple[tuple[str, Item], ...]
_DIALECTS = ("postgresql", "sqlite", "mysql", "mariadb", "oracle", "mssql")


def create(of: Table, scope: Scope) -> list[Statement]:
    """CREATE TABLE and what it cannot hold."""
    if scope.sqlite:
        return [_create(of, scope), *_indexes(of, scope)]
    made: list[Statement] = []
    key = _inline_key(of, scope)
    for column in of.columns:
        made += _sequence(column, scope, of.name, key)
    made.append(_create(of, scope))
    for column in of.columns:
        made += _after_column(column, scope, of.name, key)
    if of.comment is not None and not sql.plain(of.comment):
        made.append(table_comment(of.name, None, of.comment))
    inside = _members(of, scope)
    for constraint in of.constraints:
        if constraint in inside:
            made += constraints.comments(constraint, of.name)
        else:
            made += constraints.add(constraint, scope, of.name)
    return [*made, *settings(of), *_indexes(of, scope)]


def settings(of: Table) -> list[Statement]:
    """What a new table is set to: storage parameters and states."""
    states = [sql.execute(text, "postgresql") for text in dialects.facets_of(of)]
    return [*set_options(of.name, (), of.options), *states]


def _create(of: Table, scope: Scope) -> Fn:
    args: list[Item] = [sql.name(of.name.name)]
    key = _inline_key(of, scope)
    args += [columns.column(column, scope, of.name, key) for column in of.columns]
    args += [_member(each, scope, of.name) for each in _members(of, scope)]
    kwargs = [*schema(of.name), *_own_options(of, scope)]
    if of.comment is not None and not scope.sqlite and sql.plain(of.comment):
        kwargs.append(("comment", python.string(of.comment)))
    return Fn("op.create_table", tuple(args), tuple(kwargs))


def _members(of: Table, scope: Scope) -> list[Constraint]:
    """The constraints that stand in CREATE TABLE: no foreign key to a key of the table itself that does not."""
    inside = [each for each in of.constraints if constraints.inline(each, scope)]
    keys = {frozenset(each.columns) for each in of.constraints if isinstance(each, PrimaryKey | Unique)}
    keys -= {frozenset(each.columns) for each in inside if isinstance(each, PrimaryKey | Unique)}
    if not keys:
        return inside
    return [it for it in inside if not (isinstance(it, ForeignKey) and _is_to_one_of(it, of.name, keys))]


def _is_to_one_of(key: ForeignKey, table: QName, keys: set[frozenset[str]]) -> bool:
    return key.target == table and frozenset(key.target_columns) in keys


def _inline_key(of: Table, scope: Scope) -> PrimaryKey | None:
    """The primary key that CREATE TABLE has: without one SQLAlchemy writes no SERIAL."""
    return of.primary_key if of.primary_key and constraints.inline(of.primary_key, scope) else None


def _member(of: Constraint, scope: Scope, table: QName) -> Fn:
    if isinstance(of, PrimaryKey | Check):
        return constraints.member(of, scope, table)
    known = scope.members.get(id(of))
    if known is None:
        known = scope.members[id(of)] = (of, constraints.member(of, scope, table))
    return known[1]


def _own_options(of: Table, scope: Scope) -> list[tuple[str, Item]]:
    """Options that SQLAlchemy writes: ``sqlite_strict`` and its like."""
    truth = {"true": "True", "false": "False"}
    own = [(key, value) for key, value in of.options if key.startswith(f"{scope.dialect}_")]
    written: list[tuple[str, Item]] = [(key, truth.get(value.lower(), python.string(value))) for key, value in own]
    if of.inherits:
        written.append(("postgresql_inherits", _parents(of.inherits)))
    if of.partition_by is not None:
        written.append(("postgresql_partition_by", python.string(dialects.partition_key(of.partition_by))))
    return written


def _parents(names: Sequence[QName]) -> Item:
    """The tables of INHERITS; SQLAlchemy takes a text for one name, whatever dots are in it, unless told not to."""
    said = [
        Fn("sa.quoted_name", (python.string(sql.qualified(it)), "False")) if it.schema else sql.name(it.name)
        for it in names
    ]
    return said[0] if len(said) == 1 else Items(tuple(said))


def _indexes(of: Table, scope: Scope) -> list[Statement]:
    return [made for index in of.indexes for made in indexes.create(index, scope, of.name)]


def schema(table: QName) -> Options:
    """``schema=`` where the table is not in the default one."""
    return (("schema", sql.schema_name(table.schema)),) if table.schema else ()


def _sequence(of: Column, scope: Scope, table: QName, key: PrimaryKey | None) -> list[Statement]:
    made = columns.own_sequence(of, scope, table, key)
    return [create_sequence(made, of)] if made else []


def create_sequence(sequence: QName, of: Column) -> Statement:
    """CREATE SEQUENCE as SERIAL would."""
    kind = getattr(of.type, "name", "bigint")
    return sql.execute(f"CREATE SEQUENCE {sql.qualified(sequence)} AS {kind}", "postgresql")


def own(sequence: QName, table: QName, column: str) -> Statement:
    """The sequence goes with its column."""
    owner = f"{sql.qualified(table)}.{quoted(column)}"
    return sql.execute(f"ALTER SEQUENCE {sql.qualified(sequence)} OWNED BY {owner}", "postgresql")


def _after_column(of: Column, scope: Scope, table: QName, key: PrimaryKey | None) -> list[Statement]:
    made: list[Statement] = []
    if (sequence := columns.own_sequence(of, scope, table, key)) is not None:
        made.append(own(sequence, table, of.name))
    if of.identity is not None and of.identity.sequence:
        made += rename_sequence(table, Naming().sequence(table.name, of.name), of.identity.sequence)
    if of.comment is not None and not sql.plain(of.comment):
        made.append(column_comment(table, of.name, of.comment))
    return made


def rename_sequence(table: QName, old: str, new: str) -> list[Statement]:
    """ALTER SEQUENCE ... RENAME TO, where it changes."""
    if old == new:
        return []
    path = sql.qualified(QName(table.schema, old))
    return [sql.execute(f"ALTER SEQUENCE {path} RENAME TO {quoted(new)}", "postgresql")]


def drop(of: Table) -> Statement:
    """DROP TABLE."""
    return Fn("op.drop_table", (sql.name(of.name.name),), schema(of.name))


def rename(old: QName, new: QName) -> Statement:
    """ALTER TABLE ... RENAME TO."""
    return Fn("op.rename_table", (sql.name(old.name), sql.name(new.name)), schema(new))


def inherit(table: QName, old: Sequence[QName], new: Sequence[QName]) -> list[Statement]:
    """ALTER TABLE ... NO INHERIT from those that are parents no more, INHERIT from those that are now."""
    words = [f"NO INHERIT {sql.qualified(it)}" for it in old if it not in new]
    words += [f"INHERIT {sql.qualified(it)}" for it in new if it not in old]
    return [sql.execute(f"ALTER TABLE {sql.qualified(table)} {it}", "postgresql") for it in words]


def add_column(table: QName, of: Column, scope: Scope) -> list[Statement]:
    """ALTER TABLE ... ADD COLUMN."""
    added = Fn("op.add_column", (sql.name(table.name), columns.column(of, scope, table)), schema(table))
    if scope.sqlite:
        return [added]
    return [*_sequence(of, scope, table, None), added, *_after_column(of, scope, table, None)]


def drop_column(table: QName, column: str, only: bool = False) -> Statement:
    """ALTER TABLE ... DROP COLUMN; ``only`` leaves the heirs theirs."""
    if only:
        return sql.execute(f"ALTER TABLE ONLY {sql.qualified(table)} DROP COLUMN {quoted(column)}", "postgresql")
    return Fn("op.drop_column", (sql.name(table.name), sql.name(column)), schema(table))


def rename_column(table: QName, old: str, new: str) -> Statement:
    """ALTER TABLE ... RENAME COLUMN."""
    options = (("new_column_name", sql.name(new)), *schema(table))
    return Fn("op.alter_column", (sql.name(table.name), sql.name(old)), options)


def set_options(table: QName, old: tuple[tuple[str, str], ...], new: tuple[tuple[str, str], ...]) -> list[Statement]:
    """PostgreSQL's storage parameters: the options that name no dialect."""
    return constraints.set_options(f"TABLE {sql.qualified(table)}", _storage(old), _storage(new))


def _storage(options: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(key, value) for key, value in options if key.partition("_")[0] not in _DIALECTS]
