"""Expressions as a server gives them, in the canonical form of the ``Schema``."""

from __future__ import annotations

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.schema import Sql


def expression(text: str) -> Sql:
    """The text without the parentheses that a server puts around a whole expression."""
    return Sql(sqltext.canonical(unwrapped(text)))


def unwrapped(text: str) -> str:
    """The text without parentheses that enclose all of it."""
    text = text.strip()
    while text.startswith("(") and _closing(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _closing(text: str) -> int:
    """Where the parenthesis that the text starts with is closed; -1 where it is not."""
    depth = at = 0
    for token in sqltext.tokens(text):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if not depth:
            return at
        at += len(token.text)
    return -1
