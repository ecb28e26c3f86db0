"""``depends_on``: what an object needs and its text does not show."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from azuraforge_schemagen.ir import signatures
from azuraforge_schemagen.ir.bodies import ROUTINES, Hung
from azuraforge_schemagen.ir.names import QName, Ref, parse_ref
from azuraforge_schemagen.ir.schema import Extension, Namespace, Object
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve.catalog import Catalog, qualified
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.findings import Place, suggest

Known = Mapping[str, Collection[QName]]
"""The names of everything that is declared, by kind."""


def depends_on(document: Document, known: Known, ctx: Context) -> tuple[str, ...]:
    """The addresses of the objects that a file says it needs, sorted; says which of them are not there."""
    return needed(document.data, Place(document), qualified(document.data.get("schema"), "").schema, known, ctx)


def with_depends(found: Object, catalog: Catalog, known: Known, ctx: Context) -> Object:
    """The object with what its file says that it needs, where that is not read with the rest of it."""
    if isinstance(found, Namespace | Extension | Hung):
        return found
    document = catalog.document(found.ref)
    if document is None or "depends_on" not in document.data:
        return found
    return replace(found, depends_on=depends_on(document, known, ctx))


def needed(spec: Mapping[str, Any], place: Place, home: str, known: Known, ctx: Context) -> tuple[str, ...]:
    """The same of something in a file, which is of the database schema ``home``."""
    found = {
        ref
        for at, text in enumerate(spec.get("depends_on") or ())
        if (ref := _ref(text, home, place.at("depends_on", at), known, ctx)) is not None
    }
    return tuple(sorted(map(str, found)))


def _ref(text: str, home: str, place: Place, known: Known, ctx: Context) -> Ref | None:
    kind, _, name = text.partition(":")
    if kind not in known:
        message = f"nothing is of the kind '{kind}'"
        ctx.findings.error("SG168", message, place, suggest(kind, known))
        return None
    called, types = _split(name) if kind in ROUTINES else (name, "")
    found = next((it for it in _meant(kind, called, home) if it in known[kind]), None)
    if found is None:
        message = f"there is no {kind.replace('_', ' ')} '{name}' that it could need"
        ctx.findings.error("SG168", message, place, suggest(name, map(str, known[kind])))
        return None
    return Ref(kind, QName(found.schema, found.name + types))


def _split(name: str) -> tuple[str, str]:
    """A routine's name, and the types of its arguments where they are said."""
    called, bracket, types = name.partition("(")
    return called, f"({signatures.listed(types.removesuffix(')'))})" if bracket else ""


def _meant(kind: str, name: str, home: str) -> Iterator[QName]:
    """What a name may mean: a bare one is one of the default schema, or of the object's own."""
    try:
        found = parse_ref(f"{kind}:{name}").name
    except ValueError:
        return
    for schema in (found.schema, home) if not found.schema else (found.schema,):
        yield qualified(schema, found.name)
