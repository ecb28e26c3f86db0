"""Python's names: one class a table with a primary key, one a enum, and the attributes of each; all different."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal

from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.orm import Attribute, ClassMap, EnumClass, PySequence
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve import identifiers, mappers
from azuraforge_schemagen.resolve.catalog import Catalog
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.findings import Place, suggest

Names = Mapping[Ref, str]


def class_names(drafts: Iterable[Draft], catalog: Catalog, ctx: Context) -> Names:
    """The class of each mapped table and each enum. A derived name that two would have gets the database schema's
    in front; where that does not tell them apart, or one was written, it is an error."""
    owners = [(Ref("table", draft.name), draft.document) for draft in drafts if is_mapped(draft)]
    owners += [(Ref("enum", name), it) for name, it in catalog.enums.items() if "python" not in it.data]
    wanted: dict[str, list[Ref]] = {}
    for ref, document in owners:
        wanted.setdefault(document.data.get("class") or identifiers.class_name(ref.name.name), []).append(ref)
    written = {document.data["class"] for _, document in owners if "class" in document.data}
    for document in catalog.enums.values():
        _check_python(document, ctx)
    found: dict[Ref, str] = {}
    places: dict[str, Document] = {}
    for ref, document in owners:
        name = document.data.get("class") or identifiers.class_name(ref.name.name)
        if "class" in document.data:
            _check_written(name, document, ctx)
        elif ref.name.schema and len(wanted[name]) > 1:
            name = identifiers.class_name(f"{ref.name.schema}_{ref.name.name}")
        found[ref] = name
        first = places.setdefault(name, document)
        if first is not document:
            _same_class(name, document, first, name in written, ctx)
    return found


def _check_python(document: Document, ctx: Context) -> None:
    """An enum has a class of the project's own, or one that is made."""
    for key, other in (("stored", "python"), ("class", "")):
        if key in document.data and ("python" in document.data) == (not other):
            message = f"'{key}' and 'python' do not go together" if not other else f"'{key}' needs 'python'"
            help_ = f"take {key}: out" if not other else "name the enum class: python: app.kinds:Kind"
            ctx.findings.error("SG160", message, Place(document, (key,), key=True), help_)


def _check_written(name: str, document: Document, ctx: Context) -> None:
    if not identifiers.is_class_name(name):
        message = f"a class cannot be called '{name}': a generated module uses the name itself, or Python does"
        ctx.findings.error("SG160", message, Place(document, ("class",)), "choose another name")


def _same_class(name: str, document: Document, first: Document, written: bool, ctx: Context) -> None:
    help_ = "give one of them another name" if written else "write class: NAME in one of the two files"
    also = (_class_place(first), "the other one")
    ctx.findings.error("SG160", f"two classes would be called '{name}'", _class_place(document), help_, also)


def _class_place(document: Document) -> Place:
    return Place(document, ("class",)) if "class" in document.data else Place(document, (document.kind,))


def enum_class(name: QName, document: Document, values: tuple[str, ...], classes: Names) -> EnumClass:
    """The ``enum.Enum`` of an enum."""
    module, _, cls = str(document.data.get("python") or "").partition(":")
    if cls:
        names = document.data.get("stored", "names") == "names"
        members = tuple((it, it) for it in values) if names else ()
        return EnumClass(name, cls, members, document.data.get("doc"), module, names)
    return EnumClass(name, classes[Ref("enum", name)], identifiers.members(values), document.data.get("doc"))


def settle_attributes(draft: Draft, classes: frozenset[str], ctx: Context) -> None:
    """Makes the attributes of a table differ from each other and from the classes of the module. Attributes that are
    written, or are just the column's name, keep their names; derived ones step aside."""
    wanted = {attribute.name for attribute in draft.attributes}
    if len(wanted) == len(draft.attributes) and wanted.isdisjoint(classes):
        return
    taken = set(classes)
    fixed: dict[str, Attribute] = {}
    for attribute in draft.attributes:
        if _is_fixed(attribute, draft) and (attribute.name not in classes or _is_written(attribute, draft)):
            _check_clash(attribute, fixed, classes, draft, ctx)
            fixed.setdefault(attribute.name, attribute)
    taken |= fixed.keys()
    draft.attributes = [
        attribute
        if fixed.get(attribute.name) is attribute or _is_written(attribute, draft)
        else replace(attribute, name=_aside(attribute.name, taken, classes))
        for attribute in draft.attributes
    ]


def _aside(name: str, taken: set[str], classes: frozenset[str]) -> str:
    return identifiers.unique(name + "_" if name in classes else name, taken)


def _is_written(attribute: Attribute, draft: Draft) -> bool:
    place = draft.where("columns", attribute.column)
    spec: Any = place.document.data["columns"][attribute.column]
    return isinstance(spec, Mapping) and "attr" in spec


def _is_fixed(attribute: Attribute, draft: Draft) -> bool:
    return attribute.name == attribute.column or _is_written(attribute, draft)


def _check_clash(
    attribute: Attribute, fixed: Mapping[str, Attribute], classes: frozenset[str], draft: Draft, ctx: Context
) -> None:
    first = fixed.get(attribute.name)
    place = draft.where("columns", attribute.column)
    if first is not None:
        message = f"the columns '{first.column}' and '{attribute.column}' have the same attribute '{attribute.name}'"
        also = (draft.where("columns", first.column), "the other one")
        ctx.findings.error("SG161", message, place, "give one of them another attr:", also)
    elif attribute.name in classes:
        message = f"the attribute '{attribute.name}' hides the class '{attribute.name}'"
        ctx.findings.error("SG161", message, place.at("attr"), "choose another name")


def class_map(draft: Draft, name: str, ctx: Context) -> ClassMap:
    """The class of a table, without its relationships."""
    data = draft.document.data
    return ClassMap(
        draft.name,
        name,
        data.get("doc"),
        tuple(draft.attributes),
        extends=mappers.paths(data.get("extends")),
        repr=_repr(data.get("repr", ()), draft, ctx),
        origin=draft.document.path,
        info=tuple((data.get("info") or {}).items()),
    )


def _repr(names: Iterable[str] | Literal[False], draft: Draft, ctx: Context) -> tuple[str, ...] | None:
    if names is False:
        return None
    by_column = {attribute.column: attribute.name for attribute in draft.attributes}
    attributes = set(by_column.values())
    found = []
    for index, name in enumerate(names):
        if name in attributes:
            found.append(name)
        elif name in by_column:
            found.append(by_column[name])
        else:
            place = Place(draft.document, ("repr", index))
            message = f"repr: the table '{draft.name}' has no column '{name}'"
            ctx.findings.error("SG131", message, place, suggest(name, by_column))
    return tuple(found)


def is_mapped(draft: Draft) -> bool:
    """Whether a table has a class: it needs a primary key, and ``class: false`` says no."""
    return draft.primary_key is not None and draft.document.data.get("class") is not False


def check_sequences(draft: Draft, ctx: Context) -> None:
    """Says which sequence that a column takes its number from there is not."""
    known = ctx.known.get("sequence", ())
    for attribute in draft.attributes:
        if isinstance(attribute.default, PySequence) and attribute.default.name not in known:
            message = f"there is no sequence '{attribute.default.name}'"
            place = draft.where("columns", attribute.column).at("default", "sequence")
            help_ = suggest(str(attribute.default.name), map(str, known)) or "declare it in a file: sequence: NAME"
            ctx.findings.error("SG140", message, place, help_)


def check_unmapped(draft: Draft, ctx: Context) -> None:
    """Says that a table has no class, where its file speaks of one."""
    keyless = draft.primary_key is None
    for key in ("class", "relationships", "extends", "repr", "mapper", "subclasses"):
        if draft.document.data.get(key, False) is not False:
            why = "has no primary key, so it has no class" if keyless else "has no class (class: false)"
            place = Place(draft.document, (key,), key=True)
            help_ = f"{'give it a primary key' if keyless else 'take class: out'}, or take {key}: out"
            ctx.findings.warn("SG160", f"the table '{draft.name}' {why}", place, help_)
            return
