"""``check``: is what is on disk what the YAML says?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diagnostics import Diagnostic, order
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.pipeline import cache
from azuraforge_schemagen.pipeline.advance import swaps
from azuraforge_schemagen.pipeline.artifacts import artifacts
from azuraforge_schemagen.pipeline.collector import without_collector
from azuraforge_schemagen.pipeline.project import History, kept, read_history, several_heads
from azuraforge_schemagen.pipeline.source import Source, read_source
from azuraforge_schemagen.snapshot.cycles import unsettled, without_settled
from azuraforge_schemagen.snapshot.proof import prove
from azuraforge_schemagen.snapshot.state import Chain
from azuraforge_schemagen.source import Span
from azuraforge_schemagen.timing import stage
from azuraforge_schemagen.write import Change as FileChange
from azuraforge_schemagen.write import plan_writes


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Everything that is not as it should be; warnings do not count."""

    diagnostics: tuple[Diagnostic, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not any(found.severity == "error" for found in self.diagnostics)


@without_collector
def check(config: Config, cached: bool = True) -> CheckResult:
    """Prove the chain, render everything in memory and compare. Raises ``Refusal`` where the YAML is wrong.

    ``cached``: what was clean before, byte for byte, is clean.
    """
    with stage("cache"):
        digest = cache.key(config)
        if cached and cache.is_clean(config, digest):
            return CheckResult(())
    result = CheckResult(order(_findings(config)))
    if not result.diagnostics:
        cache.remember(config, digest)
    return result


def _findings(config: Config) -> Iterator[Diagnostic]:
    source = read_source(config)
    history = read_history(config)
    yield from source.warnings
    with stage("proof"):
        broken = prove(history.chain, history.revisions, config.root)
    yield from broken or _ahead(config, history, source)
    writes = plan_writes(config.root, config.output, artifacts(config, source), kept(config, history))
    yield from writes.refused
    yield from (_out_of_date(change) for change in writes.changes)


def _ahead(config: Config, history: History, source: Source) -> Iterator[Diagnostic]:
    chain = history.chain
    if len(chain.heads) > 1:
        yield several_heads(chain)
        return
    head = chain.schema(chain.heads, source.schema)
    if head == source.schema:
        yield from _swapped(config, chain, head, source)
        return
    refs = [
        str(ref)
        for ref in sorted({*head.objects, *source.schema.objects})
        if head.objects.get(ref) != source.schema.objects.get(ref)
    ]
    names = ", ".join(refs[:5]) + (f" and {len(refs) - 5} more" if len(refs) > 5 else "")
    where = f"at revision {chain.heads[0]}" if chain.heads else "before the first revision"
    yield Diagnostic("SG419", f"the YAML differs from the schema {where}: {names}", None, "run schemagen build")


def _swapped(config: Config, chain: Chain, head: Schema, source: Source) -> Iterator[Diagnostic]:
    intent, _ = without_settled(source.intent, chain, chain.heads)
    if swaps(config, head, intent):
        lines = ", ".join(f"{rename.old} to {rename.new}" for rename in sorted(unsettled(intent)))
        yield Diagnostic("SG419", f"the YAML renames what is not renamed yet: {lines}", None, "run schemagen build")


def _out_of_date(change: FileChange) -> Diagnostic:
    help_ = "run schemagen build"
    match change.action:
        case "create":
            return Diagnostic("SG420", f"{change.path} is missing", Span(change.path), help_)
        case "update":
            place = Span(change.path, change.line, 1)
            return Diagnostic("SG420", f"{change.path} is not what the YAML gives", place, help_)
        case "remove":
            return Diagnostic("SG420", f"nothing generates {change.path} any more", Span(change.path), help_)
