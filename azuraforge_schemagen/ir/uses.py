"""Which types and collations of the project something is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Attribute, Column, Composite, Domain, IndexKey, Object, Range
from azuraforge_schemagen.ir.types import Type, refs_of


def uses(of: Column | Attribute | Domain | Range | Composite) -> frozenset[Ref]:
    """What one is made of by itself. A collation may be the server's own."""
    match of:
        case Composite():
            return frozenset[Ref]().union(*(uses(it) for it in of.attributes))
        case Range():
            return refs_of(of.subtype) | _collation(of.collation)
        case Column() | Attribute() | Domain():
            found = refs_of(of.type)
            return found if of.collation is None else found | _collation(of.collation)


def collations(keys: Iterable[IndexKey]) -> frozenset[Ref]:
    """The collations that the keys of an index name."""
    return frozenset(Ref("collation", it.collation) for it in keys if it.collation is not None)


def _collation(name: QName | None) -> frozenset[Ref]:
    return frozenset() if name is None else frozenset({Ref("collation", name)})


def reached(type_: Type, objects: Mapping[Ref, Object]) -> set[Ref]:
    """What values of a type are made of, however deep."""
    found: set[Ref] = set()
    waiting = set(refs_of(type_))
    while waiting:
        ref = waiting.pop()
        found.add(ref)
        it = objects.get(ref)
        if isinstance(it, Domain | Range | Composite):
            waiting |= uses(it) - found
    return found
