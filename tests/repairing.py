"""Takes out of a schema what its last changes made invalid, as its author would."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import (
    Column,
    Constant,
    Enum,
    ForeignKey,
    Index,
    Schema,
    Sql,
    Table,
    schema_of,
)
from azuraforge_schemagen.ir.serials import folded
from azuraforge_schemagen.ir.types import EnumType
from tests import making_owned, making_states
from tests.making import indexable, keyable, keys_of
from tests.repairing_objects import standalone


def repaired(schema: Schema) -> Schema:
    """The schema with everything valid on PostgreSQL (and on SQLite, where its types are)."""
    objects = standalone(schema.objects.values())
    enums = {it.name: it for it in objects if isinstance(it, Enum)}
    others = [it for it in objects if not isinstance(it, Table)]
    tables = [_sound(it, enums) for it in objects if isinstance(it, Table)]
    tables = _distinct(tables, {(it.ref.name.schema, sqltext.fold(it.ref.name.name)) for it in others})
    tables = [making_states.sound(it) for it in tables]
    others = [it for it in standalone([*others, *tables]) if not isinstance(it, Table)]
    while True:
        by_name = {it.name: it for it in tables}
        checked = [replace(it, foreign_keys=tuple(_valid(it, by_name))) for it in tables]
        if checked == tables:
            return schema_of(*folded([*making_owned.sound(others, by_name), *tables]))
        tables = checked


def _sound(table: Table, enums: dict[QName, Enum]) -> Table:
    table = replace(table, columns=_columns(table, enums))
    key = table.primary_key
    if key and not all(name in table.by_name and keyable(table.by_name[name]) for name in key.columns):
        key = None
    names = key.columns if key else ()
    columns = tuple(_key_column(it, names) for it in table.columns)
    uniques = tuple(it for it in table.uniques if _all_keyable(table, it.columns))
    checks = tuple(it for it in table.checks if _known(table, it.expression))
    indexes = tuple(it for it in table.indexes if _sound_index(table, it))
    return replace(table, columns=columns, primary_key=key, uniques=uniques, checks=checks, indexes=indexes)


def _key_column(column: Column, key: tuple[str, ...]) -> Column:
    """Key columns are NOT NULL; counting is for one-column keys only, as on SQLite."""
    if column.name in key:
        column = replace(column, nullable=False)
    if (column.serial is not None or column.identity is not None) and key != (column.name,):
        column = replace(column, serial=None, identity=None)
    return column


def _columns(table: Table, enums: dict[QName, Enum]) -> tuple[Column, ...]:
    plain = {it.name for it in table.columns if it.generated is None}
    return tuple(_column(it, plain, enums) for it in table.columns)


def _column(column: Column, plain: set[str], enums: dict[QName, Enum]) -> Column:
    if column.generated is not None and not sqltext.names(column.generated.expression.text or "") <= plain:
        return replace(column, generated=None)
    if isinstance(column.type, EnumType) and isinstance(column.server_default, Constant):
        values = enums[column.type.name].values
        if column.server_default.value not in values:
            return replace(column, server_default=Constant(values[0]))
    return column


def _all_keyable(table: Table, names: Iterable[str]) -> bool:
    return all(name in table.by_name and keyable(table.by_name[name]) for name in names)


def _known(table: Table, text: Sql | None) -> bool:
    return text is None or sqltext.columns(text.text or "") <= set(table.by_name)


def _sound_index(table: Table, index: Index) -> bool:
    if not all(_known(table, it) for it in (index.where, *(key.expression for key in index.keys))):
        return False
    if not all(name in table.by_name and indexable(table.by_name[name]) for name in (*index.columns, *index.include)):
        return False
    return not index.unique or _all_keyable(table, index.columns)


def _distinct(tables: list[Table], taken: set[tuple[str, str]]) -> list[Table]:
    """Every relation has a name of its own: who comes later goes."""
    taken |= {(it.name.schema, sqltext.fold(it.name.name)) for it in tables}
    return [_with_free_names(it, _Names(it.name.schema, taken)) for it in tables]


class _Names:
    """The names of the constraints of a table, and those of all relations."""

    def __init__(self, schema: str, relations: set[tuple[str, str]]) -> None:
        self.schema, self.relations = schema, relations
        self.own: set[str] = set()

    def take(self, name: str) -> bool:
        """Whether a constraint may have the name; then it has it."""
        free = sqltext.fold(name) not in self.own
        self.own.add(sqltext.fold(name))
        return free

    def take_relation(self, name: str) -> bool:
        """Whether a key, index or sequence may have the name; then it has it."""
        place = (self.schema, sqltext.fold(name))
        if place in self.relations or not self.take(name):
            return False
        self.relations.add(place)
        return True


def _with_free_names(table: Table, names: _Names) -> Table:
    key = table.primary_key
    return replace(
        table,
        columns=tuple(_own_sequence(it, names) for it in table.columns),
        primary_key=key if key and names.take_relation(key.name) else None,
        uniques=tuple(it for it in table.uniques if names.take_relation(it.name)),
        checks=tuple(it for it in table.checks if names.take(it.name)),
        foreign_keys=tuple(it for it in table.foreign_keys if names.take(it.name)),
        indexes=tuple(it for it in table.indexes if names.take_relation(it.name)),
    )


def _own_sequence(column: Column, names: _Names) -> Column:
    name = column.serial or (column.identity.sequence if column.identity else "")
    return column if not name or names.take_relation(name) else replace(column, serial=None, identity=None)


def _valid(table: Table, tables: dict[QName, Table]) -> list[ForeignKey]:
    return [
        it
        for it in table.foreign_keys
        if _is_valid(table, it, tables.get(it.target)) and making_states.lasting(it, table, tables)
    ]


def _is_valid(table: Table, key: ForeignKey, target: Table | None) -> bool:
    if target is None or key.target_columns not in keys_of(target):
        return False
    if not all(name in table.by_name and table.by_name[name].generated is None for name in key.columns):
        return False
    pairs = zip(key.columns, key.target_columns, strict=True)
    if any(table.by_name[own].type != target.by_name[other].type for own, other in pairs):
        return False
    return key.on_delete != "set null" or all(table.by_name[name].nullable for name in key.columns)
