"""What stands in the way of a change, with the place in the YAML that each finding is about."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from azuraforge_schemagen.diagnostics import Diagnostic
from azuraforge_schemagen.diff import lookalikes
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.pipeline.change import Change
from azuraforge_schemagen.plan import Finding, refusals
from azuraforge_schemagen.plan.partitionkeys import held_keys
from azuraforge_schemagen.resolve import SourceMap


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Findings at their places, and the losses that were acknowledged."""

    diagnostics: tuple[Diagnostic, ...] = ()
    acknowledged: tuple[str, ...] = ()


def review(made: Change, intent: Intent, places: SourceMap) -> Reviewed:
    """Everything that a change must not do silently, on any dialect, each finding once."""
    found: list[Diagnostic] = []
    acknowledged: set[str] = set()
    for side in made.sides:
        reviewed = refusals(side.difference, intent, side.dialect)
        asked = lookalikes(side.difference, places.span)
        flags = {_flag(question) for question in asked}
        found += (*side.difference.diagnostics, *asked)
        found += [_placed(it, places) for it in reviewed.findings if _flag(it.diagnostic) not in flags]
        found += [_placed(it, places) for it in held_keys(side.difference, side.new)]
        acknowledged |= {*reviewed.acknowledged, *side.difference.used.allow}
    return Reviewed(tuple(dict.fromkeys(found)), tuple(sorted(acknowledged)))


def _flag(finding: Diagnostic) -> str:
    """What the finding says to give: a question whether something was renamed says it of the loss too."""
    given = re.search(r"--allow (.*?)(?='?$|' if|;| if )", finding.help)
    return given[1] if given else finding.message


def _placed(finding: Finding, places: SourceMap) -> Diagnostic:
    return replace(finding.diagnostic, span=places.span(finding.ref, *finding.child))
