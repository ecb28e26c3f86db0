"""Where things stand: paths in a document to spans in its file."""

from __future__ import annotations

from typing import Any

from azuraforge_schemagen.load.text import line
from azuraforge_schemagen.source import Span


def locate(file: str, node: Any, path: tuple[str | int, ...], key: bool = False) -> Span:
    """The span of the value at ``path``, or of its key; the nearest parent where the path leads nowhere."""
    if node is None:
        return Span(file)
    found_key, found = None, node.root
    text = node.text
    for part in path:
        step = _step(found, part)
        if step is None:
            return span(file, text, found_key or found)
        found_key, found = step
    return span(file, text, found_key if key and found_key is not None else found)


def path_at(node: Any, line: int, column: int) -> tuple[str | int, ...]:
    """The path of the innermost value at a place, 1-based; empty where there is none."""
    found, path = node.root, ()  # type: tuple[Any, tuple[str | int, ...]]
    while True:
        inner = [(part, value) for part, first, value in _parts(found) if _covers(first, value, line - 1, column - 1)]
        if not inner:
            return path
        part, found = inner[-1]
        path = (*path, part)


def _parts(node: Any) -> list[tuple[str | int, Any, Any]]:
    """(key or place, the node that it begins with, its value)."""
    if node.id == "mapping":
        return [(str(key.value), key, value) for key, value in node.value]
    return [(place, value, value) for place, value in enumerate(node.value)] if node.id == "sequence" else []


def _covers(first: Any, last: Any, line: int, column: int) -> bool:
    start, end = first.start_mark, last.end_mark
    return bool((start.line, start.column) <= (line, column) < (end.line, end.column))


def _step(node: Any, part: str | int) -> tuple[Any, Any] | None:
    if node.id == "mapping" and isinstance(part, str):
        return next(((key, value) for key, value in node.value if key.value == part), None)
    if node.id == "sequence" and isinstance(part, int) and part < len(node.value):
        return None, node.value[part]
    return None


def span(file: str, text: str, node: Any) -> Span:
    """The span of a node; of its first line where it has several."""
    start, end = node.start_mark, node.end_mark
    if end.line == start.line:
        return Span(file, start.line + 1, start.column + 1, max(end.column, start.column + 1) + 1)
    length = len(line(text, start.line).rstrip())
    return Span(file, start.line + 1, start.column + 1, max(length, start.column + 1) + 1)


def mark_span(file: str, mark: Any, length: int = 1) -> Span:
    """The span of ``length`` characters at a mark of the parser."""
    return Span(file, mark.line + 1, mark.column + 1, mark.column + 1 + length)
