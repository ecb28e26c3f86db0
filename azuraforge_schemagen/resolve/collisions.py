"""Names that share a space: tables, views, indexes, keys and sequences of a schema are relations; enums, domains,
composites, ranges, tables and views are types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.resolve import names
from azuraforge_schemagen.resolve.catalog import Catalog
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.findings import Place
from azuraforge_schemagen.resolve.usertypes import multirange_of


class _What(NamedTuple):
    """What has a name, in words, and where that stands."""

    words: str
    place: Place


def check(drafts: Iterable[Draft], catalog: Catalog, ctx: Context) -> None:
    """Says which names of a database schema are used for two things."""
    relations: dict[QName, _What] = {}
    tables = {draft.name: draft for draft in drafts}
    for draft in tables.values():
        _take(draft.name, _What(f"the table '{draft.name}'", draft.place), relations, ctx)
    for kind in _RELATIONS:
        for name, document in catalog.objects[kind].items():
            _take(name, _What(f"the {kind.replace('_', ' ')} '{name}'", Place(document, (kind,))), relations, ctx)
    for name, document in catalog.materialized_views.items():
        for own in document.data.get("indexes") or ():
            place = Place(document, ("indexes", own), key=True)
            _take(QName(name.schema, own), _What(f"the index '{own}' of '{name}'", place), relations, ctx)
    for draft in tables.values():
        for (kind, own), place in draft.places.items():
            if kind in _TITLES:
                words = f"{_TITLES[kind]} '{own}' of '{draft.name}'"
                _take(QName(draft.name.schema, own), _What(words, place), relations, ctx)
    types = _types(tables, catalog, ctx)
    _check_alembic(relations, types, ctx)
    for kind in ("enum", "domain", "range", "collation", *_RELATIONS):
        places = {name: Place(document, (kind,)) for name, document in catalog.objects[kind].items()}
        _check_twins(places, f"{kind.replace('_', ' ')}s", ctx)
    _check_twins({name: draft.place for name, draft in tables.items()}, "tables", ctx)


def _types(tables: Mapping[QName, Draft], catalog: Catalog, ctx: Context) -> Mapping[QName, Place]:
    """Enums and the like, which are types as tables and views are; says which names two of them have."""
    found: dict[QName, _What] = {name: _What("the table", draft.place) for name, draft in tables.items()}
    for kind in ("view", "materialized_view", "composite"):
        words = f"the {kind.replace('_', ' ')}"
        found |= {name: _What(words, Place(it, (kind,))) for name, it in catalog.objects[kind].items()}
    own: dict[QName, Place] = {}
    for kind, name, place in _own_types(catalog):
        own[name] = place
        first = found.setdefault(name, _What(f"the {kind}", place))
        if first.place is not place:
            message = f"the {kind} '{name}' and {first.words} '{name}' are both types of PostgreSQL"
            ctx.findings.error("SG123", message, place, "rename one of them", (first.place, first.words))
    return own


def _own_types(catalog: Catalog) -> Iterator[tuple[str, QName, Place]]:
    for kind in ("enum", "domain", "range"):
        yield from ((kind, name, Place(it, (kind,))) for name, it in catalog.objects[kind].items())
    for name, document in catalog.ranges.items():
        yield "multirange", QName(name.schema, multirange_of(name, document)), Place(document, ("range",))


_RELATIONS = ("sequence", "view", "materialized_view", "composite")
"""The kinds of relations beside tables."""

_ALEMBIC = frozenset({"alembic_version", "alembic_version_pkc"})
"""The table that keeps the revision, and its primary key."""


def _check_alembic(relations: Mapping[QName, _What], types: Mapping[QName, Place], ctx: Context) -> None:
    places = {**{name: what.place for name, what in relations.items()}, **types}
    for name, place in places.items():
        if not name.schema and name.name.lower() in _ALEMBIC:
            message = f"the name '{name}' is taken: Alembic keeps the revision of the database under it"
            ctx.findings.error("SG123", message, place, "choose another name")


def _check_twins(places: Mapping[QName, Place], what: str, ctx: Context) -> None:
    by_schema: dict[str, list[tuple[str, Place]]] = {}
    for name, place in places.items():
        by_schema.setdefault(name.schema, []).append((name.name, place))
    for named in by_schema.values():
        names.check_twins(named, what, ctx.findings)


_TITLES = {
    "primary_key": "the primary key",
    "uniques": "the unique constraint",
    "indexes": "the index",
    "exclusions": "the exclusion",
    "sequences": "the sequence",
}


def _take(name: QName, what: _What, relations: dict[QName, _What], ctx: Context) -> None:
    first = relations.setdefault(name, what)
    if first.place is what.place:
        return
    message = f"{what.words} and {first.words} cannot have the same name: both are relations of a schema"
    help_ = "give one of them another name (constraint: NAME, or a key, index or sequence with a name of its own)"
    ctx.findings.error("SG123", message, what.place, help_, (first.place, first.words))
