"""What triggers, policies and statistics share: the table or view in whose file they stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from azuraforge_schemagen.ir.intent import Rename
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.resolve import names
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.findings import Place, suggest


@dataclass(frozen=True, slots=True)
class Owner:
    """A table or view; ``columns`` are ``None`` where nobody knows them. ``in_tree``: it has partitions or is one.
    ``home`` is the database schema that it comes from, where that is said."""

    name: QName
    kind: Literal["table", "view", "materialized_view"]
    columns: Collection[str] | None = None
    dialects: tuple[str, ...] = ()
    in_tree: bool = False
    home: str | None = None

    def has(self, columns: Collection[str], what: str, place: Place, ctx: Context) -> None:
        """Says which of these columns it lacks, and which stand twice; ``place`` is the list that names them."""
        seen: set[str] = set()
        for index, column in enumerate(columns):
            if column in seen:
                ctx.findings.error("SG132", f"{what}: the column '{column}' stands twice", place.at(index))
            seen.add(column)
            if self.columns is not None and column not in self.columns:
                message = f"{what}: the {self.kind.replace('_', ' ')} '{self.name}' has no column '{column}'"
                ctx.findings.error("SG131", message, place.at(index), suggest(column, self.columns))

    def marks(self, spec: Mapping[str, Any], what: str, here: Place, ctx: Context) -> tuple[str, ...]:
        """The dialects of something that belongs to it: at most its own."""
        own = ctx.texts.names(spec.get("dialects"), here.at("dialects"))
        theirs = self.dialects if set(self.dialects) < set(ctx.texts.dialects) else ()
        if not own or not theirs:
            return own or theirs
        both = tuple(it for it in own if it in theirs)
        if not both:
            message = f"{what}: '{self.name}' is not there on {' and '.join(own)}"
            ctx.findings.error("SG138", message, here.at("dialects"), "give both a dialect in common")
        return both


PartKind = Literal["trigger", "policy"]


def note_name(kind: PartKind, spec: Mapping[str, Any], here: Place, owner: Owner, ctx: Context) -> None:
    """Checks the name of a trigger or policy, and notes the one that it had."""
    name = str(here.path[-1])
    names.check(name, here._replace(key=True), ctx.findings)
    if "renamed_from" in spec:
        ctx.rename(Rename(kind, owner.name, spec["renamed_from"], name), owner.name, here.at("renamed_from"))
