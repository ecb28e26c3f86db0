"""Puts the relationships of every class together: declared ones, derived ones beside them, both sides linked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import ClassMap, Relationship
from azuraforge_schemagen.resolve import identifiers
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.findings import Place, suggest
from azuraforge_schemagen.resolve.inheritance import Hierarchy
from azuraforge_schemagen.resolve.relations.declared import Declarations, Declared, declarations
from azuraforge_schemagen.resolve.relations.edges import End, Models, models, names
from azuraforge_schemagen.resolve.relations.options import Details, details
from azuraforge_schemagen.resolve.relations.overlaps import Link, with_overlaps
from azuraforge_schemagen.resolve.relations.placing import placed
from azuraforge_schemagen.resolve.relations.secondary import many_to_many

_OWNED = ("save-update", "merge", "delete")
"""The cascade of a collection whose rows the database deletes with their parent (ON DELETE CASCADE)."""
_PASSIVE = (("passive_deletes", True),)


@dataclass(slots=True)
class _Names:
    """The name of every end that is left, and all names that each class has taken."""

    drafts: Mapping[QName, Draft]
    hierarchy: Hierarchy
    taken: dict[QName, set[str]] = field(default_factory=dict)
    of: dict[End, str] = field(default_factory=dict)
    dropped: set[End] = field(default_factory=set)

    def of_class(self, owner: QName) -> set[str]:
        found = self.taken.get(owner)
        if found is None:
            found = self.taken[owner] = {attribute.name for attribute in self.drafts[owner].attributes}
        return found

    def in_line(self, owner: QName) -> set[str]:
        """The names that the class, those above it and those below it have taken."""
        line = self.hierarchy.line(owner)
        return self.of_class(owner) if len(line) == 1 else set().union(*map(self.of_class, line))


def relate(
    tables: Mapping[QName, Draft], classes: Mapping[QName, ClassMap], line: Hierarchy, ctx: Context
) -> dict[QName, ClassMap]:
    """The classes with their relationships."""
    all_models = models(tables, {name: it.name for name, it in classes.items()}, line, ctx)
    declared = declarations(all_models)
    chosen = _choose(all_models, declared)
    links: list[Link] = []
    for owner in all_models.mapped:
        for end in all_models.graph.ends(owner):
            if end in chosen.of:
                key = end if _is_apart(end, declared) else end.edge
                links.append(Link(key, owner, _relationship(end, declared, chosen, all_models)))
    for other in declared.others:
        links += _beside(other, declared, chosen, all_models)
    found: dict[QName, list[Relationship]] = {}
    for link in with_overlaps(links, tables):
        found.setdefault(link.owner, []).append(link.relationship)
    return placed(classes, found, tables)


def _choose(models: Models, declared: Declarations) -> _Names:
    chosen = _Names(models.mapped, models.hierarchy)
    for owner, written in declared.names.items():
        chosen.of_class(owner).update(written)
    for end, one in declared.claims.items():
        chosen.of[end] = one.name
    for end, one in declared.claims.items():
        _name_back(end, one, declared, chosen, models.ctx)
    idle = dict(declared.left_out)
    for owner in models.mapped:
        for end in models.graph.ends(owner):
            if end not in chosen.of and end not in chosen.dropped:
                _derive(end, chosen, declared.left_out, idle)
    for (owner, name), place in idle.items():
        known = [chosen.of[end] for end in models.graph.ends(owner) if end in chosen.of]
        message = f"there is no relationship '{name}' to leave out of '{owner}'"
        models.ctx.findings.error("SG162", message, place._replace(key=True), suggest(name, known))
    return chosen


def _name_back(end: End, one: Declared, declared: Declarations, chosen: _Names, ctx: Context) -> None:
    """The name that a declared end gives its other side."""
    if "back" not in one.spec:
        return
    back, place = one.spec["back"], one.place.at("back")
    other = declared.claims.get(end.other)
    if back is None:
        if other is None:
            chosen.dropped.add(end.other)
    elif other is not None:
        if other.name != back:
            message = f"'{one.name}' names '{back}' as its other side, which is called '{other.name}'"
            ctx.findings.error("SG162", message, place, f"write back: {other.name}", (other.place, "the other side"))
    elif chosen.of.get(end.other) is None:
        _reserve_back(back, end.other.owner, place, chosen, ctx)
        chosen.of[end.other] = back


def _reserve_back(back: str, owner: QName, place: Place, chosen: _Names, ctx: Context) -> None:
    """Takes a name on the other side that ``back`` asks for."""
    if back in chosen.in_line(owner):
        message = f"the class of '{owner}' has another attribute or relationship '{back}'"
        ctx.findings.error("SG163", message, place, "choose another name for back:")
    elif not identifiers.is_attribute(back):
        message = f"'{back}' cannot be a relationship of a model"
        ctx.findings.error("SG161", message, place, f"write {identifiers.attribute(back)}")
    chosen.of_class(owner).add(back)


def _derive(
    end: End, chosen: _Names, left_out: Mapping[tuple[QName, str], Place], idle: dict[tuple[QName, str], Place]
) -> None:
    """Names an end, or drops it: a name that is left out is nobody's, however many keys would give it."""
    taken = chosen.in_line(end.owner)
    options = names(end)
    name = next((option for option in options if option not in taken), None)
    if name is None:
        name = identifiers.unique(options[-1], set(taken))
    if (end.owner, name) in left_out:
        idle.pop((end.owner, name), None)
        chosen.dropped.add(end)
        return
    chosen.of_class(end.owner).add(name)
    chosen.of[end] = name


def _relationship(end: End, declared: Declarations, chosen: _Names, models: Models) -> Relationship:
    edge, one = end.edge, declared.claims.get(end)
    ambiguous, back = edge.joined > 1, None if _is_apart(end, declared) else chosen.of.get(end.other)
    if one is not None:
        return _from_end(end, one, details(one, models), ambiguous, back)
    owned = not end.forward and edge.key.on_delete == "cascade"
    return Relationship(
        chosen.of[end],
        end.target,
        not (end.forward or edge.single),
        edge.optional if end.forward else True,
        edge.key.columns,
        edge.source,
        edge.key.target_columns if end.forward and edge.is_self else (),
        ambiguous,
        back,
        cascade=_OWNED if owned else (),
        options=_PASSIVE if owned else (),
    )


def _is_apart(end: End, declared: Declarations) -> bool:
    """Whether one of the two sides says that it has no other one."""
    sides = (declared.claims.get(end), declared.claims.get(end.other))
    return any(it is not None and it.spec.get("back", "") is None for it in sides)


def _from_end(end: End, one: Declared, said: Details, ambiguous: bool, back: str | None) -> Relationship:
    edge = end.edge
    cascade, options = said.cascade, said.options
    owned = not end.forward and edge.key.on_delete == "cascade" and not dict(options).get("viewonly")
    if owned and cascade is None:
        cascade = _OWNED
        options = tuple(sorted({**dict(_PASSIVE), **dict(options)}.items()))
    many = not (end.forward or edge.single) if said.uselist is None else said.uselist
    return Relationship(
        one.name,
        end.target,
        many,
        edge.optional if end.forward else True,
        said.foreign_columns or edge.key.columns,
        edge.source,
        said.remote_columns or (edge.key.target_columns if end.forward and edge.is_self else ()),
        ambiguous or bool(said.foreign_columns),
        back,
        None,
        cascade or (),
        said.order_by,
        said.collection,
        said.doc,
        options,
    )


def _beside(one: Declared, declared: Declarations, chosen: _Names, models: Models) -> list[Link]:
    """A many-to-many, a join of its own, or a second relationship over the same foreign key."""
    said = details(one, models)
    if one.secondary is not None:
        return many_to_many(one, said, _secondary_back(one, declared, chosen, models.ctx), models)
    back = one.spec.get("back")
    known = declared.names.get(one.target, {})
    if back is not None and back not in known:
        message = f"there is no relationship '{back}' of '{one.target}'"
        models.ctx.findings.error("SG162", message, one.place.at("back"), suggest(back, known) or "declare it there")
    if one.end is not None:
        made = _from_end(one.end, one, said, one.end.edge.joined > 1, back)
        return [Link((one.owner, one.name), one.owner, made)]
    made = Relationship(
        one.name,
        one.target,
        said.uselist is not False,
        foreign_columns=said.foreign_columns,
        foreign_table=_holder(said.foreign_columns, one, models) if said.foreign_columns else None,
        remote_columns=said.remote_columns,
        ambiguous=bool(said.foreign_columns),
        back=back,
        cascade=said.cascade or (),
        order_by=said.order_by,
        collection=said.collection,
        doc=said.doc,
        options=said.options,
    )
    return [Link((one.owner, one.name), one.owner, made)]


def _holder(columns: tuple[str, ...], one: Declared, models: Models) -> QName:
    """The table that holds the columns said to be foreign."""
    return one.owner if set(columns) <= models.mapped[one.owner].columns.keys() else one.target


def _secondary_back(one: Declared, declared: Declarations, chosen: _Names, ctx: Context) -> tuple[str | None, bool]:
    """The name of the other side of a many-to-many, and whether that is still to be made."""
    back = one.spec.get("back")
    if "back" in one.spec and back is None:
        return None, False
    if back is None:
        facing = [
            other.name
            for other in declared.others
            if other.secondary == one.secondary and other.owner == one.target and other.spec.get("back") == one.name
        ]
        return (facing[0] if facing else None), False
    if back in declared.names.get(one.target, {}):
        return back, False
    _reserve_back(back, one.target, one.place.at("back"), chosen, ctx)
    return back, True
