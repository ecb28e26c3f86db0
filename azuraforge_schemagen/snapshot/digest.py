"""The digest of a revision's Python: of what it says, not of how it is laid out.

``ast.dump`` differs between versions of Python, so the tree is written out here: field names and values, without
positions, without what is empty, and without the whitespace of docstrings.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import Any

_PRESENTATION = frozenset({"ctx", "kind", "type_comment", "type_ignores"})
_CALL = re.compile(
    r"^(?P<indent>[ ]*)(?P<head>op\.[a-z_]+)\((?:\n(?P<lines>(?:(?P=indent)[ ]{4}.*\n)+)(?P=indent)|(?P<line>.*))\)$",
    re.MULTILINE,
)
"""A call of ``op`` that is a statement of its own, as far as one can see without reading the rest."""

LARGE = 20_000
"""From this many characters on, calls are read argument by argument: a big tree costs far more time and memory."""

_STANDS_FOR_A_CALL = "_call_of_op_"

Arguments = tuple[tuple[str | int, ...], tuple[str | int, ...]]
"""The words of positional and of keyword arguments, joined; a number stands for a string that is put in there."""


def digest(source: str) -> str:
    """SHA-256 over the syntax tree of a module without its docstring. Raises ``SyntaxError``."""
    words = _by_call(source) if len(source) > LARGE else None
    if words is None:
        words = _module(source)
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def _module(source: str) -> str:
    words = ["body"]
    _write_list(_body(ast.parse(source)), words)
    return "\0".join(words)


def _by_call(source: str) -> str | None:
    """The words of the module from its calls and from what is left without them, where a name stands for each.

    ``None`` where something only looked like a call that is a statement: then a name is missing in what is left.
    """
    if _STANDS_FOR_A_CALL in source:
        return None
    try:
        calls = ["\0".join(_call(found)) for found in _CALL.finditer(source)]
        rest = _module(_CALL.sub(rf"\g<indent>{_STANDS_FOR_A_CALL}", source))
    except SyntaxError:
        return None
    between = rest.split("\0".join(_statement(_STANDS_FOR_A_CALL)))
    if len(between) != len(calls) + 1:
        return None
    return "".join([text for pair in zip(between, [*calls, ""], strict=True) for text in pair])


def _call(found: re.Match[str]) -> list[str]:
    """The words of one statement. Raises ``SyntaxError`` where it is none, or more than one."""
    indent, lines = found["indent"], found["lines"]
    texts = [found["line"]] if lines is None else re.split(rf"\n(?={indent}    [^\s)\]}}])", lines[:-1])
    positional: list[str] = []
    keywords: list[str] = []
    for number, text in enumerate(texts, 1):
        said = _argument(text.strip(" "))
        if said is None or (number < len(texts) and text[-1:] != ",") or (said[0] and keywords):
            return _statement(found[0].lstrip(" "))
        positional += said[:1] if said[0] else ()
        keywords += said[1:] if said[1] else ()
    words = [_head(found["head"])]
    words += ["args", "[", *positional, "]"] if positional else []
    words += ["keywords", "[", *keywords, "]"] if keywords else []
    return [*words, ")", ")"]


def _statement(source: str) -> list[str]:
    body = ast.parse(source).body
    if len(body) != 1:
        raise SyntaxError
    words: list[str] = []
    _write(body[0], words)
    return words


@cache
def _head(name: str) -> str:
    return "\0".join(_statement(f"{name}()")[:-2])


@lru_cache(4096)
def _argument(text: str) -> tuple[str, str] | None:
    """The words of positional and keyword arguments, or ``None`` where they cannot be told apart from the rest."""
    parts = text.split('"')
    strings = parts[1::2]
    if len(parts) % 2 == 0 or "\\" in text or not "".join(strings).isprintable():
        return None
    said = _arguments(tuple(parts[::2]))
    if said is None:
        return None
    positional, keywords = said
    return _filled(positional, strings), _filled(keywords, strings)


def _filled(words: tuple[str | int, ...], strings: list[str]) -> str:
    return "\0".join([word if isinstance(word, str) else repr(strings[word]) for word in words])


@lru_cache(4096)
def _arguments(code: tuple[str, ...]) -> Arguments | None:
    """The arguments that have this code around their strings, which are all that most of them differ in."""
    odd = any(sign in part for part in code for sign in "'#")
    # Two strings side by side are one, or the quotes of a long one; a letter before a string makes it another kind.
    if odd or not all(code[1:-1]) or any(part[-1:].isalnum() or part[-1:] == "_" for part in code[:-1]):
        return None
    source = code[0] + "".join(f'"?{number}"{part}' for number, part in enumerate(code[1:]))
    body = ast.parse(f"f(\n{source}\n)").body
    call = body[0].value if len(body) == 1 and isinstance(body[0], ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        return None
    if any(isinstance(arg, ast.GeneratorExp) for arg in call.args):
        return None
    said = _with_slots(call.args), _with_slots(call.keywords)
    slots = [word for words in said for word in words if isinstance(word, int)]
    return said if sorted(slots) == list(range(len(code) - 1)) else None


def _with_slots(nodes: Sequence[ast.AST]) -> tuple[str | int, ...]:
    words: list[str] = []
    for node in nodes:
        _write(node, words)
    text: list[str | int] = []
    for slot, group in groupby(words, key=_is_slot):
        found = list(group)
        text += [int(word[2:-1]) for word in found] if slot else ["\0".join(found)]
    return tuple(text)


def _is_slot(word: str) -> bool:
    return word.startswith("'?") and word[2:-1].isdecimal()


def _body(tree: ast.Module) -> list[ast.stmt]:
    """The statements of a module behind its docstring."""
    return tree.body[1:] if _docstring(tree) is not None else tree.body


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
            if name == "JoinedStr":
                value = [part for part in value if not _is_empty(part)]
            if value:
                words.append(field)
                _write_list(value, words)
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
