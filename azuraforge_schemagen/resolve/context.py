"""What every step of resolving shares."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.ir.intent import Rename, Using
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.orm import Attribute
from azuraforge_schemagen.ir.schema import Column, Sql
from azuraforge_schemagen.resolve.defaults import Defaults
from azuraforge_schemagen.resolve.findings import Findings, Place
from azuraforge_schemagen.resolve.text import Texts
from azuraforge_schemagen.resolve.types import Types


@dataclass(slots=True)
class Intents:
    """Intent as it is found along the way."""

    renames: dict[tuple[str, QName, str], Rename] = field(default_factory=dict)
    """By kind, scope (for a table or enum: its schema) and old name."""
    backfills: dict[tuple[QName, str], Sql] = field(default_factory=dict)
    using: dict[tuple[QName, str], Using] = field(default_factory=dict)
    removed: dict[QName, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """The settings, the readers, and where findings and intents go."""

    config: Config
    naming: Naming
    findings: Findings
    texts: Texts
    types: Types
    defaults: Defaults
    intents: Intents
    external: tuple[str, ...] = ()
    """Patterns of tables that others own, or that are left alone."""
    known: Mapping[str, Collection[QName]] = field(default_factory=dict)
    """The names of everything that has a file, by kind."""
    plain: dict[tuple[str, str | None], dict[tuple[str, object], tuple[Column, Attribute]]] = field(
        default_factory=dict
    )
    """Columns without ties to their table, which most are: by database schema and mixin, then name and what is said.

    Every table that says the same has the very same object, so whatever is made of it need be made only once.
    """

    def rename(self, rename: Rename, scope: QName, place: Place) -> None:
        """Notes a rename; ``scope`` is what the old name is unique in."""
        note_rename(rename, scope, place, self.intents, self.findings)


def note_rename(rename: Rename, scope: QName, place: Place, intents: Intents, findings: Findings) -> None:
    """Notes a rename, or says why it cannot be."""
    if rename.ends[0] == rename.ends[1]:
        findings.error("SG153", f"'{rename.new}' is renamed from itself", place, "take renamed_from out")
        return
    first = intents.renames.setdefault((rename.kind, scope, rename.old), rename)
    if first is not rename:
        message = f"the {rename.kind} '{rename.old}' is renamed to both '{first.new}' and '{rename.new}'"
        findings.error("SG153", message, place, "one thing can only become one other")
