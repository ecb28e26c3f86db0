"""What a code is."""

from __future__ import annotations

from dataclasses import dataclass

from azuraforge_schemagen.diagnostics.model import Severity


@dataclass(frozen=True, slots=True)
class Code:
    """``manual`` is Markdown: what it means, why it is refused, an example, what to do. ``explain`` prints it."""

    number: str
    title: str
    manual: str
    severity: Severity = "error"
