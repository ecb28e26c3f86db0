"""The parser's complaints in our words: what is wrong, where, and what to write instead."""

from __future__ import annotations

import re
from typing import Any

from azuraforge_schemagen.diagnostics import Diagnostic, Label
from azuraforge_schemagen.load.spans import mark_span
from azuraforge_schemagen.load.text import at, line
from azuraforge_schemagen.source import Span

_QUOTE_SQL = "quote text and SQL inside { } and [ ]: unquoted it ends at , [ ] { } and at ' #', and may not hold ': '"
_LAYOUT = "indent the lines of one map alike; inside '...' a quote is doubled: ''"
_KNOWN: tuple[tuple[str, str, str, str], ...] = (
    (r"single document", "SG012", "a second document begins here", "put each object into a file of its own"),
    (r"directive|%YAML|%TAG", "SG013", "a YAML directive may not stand here", "remove the line"),
    (r"undefined alias", "SG014", "aliases are not part of the language", "write the value out"),
    (r"anchor|alias", "SG014", "anchors and aliases are not part of the language", "write the value out"),
    (r"undefined tag handle|tag", "SG016", "tags are not part of the language", "remove the tag"),
    (r"'\\t'|tab character", "SG011", "a tab may not separate or indent", "use spaces"),
    (r"cannot start any token", "SG010", "no value can begin with this character", "put the value in quotes"),
    (r"mapping values are not allowed", "SG010", "': ' may not stand in an unquoted value", "put the value in quotes"),
    (r"expected ':'", "SG010", "a key without ':' behind it", "write 'key: value'; a long text goes into quotes"),
    (r"Unicode character|escape", "SG010", "this escape names no character", "in double quotes a backslash is \\\\"),
    (r"end of stream|unexpected end", "SG010", "a quote is never closed", "close it, on the same line at best"),
    (r"expected (key|<block end>|'-')", "SG010", "this does not belong here", _LAYOUT),
)


def syntax(path: str, text: str, error: Exception) -> Diagnostic:
    """The diagnostic for an exception of the parser."""
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    context = str(getattr(error, "context", None) or "")
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if "flow" in context and mark is not None:
        return _flow(path, text, error)
    span = _span(path, text, mark)
    for pattern, code, message, help_ in _KNOWN:
        if re.search(pattern, f"{context}: {problem}"):
            return Diagnostic(code, message, span, help_, _context(path, error, span))
    return Diagnostic("SG010", f"not valid YAML: {problem}", span, _LAYOUT)


def _flow(path: str, text: str, error: Any) -> Diagnostic:
    """An error inside ``{ }`` or ``[ ]``: most often SQL that lacks its quotes."""
    opened = error.context_mark or error.problem_mark
    comment = re.search(r"\s#", line(text, opened.line)[opened.column :])
    if comment and error.problem_mark.line > opened.line:
        span = Span(path, opened.line + 1, opened.column + comment.end(), opened.column + comment.end() + 1)
        return Diagnostic("SG010", "a comment begins here and hides the rest of the map", span, _QUOTE_SQL)
    span = _span(path, text, error.problem_mark)
    label = (Label(mark_span(path, opened), "it was opened here"),) if error.context_mark else ()
    return Diagnostic("SG010", "this does not fit inside { } or [ ]", span, _QUOTE_SQL, label)


def _context(path: str, error: Any, span: Span) -> tuple[Label, ...]:
    mark = getattr(error, "context_mark", None)
    if mark is None or mark_span(path, mark).line == span.line or "single document" in str(error.context):
        return ()
    return (Label(mark_span(path, mark), "it begins here"),)


def _span(path: str, text: str, mark: Any) -> Span:
    if mark is None:
        return Span(path, 1, 1, 2)
    if mark.index is not None and mark.index >= len(text):
        last = text.rstrip("\n")
        return at(path, last, max(len(last) - 1, 0))
    return mark_span(path, mark)
