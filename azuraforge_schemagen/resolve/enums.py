"""``enum`` files -> ``Enum`` and ``EnumClass``, with what they say about change."""

from __future__ import annotations

from collections.abc import Mapping

from azuraforge_schemagen.ir.intent import Rename
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Enum
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve.context import Intents, note_rename
from azuraforge_schemagen.resolve.findings import Findings, Place, suggest
from azuraforge_schemagen.resolve.text import Texts


def labels(name: QName, document: Document, findings: Findings, intents: Intents) -> tuple[str, ...]:
    """The values of an enum in order; their renames and removals go to the intents."""
    place = Place(document, ("values",))
    found: dict[str, int] = {}
    for index, item in enumerate(document.data["values"]):
        label = item if isinstance(item, str) else next(iter(item))
        found[label] = index
        if not isinstance(item, str):
            old = item[label]["renamed_from"]
            where = place.at(index, label, "renamed_from")
            note_rename(Rename("value", name, old, label), name, where, intents, findings)
    _removed(name, document, found, findings, intents)
    return tuple(found)


def enum(name: QName, document: Document, values: tuple[str, ...], texts: Texts) -> Enum:
    """The enum of a file."""
    data = document.data
    marks = texts.names(data.get("dialects"), Place(document, ("dialects",)))
    return Enum(name, values, marks, data.get("comment"))


def _removed(name: QName, document: Document, found: Mapping[str, int], findings: Findings, intents: Intents) -> None:
    removed: Mapping[str, str] = document.data.get("removed") or {}
    for old, new in removed.items():
        place = Place(document, ("removed", old))
        if old in found:
            also = (Place(document, ("values", found[old])), "it still stands here")
            findings.error("SG152", f"'{old}' is removed, and it is a value of '{name}'", place.name(), "", also)
        elif new not in found:
            findings.error(
                "SG152", f"the rows of '{old}' cannot become '{new}': it is no value", place, suggest(new, found)
            )
    if removed:
        intents.removed[name] = dict(removed)
