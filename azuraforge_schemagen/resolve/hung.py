"""What stands in the file of its table or view and is SQL of its own: triggers, policies, extended statistics."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from azuraforge_schemagen.ir.bodies import Policy, Routine, Statistics, Trigger
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve import names
from azuraforge_schemagen.resolve.catalog import Catalog
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.findings import Place
from azuraforge_schemagen.resolve.owned import Owner
from azuraforge_schemagen.resolve.policies import policies_of
from azuraforge_schemagen.resolve.statistics import statistics_of
from azuraforge_schemagen.resolve.triggers import triggers_of

Owned = Trigger | Policy | Statistics
Data = Mapping[str, Any]


@dataclass(slots=True)
class Parts:
    """The objects that stand in files of others, each with its place."""

    objects: dict[Ref, Owned] = field(default_factory=dict)
    places: dict[Ref, Place] = field(default_factory=dict)

    def add(self, found: Owned, place: Place, ctx: Context) -> None:
        """Notes one; says where two have a name."""
        first = self.places.setdefault(found.ref, place)
        if first is place:
            self.objects[found.ref] = found
        else:
            message = f"there are two {found.ref.kind} '{found.name}'"
            ctx.findings.error("SG123", message, place, "give one of them another name", (first, "the other one"))


def parts_of(catalog: Catalog, drafts: Mapping[QName, Draft], ctx: Context) -> Parts:
    """The triggers, policies and statistics of all tables, partitions and views."""
    found = Parts()
    for draft in drafts.values():
        in_tree = draft.partition_by is not None or draft.parent is not None
        home = draft.document.data.get("moved_from")
        owner = Owner(draft.name, "table", draft.columns, draft.dialects, in_tree, home)
        _add(draft.document, owner, drafts, found, ctx)
    views: tuple[tuple[Literal["view", "materialized_view"], Mapping[QName, Document]], ...] = (
        ("view", catalog.views),
        ("materialized_view", catalog.materialized_views),
    )
    for kind, shelf in views:
        for name, document in shelf.items():
            _add(document, Owner(name, kind, dialects=tuple(document.data.get("dialects") or ())), drafts, found, ctx)
    return found


def check_calls(parts: Parts, routines: Iterable[Routine], ctx: Context) -> None:
    """Says which triggers execute a function of the project that is none of a trigger."""
    declared: dict[QName, list[Routine]] = {}
    for it in routines:
        declared.setdefault(it.called, []).append(it)
    for ref, trigger in parts.objects.items():
        if not isinstance(trigger, Trigger) or trigger.function is None:
            continue
        found = declared.get(trigger.function, ())
        if found and not any(it.returns == "trigger" for it in found):
            message = f"trigger '{trigger.label}': {found[0].kind} '{found[0].name}' does not return a trigger"
            place = parts.places[ref]
            ctx.findings.error("SG184", message, place.at("execute"), "execute one that says 'returns: trigger'")


def _add(document: Document, owner: Owner, tables: Collection[QName], found: Parts, ctx: Context) -> None:
    """What the file of a table or view says of its own triggers, policies and statistics."""
    sections: tuple[tuple[str, Callable[[Data, Place], Iterable[Owned]]], ...] = (
        ("triggers", lambda specs, place: triggers_of(specs, place, owner, tables, ctx)),
        ("policies", lambda specs, place: policies_of(specs, place, owner, ctx)),
        ("statistics", lambda specs, place: statistics_of(specs, place, owner, ctx)),
    )
    for section, read in sections:
        specs, place = document.data.get(section) or {}, Place(document, (section,))
        for name, it in zip(specs, read(specs, place), strict=True):
            found.add(it, place.name(name), ctx)
        names.check_twins([(name, place.name(name)) for name in specs], f"{section} of '{owner.name}':", ctx.findings)
