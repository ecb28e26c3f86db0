"""``statistics:`` of a table -> ``Statistics``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from azuraforge_schemagen.ir.bodies import Statistics
from azuraforge_schemagen.ir.intent import moved
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import IndexKey
from azuraforge_schemagen.resolve import catalog, names
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.depends import needed
from azuraforge_schemagen.resolve.findings import Place
from azuraforge_schemagen.resolve.owned import Owner


def statistics_of(specs: Mapping[str, Any], place: Place, owner: Owner, ctx: Context) -> Iterator[Statistics]:
    """The extended statistics that stand at a place."""
    for key, spec in specs.items():
        here, name = place.at(key), spec.get("name", key)
        names.check(name, here.at("name") if "name" in spec else here._replace(key=True), ctx.findings)
        own = catalog.qualified(spec["schema"], name) if "schema" in spec else QName(owner.name.schema, name)
        was = _was(own, spec, owner)
        if was != own:
            ctx.rename(moved("statistics", was, own), QName(was.schema, ""), here.at("renamed_from"))
        yield _statistics(own, spec, here, owner, ctx)


def _was(name: QName, spec: Mapping[str, Any], owner: Owner) -> QName:
    """The old name: without a database schema of their own they come from where their table does."""
    along = owner.home is not None and "schema" not in spec
    return catalog.qualified(owner.home if along else name.schema, spec.get("renamed_from", name.name))


def _statistics(name: QName, spec: Mapping[str, Any], here: Place, owner: Owner, ctx: Context) -> Statistics:
    what, place = f"statistics '{name.name}'", here.at("columns")
    plain = [it if isinstance(it, str) else it.get("column") for it in spec["columns"]]
    owner.has([it for it in plain if it is not None], what, place, ctx)
    if len(plain) == 1:
        _check_alone(what, spec, here, ctx)
    return Statistics(
        name,
        owner.name,
        tuple(_key(it, place.at(index), ctx) for index, it in enumerate(spec["columns"])),
        tuple(spec.get("kinds") or ()),
        spec.get("target"),
        spec.get("comment"),
        owner.marks(spec, what, here, ctx),
        needed(spec, here, owner.name.schema, ctx.known, ctx),
    )


def _check_alone(what: str, spec: Mapping[str, Any], here: Place, ctx: Context) -> None:
    """Of one expression the server gathers what it gathers of a column; of one column it does so anyway."""
    only = spec["columns"][0]
    if isinstance(only, str) or "column" in only:
        help_ = "a single column has statistics anyway: name two columns, or an expression"
        ctx.findings.error("SG186", f"{what}: they are of one column", here.at("columns"), help_)
    elif "kinds" in spec:
        message = f"{what}: of one expression there is nothing to choose"
        ctx.findings.error("SG186", message, here.at("kinds"), "take 'kinds' out")


def _key(spec: Any, place: Place, ctx: Context) -> IndexKey:
    if isinstance(spec, str):
        return IndexKey(spec)
    if "column" in spec:
        return IndexKey(spec["column"])
    return IndexKey(None, ctx.texts.read(spec["expr"], place.at("expr")))
