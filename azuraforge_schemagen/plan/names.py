"""What names in SQL text stand for: the objects of both ends of a plan, by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from azuraforge_schemagen.ir.bodies import HUNG, ROUTINES, Routine
from azuraforge_schemagen.ir.mentions import Dotted, Mentions, chains
from azuraforge_schemagen.ir.names import QName, Ref, parse_ref
from azuraforge_schemagen.ir.schema import Object, Range, Schema

RELATIONS = ("table", "view", "materialized_view", "sequence")
TYPES = ("enum", "domain", "composite", "range", "collation", "table", "view", "materialized_view")


Group = Mapping[str, frozenset[tuple[str, Ref]]]
"""Addresses, each with the database schema that a text says it stands in, by bare name."""


@dataclass(frozen=True, slots=True)
class Names:
    """What names mean, by group; empty where no object is SQL of its own, so that nobody need look."""

    relations: Group = field(default_factory=dict)
    routines: Group = field(default_factory=dict)
    types: Group = field(default_factory=dict)
    attributes: Group = field(default_factory=dict)
    """Functions of one row, which may be written as its column: ``users.full_name``."""

    def __bool__(self) -> bool:
        return bool(self.relations or self.routines)

    def called(self, dotted: Iterable[Dotted], home: str) -> Iterator[Ref]:
        """The routines of some names, as seen from a database schema."""
        return _found(self.routines, dotted, home)

    def related(self, dotted: Iterable[Dotted], home: str) -> Iterator[Ref]:
        """The relations of some names."""
        return _found(self.relations, dotted, home)

    def typed(self, dotted: Iterable[Dotted], home: str) -> Iterator[Ref]:
        """The types of some names, those of rows too."""
        return _found(self.types, dotted, home)

    def mentioned(self, found: Mentions, home: str) -> Iterator[Ref]:
        """The routines and types of a text: called, written as a column, named by a string or anywhere."""
        yield from self.called(found.functions | found.objects, home)
        yield from _found(self.attributes, [("", name) for name in found.names], home)
        yield from self.typed(found.casts, home)
        yield from (it for it in self.typed(found.chains | found.objects, home) if it.kind not in RELATIONS)

    def anywhere(self, dotted: Iterable[Dotted]) -> Iterator[Ref]:
        """Relations and routines of some names, in whichever schema where none is said."""
        for schema, name in dotted:
            for group in (self.relations, self.routines):
                yield from (ref for place, ref in group.get(name, ()) if schema in ("", place))

    def exactly(self, called: Ref) -> Iterator[Ref]:
        """What has an address, by it; a routine by its name alone."""
        groups = (self.routines,) if called.kind in ROUTINES else (self.relations, self.types)
        for group in groups:
            found = group.get(called.name.name.partition("(")[0], ())
            yield from (ref for place, ref in found if (place, ref.kind) == (called.name.schema, called.kind))


def _found(group: Group, dotted: Iterable[Dotted], home: str) -> Iterator[Ref]:
    for schema, name in dotted:
        if name in group:
            places = (schema,) if schema else ("", home)
            yield from (ref for place, ref in group[name] if place in places)


def names_of(*ends: Schema) -> Names:
    """The names of these states together."""
    if not any(isinstance(it, HUNG) for end in ends for it in end.objects.values()):
        return Names()
    return grouped((name, ref) for end in ends for ref, found in end.objects.items() for name in said(found))


def grouped(entries: Iterable[tuple[QName, Ref]]) -> Names:
    """Names, each with what it means."""
    groups: tuple[defaultdict[str, set[tuple[str, Ref]]], ...] = (defaultdict(set), defaultdict(set), defaultdict(set))
    for said, ref in entries:
        for group, kinds in zip(groups, (RELATIONS, ROUTINES, TYPES), strict=True):
            if ref.kind in kinds:
                group[said.name].add((said.schema, ref))
    relations, routines, types = ({name: frozenset(refs) for name, refs in group.items()} for group in groups)
    rows = {ref.name.name for refs in types.values() for _, ref in refs}
    attributes = {name: frozenset(it for it in refs if _is_of_row(it[1], rows)) for name, refs in routines.items()}
    return Names(relations, routines, types, {name: refs for name, refs in attributes.items() if refs})


def _is_of_row(routine: Ref, rows: Container[str]) -> bool:
    """Whether a routine takes one value of a type of the project's own."""
    text = routine.name.name.partition("(")[2][:-1]
    found = chains(text)
    return len(found) == 1 and found[0].end == len(text) and found[0].names[-1] in rows


def bare(found: Object) -> QName:
    """The name that a text says: a routine's without its arguments."""
    return found.called if isinstance(found, Routine) else found.name


def said(found: Object) -> Iterator[QName]:
    """The names that texts have for an object."""
    yield bare(found)
    if isinstance(found, Range):
        yield QName(found.name.schema, found.multirange)


def declared(found: Object, end: Schema) -> Iterator[Ref]:
    """What ``depends_on`` adds; a routine may be named without its arguments."""
    for text in getattr(found, "depends_on", ()):
        ref = parse_ref(text)
        if ref in end.objects:
            yield ref
        elif ref.kind in ROUTINES:
            yield from (it.ref for it in end.objects.values() if isinstance(it, Routine) and it.called == ref.name)
