"""Scratch databases: fresh, empty, made by this process, gone when it is.

Where: on the server that is named, else on a private one of the PostgreSQL that is installed here, else on a private
one of the extra ``[verify]``. SQLite's are files. No other database is ever written to.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import sqlalchemy as sa

from azuraforge_schemagen.db.connect import parse
from azuraforge_schemagen.db.scratch import postgresql, sqlite
from azuraforge_schemagen.db.scratch.postgresql import refusal
from azuraforge_schemagen.diagnostics import Diagnostic

EMBEDDED = "embedded"
"""In the place of a URL: the PostgreSQL of the extra ``[verify]``, whatever else is installed."""

_HELP = (
    "name a server with --scratch-url, install PostgreSQL, or add the embedded one: "
    'pip install "azuraforge-schemagen[verify]"'
)

__all__ = ["EMBEDDED", "Scratch", "scratch"]


class _Place(Protocol):
    @property
    def version(self) -> tuple[int, ...]: ...

    @property
    def where(self) -> str: ...

    def database(self) -> AbstractContextManager[sa.Engine]: ...


@dataclass(frozen=True, slots=True)
class Scratch:
    """A place for scratch databases. ``where`` is it for people, ``notes`` are what is worth a word about it."""

    dialect: str
    place: _Place
    notes: tuple[Diagnostic, ...] = ()

    @property
    def version(self) -> tuple[int, ...]:
        """The server's version."""
        return self.place.version

    @property
    def where(self) -> str:
        """The place for people, without a password."""
        return self.place.where

    def database(self) -> AbstractContextManager[sa.Engine]:
        """A fresh, empty database for the time of a ``with``. Raises ``Refusal``."""
        return self.place.database()


@contextlib.contextmanager
def scratch(dialect: str, url: str | None = None, *, asked: tuple[int, ...] = ()) -> Iterator[Scratch]:
    """A place for scratch databases of ``dialect``: on the server of ``url`` (any database of it), or found here.

    ``asked`` is the version that the project is for: a server of another major version is said in ``notes``.
    Raises ``Refusal`` (exit code 3) where there is none.
    """
    match dialect:
        case "sqlite":
            with sqlite.serving() as files:
                yield Scratch(dialect, files)
        case "postgresql":
            with _serving(url, next(iter(asked), None)) as server:
                yield Scratch(dialect, server, tuple(_notes(server.version, asked)))
        case _:
            raise refusal("SG523", f"there are no scratch databases for {dialect}")


@contextlib.contextmanager
def _serving(url: str | None, major: int | None) -> Iterator[postgresql.Server]:
    if url is None or url == EMBEDDED:
        with (
            _private(embedded=url == EMBEDDED, major=major) as found,
            postgresql.serving(found, private=True) as server,
        ):
            yield server
        return
    if (named := parse(url).get_backend_name()) != "postgresql":
        raise refusal("SG523", f"scratch databases of PostgreSQL cannot be made on {named}")
    with postgresql.serving(url) as server:
        yield server


@contextlib.contextmanager
def _private(embedded: bool, major: int | None) -> Iterator[str]:
    """The URL of the first server that starts."""
    try:
        from azuraforge_schemagen.db.scratch import binaries, server
    except ImportError:
        raise refusal("SG520", "a private PostgreSQL cannot be started on Windows", _HELP) from None
    server.sweep()
    installed = [] if embedded else binaries.installed_folders(major)
    reasons: list[str] = []
    with contextlib.ExitStack() as stack:
        for folder in (*installed, *binaries.embedded_folders()):
            try:
                url = stack.enter_context(server.server(secrets.token_hex(8), folder))
            except binaries.Unavailable as problem:
                reasons.append(f"{folder}: {problem}")
                continue
            yield url
            return
    what = "the embedded PostgreSQL is not installed" if embedded else "there is no PostgreSQL for scratch databases"
    raise refusal("SG520", "; ".join(reasons) or what, _HELP)


def _notes(version: tuple[int, ...], asked: tuple[int, ...]) -> Iterator[Diagnostic]:
    if not asked or version[0] == asked[0]:
        return
    older = version[0] < asked[0]
    message = f"the scratch server is PostgreSQL {version[0]}, the project asks for {asked[0]} or newer"
    said = (
        "it may refuse what the project's servers take"
        if older
        else f"what PostgreSQL {asked[0]} does not have passes here; name a server of that version with --scratch-url"
    )
    yield Diagnostic("SG522", message, help=said, severity="warning" if older else "info")
