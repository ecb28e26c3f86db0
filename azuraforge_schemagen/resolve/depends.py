"""``depends_on``: what an object needs and its text does not show."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from azuraforge_schemagen.ir.names import QName, Ref, parse_ref
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve.catalog import qualified
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.findings import Place, suggest

Known = Mapping[str, Collection[QName]]
"""The names of everything that is declared, by kind."""


def depends_on(document: Document, known: Known, ctx: Context) -> tuple[str, ...]:
    """The addresses of the objects that a file says it needs, sorted; says which of them are not there."""
    home = qualified(document.data.get("schema"), "").schema
    found = {
        ref
        for at, text in enumerate(document.data.get("depends_on") or ())
        if (ref := _ref(text, home, Place(document, ("depends_on", at)), known, ctx)) is not None
    }
    return tuple(sorted(map(str, found)))


def _ref(text: str, home: str, place: Place, known: Known, ctx: Context) -> Ref | None:
    kind, _, name = text.partition(":")
    if kind not in known:
        message = f"nothing is of the kind '{kind}'"
        ctx.findings.error("SG168", message, place, suggest(kind, known))
        return None
    found = next((it for it in _meant(text, home) if it.name in known[kind]), None)
    if found is None:
        message = f"there is no {kind.replace('_', ' ')} '{name}' that it could need"
        ctx.findings.error("SG168", message, place, suggest(name, map(str, known[kind])))
    return found


def _meant(text: str, home: str) -> Iterator[Ref]:
    """What an address may mean: a bare name is one of the default schema, or of the object's own."""
    try:
        ref = parse_ref(text)
    except ValueError:
        return
    for schema in (ref.name.schema, home) if not ref.name.schema else (ref.name.schema,):
        yield Ref(ref.kind, qualified(schema, ref.name.name))
