"""Diagnostics: findings as collected values, never thrown across rooms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from azuraforge_schemagen.source import Span

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Label:
    """A second place that belongs to a finding, with what it is."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: what is (``message``), where (``span``), what to do (``help``)."""

    code: str
    message: str
    span: Span | None = None
    help: str = ""
    labels: tuple[Label, ...] = ()
    severity: Severity = "error"


class Refusal(Exception):
    """Work that cannot go on: carries every finding at once. Only the command line turns it into text."""

    def __init__(self, diagnostics: Iterable[Diagnostic], exit_code: int = 1) -> None:
        self.diagnostics = tuple(diagnostics)
        self.exit_code = exit_code
        super().__init__("; ".join(f"{found.code}: {found.message}" for found in self.diagnostics))


def order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Findings by file, line and code, without repeats."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda d: (d.span or Span(""), d.code, d.message)))
