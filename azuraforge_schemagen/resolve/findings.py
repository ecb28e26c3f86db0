"""Places in documents, and the findings about them: everything that is wrong is said at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from azuraforge_schemagen.diagnostics import Diagnostic, Label
from azuraforge_schemagen.load.document import Document, Path
from azuraforge_schemagen.source import Span


class Place(NamedTuple):
    """A value in a document, or its key; ``span`` looks it up only where it is asked for."""

    document: Document
    path: Path = ()
    key: bool = False

    @property
    def mixin(self) -> str | None:
        """The mixin that it stands in, if it does."""
        return self.document.name if self.document.kind == "mixin" else None

    def at(self, *more: str | int) -> Place:
        """A place under this one."""
        return Place(self.document, self.path + more)

    def name(self, *more: str | int) -> Place:
        """The key of a place under this one."""
        return Place(self.document, self.path + more, key=True)

    def span(self) -> Span:
        """Where it stands in its file."""
        return self.document.span(self.path, key=self.key)


Also = tuple[Place, str] | None
"""The other place that belongs to a finding, and what it is."""


class Problem(NamedTuple):
    """What is wrong with a value that has no place yet; ``key`` is the key under the value that it is about."""

    code: str
    message: str
    key: str = ""
    help: str = ""


class Findings:
    """The diagnostics of one run: the one thing in this room that grows."""

    def __init__(self, idle: frozenset[str] = frozenset()) -> None:
        self.all: list[Diagnostic] = []
        self._idle = idle
        """Codes that are about servers which the project is not for."""

    def error(
        self, code: str, message: str, place: Place, help: str = "", also: tuple[Place, str] | None = None
    ) -> None:
        """An error at a place; ``also`` is the other place that belongs to it."""
        if code in self._idle:
            return
        self.all.append(Diagnostic(code, message, place.span(), help, _labels(also)))

    def warn(
        self, code: str, message: str, place: Place, help: str = "", also: tuple[Place, str] | None = None
    ) -> None:
        """A warning at a place."""
        self.all.append(Diagnostic(code, message, place.span(), help, _labels(also), "warning"))

    def problems(self, problems: Iterable[Problem], place: Place, what: str = "") -> None:
        """Problems of the value at a place; ``what`` goes before the messages."""
        for problem in problems:
            where = place.at(problem.key) if problem.key else place
            self.error(problem.code, what + problem.message, where, problem.help)


def suggest(name: str, known: Iterable[str]) -> str:
    """``did you mean 'x'?`` where a known name is near, else what is known, where that is little."""
    from difflib import get_close_matches

    options = sorted(set(known))
    folded = {option.lower(): option for option in options}
    near = get_close_matches(name.lower(), folded, n=1, cutoff=0.6)
    if near:
        return f"did you mean '{folded[near[0]]}'?"
    return f"known: {', '.join(options)}" if 0 < len(options) <= 12 else ""


def _labels(also: Also) -> tuple[Label, ...]:
    return (Label(also[0].span(), also[1]),) if also else ()
