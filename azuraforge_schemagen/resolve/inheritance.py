"""Classes that inherit from classes: which table's class has which parent, and what joins the two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import ForeignKey
from azuraforge_schemagen.resolve.catalog import target_of
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.findings import Place, suggest

Drafts = Mapping[QName, Draft]


@dataclass(frozen=True, slots=True)
class Parent:
    """The table whose class another one inherits from, and the foreign key that joins them."""

    table: QName
    key: ForeignKey


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The parent of each table that has one."""

    parents: Mapping[QName, Parent]

    def up(self, name: QName) -> tuple[QName, ...]:
        """The table and those above it, the nearest first."""
        found = [name]
        while found[-1] in self.parents:
            found.append(self.parents[found[-1]].table)
        return tuple(found)

    def down(self, name: QName) -> frozenset[QName]:
        """The table and those below it."""
        return frozenset({name, *(it for it in self.parents if name in self.up(it))})

    def line(self, name: QName) -> frozenset[QName]:
        """The table, those above it and those below it."""
        return self.down(name).union(self.up(name))

    def joins(self, key: ForeignKey) -> bool:
        """Whether a foreign key joins a class with its parent, so that it is no relationship."""
        return any(it.key is key for it in self.parents.values())


def hierarchy(mapped: Drafts, ctx: Context) -> Hierarchy:
    """The parents, by what the tables say; those that do not fit are said and left out."""
    wished = {name: parent for name, draft in mapped.items() if (parent := _parent(draft, mapped, ctx)) is not None}
    found: dict[QName, Parent] = {}
    for name, parent in wished.items():
        if _is_circular(name, wished):
            place = Place(mapped[name].document, ("mapper", "inherits"))
            ctx.findings.error("SG170", f"the class of '{name}' inherits from itself", place, "take inherits: out")
        else:
            found[name] = parent
    made = Hierarchy(found)
    for name in found:
        _check_attributes(mapped[name], made, mapped)
    return made


def _parent(draft: Draft, mapped: Drafts, ctx: Context) -> Parent | None:
    spec = (draft.document.data.get("mapper") or {}).get("inherits")
    if spec is None:
        return None
    place = Place(draft.document, ("mapper", "inherits"))
    name, exact = target_of(spec)
    own = QName(draft.name.schema, name.name)
    name = own if name not in mapped and not exact and own in mapped else name
    if name not in mapped:
        message = f"there is no table '{name}' with a class"
        ctx.findings.error("SG140", message, place, suggest(str(name), map(str, mapped)))
        return None
    key = _key(draft, mapped[name])
    if key is None:
        message = f"the primary key of '{draft.name}' does not refer to that of '{name}'"
        help_ = f"a class inherits by a key that is both: id: {{ type: ..., primary_key: true, references: {name}.id }}"
        ctx.findings.error("SG170", message, place, help_)
        return None
    return Parent(name, key)


def _key(draft: Draft, parent: Draft) -> ForeignKey | None:
    """The foreign key from a primary key to the parent's."""
    if draft.primary_key is None or parent.primary_key is None:
        return None
    pairs = set(parent.primary_key.columns)
    own = set(draft.primary_key.columns)
    fitting = (it for it in draft.foreign_keys if it.target == parent.name and set(it.columns) == own)
    return next((it for it in fitting if set(it.target_columns) == pairs), None)


def _is_circular(name: QName, wished: Mapping[QName, Parent]) -> bool:
    seen = {name}
    while name in wished:
        name = wished[name].table
        if name in seen:
            return True
        seen.add(name)
    return False


def _check_attributes(draft: Draft, found: Hierarchy, mapped: Drafts) -> None:
    """An attribute of a parent is the child's too: only a key that joins the two is both."""
    joined = dict(_joined(draft, found, mapped))
    for above in found.up(draft.name)[1:]:
        theirs = {it.name: it.column for it in mapped[above].attributes}
        for attribute in draft.attributes:
            if attribute.name in theirs and joined.get(attribute.column) != attribute.name:
                message = f"the attribute '{attribute.name}' is one of the class that it inherits from, '{above}', too"
                place = draft.where("columns", attribute.column)
                draft.error("SG161", message, place, f"give it another one: attr: {draft.name.name}_{attribute.name}")


def _joined(draft: Draft, found: Hierarchy, mapped: Drafts) -> Iterator[tuple[str, str]]:
    """The columns of the joining key, each with the attribute of the column that it refers to."""
    parent = found.parents[draft.name]
    theirs = {it.column: it.name for it in mapped[parent.table].attributes}
    for own, other in zip(parent.key.columns, parent.key.target_columns, strict=True):
        yield own, theirs[other]


def join_of(draft: Draft, found: Hierarchy, mapped: Drafts) -> tuple[tuple[str, str], ...]:
    """The pairs of columns that join a table with its parent, where more than one key could."""
    parent = found.parents.get(draft.name)
    if parent is None:
        return ()
    above = set(found.up(draft.name)[1:])
    keys = [it for it in draft.foreign_keys if it.target in above]
    keys += [it for name in above for it in mapped[name].foreign_keys if it.target == draft.name]
    return tuple(zip(parent.key.columns, parent.key.target_columns, strict=True)) if len(keys) > 1 else ()


def said(draft: Draft) -> Mapping[str, Any]:
    """What a table says to its mapper."""
    found: Mapping[str, Any] = draft.document.data.get("mapper") or {}
    return found
