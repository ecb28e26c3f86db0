"""What makes composites and ranges, and what is of them or sorted by collations, valid again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Attribute, Column, Composite, Domain, IndexKey, Object, Range, Table
from azuraforge_schemagen.ir.types import Named, Scalar, Type, UserType, exchanged, refs_of

SERVERS = frozenset({"C", "POSIX", "default", "nocase"})
"""Collations that are no objects."""


def types(objects: Iterable[Object]) -> list[Object]:
    """The objects with types and collations that are there; a multirange is that of its range."""
    found = {it.ref: it for it in objects}
    return [_sound(it, found) for it in found.values()]


def _sound(it: Object, found: Mapping[Ref, Object]) -> Object:
    match it:
        case Composite():
            return replace(it, attributes=tuple(_part(one, found) for one in it.attributes))
        case Range():
            there = all(ref in found for ref in refs_of(it.subtype))
            collation = _collation(it.collation, found)
            return replace(it, subtype=it.subtype if there else Scalar("integer"), collation=collation)
        case Domain():
            return replace(it, collation=_collation(it.collation, found))
        case Table():
            columns = tuple(_part(one, found) for one in it.columns)
            indexes = tuple(replace(one, keys=tuple(_key(key, found) for key in one.keys)) for one in it.indexes)
            return replace(it, columns=columns, indexes=indexes)
        case _:
            return it


def _part(part: Column | Attribute, found: Mapping[Ref, Object]):  # type: ignore[no-untyped-def]
    type_ = _type(part.type, found)
    collation = _collation(part.collation, found)
    if type_ == part.type and collation == part.collation:
        return part
    changed = replace(part, type=type_, collation=collation)
    return replace(changed, server_default=None) if isinstance(changed, Column) and type_ != part.type else changed


def _type(type_: Type, found: Mapping[Ref, Object]) -> Type:
    own = [ref for ref in refs_of(type_) if ref.kind in ("composite", "range")]
    if not all(ref in found for ref in own):
        return Scalar("text")

    def now(it: Named) -> Type:
        range_ = found.get(Ref("range", it.name)) if isinstance(it, UserType) and it.multirange else None
        return UserType("range", it.name, range_.multirange) if isinstance(range_, Range) else it

    return exchanged(type_, now) if own else type_


def _key(key: IndexKey, found: Mapping[Ref, Object]) -> IndexKey:
    return replace(key, collation=_collation(key.collation, found))


def _collation(name: QName | None, found: Mapping[Ref, Object]) -> QName | None:
    return name if name is None or name.name in SERVERS or Ref("collation", name) in found else None
