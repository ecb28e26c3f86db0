"""Tables: created, dropped, renamed, their columns added and dropped."""

from __future__ import annotations

from azuraforge_schemagen import dialects
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import Check, Column, Constraint, PrimaryKey, Table
from azuraforge_schemagen.ir.sqltext import quoted
from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.alembic import columns, constraints, indexes, sql
from azuraforge_schemagen.render.alembic.code import Fn, Item, Statement
from azuraforge_schemagen.render.alembic.comments import column_comment, table_comment
from azuraforge_schemagen.render.alembic.scope import Scope

Options = tuple[tuple[str, Item], ...]
_DIALECTS = ("postgresql", "sqlite", "mysql", "mariadb", "oracle", "mssql")


def create(of: Table, scope: Scope) -> list[Statement]:
    """CREATE TABLE and what it cannot hold."""
    if scope.sqlite:
        return [_create(of, scope), *_indexes(of, scope)]
    made: list[Statement] = []
    for column in of.columns:
        made += _sequence(column, scope, of.name, of.primary_key)
    made.append(_create(of, scope))
    for column in of.columns:
        made += _after_column(column, scope, of.name, of.primary_key)
    if of.comment is not None and not sql.plain(of.comment):
        made.append(table_comment(of.name, None, of.comment))
    for constraint in of.constraints:
        if not constraints.inline(constraint, scope):
            made += constraints.add(constraint, scope, of.name)
        else:
            made += constraints.comment(constraint, of.name, None, constraint.comment)
    return [*made, *settings(of), *_indexes(of, scope)]


def settings(of: Table) -> list[Statement]:
    """What a new table is set to: storage parameters and states."""
    states = [sql.execute(text, "postgresql") for text in dialects.facets_of(of)]
    return [*set_options(of.name, (), of.options), *states]


def _create(of: Table, scope: Scope) -> Fn:
    args: list[Item] = [sql.name(of.name.name)]
    args += [columns.column(column, scope, of.name, of.primary_key) for column in of.columns]
    members = [each for each in of.constraints if constraints.inline(each, scope)]
    args += [_member(each, scope, of.name) for each in members]
    kwargs = [*schema(of.name), *_own_options(of, scope)]
    if of.comment is not None and not scope.sqlite and sql.plain(of.comment):
        kwargs.append(("comment", python.string(of.comment)))
    return Fn("op.create_table", tuple(args), tuple(kwargs))


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
    if of.partition_by is not None:
        written.append(("postgresql_partition_by", python.string(dialects.partition_key(of.partition_by))))
    return written


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


def rename(old: QName, new: QName) -> list[Statement]:
    """ALTER TABLE ... RENAME TO, SET SCHEMA before it."""
    done: list[Statement] = []
    if old.schema != new.schema:
        done.append(set_schema("TABLE", old, new))
    if old.name != new.name:
        args = (sql.name(old.name), sql.name(new.name))
        done.append(Fn("op.rename_table", args, schema(new)))
    return done


def set_schema(kind: str, old: QName, new: QName) -> Statement:
    """ALTER ... SET SCHEMA."""
    return sql.execute(f"ALTER {kind} {sql.qualified(old)} SET SCHEMA {quoted(new.schema or 'public')}", "postgresql")


def add_column(table: QName, of: Column, scope: Scope) -> list[Statement]:
    """ALTER TABLE ... ADD COLUMN."""
    added = Fn("op.add_column", (sql.name(table.name), columns.column(of, scope, table)), schema(table))
    if scope.sqlite:
        return [added]
    return [*_sequence(of, scope, table, None), added, *_after_column(of, scope, table, None)]


def drop_column(table: QName, column: str) -> Statement:
    """ALTER TABLE ... DROP COLUMN."""
    return Fn("op.drop_column", (sql.name(table.name), sql.name(column)), schema(table))


def rename_column(table: QName, old: str, new: str) -> Statement:
    """ALTER TABLE ... RENAME COLUMN."""
    options = (("new_column_name", sql.name(new)), *schema(table))
    return Fn("op.alter_column", (sql.name(table.name), sql.name(old)), options)


def set_options(table: QName, old: tuple[tuple[str, str], ...], new: tuple[tuple[str, str], ...]) -> list[Statement]:
    """PostgreSQL's storage parameters: the options that name no dialect."""
    before, after = _storage(old), _storage(new)
    gone = [key for key in before if key not in after]
    put = [f"{key} = {value}" for key, value in after.items() if before.get(key) != value]
    change = f"ALTER TABLE {sql.qualified(table)}"
    done = [sql.execute(f"{change} RESET ({', '.join(gone)})", "postgresql")] if gone else []
    return [*done, *([sql.execute(f"{change} SET ({', '.join(put)})", "postgresql")] if put else [])]


def _storage(options: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {key: value for key, value in options if key.partition("_")[0] not in _DIALECTS}
