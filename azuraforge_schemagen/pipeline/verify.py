"""``verify``: revisions proved on scratch databases."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from azuraforge_schemagen.config import Config, Target
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.pipeline.collector import without_collector
from azuraforge_schemagen.pipeline.histories import environment
from azuraforge_schemagen.pipeline.passages import subject
from azuraforge_schemagen.pipeline.project import History, find, ours, proven, read_history
from azuraforge_schemagen.snapshot.state import Chain
from azuraforge_schemagen.source import Span

if TYPE_CHECKING:
    from azuraforge_schemagen.verify.migrations import Adopted, Migrations
    from azuraforge_schemagen.verify.subject import Modelled, Proved, Subject

USAGE = 2


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """``revisions`` are ids, beginnings of them, ``head`` or ranges ``A..B``; none means all. So with ``dialects``."""

    scratch_url: str | None = None
    revisions: tuple[str, ...] = ()
    dialects: tuple[str, ...] = ()
    rows: int = 4


@dataclass(frozen=True, slots=True)
class DialectProof:
    """What was found on one dialect; ``models`` only where the head was among the revisions."""

    dialect: str
    where: str
    revisions: tuple[Proved, ...]
    models: Modelled | None
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """What was found."""

    proofs: tuple[DialectProof, ...]

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All findings, in the order in which they were made."""
        found: list[Diagnostic] = []
        for proof in self.proofs:
            found += proof.diagnostics
            found += [it for revision in proof.revisions for it in revision.diagnostics]
            found += proof.models.diagnostics if proof.models else ()
        return tuple(found)

    @property
    def proven(self) -> bool:
        """Whether nothing is wrong; warnings do not count."""
        return not any(found.severity == "error" for found in self.diagnostics)


Told = Callable[[str], object]
"""Is told what is done, as it is done."""


@without_collector
def verify(config: Config, options: VerifyOptions, tell: Told) -> VerifyResult:
    """Prove revisions. Raises ``Refusal``, also where there is no database for it (exit code 3)."""
    history = read_history(config)
    proven(config, history)
    targets = _targets(config, options.dialects)
    wanted = chosen(history.chain, options.revisions)
    return VerifyResult(tuple(_on(config, history, target, wanted, options, tell) for target in targets if wanted))


def chosen(chain: Chain, names: tuple[str, ...]) -> frozenset[str]:
    """The revisions of ids and ranges. Raises ``Refusal``."""
    if not names:
        return frozenset(chain.layers) - {chain.base}
    found: set[str] = set()
    for name in names:
        start, dots, end = name.partition("..")
        if not dots:
            found.add(ours(chain, find(chain, name)).revision)
            continue
        found |= _between(chain, [] if start in ("", "base") else [find(chain, start)], find(chain, end or "head"))
    return frozenset(found) - {chain.base}


def _between(chain: Chain, start: list[str], end: str) -> frozenset[str]:
    """What comes after ``start``, up to ``end``. Raises ``Refusal`` where it is the other way round."""
    below, above = chain.ancestors(start), chain.ancestors([end])
    if end in below and not set(start) & above:
        message = f"{end} comes before {start[0]}: between them is nothing to prove"
        raise Refusal([Diagnostic("SG451", message, None, f"the other way round: {end}..{start[0]}")])
    return frozenset(above - below)


def _targets(config: Config, names: tuple[str, ...]) -> list[Target]:
    if unknown := [name for name in names if name not in config.dialects]:
        message = f"{unknown[0]} is no dialect of this project, which has {', '.join(config.dialects)}"
        raise Refusal([Diagnostic("SG534", message)], USAGE)
    return [target for target in config.targets if not names or target.dialect in names]


def _on(
    config: Config, history: History, target: Target, wanted: frozenset[str], options: VerifyOptions, tell: Told
) -> DialectProof:
    from azuraforge_schemagen.db.scratch import scratch
    from azuraforge_schemagen.verify.migrations import imported
    from azuraforge_schemagen.verify.modelled import modelled
    from azuraforge_schemagen.verify.prove import prove
    from azuraforge_schemagen.verify.standing import Standing
    from azuraforge_schemagen.verify.world import watched

    with scratch(target.dialect, options.scratch_url, asked=target.version) as place, ExitStack() as stack:
        stack.enter_context(watched(place.where))
        tell(f"{target.dialect}: {place.where}")
        about = subject(config, history, wanted, options.rows, place)
        try:
            package = stack.enter_context(imported(about.folder, config.package))
            runs = _migrations(config, about)
        except Refusal:
            raise
        except Exception as error:
            raise Refusal([_not_imported(config, error)]) from None
        standing = Standing(about, place, runs, stack.enter_context(ExitStack()))
        proofs: list[Proved] = []
        for proof in prove(standing):
            tell(f"{target.dialect}: {proof.revision} {proof.message}")
            proofs.append(proof)
        has_head = len(about.heads) == 1 and about.heads <= wanted and proofs[-1].up != "failed"
        models = modelled(standing, package) if has_head else None
    return DialectProof(target.dialect, place.where, tuple(proofs), models, place.notes)


def _migrations(config: Config, about: Subject) -> Migrations | Adopted:
    from azuraforge_schemagen.verify.migrations import Adopted, migrations

    if config.alembic:
        return Adopted(environment(config.root, config.alembic))
    return migrations(about.ini)


def _not_imported(config: Config, error: Exception) -> Diagnostic:
    message = f"the generated package does not import: {type(error).__name__}: {error}"
    return Diagnostic("SG533", message, Span(f"{config.output}/{config.package}/__init__.py"), _IMPORT)


_IMPORT = "run schemagen where the project's own dependencies are installed, too"
