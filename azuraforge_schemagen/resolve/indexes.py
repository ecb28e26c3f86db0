"""Indexes of a table or of a mixin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from azuraforge_schemagen.ir.schema import Index, IndexKey
from azuraforge_schemagen.resolve import names
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.findings import Place


def add_indexes(specs: Mapping[str, Any], place: Place, draft: Draft) -> None:
    """The indexes of a table or of a mixin."""
    for name, spec in specs.items():
        here = place.at(name)
        made = draft.written(name, here._replace(key=True))
        details: Mapping[str, Any] = spec if isinstance(spec, Mapping) else {"columns": spec}
        draft.renamed("index", details, made, here)
        where = here.at("columns") if isinstance(spec, Mapping) else here
        keys = index_keys(name, details["columns"], where, draft)
        include = tuple(details.get("include") or ())
        if keys is None or not draft.has(include, here.at("include"), f"index '{name}'"):
            continue
        if (kind := ("indexes", made)) in draft.places:
            also = (draft.places[kind], "the other one")
            draft.error("SG123", f"the index '{made}' is declared twice", here._replace(key=True), "", also)
            continue
        draft.places[kind] = here._replace(key=True)
        draft.indexes.append(_index(made, keys, details, here, draft.ctx))


def view_index(name: str, spec: Any, place: Place, schema: str, ctx: Context) -> Index:
    """An index of a materialized view, whose columns nobody declares."""
    names.check(name, place._replace(key=True), ctx.findings)
    details: Mapping[str, Any] = spec if isinstance(spec, Mapping) else {"columns": spec}
    where = place.at("columns") if isinstance(spec, Mapping) else place
    keys = tuple(_key(it, where.at(at), schema, ctx) for at, it in enumerate(details["columns"]))
    return _index(name, keys, details, place, ctx)


def _index(name: str, keys: tuple[IndexKey, ...], details: Mapping[str, Any], place: Place, ctx: Context) -> Index:
    texts, where = ctx.texts, details.get("where")
    return Index(
        name,
        keys,
        bool(details.get("unique", False)),
        str(details.get("using", "btree")),
        None if where is None else texts.read(where, place.at("where")),
        tuple(details.get("include") or ()),
        bool(details.get("nulls_not_distinct", False)),
        tuple(_option(*item) for item in (details.get("with") or {}).items()),
        texts.names(details.get("dialects"), place.at("dialects")),
        details.get("comment"),
    )


def options(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Options of a table or a key as texts, sorted by name."""
    return tuple(sorted(_option(*item) for item in values.items()))


def _option(name: str, value: Any) -> tuple[str, str]:
    return name, str(value).lower() if isinstance(value, bool) else str(value)


def index_keys(name: str, specs: list[Any], place: Place, draft: Draft) -> tuple[IndexKey, ...] | None:
    """The keys of an index or a partition key; ``None`` after an error."""
    plain = [spec if isinstance(spec, str) else spec.get("column") for spec in specs]
    fine = True
    for index, column in enumerate(plain):
        here = place.at(index) if isinstance(specs[index], str) else place.at(index, "column")
        if column is not None and column not in draft.columns:
            draft.lacks(column, here, f"index '{name}'")
            fine = False
        elif column is not None and specs[index] in specs[:index]:
            draft.error("SG132", f"index '{name}': the column '{column}' stands twice", here)
            fine = False
    if not fine:
        return None
    return tuple(_key(spec, place.at(index), draft.name.schema, draft.ctx) for index, spec in enumerate(specs))


def _key(spec: Any, place: Place, schema: str, ctx: Context) -> IndexKey:
    if isinstance(spec, str):
        return IndexKey(spec)
    expression = ctx.texts.read(spec["expr"], place.at("expr")) if "expr" in spec else None
    return IndexKey(
        spec.get("column"),
        expression,
        spec.get("sort") == "desc",
        _nulls(spec),
        spec.get("opclass"),
        ctx.types.collation(spec.get("collation"), schema),
    )


def _nulls(spec: Mapping[str, Any]) -> Any:
    """Where NULLs stand, ``None`` where it is where the order puts them anyway."""
    nulls = spec.get("nulls")
    usual = "first" if spec.get("sort") == "desc" else "last"
    return None if nulls == usual else nulls
