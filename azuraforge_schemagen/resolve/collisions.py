"""Names that share a space: tables, indexes, keys and sequences of a schema are relations, enums and tables types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve import names
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.findings import Place

_What = tuple[str, Draft, Place]


def check(drafts: Iterable[Draft], enums: Mapping[QName, Document], ctx: Context) -> None:
    """Says which names of a database schema are used for two things."""
    relations: dict[QName, _What] = {}
    tables: dict[QName, Draft] = {}
    for draft in drafts:
        tables[draft.name] = draft
        _take(draft.name, "the table", draft, draft.place, relations)
    for draft in tables.values():
        for (kind, name), place in draft.places.items():
            if kind in _TITLES:
                _take(QName(draft.name.schema, name), _TITLES[kind], draft, place, relations)
    _check_alembic(relations, enums, ctx)
    _check_twins({name: draft.place for name, draft in tables.items()}, "tables", ctx)
    _check_twins({name: Place(document, ("enum",)) for name, document in enums.items()}, "enums", ctx)
    for shared in tables.keys() & enums.keys():
        message = f"the enum '{shared}' and the table '{shared}' are both types of PostgreSQL"
        also = (tables[shared].place, "the table")
        ctx.findings.error("SG123", message, Place(enums[shared], ("enum",)), "rename one of them", also)


_ALEMBIC = frozenset({"alembic_version", "alembic_version_pkc"})
"""The table that keeps the revision, and its primary key."""


def _check_alembic(relations: Mapping[QName, _What], enums: Mapping[QName, Document], ctx: Context) -> None:
    places = {name: place for name, (_, _, place) in relations.items()}
    places |= {name: Place(document, ("enum",)) for name, document in enums.items()}
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
    "sequences": "the sequence",
}


def _take(name: QName, title: str, draft: Draft, place: Place, relations: dict[QName, _What]) -> None:
    first = relations.setdefault(name, (title, draft, place))
    if first[2] is place:
        return
    one, two = _spell(title, name, draft), _spell(first[0], name, first[1])
    message = f"{one} and {two} cannot have the same name: both are relations of a schema"
    help_ = "give one of them another name (constraint: NAME, or a key, index or sequence with a name of its own)"
    draft.error("SG123", message, place, help_, (first[2], two))


def _spell(title: str, name: QName, draft: Draft) -> str:
    return f"{title} '{draft.name}'" if title == "the table" else f"{title} '{name.name}' of '{draft.name}'"
