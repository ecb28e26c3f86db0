"""The printers: findings as text for people, with the source line, and as JSON for tools."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

from azuraforge_schemagen.diagnostics.model import Diagnostic, Label
from azuraforge_schemagen.source import Span

Sources = Callable[[str], str | None]
"""The text of a file by the path of a span, None where it cannot be had."""

_Place = tuple[Span, str, str]
_Paint = Callable[[str, str], str]
_COLOURS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "info": "\x1b[1;36m"}
_BOLD, _BLUE, _RESET = "\x1b[1m", "\x1b[1;34m", "\x1b[0m"
_WIDEST = 160
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def from_disk(root: Path) -> Sources:
    """Sources read from the project's folder, each file once."""
    seen: dict[str, str | None] = {}

    def source(path: str) -> str | None:
        if path not in seen:
            try:
                seen[path] = (root / path).read_bytes()[:2_000_000].decode("utf-8-sig", "replace")
            except (OSError, ValueError):
                seen[path] = None
        return seen[path]

    return source


def no_sources(_: str) -> None:
    """No source at all: places are named, lines are not shown."""


def text(diagnostics: Iterable[Diagnostic], sources: Sources = no_sources, color: bool = False) -> str:
    """Findings as text, with a count at the end; an empty text where there is none."""
    found = tuple(diagnostics)
    if not found:
        return ""
    blocks = [_block(each, sources, color) for each in found]
    return "\n\n".join([*blocks, summary(found)]) + "\n"


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """``2 errors, 1 warning``."""
    severities = [found.severity for found in diagnostics]
    counts = [(severities.count(name), name) for name in ("error", "warning", "info")]
    words = [f"{count} {name}{'s' if count > 1 and name != 'info' else ''}" for count, name in counts if count]
    return ", ".join(words) or "no findings"


def json_text(diagnostics: Iterable[Diagnostic]) -> str:
    """Findings as a JSON list."""
    return json.dumps([as_dict(found) for found in diagnostics], indent=2, ensure_ascii=False) + "\n"


def as_dict(found: Diagnostic) -> dict[str, object]:
    """One finding as plain values."""
    return {
        "code": found.code,
        "severity": found.severity,
        "message": found.message,
        **_place(found.span),
        "help": found.help,
        "labels": [{**_place(label.span), "text": label.text} for label in found.labels],
    }


def _place(span: Span | None) -> dict[str, object]:
    if span is None:
        return {"path": None, "line": None, "column": None}
    return {"path": span.path, "line": span.line or None, "column": span.column or None}


def _block(found: Diagnostic, sources: Sources, color: bool) -> str:
    paint = _paint if color else _no_paint
    head = paint(f"{found.severity}[{found.code}]", _COLOURS[found.severity])
    lines = [head + paint(f": {visible(found.message)}", _BOLD)]
    pad = len(str(max([label.span.line for label in found.labels] + [found.span.line if found.span else 0])))
    margin = " " * pad
    if found.span is not None:
        lines += _excerpts(found, found.span, sources, margin, paint)
    if found.help:
        first, *rest = visible(found.help, keep="\n").split("\n")
        lines.append(f"{margin}  {paint('=', _BLUE)} {paint('help', _BOLD)}: {first}")
        lines += [f"{margin}          {line}" for line in rest]
    return "\n".join(lines)


def _paint(part: str, colour: str) -> str:
    return f"{colour}{part}{_RESET}"


def _no_paint(part: str, _: str) -> str:
    return part


def _excerpts(found: Diagnostic, span: Span, sources: Sources, margin: str, paint: _Paint) -> list[str]:
    """The finding's own file with every place in it, then the other files that its labels point into."""
    lines: list[str] = []
    marks: dict[str, list[_Place]] = {span.path: [(span, "^", "")]}
    for label in found.labels:
        marks.setdefault(label.span.path, []).append((label.span, "-", label.text))
    for path, places in marks.items():
        arrow = "-->" if path == span.path else ":::"
        source = sources(path)
        shown = sorted(place for place in places if place[0].line)
        if path == span.path or (source is not None and shown):
            lines.append(f"{margin} {paint(arrow, _BLUE)} {visible(str(places[0][0]))}")
        if source is not None and shown:
            lines += _excerpt(source.split("\n"), shown, margin, paint)
        else:
            lines += [_bare(label, margin) for label in found.labels if label.span.path == path]
    return lines


def _bare(label: Label, margin: str) -> str:
    return f"{margin}  = {visible(label.text)}: {visible(str(label.span))}"


def _excerpt(source: list[str], places: list[_Place], margin: str, paint: _Paint) -> list[str]:
    bar = paint("|", _BLUE)
    lines = [f"{margin}  {bar}"]
    last = 0
    for span, mark, note in places:
        if span.line > len(source):
            continue
        if last and span.line > last + 1:
            lines.append("...")
        raw = source[span.line - 1].rstrip("\r")
        start = max(0, span.column - 1 - _WIDEST // 2) if len(raw) > _WIDEST else 0
        if span.line != last:
            number = f"{span.line:>{len(margin)}}"
            lines.append(f" {paint(number, _BLUE)} {bar} {visible(raw[start : start + _WIDEST])}".rstrip())
        lines.append(f"{margin}  {bar} {_carets(raw, start, (span, mark, note), paint)}")
        last = span.line
    return lines


def _carets(raw: str, start: int, place: _Place, paint: _Paint) -> str:
    span, mark, note = place
    before = raw[start : span.column - 1]
    length = max(1, min(span.end_column, start + _WIDEST + 1, len(raw) + 1) - span.column)
    inside = raw[span.column - 1 : span.column - 1 + length]
    carets = mark * max(1, _width(inside))
    colour = _COLOURS["error"] if mark == "^" else _BLUE
    return " " * _width(before) + paint(carets + (f" {visible(note)}" if note else ""), colour)


def visible(part: str, keep: str = "") -> str:
    """Text that a terminal shows as it is: what moves the cursor, or turns or hides text, becomes its number."""
    if part.isprintable():
        return part
    return "".join(_seen(c) if c not in keep else c for c in part)


def _seen(c: str) -> str:
    if c == "\t":
        return " "
    return f"<U+{ord(c):04X}>" if unicodedata.category(c) in _HIDDEN else c


def _width(part: str) -> int:
    """Columns that a text takes on a terminal."""
    if part.isascii() and part.isprintable():
        return len(part)
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in visible(part))
    marks = sum(unicodedata.combining(c) != 0 for c in part)
    return len(visible(part)) + wide - marks
