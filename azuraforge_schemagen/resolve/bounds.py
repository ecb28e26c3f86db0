"""Bounds of partitions: values by the types of the partition key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from azuraforge_schemagen.ir import moments, sqltext
from azuraforge_schemagen.ir.schema import (
    Bound,
    Constant,
    Default,
    DefaultBound,
    HashBound,
    IndexKey,
    ListBound,
    RangeBound,
    Sql,
)
from azuraforge_schemagen.ir.types import Raw, Type, on
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.findings import Place
from azuraforge_schemagen.resolve.literals import Misfit, literal

_KEYS = {"list": ("in",), "range": ("from", "to"), "hash": ("modulus", "remainder")}
_LINES = {
    "list": "{ in: [...] }",
    "range": "{ from: [...], to: [...] }",
    "hash": "{ modulus: 4, remainder: 0 }",
}
_PG = "postgresql"


def read(details: Mapping[str, Any], parent: Draft, draft: Draft, place: Place) -> Bound | None:
    """The bound of a partition; ``None`` after an error."""
    assert parent.partition_by is not None
    strategy = parent.partition_by.strategy
    said = {key for keys in (*_KEYS.values(), ("default",)) for key in keys if key in details}
    if said == {"default"} and strategy != "hash":
        return DefaultBound()
    if said != set(_KEYS[strategy]):
        default = "" if strategy == "hash" else ", or default"
        message = f"'{parent.name.name}' is partitioned by {strategy}, so a partition of it says {_LINES[strategy]}"
        draft.error("SG172", message + default, draft.place, "write its bound, and nothing of another one")
        return None
    if strategy == "hash":
        return _hash(details, draft, place)
    if strategy == "list":
        values = (_value(it, parent, 0, place.at("in", at), draft) for at, it in enumerate(details["in"]))
        return ListBound(tuple(values))
    lower, upper = (_edges(details[side], parent, place.at(side), draft) for side in ("from", "to"))
    return RangeBound(lower, upper) if lower and upper else None


def _hash(details: Mapping[str, Any], draft: Draft, place: Place) -> Bound | None:
    modulus, remainder = details["modulus"], details["remainder"]
    if remainder >= modulus:
        message = f"the remainder {remainder} is not less than the modulus {modulus}"
        draft.error("SG172", message, place.at("remainder"), "count from 0")
        return None
    return HashBound(modulus, remainder)


def _edges(values: list[Any], parent: Draft, place: Place, draft: Draft) -> tuple[Default, ...]:
    keys = parent.partition_by.keys if parent.partition_by else ()
    if len(values) != len(keys):
        message = f"the partition key has {len(keys)} keys, this bound {len(values)}"
        draft.error("SG172", message, place, "write one value a key, { sql: MINVALUE } being one")
        return ()
    found: list[Default] = []
    for at, value in enumerate(values):
        edge = _value(value, parent, at, place.at(at), draft)
        if edge is None:
            draft.error("SG172", "NULL is no bound of a range", place.at(at), "rows with NULL go to the default")
            return ()
        found.append(edge)
    return tuple(found)


def _value(value: Any, parent: Draft, at: int, place: Place, draft: Draft) -> Default | None:
    if value is None:
        return None
    if isinstance(value, Mapping):
        text = sqltext.canonical(value["sql"])
        return Sql(text.upper() if text.upper() in ("MINVALUE", "MAXVALUE") else text)
    keys = parent.partition_by.keys if parent.partition_by else ()
    type_ = _type(keys[at], parent)
    try:
        found = literal(value, type_, draft.ctx.defaults.enums)
    except Misfit as misfit:
        draft.error("SG135", misfit.message, place, misfit.help)
        return Constant(str(value))
    if isinstance(found, Constant) and isinstance(found.value, str):
        return Constant(moments.moment(found.value, type_))
    return found


def _type(key: IndexKey, parent: Draft) -> Type:
    column = parent.columns.get(key.column or "")
    return Raw("") if column is None else on(column.type, _PG)
