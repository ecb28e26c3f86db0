"""A ``table`` file -> a draft: its mixins expanded, its columns, keys and indexes read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Table
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve import heirs, names
from azuraforge_schemagen.resolve.columns import add_columns
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.exclusions import add_exclusions
from azuraforge_schemagen.resolve.facets import with_facets
from azuraforge_schemagen.resolve.findings import Place, suggest
from azuraforge_schemagen.resolve.indexes import add_indexes, options
from azuraforge_schemagen.resolve.keys import add_checks, table_keys

MAX_COLUMNS = 1600
"""The most columns of a table that PostgreSQL holds; SQLite's limit is higher."""


def drafts_of(tables: Mapping[QName, Document], mixins: Mapping[str, Document], ctx: Context) -> dict[QName, Draft]:
    """The drafts of all tables, sorted by name; those of heirs are made after their parents'."""
    drafts: dict[QName, Draft] = {}
    for name, parents in heirs.parents_first(tables, ctx):
        drafts[name] = draft_of(name, tables[name], mixins, ctx, [drafts[it] for it in parents])
    return {name: drafts[name] for name in tables}


def draft_of(
    name: QName, document: Document, mixins: Mapping[str, Document], ctx: Context, parents: Sequence[Draft] = ()
) -> Draft:
    """The draft of a table: everything but its foreign keys, which need the other tables."""
    draft = Draft(name, document, ctx, heir_of=tuple(parents))
    used = list(_mixins(document, mixins, ctx))
    reserve(draft, used)
    heirs.reserve(draft)
    draft.dialects = ctx.texts.names(document.data.get("dialects"), Place(document, ("dialects",)))
    add_columns(document.data.get("columns") or {}, document, draft)
    for mixin, source in used:
        _expand(mixin, source, draft)
    heirs.add_columns(draft)
    _check_columns(draft)
    table_keys(draft)
    add_indexes(document.data.get("indexes") or {}, Place(document, ("indexes",)), draft)
    add_exclusions(document.data.get("exclusions") or {}, Place(document, ("exclusions",)), draft)
    for _, source in used:
        add_checks(source.data.get("checks") or {}, Place(source, ("checks",)), draft)
        add_indexes(source.data.get("indexes") or {}, Place(source, ("indexes",)), draft)
    heirs.add_checks(draft)
    return draft


def table_of(draft: Draft) -> Table:
    """The finished table of a draft."""
    data = draft.document.data
    table = Table(
        draft.name,
        tuple(draft.columns.values()),
        draft.primary_key,
        tuple(draft.uniques),
        tuple(draft.checks),
        tuple(draft.foreign_keys),
        tuple(draft.indexes),
        options(data.get("options") or {}),
        draft.dialects,
        data.get("comment"),
        tuple(draft.exclusions),
        draft.partition_by,
        inherits=tuple(it.name for it in draft.heir_of),
    )
    return with_facets(table, draft)


def _mixins(document: Document, mixins: Mapping[str, Document], ctx: Context) -> Iterator[tuple[str, Document]]:
    for index, name in enumerate(document.data.get("mixins") or ()):
        if name in mixins:
            yield name, mixins[name]
        else:
            place = Place(document, ("mixins", index))
            ctx.findings.error("SG130", f"there is no mixin '{name}'", place, suggest(name, mixins))


def _expand(mixin: str, source: Document, draft: Draft) -> None:
    specs = source.data.get("columns") or {}
    for column in specs.keys() & draft.columns.keys():
        other = draft.where("columns", column)
        message = f"the mixin '{mixin}' and the table '{draft.name}' both have a column '{column}'"
        if column in draft.mixed:
            message = f"two mixins of the table '{draft.name}' have a column '{column}'"
        place = Place(draft.document, ("mixins",))
        draft.error("SG130", message, place, "rename or drop one of them", (other._replace(key=True), "the column"))
    add_columns(specs, source, draft)


def reserve(draft: Draft, used: list[tuple[str, Document]]) -> None:
    """Takes the names of constraints that somebody wrote, so that derived ones step aside."""
    data, here = draft.document.data, Place(draft.document)
    key = data.get("primary_key")
    if isinstance(key, Mapping) and "name" in key:
        _take(key["name"], here.at("primary_key", "name"), draft)
    for section in ("uniques", "checks", "foreign_keys", "exclusions"):
        for name in data.get(section) or ():
            _take(name, here.name(section, name), draft)
    _reserve_columns(data, here, draft)
    for _, source in used:
        for name in source.data.get("checks") or ():
            place = Place(source, ("checks", name), key=True)
            _take(draft.written(name, place), place, draft)
        _reserve_columns(source.data, Place(source), draft)
    if draft.document.data.get("primary_key") or _has_key_column(data, used):
        draft.constraints.setdefault(draft.ctx.naming.primary_key(draft.name.name), draft.place)


def _has_key_column(data: Mapping[str, Any], used: list[tuple[str, Document]]) -> bool:
    sources = [data, *(source.data for _, source in used)]
    specs = (spec for source in sources for spec in (source.get("columns") or {}).values())
    return any(isinstance(spec, Mapping) and spec.get("primary_key") for spec in specs)


def _reserve_columns(data: Mapping[str, Any], here: Place, draft: Draft) -> None:
    for column, spec in (data.get("columns") or {}).items():
        if "constraint" in spec and isinstance(spec, Mapping):
            place = here.at("columns", column, "constraint")
            _take(draft.written(spec["constraint"], place), place, draft)


def _take(name: str, place: Place, draft: Draft) -> None:
    first = draft.constraints.setdefault(name, place)
    if first is not place:
        message = f"the table '{draft.name}' has two constraints '{name}'"
        draft.error("SG123", message, place, "give one of them another name", (first, "the other one"))


def _check_columns(draft: Draft) -> None:
    if len(draft.columns) > MAX_COLUMNS:
        message = f"the table '{draft.name}' has {len(draft.columns)} columns; PostgreSQL holds {MAX_COLUMNS}"
        draft.error("SG147", message, draft.place)
    if "postgresql" in draft.ctx.texts.dialects:
        for name in names.SYSTEM_COLUMNS & draft.columns.keys():
            message = f"'{name}' is a column that PostgreSQL gives every table"
            draft.error("SG121", message, draft.where("columns", name)._replace(key=True), "choose another name")
    if names.are_distinct(draft.columns):
        return
    named = [(name, draft.where("columns", name)._replace(key=True)) for name in draft.columns]
    names.check_twins(named, f"columns of '{draft.name}':", draft.ctx.findings)
