"""What is proved: a package and its chain of revisions, as the pipeline hands them over; and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from azuraforge_schemagen.diagnostics import Diagnostic
from azuraforge_schemagen.dialects import project
from azuraforge_schemagen.ir.bodies import Trigger
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.ops import Op
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.source import Span
from azuraforge_schemagen.verify.comparing import Way

OTHERS = "schemagen_others"
Verdict = Literal["ok", "differs", "failed", ""]
"""Of one direction of a revision; empty where it was not tried."""


@dataclass(frozen=True, slots=True)
class Direction:
    """What the revision does to each object there, or back, on one dialect, as it was planned."""

    operations: tuple[Op, ...]
    enum_operations: tuple[Op, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A revision from one state to the next, both unprojected. ``touched`` are the tables that it is about; ``edited``
    whether a person wrote some of it, and said so."""

    revision: str
    parents: tuple[str, ...]
    message: str
    path: str
    old: Schema
    new: Schema
    touched: frozenset[QName]
    edited: bool
    there: Mapping[str, Direction]
    back: Mapping[str, Direction]

    def fires(self, dialect: str) -> bool:
        """Whether triggers may do something to rows while it runs."""
        states = (project(it, dialect) for it in (self.old, self.new))
        found = (it for state in states for it in state.objects.values() if isinstance(it, Trigger))
        return any(it.enabled in ("origin", "always") for it in found)

    def way(self, dialect: str, back: bool = False) -> Way:
        """The revision for a comparison of rows."""
        one, two = (self.new, self.old) if back else (self.old, self.new)
        how = (self.back if back else self.there)[dialect]
        return Way(dialect, one, two, how.operations, how.enum_operations)


@dataclass(frozen=True, slots=True)
class Said:
    """What the YAML says now, for what is no part of a snapshot; ``place`` is where an object stands, or a part."""

    schema: Schema
    place: Callable[[Ref, str], Span | None]


@dataclass(frozen=True, slots=True)
class Subject:
    """Everything of a project that the proof needs. ``passages`` are all of the chain, parents before children.

    ``extensions`` are those that no revision makes. ``outside`` is what others own, as far as foreign keys refer to it,
    and ``others`` the files of a package ``OTHERS`` whose one revision makes that, both empty where there is none.
    ``reference`` is the state at a revision, made at once on another database and inspected, ``again`` the same
    with columns in the order of an inspected Schema; ``own`` leaves out of such a one what others own.
    """

    ini: Path
    folder: Path
    package: str
    dialect: str
    passages: tuple[Passage, ...]
    wanted: frozenset[str]
    rows: int
    extensions: frozenset[str]
    others: Mapping[str, str]
    outside: Schema
    reference: Callable[[str], Schema]
    again: Callable[[str, Schema], Schema]
    own: Callable[[Schema], Schema]
    is_external: Callable[[str], bool]
    said: Said
    base: str = ""
    """The end of an adopted history, if any."""
    start: Mapping[str, str] = field(default_factory=dict)
    """The files of a package ``OTHERS`` that makes the state at ``base`` and what others own, where that history is not
    run."""

    @property
    def by_revision(self) -> dict[str, Passage]:
        """The passages by their revisions."""
        return {passage.revision: passage for passage in self.passages}

    @property
    def heads(self) -> frozenset[str]:
        """The revisions that no other one stands on."""
        return frozenset(self.by_revision) - {parent for it in self.passages for parent in it.parents}

    def below(self, revisions: frozenset[str]) -> list[str]:
        """These and all that they stand on, parents first."""
        found, waiting, known = set(), list(revisions), self.by_revision
        while waiting:
            revision = waiting.pop()
            if revision not in found:
                found.add(revision)
                waiting += known[revision].parents
        return [passage.revision for passage in self.passages if passage.revision in found]


@dataclass(frozen=True, slots=True)
class Seconds:
    """How long the revision ran, there and back, and how long its whole proof took."""

    up: float = 0.0
    down: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Proved:
    """What was found about one revision on one dialect. ``rows`` are those that both states can hold, upgraded, and
    ``kept`` how many of them were there with their values; ``empty`` are the tables that got no rows."""

    revision: str
    message: str
    up: Verdict
    down: Verdict
    rows: int
    kept: int
    empty: tuple[str, ...]
    seconds: Seconds
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Modelled:
    """What was found about the models: whether they make the same database, and what autogenerate sees wrongly."""

    create_all: Verdict
    compare_metadata: Verdict
    explained: tuple[tuple[str, str], ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
