"""What a plan refuses, and what was acknowledged."""

from __future__ import annotations

from dataclasses import dataclass

from azuraforge_schemagen.diagnostics import Diagnostic
from azuraforge_schemagen.ir.names import Ref


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic without a span, and what it is about: an object and the path inside it (``("columns", "age")``).

    The object and the path are the new ones; a dropped one is named as it was, and has no place in the sources.
    """

    diagnostic: Diagnostic
    ref: Ref
    child: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """What stands in the way of a change, and which losses were acknowledged (as KIND:NAME, sorted)."""

    findings: tuple[Finding, ...] = ()
    acknowledged: tuple[str, ...] = ()

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The diagnostics alone."""
        return tuple(finding.diagnostic for finding in self.findings)
