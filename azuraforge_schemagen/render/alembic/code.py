"""Calls of a revision as values that can be compared and merged, before they become text."""

from __future__ import annotations

import functools
from typing import NamedTuple

from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.python import Expr


class Typed(NamedTuple):
    """A column type: the one place where two dialects may differ and still share a call."""

    type: str | Fn


class Items(NamedTuple):
    """A list literal."""

    items: tuple[Item, ...]


class Fn(NamedTuple):
    """``head(args, kwargs)``; with an ``attribute``, a chain: ``head.attribute(args)``."""

    head: str | Fn
    args: tuple[Item, ...]
    kwargs: tuple[tuple[str, Item], ...] = ()
    attribute: str = ""


class Sql(NamedTuple):
    """``op.execute`` of a statement, exactly as the database gets it."""

    statement: str


class Line(NamedTuple):
    """A line of Python that is no operation."""

    text: str


Item = str | Fn | Items | Typed
"""A ``str`` is Python source text."""

Statement = Fn | Sql | Line


def expr(item: Item) -> Expr:
    """The text that an item is, laid out later."""
    if isinstance(item, str):
        return item
    if isinstance(item, Typed):
        return expr(item.type)
    if isinstance(item, Items):
        return _short([expr(inner) for inner in item.items], "[", "]", _NESTED) or _list(item)
    args = [arg if isinstance(arg, str) else expr(arg) for arg in item.args]
    for name, value in item.kwargs:
        args.append(f"{name}={value}" if isinstance(value, str) else python.keyword(name, expr(value)))
    if isinstance(item.head, str):
        room = _MEMBER if item.head in _MEMBERS else _NESTED
        return _short(args, f"{item.head}(", ")", room) or python.Call(item.head, args)
    return python.Call(call(item.head), args, attribute=item.attribute)


def call(item: Fn) -> python.Call:
    """The same for a call that must be able to break."""
    args = [_argument(arg) for arg in item.args] + [python.keyword(name, expr(value)) for name, value in item.kwargs]
    head = item.head if isinstance(item.head, str) else call(item.head)
    return python.Call(head, args, attribute=item.attribute)


@functools.lru_cache(4096)
def _argument(item: Item) -> Expr:
    """The text of an argument of its own line, of which many tables have the same."""
    return expr(item)


_NESTED, _MEMBER = 60, 90
"""What is no longer fits on its line wherever it may stand: behind a keyword, or alone. No need to keep its parts."""
_MEMBERS = {
    "sa.Column",
    "sa.PrimaryKeyConstraint",
    "sa.UniqueConstraint",
    "sa.CheckConstraint",
    "sa.ForeignKeyConstraint",
}


def _short(args: list[Expr], opening: str, closing: str, room: int) -> str | None:
    parts: list[str] = []
    for arg in args:
        if not isinstance(arg, str):
            return None
        parts.append(arg)
    text = f"{opening}{', '.join(parts)}{closing}"
    return text if len(text) <= room and text.isascii() else None


def _list(item: Items) -> python.Call:
    return python.Call("", [expr(inner) for inner in item.items], "[]")
