"""What one dialect sees of an object that is written for all: variants, SQL text by dialect, ``dialects`` marks."""

from __future__ import annotations

from dataclasses import replace
from operator import is_

from azuraforge_schemagen.ir.schema import Check, Column, Generated, Index, Sql, Table
from azuraforge_schemagen.ir.types import Array, Variant, on


def table_on(table: Table, dialect: str) -> Table:
    """The table on ``dialect``; the same object where the dialect makes no difference."""
    columns = tuple([column_on(it, dialect) for it in table.columns])
    checks = tuple([it for check in table.checks if (it := _check_on(check, dialect)) is not None])
    indexes = tuple([kept for index in table.indexes if (kept := _index_on(index, dialect)) is not None])
    if table.partition_by is not None or table.deviations:
        table = _partitioned_on(table, dialect)
    if (
        not table.dialects
        and same(columns, table.columns)
        and same(checks, table.checks)
        and same(indexes, table.indexes)
    ):
        return table
    return replace(table, columns=columns, checks=checks, indexes=indexes, dialects=())


def _partitioned_on(table: Table, dialect: str) -> Table:
    """The table with its partition key, and what a partition says of its columns, on ``dialect``."""
    key = table.partition_by
    if key is not None and any(it.expression and it.expression.dialects for it in key.keys):
        keys = tuple(replace(it, expression=it.expression and sql_on(it.expression, dialect)) for it in key.keys)
        table = replace(table, partition_by=replace(key, keys=keys))
    own = tuple(
        replace(it, default=sql_on(it.default, dialect)) if isinstance(it.default, Sql) and it.default.dialects else it
        for it in table.deviations
    )
    return table if same(own, table.deviations) else replace(table, deviations=own)


def same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    """Whether two tuples hold the very same objects."""
    return len(one) == len(other) and all(map(is_, one, other))


def column_on(column: Column, dialect: str) -> Column:
    """The column on ``dialect``. A default or a generation that has no text there is not there."""
    type_, default, generated = column.type, column.server_default, column.generated
    if isinstance(type_, (Variant, Array)):
        chosen = on(type_, dialect)
        type_ = type_ if chosen == type_ else chosen
    if isinstance(default, Sql):
        default = sql_on(default, dialect)
    if generated is not None and generated.expression.dialects:
        text = sql_on(generated.expression, dialect)
        generated = Generated(text, generated.virtual) if text else None
    if type_ is column.type and default is column.server_default and generated is column.generated:
        return column
    return replace(column, type=type_, server_default=default, generated=generated)


def sql_on(sql: Sql, dialect: str) -> Sql | None:
    """The SQL on ``dialect``, ``None`` where it has none."""
    text = sql.on(dialect)
    if text is None:
        return None
    return Sql(text) if sql.dialects else sql


def _check_on(check: Check, dialect: str) -> Check | None:
    if check.dialects and dialect not in check.dialects:
        return None
    expression = sql_on(check.expression, dialect)
    if expression is None:
        return None
    if expression is check.expression and not check.dialects:
        return check
    return replace(check, expression=expression, dialects=())


def _index_on(index: Index, dialect: str) -> Index | None:
    if index.dialects and dialect not in index.dialects:
        return None
    texts = [it.expression and sql_on(it.expression, dialect) for it in index.keys]
    if any(text is None and key.expression is not None for text, key in zip(texts, index.keys, strict=True)):
        return None
    where = index.where and sql_on(index.where, dialect)
    unchanged = all(text is key.expression for text, key in zip(texts, index.keys, strict=True))
    if unchanged and where is index.where and not index.dialects:
        return index
    keys = tuple(replace(key, expression=text) for key, text in zip(index.keys, texts, strict=True))
    return replace(index, keys=keys, where=where, dialects=())
