"""Calls of a revision as values that can be compared and merged, before they become text."""

from __future__ import annotations

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
        return python.Call("", [expr(inner) for inner in item.items], "[]")
    args = [expr(inner) for inner in item.args]
    args += [python.keyword(name, expr(value)) for name, value in item.kwargs]
    head = item.head if isinstance(item.head, str) else expr(item.head)
    return python.Call(head, args, attribute=item.attribute)
