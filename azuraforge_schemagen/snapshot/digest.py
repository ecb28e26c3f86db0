"""The digest of a revision's Python: of what it says, not of how it is laid out.

``ast.dump`` differs between versions of Python, so the tree is written out here: field names and values, without
positions, without what is empty, and without the whitespace of docstrings.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
from functools import cache
from typing import Any

_PRESENTATION = frozenset({"ctx", "kind", "type_comment", "type_ignores"})


def digest(source: str) -> str:
    """SHA-256 over the syntax tree of a module without its docstring. Raises ``SyntaxError``."""
    tree = ast.parse(source)
    if _docstring(tree):
        del tree.body[0]
    words: list[str] = []
    _write(tree, words)
    return hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()


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


def _write(node: ast.AST, words: list[str]) -> None:
    name, fields, documented = _shape(type(node))  # type: ignore[arg-type]
    words.append(name)
    if documented:
        _clean(node)
    for field in fields:
        value = getattr(node, field, None)
        if value is None and name != "Constant":
            continue
        if isinstance(value, list):
            if value:
                words.append(field)
                _write_list(value, words)
        else:
            words.append(field)
            _write_value(value, words)
    words.append(")")


def _write_list(values: list[object], words: list[str]) -> None:
    words.append("[")
    for value in values:
        _write_value(value, words)
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
