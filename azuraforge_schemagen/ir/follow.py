"""What follows a rename inside another object: keys, indexes, types, defaults and SQL text. An object that nothing in
it touches comes back as the same one.

The rules are those of PostgreSQL's catalog, which keeps references and shows names: whatever refers to a renamed
thing shows its new name. SQL text is renamed by tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import is_

from azuraforge_schemagen.ir import mentions, qualifying, sqltext
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.regclass import rename_sequence
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Composite,
    Constant,
    Deviation,
    Domain,
    Exclusion,
    ForeignKey,
    Generated,
    Index,
    IndexKey,
    PartitionKey,
    Range,
    Sequence,
    Sql,
    Table,
)
from azuraforge_schemagen.ir.types import enums_of

Change = Callable[[str], str]
Holder = Table | Domain | Composite | Range
"""What holds types, collations and SQL text."""


def column(table: Table, old: str, new: str) -> Table:
    """The table with a column renamed: in its keys, indexes, foreign keys (where it refers to itself too), SQL text."""
    names = {old: new}
    table = _table_sql(table, lambda text: sqltext.rename(text, names, table=table.name.name))
    key = table.primary_key
    return replace(
        table,
        columns=tuple(replace(it, name=new) if it.name == old else it for it in table.columns),
        primary_key=key and replace(key, columns=_swap(key.columns, names), include=_swap(key.include, names)),
        uniques=tuple(
            replace(it, columns=_swap(it.columns, names), include=_swap(it.include, names)) for it in table.uniques
        ),
        foreign_keys=tuple(_own_column(it, table.name, names) for it in table.foreign_keys),
        indexes=tuple(_index_column(it, names) for it in table.indexes),
        exclusions=tuple(_exclusion_column(it, names) for it in table.exclusions),
        partition_by=table.partition_by and _partition_column(table.partition_by, names),
    )


def target_column(table: Table, target: QName, old: str, new: str) -> Table:
    """The table after a column of another one was renamed: its foreign keys that refer to it."""
    if not any(it.target == target and old in it.target_columns for it in table.foreign_keys):
        return table
    return replace(table, foreign_keys=tuple(_target_column(it, target, {old: new}) for it in table.foreign_keys))


def table_name(table: Table, old: QName, new: QName) -> Table:
    """Any table after one (it or another) was renamed: its own name, the targets of foreign keys, ``old.column``."""
    if table.name == old:
        table = replace(_table_sql(table, lambda text: own_name(text, old, new)), name=new)
    if table.partition_of is not None and table.partition_of.parent == old:
        table = replace(table, partition_of=replace(table.partition_of, parent=new))
    if old in table.inherits:
        table = replace(table, inherits=tuple(new if it == old else it for it in table.inherits))
    if not any(it.target == old for it in table.foreign_keys):
        return table
    return replace(
        table, foreign_keys=tuple(replace(it, target=new) if it.target == old else it for it in table.foreign_keys)
    )


def own_name(text: str, old: QName, new: QName) -> str:
    """SQL text of a table after that was renamed or moved."""
    if old.schema != new.schema:
        text = qualifying.move_table(text, old.name, old.schema, new.schema)
    return sqltext.rename(text, {old.name: new.name}, role="table") if old.name != new.name else text


def sequence_name(holder: Holder, old: QName, new: QName) -> Holder:
    """A table or domain after a sequence was renamed: what draws from it."""
    return sql(holder, lambda text: rename_sequence(text, old, new))


def routine_name(holder: Holder, old: QName, new: QName) -> Holder:
    """A table or domain after a function was renamed: what calls it."""
    return sql(holder, lambda text: mentions.recalled(text, old, new))


def owner_table(sequence: Sequence, old: QName, new: QName) -> Sequence:
    """A sequence after a table was renamed."""
    owner = sequence.owned_by
    return replace(sequence, owned_by=replace(owner, table=new)) if owner and owner.table == old else sequence


def owner_column(sequence: Sequence, table: QName, old: str, new: str) -> Sequence:
    """A sequence after a column was renamed."""
    owner = sequence.owned_by
    if owner is None or (owner.table, owner.column) != (table, old):
        return sequence
    return replace(sequence, owned_by=replace(owner, column=new))


def enum_value(holder: Holder, enum: QName, old: str, new: str) -> Holder:
    """A table or domain after a value of an enum was renamed: the default of what is of that enum, and, where there is
    such a thing, every string literal in SQL text that is exactly the old value."""
    if isinstance(holder, Domain):
        if enum not in enums_of(holder.type):
            return holder
        default = Constant(new) if holder.default == Constant(old) else holder.default
        return sql(replace(holder, default=default), lambda text: sqltext.rename_strings(text, {old: new}))
    if not isinstance(holder, Table) or not any(enum in enums_of(it.type) for it in holder.columns):
        return holder
    return sql(
        replace(holder, columns=tuple(_column_value(it, enum, old, new) for it in holder.columns)),
        lambda text: sqltext.rename_strings(text, {old: new}),
    )


def sql(holder: Holder, change: Change) -> Holder:
    """A table or domain with every SQL text of it changed: defaults, generated columns, checks, index keys and
    predicates."""
    match holder:
        case Domain():
            return _domain_sql(holder, change)
        case Table():
            return _table_sql(holder, change)
        case Composite() | Range():
            return holder


def _domain_sql(domain: Domain, change: Change) -> Domain:
    default = text_of(domain.default, change) if isinstance(domain.default, Sql) else domain.default
    checks = _checks_sql(domain.checks, change)
    if default is domain.default and all(map(is_, checks, domain.checks)):
        return domain
    return replace(domain, default=default, checks=checks)


def _checks_sql(checks: tuple[Check, ...], change: Change) -> tuple[Check, ...]:
    return tuple(
        it if (text := text_of(it.expression, change)) is it.expression else replace(it, expression=text)
        for it in checks
    )


def _table_sql(table: Table, change: Change) -> Table:
    columns = tuple(_column_sql(it, change) for it in table.columns)
    checks = _checks_sql(table.checks, change)
    indexes = tuple(_index_sql(it, change) for it in table.indexes)
    key = table.partition_by and _partition_sql(table.partition_by, change)
    own = tuple(_deviation_sql(it, change) for it in table.deviations)
    exclusions = tuple(_exclusion_sql(it, change) for it in table.exclusions)
    now = (*columns, *checks, *indexes, *exclusions, key, *own)
    before = (*table.columns, *table.checks, *table.indexes, *table.exclusions, table.partition_by, *table.deviations)
    if all(map(is_, now, before)):
        return table
    return replace(
        table,
        columns=columns,
        checks=checks,
        indexes=indexes,
        exclusions=exclusions,
        partition_by=key,
        deviations=own,
    )


def text_of(text: Sql, change: Change) -> Sql:
    """The SQL with its text on every dialect changed; the same object where nothing changes."""
    main = text.text if text.text is None else change(text.text)
    dialects = tuple((dialect, it if it is None else change(it)) for dialect, it in text.dialects)
    return text if main == text.text and dialects == text.dialects else Sql(main, dialects)


def _swap(columns: tuple[str, ...], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(names.get(it, it) for it in columns)


def _own_column(key: ForeignKey, table: QName, names: Mapping[str, str]) -> ForeignKey:
    key = replace(key, columns=_swap(key.columns, names), set_columns=_swap(key.set_columns, names))
    return _target_column(key, table, names)


def _target_column(key: ForeignKey, target: QName, names: Mapping[str, str]) -> ForeignKey:
    return replace(key, target_columns=_swap(key.target_columns, names)) if key.target == target else key


def _index_column(index: Index, names: Mapping[str, str]) -> Index:
    keys = tuple(replace(it, column=names.get(it.column, it.column)) if it.column else it for it in index.keys)
    return replace(index, keys=keys, include=_swap(index.include, names))


def _exclusion_column(exclusion: Exclusion, names: Mapping[str, str]) -> Exclusion:
    keys = tuple(replace(it, column=names.get(it.column, it.column)) if it.column else it for it in exclusion.keys)
    return replace(exclusion, keys=keys, include=_swap(exclusion.include, names))


def _exclusion_sql(exclusion: Exclusion, change: Change) -> Exclusion:
    keys = tuple(_key_sql(it, change) for it in exclusion.keys)
    where = exclusion.where and text_of(exclusion.where, change)
    if where is exclusion.where and all(map(is_, keys, exclusion.keys)):
        return exclusion
    return replace(exclusion, keys=keys, where=where)


def _partition_column(key: PartitionKey, names: Mapping[str, str]) -> PartitionKey:
    keys = tuple(replace(it, column=names.get(it.column, it.column)) if it.column else it for it in key.keys)
    return replace(key, keys=keys)


def _partition_sql(key: PartitionKey, change: Change) -> PartitionKey:
    keys = tuple(_key_sql(it, change) for it in key.keys)
    return key if all(map(is_, keys, key.keys)) else replace(key, keys=keys)


def _deviation_sql(own: Deviation, change: Change) -> Deviation:
    if not isinstance(own.default, Sql) or (text := text_of(own.default, change)) is own.default:
        return own
    return replace(own, default=text)


def _column_sql(column: Column, change: Change) -> Column:
    default, generated = column.server_default, column.generated
    if isinstance(default, Sql) and (text := text_of(default, change)) is not default:
        column = replace(column, server_default=text)
    if generated is not None and (text := text_of(generated.expression, change)) is not generated.expression:
        column = replace(column, generated=Generated(text, generated.virtual))
    return column


def _index_sql(index: Index, change: Change) -> Index:
    keys = tuple(_key_sql(it, change) for it in index.keys)
    where = index.where and text_of(index.where, change)
    if where is index.where and all(map(is_, keys, index.keys)):
        return index
    return replace(index, keys=keys, where=where)


def _key_sql(key: IndexKey, change: Change) -> IndexKey:
    if key.expression is None or (text := text_of(key.expression, change)) is key.expression:
        return key
    return replace(key, expression=text)


def _column_value(column: Column, enum: QName, old: str, new: str) -> Column:
    if column.server_default == Constant(old) and enum in enums_of(column.type):
        return replace(column, server_default=Constant(new))
    return column
