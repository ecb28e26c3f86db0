"""``composite``, ``range`` and ``collation`` files -> their values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from azuraforge_schemagen.ir.intent import Rename
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Attribute, Collation, Composite, Object, Range
from azuraforge_schemagen.ir.types import Scalar, Type, UserType
from azuraforge_schemagen.ir.usertypes import multirange
from azuraforge_schemagen.ir.uses import reached
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve import names
from azuraforge_schemagen.resolve.catalog import Catalog
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.findings import Place
from azuraforge_schemagen.resolve.types import UNKNOWN


def named(catalog: Catalog) -> dict[QName, UserType]:
    """What columns can be of: composites, ranges, and the multiranges of these."""
    found = {name: UserType("composite", name) for name in catalog.composites}
    for name, document in catalog.ranges.items():
        own = multirange_of(name, document)
        found[QName(name.schema, own)] = UserType("range", name, own)
    return {**found, **{name: UserType("range", name) for name in catalog.ranges}}


def multirange_of(name: QName, document: Document) -> str:
    """The name of a range's multirange."""
    return str(document.data.get("multirange") or multirange(name.name))


def composite(name: QName, document: Document, ctx: Context) -> Composite:
    """The composite of a file."""
    here = Place(document)
    attributes = tuple(_attributes(name, document, here.at("attributes"), ctx))
    return Composite(name, attributes, _marks(document, ctx), document.data.get("comment"))


def _attributes(name: QName, document: Document, place: Place, ctx: Context) -> Iterator[Attribute]:
    for own, spec in document.data["attributes"].items():
        here = place.at(own)
        names.check(own, here._replace(key=True), ctx.findings)
        type_ = _type(spec, name, f"attribute '{own}'", here, ctx)
        said: Mapping[str, Any] = {} if isinstance(spec, str) else spec
        if "renamed_from" in said:
            ctx.rename(Rename("attribute", name, said["renamed_from"], own), name, here.at("renamed_from"))
        yield Attribute(own, type_, ctx.types.collation(said.get("collation"), name.schema), said.get("comment"))


def range_(name: QName, document: Document, ctx: Context) -> Range:
    """The range of a file."""
    data, here = document.data, Place(document)
    subtype = _type(data["subtype"], name, f"range '{name}'", here.at("subtype"), ctx)
    if isinstance(subtype, Scalar) and (subtype.length or subtype.precision is not None or subtype.fields):
        message = f"range '{name}': the server takes a subtype without sizes"
        ctx.findings.error("SG167", message, here.at("subtype"), "take them out")
    if "multirange" in data:
        names.check(data["multirange"], here.at("multirange"), ctx.findings)
        names.check_type(data["multirange"], "multirange", here.at("multirange"), ctx.findings)
    return Range(
        name,
        subtype,
        multirange_of(name, document),
        data.get("subtype_opclass"),
        ctx.types.collation(data.get("collation"), name.schema),
        data.get("canonical"),
        data.get("subtype_diff"),
        _marks(document, ctx),
        data.get("comment"),
    )


def _type(spec: Any, name: QName, what: str, place: Place, ctx: Context) -> Type:
    """A type of the database, and of PostgreSQL alone."""
    read = ctx.types.read(spec, name.schema)
    ctx.findings.problems(read.problems, place, f"{what}: ")
    wrong = None
    if read.serial:
        wrong = "serial is a way to count, not a type"
    elif read.alias is not None:
        wrong = "an alias of a types: file is a class of Python's"
    elif read.nullable:
        wrong = "its value may always be NULL"
    if wrong is None:
        return read.type
    ctx.findings.error("SG167", f"{what}: {wrong}", place, "write a plain type of the database")
    return UNKNOWN


def check_circles(objects: Iterable[Object], catalog: Catalog, ctx: Context) -> None:
    """Says which composites and ranges are made of themselves, by way of others too."""
    every: dict[Ref, Object] = {it.ref: it for it in objects}
    for ref, found in every.items():
        if not isinstance(found, Composite | Range):
            continue
        types = [it.type for it in found.attributes] if isinstance(found, Composite) else [found.subtype]
        document = catalog.document(ref)
        if document is not None and any(ref in reached(it, every) for it in types):
            place = Place(document, ("attributes" if ref.kind == "composite" else "subtype",))
            ctx.findings.error("SG167", f"the {ref.kind} '{ref.name}' is made of itself", place, "use another type")


def collation(name: QName, document: Document, ctx: Context) -> Collation:
    """The collation of a file, in canonical form."""
    data, here = document.data, Place(document)
    order, characters = data.get("lc_collate"), data.get("lc_ctype")
    locale = data.get("locale")
    _check_collation(name, data, here, ctx)
    if order is not None and order == characters:
        locale, order, characters = order, None, None
    return Collation(
        name,
        data.get("provider", "libc"),
        locale,
        order,
        characters,
        data.get("deterministic", True),
        _marks(document, ctx),
        data.get("comment"),
    )


def _check_collation(name: QName, data: Mapping[str, Any], here: Place, ctx: Context) -> None:
    """Either one locale or both of libc's categories; equal strings of other bytes are ICU's affair."""
    icu, halves = data.get("provider") == "icu", {"lc_collate", "lc_ctype"} & data.keys()
    wrong = None
    if icu and halves:
        wrong = sorted(halves)[0], "icu has one locale", "write locale: instead of lc_collate: and lc_ctype:"
    elif "locale" in data and halves:
        wrong = (
            sorted(halves)[0],
            "the locale says it already",
            "write locale:, or both lc_collate: and lc_ctype:",
        )
    elif "locale" not in data and len(halves) != 2:
        wrong = "collation", "it lacks its locale", "write locale:, or with libc both lc_collate: and lc_ctype:"
    elif not icu and data.get("deterministic") is False:
        wrong = "deterministic", "only icu has collations that are not deterministic", "write provider: icu"
    if wrong is not None:
        key, message, help_ = wrong
        ctx.findings.error("SG169", f"collation '{name}': {message}", here.at(key), help_)


def _marks(document: Document, ctx: Context) -> tuple[str, ...]:
    return ctx.texts.names(document.data.get("dialects"), Place(document, ("dialects",)))
