"""The comment above a hazardous step."""

from __future__ import annotations

import textwrap

from azuraforge_schemagen.ir.steps import Step
from azuraforge_schemagen.render import python


def note(step: Step) -> str:
    """What a step costs and risks, in one line; empty where it does neither, or only locks."""
    parts = [f"loses {step.loses}"] if step.loses else []
    parts += [f"invents data: {step.invents}"] if step.invents else []
    parts += ["rewrites the table"] if step.rewrites else []
    parts += ["scans the table"] if step.scans and not step.rewrites else []
    if not parts and step.transactional:
        return "" if step.lock else step.reason
    if step.lock and (step.rewrites or step.scans):
        parts[-1] += f" under {step.lock}"
    parts += [] if step.transactional else ["runs outside a transaction"]
    return "; ".join(parts) + (f": {step.reason}" if step.reason else "")


def lines(notes: tuple[tuple[str, str], ...], shared: bool, pad: str) -> list[str]:
    """The comment; where several dialects run the statement and do not risk the same, each is named."""
    texts = {text for _, text in notes if text}
    same = len(texts) == 1 and (not shared or all(text for _, text in notes))
    said = [(None, texts.pop())] if same else [(dialect, text) for dialect, text in notes if text]
    return [line for dialect, text in said for line in _wrapped(dialect, text, pad)]


def _wrapped(dialect: str | None, text: str, pad: str) -> list[str]:
    clean = " ".join(python.string(text)[1:-1].split())
    where = f" on {dialect}" if dialect else ""
    first, rest = f"{pad}# hazard{where}: ", f"{pad}#   "
    return textwrap.wrap(
        clean,
        python.WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
