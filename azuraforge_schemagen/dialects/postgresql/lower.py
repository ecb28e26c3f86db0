"""What PostgreSQL holds: everything but other servers' options."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.ir.bodies import Trigger
from azuraforge_schemagen.ir.schema import Column, Enum, Namespace, Standalone, Table
from azuraforge_schemagen.ir.types import Array, Type

FOREIGN_OPTIONS = ("mysql_", "mariadb_", "sqlite_")


def lower_table(table: Table) -> Table:
    """The table without the options of other servers."""
    if not table.options or not any(key.startswith(FOREIGN_OPTIONS) for key, _ in table.options):
        return table
    return replace(table, options=tuple(it for it in table.options if not it[0].startswith(FOREIGN_OPTIONS)))


def lower_enum(enum: Enum) -> Enum:
    """The enum."""
    return enum


def lower_namespace(namespace: Namespace) -> Namespace:
    """The database schema."""
    return namespace


def lower_object(found: Standalone) -> Standalone | None:
    """The object; a trigger executes a function here, and has no body."""
    if isinstance(found, Trigger):
        return None if found.function is None else replace(found, body=None) if found.body else found
    return found


def store(column: Column) -> Column:
    """The column as the catalog keeps it: an array has no dimensions."""
    stored = _stored(column.type)
    return column if stored is column.type else replace(column, type=stored)


def _stored(type_: Type) -> Type:
    if isinstance(type_, Array):
        return type_ if type_.dimensions == 1 else Array(type_.items)
    return type_
