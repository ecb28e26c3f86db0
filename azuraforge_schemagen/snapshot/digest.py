"""The digest of a revision's Python: of what it says, not of how it is laid out.

``ast.dump`` differs between versions of Python, so the tree is written out here: field names and values, without
positions, without what is empty, and without the whitespace of docstrings.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

_PRESENTATION = frozenset({"ctx", "kind", "type_comment", "type_ignores"})
_HEAD = re.compile(r"^def \w+\(\)[^\n]*:\n(?=    [^\s#\"'])", re.MULTILINE)
"""A function without arguments and docstring, as revisions have two."""

LARGE = 20_000
"""From this many characters on, functions are read statement by statement: one big tree costs far more memory."""


def digest(source: str) -> str:
    """SHA-256 over the syntax tree of a module without its docstring. Raises ``SyntaxError``."""
    words = _by_statement(source) if len(source) > LARGE else None
    if words is None:
        words = []
        _write_body(_body(ast.parse(source)), words)
    return hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()


def _by_statement(source: str) -> list[str] | None:
    """The words of the module from pieces of it, or ``None`` where it cannot be cut where it looks as if it could.

    A cut inside a string or a bracket leaves a piece before it that is no Python, so pieces that all are say the same
    as the whole.
    """
    words: list[str] = []
    at = 0
    try:
        for head in _HEAD.finditer(source):
            if head.start() < at:
                continue
            before = ast.parse(source[at : head.start()])
            end = _end_of_body(source, head.end())
            function = ast.parse(head[0] + "    pass").body[0]
            for node in before.body if at else _body(before):
                _write(node, words)
            _write(function, words, list(_statements(source[head.end() : end])))
            at = end
        for node in ast.parse(source[at:]).body if at else ():
            _write(node, words)
    except SyntaxError:
        return None
    return ["body", "[", *words, "]"] if at else None


def _end_of_body(source: str, start: int) -> int:
    end = re.compile(r"^[^\s#]", re.MULTILINE).search(source, start)
    return end.start() if end else len(source)


def _statements(body: str) -> Iterator[list[str]]:
    """The words of each statement of a function's body."""
    starts = [found.start() for found in re.finditer(r"^    [^\s)\]}#]", body, re.MULTILINE)]
    for start, end in zip(starts, [*starts[1:], len(body)], strict=True):
        block = ast.parse(f"if 1:\n{body[start:end]}").body
        inside = block[0].body  # type: ignore[attr-defined]
        if len(block) != 1:
            raise SyntaxError
        for statement in inside:
            words: list[str] = []
            _write(statement, words)
            yield words


def _body(tree: ast.Module) -> list[ast.stmt]:
    """The statements of a module behind its docstring."""
    return tree.body[1:] if _docstring(tree) is not None else tree.body


def _write_body(body: list[ast.stmt], words: list[str]) -> None:
    words.append("body")
    _write_list(body, words)


def _docstring(node: ast.AST) -> str | None:
    body = getattr(node, "body", None)
    first = body[0] if isinstance(body, list) and body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return first.value.value
    return None


@cache
def _shape(kind: Any) -> tuple[str, tuple[str, ...], bool]:
    documented = issubclass(kind, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    return kind.__name__, tuple(name for name in kind._fields if name not in _PRESENTATION), documented


def _write(node: ast.AST, words: list[str], body: list[list[str]] | None = None) -> None:
    """The words of a node; ``body`` are those of its statements where they were read apart from it."""
    name, fields, documented = _shape(type(node))  # type: ignore[arg-type]
    words.append(name)
    if documented:
        _clean(node)
    for field in fields:
        value = getattr(node, field, None)
        if value is None and name != "Constant":
            continue
        if isinstance(value, list):
            if name == "JoinedStr":
                value = [part for part in value if not _is_empty(part)]
            if value:
                words.append(field)
                _write_list(value, words) if body is None or field != "body" else _write_read(body, words)
        else:
            words.append(field)
            _write_value(value, words)
    words.append(")")


def _is_empty(part: object) -> bool:
    """An empty piece of an f-string, which Python 3.12 has where the others have none."""
    return isinstance(part, ast.Constant) and part.value == ""


def _write_list(values: list[Any], words: list[str]) -> None:
    words.append("[")
    for value in values:
        _write_value(value, words)
    words.append("]")


def _write_read(body: list[list[str]], words: list[str]) -> None:
    words.append("[")
    for statement in body:
        words += statement
    words.append("]")


def _write_value(value: object, words: list[str]) -> None:
    if isinstance(value, ast.AST):
        _write(value, words)
    else:
        words.append(repr(value))


def _clean(node: ast.AST) -> None:
    """A formatter may indent a docstring anew: what stays the same is its text as ``help`` shows it."""
    text = _docstring(node)
    if text is not None:
        constant = node.body[0].value  # type: ignore[attr-defined]
        constant.value = "\n".join(line.rstrip() for line in inspect.cleandoc(text).splitlines()).strip()
