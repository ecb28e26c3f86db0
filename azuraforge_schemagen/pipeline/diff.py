"""``diff``: what lies between two states, offline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diagnostics import Diagnostic
from azuraforge_schemagen.diff import inverse
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.ops import Op
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.ir.steps import Backfill, CopyRows, Execute, RestoreDependents, SaveDependents, Step
from azuraforge_schemagen.pipeline.change import Change, change
from azuraforge_schemagen.pipeline.collector import without_collector
from azuraforge_schemagen.pipeline.intents import in_a_row
from azuraforge_schemagen.pipeline.project import find, one_head, read_history
from azuraforge_schemagen.pipeline.source import read_source
from azuraforge_schemagen.plan.phrases import describe
from azuraforge_schemagen.render.alembic.hazards import note
from azuraforge_schemagen.snapshot.cycles import without_settled
from azuraforge_schemagen.snapshot.state import Chain


@dataclass(frozen=True, slots=True)
class DiffResult:
    """``before`` and ``after`` are what the two states are called."""

    before: str
    after: str
    change: Change
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class _Point:
    """One of the two states; ``below`` are the revisions that it stands on."""

    name: str
    schema: Schema
    below: frozenset[str]
    intent: Intent | None = None


@without_collector
def diff(config: Config, before: str = "head", after: str = "yaml") -> DiffResult:
    """What changes from one state to another: a revision, ``head``, ``base`` or ``yaml``. Raises ``Refusal``."""
    chain = read_history(config).chain
    one, two = _point(config, chain, before), _point(config, chain, after)
    intent = replace(_way(chain, one, two), naming=Naming(config.naming), allow=frozenset({"all"}))
    return DiffResult(one.name, two.name, change(config, one.schema, two.schema, intent))


def diff_text(result: DiffResult) -> str:
    """A list for people: every change once, with what it costs and risks on which dialect."""
    made = result.change
    lines = [f"{result.before} -> {result.after}"]
    said = {side.dialect: {describe(op) for op in side.difference.ops} for side in made.sides}
    for op in made.ops:
        on = [dialect for dialect, texts in said.items() if describe(op) in texts]
        lines.append(f"  {_sign(op)} {describe(op)}" + ("" if len(on) == len(said) else f"  [{', '.join(on)}]"))
    if not made.ops:
        same = made.old == made.new
        lines.append("  no difference" if same else "  nothing that a database of this project could see")
    hazards = [
        f"  ! {side.dialect}: {action_text(step)}: {text}"
        for side in made.sides
        for step, text in _risky(side.up.steps)
    ]
    return "\n".join([*lines, *(["", "hazards", *hazards] if hazards else [])])


def diff_json(result: DiffResult) -> dict[str, Any]:
    """The same for programs."""
    return {
        "from": result.before,
        "to": result.after,
        "dialects": {
            side.dialect: {
                "changes": [{"operation": type(op).__name__, "text": describe(op)} for op in side.difference.ops],
                "hazards": [_hazard_json(step) for step, _ in _risky(side.up.steps)],
            }
            for side in result.change.sides
        },
    }


def action_text(step: Step) -> str:
    """What a step does, in words."""
    match step.action:
        case Backfill(table, column):
            return f"fill {table}.{column}"
        case CopyRows(source, target):
            return f"copy the rows of {source} to {target}"
        case SaveDependents(table) | RestoreDependents(table):
            return f"views and triggers around {table}"
        case Execute(sql, does):
            return describe(does) if does is not None else " ".join(sql.split())[:72]
        case _:
            return describe(step.action)


def _risky(steps: tuple[Step, ...]) -> Iterator[tuple[Step, str]]:
    for step in steps:
        text = note(step)
        if text:
            yield step, text


def _hazard_json(step: Step) -> Mapping[str, Any]:
    return {
        "step": action_text(step),
        "lock": step.lock,
        "rewrites": step.rewrites,
        "scans": step.scans,
        "loses": step.loses,
        "invents": step.invents,
        "transactional": step.transactional,
        "reason": step.reason,
    }


def _sign(op: Op) -> str:
    name = type(op).__name__
    return "+" if name.startswith(("Create", "Add")) else "-" if name.startswith("Drop") else "~"


def _point(config: Config, chain: Chain, name: str) -> _Point:
    if name == "yaml":
        source = read_source(config)
        heads = one_head(chain)
        open_intent, _ = without_settled(source.intent, chain, heads)
        return _Point("yaml", source.schema, frozenset({*chain.ancestors(heads), "yaml"}), open_intent)
    if name == "base" or (name == "head" and not chain.heads):
        return _Point("base", Schema(), frozenset())
    revision = find(chain, name)
    return _Point(revision, chain.schema([revision]), chain.ancestors([revision]))


def _way(chain: Chain, one: _Point, two: _Point) -> Intent:
    """What was said about the way: back to where the two parted, and on from there."""
    common = one.below & two.below
    back, on = _side(chain, one, common), _side(chain, two, common)
    return in_a_row([inverse(intent) for intent in reversed(back)] + on)


def _side(chain: Chain, point: _Point, common: frozenset[str]) -> list[Intent]:
    intents = [layer.intent for revision, layer in chain.layers.items() if revision in point.below - common]
    return [*intents, point.intent] if point.intent is not None and "yaml" not in common else intents
