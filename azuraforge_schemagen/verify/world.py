"""Errors of a database: which are about a revision, and which about the server that it runs on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from azuraforge_schemagen.db.history import Broken
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.verify.extensions import BELONGS

WORLD = 3
_FULL = re.compile("^(database or disk is full|disk I/O error)")
"""Of SQLite, which has no codes of classes."""
_UNAVAILABLE = re.compile(r'extension "([^"]+)" is not available|extension control file "[^"]*?([^/"]+)\.control"')
_UNKNOWN = re.compile(r'(?:type|operator class) "([^"]+)" does not exist|function ([\w.]+)\(.*\) does not exist')


def check(error: Exception, where: str) -> None:
    """Raise ``Refusal`` where the server is what failed: it went away, or lacks an extension."""
    if not isinstance(error, DBAPIError):
        return
    text = str(error.orig)
    if is_gone(error):
        raise Refusal([Diagnostic("SG521", f"the scratch server went away ({where}): {text.strip()}")], WORLD)
    if found := _UNAVAILABLE.search(text):
        raise Refusal([missing(found[1] or found[2], where)], WORLD)


@contextmanager
def watched(where: str) -> Iterator[None]:
    """Whatever is asked of the scratch server, its end is no bug of anybody. Raises ``Refusal``."""
    try:
        yield
    except DBAPIError as error:
        check(error, where)
        raise


def is_gone(error: DBAPIError) -> bool:
    """Whether the server went away, or has no room left: nothing is said about what it was asked."""
    state = str(getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None) or "")
    if error.connection_invalidated or state[:2] in ("08", "53", "57") or _FULL.search(str(error.orig)):
        return True
    return error.statement is None and not state and type(error).__name__ == "OperationalError"


def reason(error: Exception) -> str:
    """Why a revision did not run, on one line."""
    if isinstance(error, Broken):
        return str(error)
    if not isinstance(error, DBAPIError):
        return " ".join(f"{type(error).__name__}: {error}".split())
    text = " ".join(str(error.orig).split())
    statement = " ".join((error.statement or "").split())
    return text + (f" (in: {statement[:120]})" if statement else "")


def hint(why: str) -> str:
    """What to do about a thing that belongs to an extension."""
    found = _UNKNOWN.search(why)
    name = found and BELONGS.get((found[1] or found[2]).rpartition(".")[2])
    return f"that is of the extension {name}, which no revision makes" if name else ""


def missing(name: str, where: str) -> Diagnostic:
    """The server cannot make an extension."""
    help_ = f"install the extension {name} on that server, or name one that has it with --scratch-url"
    return Diagnostic("SG524", f"the scratch server has no extension {name} ({where})", help=help_)
