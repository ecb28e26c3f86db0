"""What classes say to their mappers, and the classes that have no table of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import ClassMap, ClientDefault, Mapper, Subclass
from azuraforge_schemagen.ir.types import INTEGER_TYPES, Scalar, Variant
from azuraforge_schemagen.resolve import identifiers
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.findings import Place, suggest
from azuraforge_schemagen.resolve.identities import check_identities
from azuraforge_schemagen.resolve.inheritance import Drafts, Hierarchy, join_of, said

_OWN = frozenset({"inherits", "polymorphic_on", "polymorphic_identity", "version_id_col", "version_id_generator"})
TOP = ("batch", "confirm_deleted_rows", "passive_updates")
"""What SQLAlchemy asks the class at the top for, whatever those below it say."""
Paths = tuple[tuple[str, str], ...]


def _mapper(draft: Draft, found: Hierarchy, mapped: Drafts) -> Mapper:
    spec, place = said(draft), Place(draft.document, ("mapper",))
    if not spec:
        return Mapper()
    parent = found.parents.get(draft.name)
    _check_version(spec, draft, place)
    for key in TOP if parent else ():
        if key in spec:
            message = f"'{key}' is said by the class at the top"
            draft.error("SG170", message, place.at(key)._replace(key=True), f"take {key}: out")
    return Mapper(
        parent.table if parent else None,
        join_of(draft, found, mapped),
        _attribute("polymorphic_on", draft),
        _identity(spec, draft, found, mapped, place),
        _attribute("version_id_col", draft),
        _path(spec["version_id_generator"]) if spec.get("version_id_generator") else None,
        _options(spec),
    )


def _attribute(key: str, draft: Draft) -> str | None:
    column = said(draft).get(key)
    if column is None:
        return None
    found = next((it.name for it in draft.attributes if it.column == column), None)
    if found is None:
        draft.lacks(column, Place(draft.document, ("mapper", key)), key)
    return found


def _check_version(spec: Mapping[str, Any], draft: Draft, place: Place) -> None:
    """Where nothing makes the next version, one is added to the old one."""
    column = draft.columns.get(spec.get("version_id_col", ""))
    if (
        column is None
        or "version_id_generator" in spec
        or any(it.alias for it in draft.attributes if it.column == column.name)
    ):
        return
    plain = draft.ctx.types.plain(column.type)
    plain = plain.base if isinstance(plain, Variant) else plain
    if not isinstance(plain, Scalar) or plain.name not in INTEGER_TYPES | {"numeric"}:
        message = f"the versions of '{column.name}' are no numbers, and nothing makes the next one"
        draft.error("SG170", message, place.at("version_id_col"), "make it an integer, or add version_id_generator:")


def _path(text: str) -> tuple[str, str]:
    module, _, name = text.partition(":")
    return module, name


def _options(spec: Mapping[str, Any]) -> tuple[tuple[str, object], ...]:
    unmade = spec.get("version_id_generator") is False  # the database makes it
    own = _OWN - {"version_id_generator"} if unmade else _OWN
    return tuple(sorted((key, value) for key, value in spec.items() if key not in own))


def _identity(
    spec: Mapping[str, Any], draft: Draft, found: Hierarchy, mapped: Drafts, place: Place
) -> ClientDefault | None:
    """The value of the discriminator, checked against its column."""
    abstract = "polymorphic_abstract" if spec.get("polymorphic_abstract") else ""
    key = "polymorphic_identity" if "polymorphic_identity" in spec else abstract
    if not key or ("inherits" in said(draft)) != (draft.name in found.parents):
        return None
    place = place.at(key)
    for name in found.up(draft.name):
        column = mapped[name].columns.get(said(mapped[name]).get("polymorphic_on", ""))
        if column is not None and key == "polymorphic_abstract":
            return None
        if column is not None:
            own = any(it.column == column.name and it.alias for it in mapped[name].attributes)
            types = draft.ctx.types
            value = {"value": spec["polymorphic_identity"]}
            return draft.ctx.defaults.client(value, types.plain(column.type), place, not own)
    message = "no class tells its rows from those of others"
    draft.error("SG170", message, place, "say polymorphic_on: COLUMN under mapper: of the class at the top")
    return None


def with_mappers(
    classes: Mapping[QName, ClassMap], drafts: Drafts, found: Hierarchy, names: Iterable[str], ctx: Context
) -> dict[QName, ClassMap]:
    """The classes with what they say to their mappers and with those that share their tables; ``names`` are those that
    tables and enums give."""
    mapped = {name: drafts[name] for name in classes}
    counts = Counter([*names, *(it for draft in drafts.values() for it in _names(draft))])
    taken = frozenset(name for name, count in counts.items() if count > 1)
    made = dict(classes)
    for name, draft in mapped.items():
        if said(draft) or _names(draft):
            shared = _subclasses(draft, classes[name].name, found, mapped, taken, ctx)
            made[name] = replace(classes[name], mapper=_mapper(draft, found, mapped), subclasses=shared)
    check_identities(mapped, found)
    return made


def _names(draft: Draft) -> Iterable[str]:
    names: Mapping[str, Any] = draft.document.data.get("subclasses") or {}
    return names


def _subclasses(
    draft: Draft, name: str, found: Hierarchy, mapped: Drafts, taken: frozenset[str], ctx: Context
) -> tuple[Subclass, ...]:
    """The classes that share the table, parents first; ``name`` is the table's own, ``taken`` are there twice."""
    specs: Mapping[str, Any] = draft.document.data.get("subclasses") or {}
    made: dict[str, Subclass] = {}
    for key in _in_order(specs, draft):
        spec, place = specs[key], Place(draft.document, ("subclasses", key))
        _check_name(key, taken, place, ctx)
        columns = tuple(spec.get("columns") or ())
        _check_columns(columns, spec.get("inherits"), made, draft, place.at("columns"))
        identity = _identity(spec.get("mapper") or {}, draft, found, mapped, place.at("mapper"))
        options = _options(spec.get("mapper") or {})
        made[key] = Subclass(
            key,
            spec.get("inherits", name),
            spec.get("doc"),
            columns,
            extends=paths(spec.get("extends")),
            mapper=Mapper(identity=identity, options=options),
        )
    return tuple(made.values())


def paths(spec: Any) -> Paths:
    """``package.module:Name`` or a list of them, as pairs."""
    return tuple(_path(text) for text in ([spec] if isinstance(spec, str) else spec or ()))


def _in_order(specs: Mapping[str, Any], draft: Draft) -> Iterable[str]:
    """The names, parents first; what inherits from nothing or from itself is said and comes last."""
    left, done = sorted(specs), dict[str, None]()
    while ready := [it for it in left if specs[it].get("inherits") in (None, *done)]:
        done.update(dict.fromkeys(ready))
        left = [it for it in left if it not in done]
    for key in left:
        parent = specs[key]["inherits"]
        place = Place(draft.document, ("subclasses", key, "inherits"))
        known = parent in specs
        message = f"the class '{key}' inherits from itself" if known else f"there is no subclass '{parent}'"
        help_ = "take inherits: out" if known else suggest(parent, done) or "name another class under subclasses:"
        draft.error("SG170", message, place, help_)
    return [*done, *left]


def _check_name(name: str, taken: frozenset[str], place: Place, ctx: Context) -> None:
    place = place._replace(key=True)
    if not identifiers.is_class_name(name):
        message = f"a class cannot be called '{name}': a generated module uses the name itself, or Python does"
        ctx.findings.error("SG160", message, place, "choose another name")
    elif name in taken:
        ctx.findings.error("SG160", f"two classes would be called '{name}'", place, "give one of them another name")


def _check_columns(
    columns: tuple[str, ...], parent: str | None, made: Mapping[str, Subclass], draft: Draft, place: Place
) -> None:
    """The columns of a subclass are there, and neither the key's nor the discriminator's nor a parent's."""
    if not draft.has(columns, place, "columns"):
        return
    key = draft.primary_key.columns if draft.primary_key else ()
    inherited = {column for it in _up(parent, made) for column in made[it].columns}
    needed = {*key, said(draft).get("polymorphic_on"), said(draft).get("version_id_col")}
    for index, column in enumerate(columns):
        if column in needed or column in inherited:
            owner = "every class of the table has it" if column in needed else "it is there by the class above"
            draft.error("SG170", f"the column '{column}' is no subclass's own: {owner}", place.at(index), "take it out")


def _up(name: str | None, made: Mapping[str, Subclass]) -> list[str]:
    found: list[str] = []
    while name is not None and name in made:
        found.append(name)
        name = made[name].inherits
    return found


def names_of(drafts: Drafts) -> frozenset[str]:
    """The names of every class without a table of its own."""
    return frozenset(name for draft in drafts.values() for name in _names(draft))
