"""What one dialect sees of an object that is written for all: variants, SQL text by dialect, ``dialects`` marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from operator import is_

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.follow import text_of
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import shorten
from azuraforge_schemagen.ir.schema import Check, Column, Domain, Exclusion, Generated, Index, Sql, Table, plain_type
from azuraforge_schemagen.ir.types import Array, DomainType, Variant, on


def table_on(table: Table, dialect: str) -> Table:
    """The table on ``dialect``; the same object where the dialect makes no difference."""
    columns = tuple([column_on(it, dialect) for it in table.columns])
    checks = tuple([it for check in table.checks if (it := _check_on(check, dialect)) is not None])
    indexes = tuple([kept for index in table.indexes if (kept := index_on(index, dialect)) is not None])
    if table.exclusions:
        table = _exclusions_on(table, dialect)
    if table.row_security is not None and table.row_security.dialects:
        here = dialect in table.row_security.dialects
        table = replace(table, row_security=replace(table.row_security, dialects=()) if here else None)
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


def _exclusions_on(table: Table, dialect: str) -> Table:
    kept = tuple([it for one in table.exclusions if (it := _exclusion_on(one, dialect)) is not None])
    return table if same(kept, table.exclusions) else replace(table, exclusions=kept)


def _exclusion_on(exclusion: Exclusion, dialect: str) -> Exclusion | None:
    if exclusion.dialects and dialect not in exclusion.dialects:
        return None
    texts = [it.expression and sql_on(it.expression, dialect) for it in exclusion.keys]
    where = exclusion.where and sql_on(exclusion.where, dialect)
    unchanged = all(text is key.expression for text, key in zip(texts, exclusion.keys, strict=True))
    if unchanged and where is exclusion.where and not exclusion.dialects:
        return exclusion
    keys = tuple(replace(key, expression=text) for key, text in zip(exclusion.keys, texts, strict=True))
    return replace(exclusion, keys=keys, where=where, dialects=())


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


def domain_on(domain: Domain, dialect: str) -> Domain:
    """The domain on ``dialect``, but for its own ``dialects`` mark."""
    default = sql_on(domain.default, dialect) if isinstance(domain.default, Sql) else domain.default
    checks = tuple([it for check in domain.checks if (it := _check_on(check, dialect)) is not None])
    type_ = on(domain.type, dialect)
    if type_ == domain.type and default is domain.default and same(checks, domain.checks):
        return domain
    return replace(domain, type=type_, default=default, checks=checks)


def without_domains(table: Table, domains: Mapping[QName, Domain], dialect: str) -> Table:
    """The table as it is where no column can be of a domain: the column says what the domain says, and its checks are
    the table's. A domain that is marked for other dialects gives its columns no more than its type."""
    columns: list[Column] = []
    checks = list(table.checks)
    for declared in table.columns:
        column, type_ = declared, on(declared.type, dialect)
        while isinstance(type_, DomainType) and (domain := domains.get(type_.name)):
            if not domain.dialects or dialect in domain.dialects:
                column = _with_domain(column, domain, outermost=type_ is on(declared.type, dialect))
                checks += [_check_of(it, table, column, checks) for it in _checks_on(domain, column)]
            type_ = on(domain.type, dialect)
        plain = plain_type(type_, domains)
        columns.append(column if plain == on(column.type, dialect) else replace(column, type=plain))
    if same(tuple(columns), table.columns):
        return table
    return replace(table, columns=tuple(columns), checks=tuple(checks))


def _with_domain(column: Column, domain: Domain, *, outermost: bool) -> Column:
    """The column with what a domain says; the default is that of the column's own domain, no inner one's."""
    default = domain.default if outermost else None
    return replace(
        column,
        server_default=default if column.server_default is None else column.server_default,
        collation=domain.collation if column.collation is None else column.collation,
    )


def _checks_on(domain: Domain, column: Column) -> Iterator[Check]:
    """What a domain checks; NOT NULL is a check too, for models say a column's nullability for all dialects at once."""
    yield from domain.checks
    if column.nullable and not domain.nullable:
        yield Check("not_null", Sql("VALUE IS NOT NULL"))


def _check_of(check: Check, table: Table, column: Column, others: Sequence[Check]) -> Check:
    """A domain's check on one column."""
    name = shorten(f"{table.name.name}_{column.name}_{check.name}")
    while any(it.name == name for it in others):
        name = shorten(f"{name}_")
    about = text_of(check.expression, lambda text: sqltext.rename(text, {"value": column.name}))
    return replace(check, name=name, expression=about)


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


def index_on(index: Index, dialect: str) -> Index | None:
    """The index on ``dialect``, ``None`` where there is none."""
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
