"""What follows the rename of a type, a collation, or an attribute of a composite; see ``ir.follow``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import is_
from typing import TypeVar

from azuraforge_schemagen.ir import attributes, qualifying
from azuraforge_schemagen.ir.follow import Holder, sql
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import (
    Attribute,
    Column,
    Composite,
    Domain,
    Exclusion,
    Index,
    IndexKey,
    Object,
    Range,
    Table,
)
from azuraforge_schemagen.ir.types import Array, DomainType, Named, Type, UserType, exchanged, refs_of
from azuraforge_schemagen.ir.uses import reached

Typed = TypeVar("Typed", Column, Attribute)
Keyed = TypeVar("Keyed", Index, Exclusion)


def type_name(holder: Holder, old: Ref, new: QName) -> Holder:
    """After a type was renamed: columns and the like of it, and casts to it in SQL text."""

    def change(found: Named) -> Type:
        return replace(found, name=new) if refs_of(found) == {old} else found

    return _types(casts(holder, old.name, new), change)


def multirange_name(holder: Holder, range_: QName, old: str, new: str) -> Holder:
    """The same after the multirange of a range was."""

    def change(found: Named) -> Type:
        mine = isinstance(found, UserType) and found.name == range_ and found.multirange == old
        return UserType("range", range_, new) if mine else found

    return _types(casts(holder, QName(range_.schema, old), QName(range_.schema, new)), change)


def casts(holder: Holder, old: QName, new: QName) -> Holder:
    """The casts to a renamed type in SQL text."""
    return sql(holder, lambda text: qualifying.rename_type(text, old, new))


def _types(holder: Holder, change: Callable[[Named], Type]) -> Holder:
    """The holder with the project's types in it changed; the same object where none is."""
    match holder:
        case Domain():
            type_ = exchanged(holder.type, change)
            return holder if type_ == holder.type else replace(holder, type=type_)
        case Range():
            type_ = exchanged(holder.subtype, change)
            return holder if type_ == holder.subtype else replace(holder, subtype=type_)
        case Composite():
            parts = tuple(_retyped(it, change) for it in holder.attributes)
            return holder if all(map(is_, parts, holder.attributes)) else replace(holder, attributes=parts)
        case Table():
            columns = tuple(_retyped(it, change) for it in holder.columns)
            return holder if all(map(is_, columns, holder.columns)) else replace(holder, columns=columns)


def _retyped(part: Typed, change: Callable[[Named], Type]) -> Typed:
    type_ = exchanged(part.type, change)
    return part if type_ == part.type else replace(part, type=type_)


def collation_name(holder: Holder, old: QName, new: QName) -> Holder:
    """After a collation was renamed: what is sorted by it, and COLLATE in SQL text."""
    holder = sql(holder, lambda text: qualifying.rename_collation(text, old, new))
    match holder:
        case Domain() | Range():
            return replace(holder, collation=new) if holder.collation == old else holder
        case Composite():
            parts = tuple(_collated(it, old, new) for it in holder.attributes)
            return holder if all(map(is_, parts, holder.attributes)) else replace(holder, attributes=parts)
        case Table():
            return _table_collation(holder, old, new)


def _table_collation(table: Table, old: QName, new: QName) -> Table:
    columns = tuple(_collated(it, old, new) for it in table.columns)
    indexes = tuple(_keyed(it, old, new) for it in table.indexes)
    exclusions = tuple(_keyed(it, old, new) for it in table.exclusions)
    key = table.partition_by
    if key is not None and any(it.collation == old for it in key.keys):
        key = replace(key, keys=tuple(_key(it, old, new) for it in key.keys))
    now = (*columns, *indexes, *exclusions, key)
    if all(map(is_, now, (*table.columns, *table.indexes, *table.exclusions, table.partition_by))):
        return table
    return replace(table, columns=columns, indexes=indexes, exclusions=exclusions, partition_by=key)


def _collated(part: Typed, old: QName, new: QName) -> Typed:
    return replace(part, collation=new) if part.collation == old else part


def _keyed(child: Keyed, old: QName, new: QName) -> Keyed:
    if not any(it.collation == old for it in child.keys):
        return child
    return replace(child, keys=tuple(_key(it, old, new) for it in child.keys))


def _key(key: IndexKey, old: QName, new: QName) -> IndexKey:
    return replace(key, collation=new) if key.collation == old else key


def attribute(holder: Holder, of: Ref, old: str, new: str, objects: Mapping[Ref, Object]) -> Holder:
    """After an attribute of a composite was renamed: ``(column).attribute`` in SQL text. What is read from no plain
    column is taken for such a value where the table or domain has any."""
    if isinstance(holder, Composite | Range):
        return holder
    types = {"value": holder.type} if isinstance(holder, Domain) else {it.name: it.type for it in holder.columns}
    if not any(of in reached(it, objects) for it in types.values()):
        return holder

    def is_of(column: str | None) -> bool:
        return column not in types or _bare(types[column], objects) == UserType("composite", of.name)

    return sql(holder, lambda text: attributes.rename(text, old, new, is_of))


def _bare(type_: Type, objects: Mapping[Ref, Object]) -> Type:
    """What the values of a type are, or the items of an array."""
    match type_:
        case Array(items):
            return _bare(items, objects)
        case DomainType(name) if isinstance(found := objects.get(Ref("domain", name)), Domain):
            return _bare(found.type, objects)
        case _:
            return type_
