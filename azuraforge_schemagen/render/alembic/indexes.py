"""Indexes."""

from __future__ import annotations

import re

from azuraforge_schemagen.dialects.indexes import key_sql
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Index, IndexKey
from azuraforge_schemagen.ir.sqltext import quoted
from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.alembic import sql
from azuraforge_schemagen.render.alembic.code import Fn, Item, Items, Statement
from azuraforge_schemagen.render.alembic.comments import comment_on
from azuraforge_schemagen.render.alembic.scope import Scope

Options = list[tuple[str, Item]]


def create(of: Index, scope: Scope, table: QName, concurrently: bool = False) -> list[Statement]:
    """CREATE INDEX. One that is built concurrently may be left invalid by an attempt that failed: it goes first."""
    keys = Items(tuple(_key(key, scope) for key in of.keys))
    options = [*_schema(table), ("unique", str(of.unique)), *_options(of, scope)]
    options += [("postgresql_concurrently", "True")] if concurrently else []
    made: list[Statement] = [drop(of, table, concurrently=True, if_exists=True)] if concurrently else []
    made.append(Fn("op.create_index", (sql.name(of.name), sql.name(table.name), keys), tuple(options)))
    if of.comment is not None and not scope.sqlite:
        made.append(comment_on(f"INDEX {sql.qualified(QName(table.schema, of.name))}", of.comment))
    return made


def _options(of: Index, scope: Scope) -> Options:
    options: Options = []
    if of.where is not None and (where := of.where.on(scope.dialect)) is not None:
        options.append((f"{scope.dialect}_where", sql.text(where, scope.dialect)))
    if scope.sqlite:
        return options
    if of.method != "btree":
        options.append(("postgresql_using", python.string(of.method)))
    classes = [(key.column, key.opclass) for key in of.keys if key.column and key.opclass and _plain(key)]
    if classes:
        options.append(("postgresql_ops", _map(classes)))
    if of.include:
        options.append(("postgresql_include", Items(tuple(map(sql.name, of.include)))))
    if of.nulls_not_distinct:
        options.append(("postgresql_nulls_not_distinct", "True"))
    if of.options:
        options.append(("postgresql_with", _map(of.options)))
    return options


def _map(pairs: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> str:
    return "{" + ", ".join(f"{python.string(key)}: {python.string(value)}" for key, value in pairs) + "}"


def _plain(key: IndexKey) -> bool:
    bare = not (key.descending or key.nulls or key.collation)
    return (
        key.column is not None
        and bare
        and (key.opclass is None or re.fullmatch(r"[a-z0-9_.]+", key.opclass) is not None)
    )


def _key(key: IndexKey, scope: Scope) -> Item:
    if _plain(key):
        return sql.name(key.column or "")
    return sql.text(key_sql(key, scope.dialect), scope.dialect)


def _schema(table: QName) -> Options:
    return [("schema", sql.schema_name(table.schema))] if table.schema else []


def drop(of: Index, table: QName, concurrently: bool = False, if_exists: bool = False) -> Statement:
    """DROP INDEX."""
    options: Options = [("table_name", sql.name(table.name)), *_schema(table)]
    options += [("if_exists", "True")] if if_exists else []
    options += [("postgresql_concurrently", "True")] if concurrently else []
    return Fn("op.drop_index", (sql.name(of.name),), tuple(options))


def rename(of: Index, table: QName, new: str) -> Statement:
    """ALTER INDEX ... RENAME TO."""
    old = sql.qualified(QName(table.schema, of.name))
    return sql.execute(f"ALTER INDEX {old} RENAME TO {quoted(new)}", "postgresql")
