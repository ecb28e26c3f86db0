"""A live state beside a declared one, both in the form that a server gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.ir.layout import laid_out
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.pipeline.code import harmless, with_own
from azuraforge_schemagen.pipeline.declared import Declared, ground_of, on_server
from azuraforge_schemagen.plan.deviations import Deviation, deviations

if TYPE_CHECKING:
    from azuraforge_schemagen.db.online import Ground
    from azuraforge_schemagen.db.scratch import Scratch
    from azuraforge_schemagen.db.standing import Standing

WORLD = 3
T = TypeVar("T")
Found = tuple[tuple[Deviation, ...], tuple[Diagnostic, ...]]


def compared(declared: Declared, live: Standing, there: Schema, url: str, fixed: bool) -> Found:
    """How ``there``, what is the project's of the live database, deviates, with what is to be said about the server.

    Raises ``Refusal`` (exit code 3) where no scratch database can be had.
    """
    work = _Work(declared, there, ground_of(live, declared.schema))
    return beside(live, url, fixed, work.on)


def beside(live: Standing, url: str, fixed: bool, work: Callable[[Scratch], T]) -> tuple[T, tuple[Diagnostic, ...]]:
    """What comes of work with scratch databases on the server of ``url``; where that makes none and is not ``fixed``,
    on one of this machine. Raises ``Refusal`` (exit code 3) where there is none."""
    from azuraforge_schemagen.db.scratch import scratch

    try:
        with scratch(live.dialect, url) as place:
            return work(place), tuple(_version_notes(live, place))
    except Refusal as refusal:
        if fixed or live.dialect == "sqlite" or refusal.diagnostics[0].code != "SG521":
            raise
        denied = refusal.diagnostics[0]
    try:
        with scratch(live.dialect, None, asked=live.version[:1]) as place:
            return work(place), (_elsewhere(denied, place), *_version_notes(live, place))
    except Refusal as refusal:
        raise Refusal([denied, *refusal.diagnostics], WORLD) from None


@dataclass(frozen=True, slots=True)
class _Work:
    declared: Declared
    there: Schema
    ground: Ground

    def on(self, place: Scratch) -> tuple[Deviation, ...]:
        schema = laid_out(self.declared.schema, self.there)
        wanted = on_server(replace(self.declared, schema=schema), place, self.ground)
        found = deviations(self.there, wanted)
        if place.dialect == "sqlite" or not any(it.group == "different" for it in found):
            return found
        left = self._once_more(place, wanted)
        return tuple(it for it in found if it.group != "different" or left is None or (it.kind, it.title) in left)

    def _once_more(self, place: Scratch, wanted: Schema) -> set[tuple[str, str]] | None:
        """What differs still when the server has read its own texts of both states; ``None`` where it cannot.

        PostgreSQL spells some of them in another way each time: ``IN`` of a varchar becomes a cast of an array, and
        that one, read again, an array of casts.
        """
        states = (harmless(self.there, wanted), wanted)
        try:
            one, two = (on_server(replace(self.declared, schema=it), place, self.ground) for it in states)
        except Refusal:
            return None
        return {(it.kind, it.title) for it in deviations(with_own(one, self.there), two)}


def _elsewhere(denied: Diagnostic, place: Scratch) -> Diagnostic:
    message = f"{denied.message}; the declared state was made on {place.where} instead"
    return Diagnostic("SG544", message, help=denied.help, severity="info")


def _version_notes(live: Standing, place: Scratch) -> Iterator[Diagnostic]:
    if live.dialect == "postgresql" and place.version[:1] != live.version[:1]:
        message = f"the database's server is PostgreSQL {live.version[0]}, the scratch server {place.version[0]}"
        help_ = "they may spell the same SQL differently; name a server of that version with --scratch-url"
        yield Diagnostic("SG544", message, help=help_, severity="warning")
