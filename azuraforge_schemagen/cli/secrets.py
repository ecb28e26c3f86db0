"""Passwords of URLs on the command line: taken out of whatever is said about a command that went wrong.

The database's room takes them out of what drivers say. This is the last door, for messages that nobody foresaw and for
words of the command line itself, which repeat what was typed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

import click

_META = "azuraforge_schemagen.arguments"
_USERINFO = re.compile(r"(\w[\w+.-]*://[^\s:/@]*):\S*@")
_PASSWORD = re.compile(r"\w[\w+.-]*://[^:/@]*:(.*)@", re.DOTALL)
_QUERY = re.compile(r"([?&][^=&\s]*pass[^=&\s]*=)([^&\s'\"]+)", re.IGNORECASE)
_SHORT = 4


def remember(ctx: click.Context, typed: Sequence[str]) -> None:
    """Keep the words of the command line for ``masked``."""
    ctx.meta[_META] = tuple(typed)


def masked(text: str, ctx: click.Context | None, typed: Sequence[str] = ()) -> str:
    """The text without the passwords that the words of the command line or ``DATABASE_URL`` hold."""
    text = _USERINFO.sub(r"\1:***@", _QUERY.sub(r"\1***", text))
    words = (*typed, *(ctx.find_root().meta.get(_META, ()) if ctx else ()), os.environ.get("DATABASE_URL", ""))
    for secret in sorted({it for word in words for it in _secrets(word)}, key=len, reverse=True):
        text = text.replace(secret, "***")
    return text


def _secrets(word: str) -> Iterator[str]:
    """Every spelling of a password in a word. A very short one would be found everywhere."""
    found = [match[1] for match in _PASSWORD.finditer(word)]
    found += [match[2] for match in _QUERY.finditer(word)]
    for secret in found:
        for spelling in (secret, unquote(secret)):
            if len(spelling) >= _SHORT:
                yield spelling
