"""What tables say under ``relationships``: which end of which foreign key, or which many-to-many, each one means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.resolve import identifiers
from azuraforge_schemagen.resolve.catalog import target_of
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.findings import Place, suggest
from azuraforge_schemagen.resolve.relations.edges import Edge, End, Graph, Models, names

Drafts = Mapping[QName, Draft]


class Wish(NamedTuple):
    """A relationship as it is written: the table whose class has it, its name, and what is said about it."""

    owner: QName
    name: str
    spec: Mapping[str, Any]
    place: Place


@dataclass(frozen=True, slots=True)
class Declared:
    """A relationship that somebody wrote; ``end`` is ``None`` for a many-to-many or a join of its own."""

    owner: QName
    name: str
    spec: Mapping[str, Any]
    place: Place
    target: QName
    end: End | None = None
    secondary: QName | None = None


@dataclass(slots=True)
class Declarations:
    """Everything declared: who claims an end, who stands beside, which derived names are left out."""

    claims: dict[End, Declared] = field(default_factory=dict)
    others: list[Declared] = field(default_factory=list)
    left_out: dict[tuple[QName, str], Place] = field(default_factory=dict)
    names: dict[QName, dict[str, Place]] = field(default_factory=dict)


def declarations(models: Models) -> Declarations:
    """Reads ``relationships`` of every mapped table."""
    found = Declarations()
    for owner, draft in models.mapped.items():
        for name, spec in sorted((draft.document.data.get("relationships") or {}).items(), key=_key):
            place = Place(draft.document, ("relationships", name))
            if spec is False or spec is None:
                found.left_out[owner, name] = place
                continue
            _check_name(name, draft, place)
            found.names.setdefault(owner, {})[name] = place
            declared = _declared(Wish(owner, name, spec, place), models)
            if declared is None:
                continue
            if declared.end is not None and declared.end not in found.claims:
                found.claims[declared.end] = declared
            else:
                found.others.append(declared)
    return found


def _key(item: tuple[str, Any]) -> tuple[bool, bool, str]:
    """Of several over one foreign key the one that has another side is it, and the others stand beside it."""
    name, spec = item
    said: Mapping[str, Any] = spec or {}
    return bool(said.get("viewonly")), not said.get("back"), name


def _check_name(name: str, draft: Draft, place: Place) -> None:
    if not identifiers.is_attribute(name):
        message = f"'{name}' cannot be a relationship of a model"
        draft.error("SG161", message, place._replace(key=True), f"write {identifiers.attribute(name)}")
    for attribute in draft.attributes:
        if attribute.name == name:
            message = f"the relationship '{name}' has the name of a column's attribute"
            also = (draft.where("columns", attribute.column), "the column")
            draft.error("SG163", message, place._replace(key=True), "rename one of them", also)


def _declared(wish: Wish, models: Models) -> Declared | None:
    spec, place = wish.spec, wish.place
    target = secondary = None
    if "target" in spec and (target := _table(spec["target"], wish, models.mapped, "target", models)) is None:
        return None
    if "secondary" in spec:
        if (secondary := _table(spec["secondary"], wish, models.tables, "secondary", models)) is None:
            return None
        target = target or _far_side(wish.owner, secondary, models)
        if target is None:
            _unclear(wish, place, "it has no target", "add target: TABLE", models)
            return None
        return Declared(*wish, target, secondary=secondary)
    if target and "via" not in spec and "foreign(" in str(spec.get("primaryjoin", "")):
        return Declared(*wish, target)  # the join says itself which columns refer: no key's need to be the same ones
    end = _end(wish, target, models)
    if isinstance(end, End):
        return Declared(*wish, end.target, end)
    if "primaryjoin" in spec and target:
        return Declared(*wish, target)
    where = place.at("via") if "via" in spec else place._replace(key=True)
    _unclear(wish, where, *_why(end, wish, models.graph), models)
    return None


def _table(spec: Any, wish: Wish, known: Drafts, key: str, models: Models) -> QName | None:
    name, exact = target_of(spec)
    own = QName(wish.owner.schema, name.name)
    if name in known or (not exact and own in known):
        return name if name in known else own
    message = f"there is no table '{name}'" + ("" if key == "secondary" else " with a class")
    models.ctx.findings.error("SG140", message, wish.place.at(key), suggest(str(name), map(str, known)))
    return None


def _far_side(owner: QName, secondary: QName, models: Models) -> QName | None:
    targets = [key.target for key in models.tables[secondary].foreign_keys if key.target in models.mapped]
    far = [target for target in targets if target != owner]
    return far[0] if len(far) == 1 else owner if targets == [owner, owner] else None


def _end(wish: Wish, target: QName | None, models: Models) -> End | list[End]:
    """The end that is meant; a list of those that could be where it is not clear."""
    via, name = wish.spec.get("via"), wish.name
    ends = [end for end in models.graph.ends(wish.owner) if target is None or end.target == target]
    if via is not None:
        exact = [end for end in ends if end.edge.key.columns == (via,) or end.edge.key.name == via]
        ends = exact or [end for end in ends if via in end.edge.key.columns]
    elif target is None:
        ends = [end for end in ends if name in names(end)[:1]]
    if ends and ends[0].edge.is_self and {end.edge for end in ends} == {ends[0].edge}:
        return _side(ends[0].edge, wish, models)
    named = [end for end in ends if name in names(end)[:1]]
    forward = [end for end in ends if end.forward]
    return next((choice[0] for choice in (ends, named, forward) if len(choice) == 1), ends)


def _side(edge: Edge, wish: Wish, models: Models) -> End | list[End]:
    """Which end of a self-reference is meant: its own name tells, or that of its other side; else ``target`` on one of
    the two means the collection, and a relationship alone is the side that refers."""
    forward, backward = End(edge, True), End(edge, False)
    named = {**dict.fromkeys(names(backward)[:1], backward), **dict.fromkeys(names(forward)[:2], forward)}
    if wish.name in named:
        return named[wish.name]
    if "target" in wish.spec:
        return backward
    back = wish.spec.get("back")
    facing = (models.mapped[wish.owner].document.data.get("relationships") or {}).get(back)
    if back in named:
        return named[back].other
    if facing and "target" not in facing:
        return [forward, backward]
    return forward


def _why(ends: list[End], wish: Wish, graph: Graph) -> tuple[str, str]:
    owner, spec = wish.owner, wish.spec
    if ends and ends[0].edge.is_self and len({end.edge for end in ends}) == 1:
        return "each side of the foreign key could be meant", "add target: to the side that holds many"
    if ends:
        listed = ", ".join(sorted({end.edge.key.columns[0] for end in ends}))
        return "several foreign keys could be meant", f"add via: with one of {listed}"
    if "via" in spec:
        known = {part for end in graph.ends(owner) for part in (*end.edge.key.columns, end.edge.key.name)}
        return f"'{spec['via']}' is no foreign key between the two tables", suggest(str(spec["via"]), known)
    known = {names(end)[0] for end in graph.ends(owner)}
    return "no foreign key leads there", suggest("", known) or "add via: or target:"


def _unclear(wish: Wish, place: Place, why: str, help_: str, models: Models) -> None:
    models.ctx.findings.error("SG162", f"the relationship '{wish.name}' is unclear: {why}", place, help_)
