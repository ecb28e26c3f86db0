"""Engines of live databases. A failure is a diagnostic, and no message ever holds a password."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, quote_plus, unquote

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from azuraforge_schemagen.diagnostics import Diagnostic, Refusal

EXIT_WORLD = 3
POSTGRESQL_DRIVERS = ("psycopg", "psycopg2")
_ASYNCHRONOUS = frozenset({"asyncpg", "psycopg_async", "aiosqlite"})
MINIMUM = (12,)

_SPELLING = "write dialect://user:password@host:port/database; special characters of a password percent-encoded"


def connect(url: str, timeout: float = 10.0) -> sa.Engine:
    """An engine of the database at ``url`` that has answered once, within ``timeout`` seconds.

    A bare ``postgresql://`` uses whichever driver is installed. Raises ``Refusal`` (exit code 3) with a code of SG5.
    """
    parsed = parse(url)
    engine = _engine(parsed, timeout)
    try:
        with engine.connect() as connection:
            version = connection.dialect.server_version_info or ()
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")  # the file is not read before
    except (SQLAlchemyError, OSError, ValueError) as error:
        engine.dispose()
        raise _refusal("SG503", f"cannot connect to {shown(parsed)}: {_reason(parsed, error)}") from None
    if engine.dialect.name == "postgresql" and version < MINIMUM:
        engine.dispose()
        number = ".".join(map(str, version))
        raise _refusal("SG505", f"{shown(parsed)} is PostgreSQL {number}; {MINIMUM[0]} is the oldest read")
    return engine


def failed(url: str, error: Exception) -> Refusal:
    """What to raise where a database that had answered failed later on."""
    parsed = parse(url)
    return _refusal("SG507", f"reading {shown(parsed)} failed: {_reason(parsed, error)}")


def _reason(url: URL, error: Exception) -> str:
    return without_secrets(str(getattr(error, "orig", None) or error), url)


def parse(url: str) -> URL:
    """The URL as a value, with a driver that is installed."""
    if "\0" in url:
        raise _refusal("SG501", "not a database URL: it holds a NUL character", _SPELLING)
    try:
        parsed = make_url("postgresql" + url.removeprefix("postgres") if url.startswith("postgres:") else url)
    except (ArgumentError, ValueError):
        raise _refusal("SG501", "not a database URL", _SPELLING) from None
    match parsed.get_backend_name():
        case "postgresql":
            _refuse_stray_password(parsed)
            return _with_socket(_with_driver(parsed))
        case "sqlite":
            _refuse_asynchronous(parsed)
            return parsed
        case other:
            raise _refusal("SG504", f"databases of kind {other!r} are not supported", "postgresql and sqlite are")


def shown(url: URL) -> str:
    """The URL for people: without passwords."""
    hidden = {key: "***" for key in url.query if _is_secret(key)}
    text = url.set(query={**url.query, **hidden}).render_as_string(hide_password=True)
    return text.replace("%2A%2A%2A", "***")


def _refuse_stray_password(url: URL) -> None:
    """An @ that ends the password too early would leave the rest of it in the host or the database."""
    if url.password and "@" in f"{url.host or ''}{url.database or ''}":
        raise _refusal("SG501", "the password holds an @, which must be written %40", _SPELLING)


def _with_socket(url: URL) -> URL:
    """A host that is a path, written percent-encoded as libpq takes it, is the folder of a socket."""
    path = unquote(url.host or "")
    if not path.startswith("/"):
        return url
    query = {**url.query, "host": path}
    return URL.create(url.drivername, url.username, url.password, None, url.port, url.database, query)


def _refuse_asynchronous(url: URL) -> None:
    if (asked := url.drivername.partition("+")[2]) in _ASYNCHRONOUS:
        hint = f"leave it out: {url.get_backend_name()}://..."
        raise _refusal("SG502", f"the driver {asked!r} is asynchronous, and schemagen is not", hint)


def _with_driver(url: URL) -> URL:
    _refuse_asynchronous(url)
    asked = url.drivername.partition("+")[2]
    installed = [name for name in POSTGRESQL_DRIVERS if find_spec(name)]
    if asked and find_spec(asked):
        return url
    if asked or not installed:
        hint = f"use {installed[0]!r}, which is installed" if asked and installed else 'pip install "psycopg[binary]"'
        raise _refusal("SG502", f"the driver {asked or 'psycopg'!r} is not installed", hint)
    return url.set(drivername=f"postgresql+{installed[0]}")


def _engine(url: URL, timeout: float) -> sa.Engine:
    seconds = {"connect_timeout": max(1, round(timeout))}
    if url.get_backend_name() == "sqlite":
        _refuse_missing_file(url)
        seconds = {"timeout": max(1, round(timeout))}
    try:
        return sa.create_engine(url, connect_args={**seconds})
    except (ArgumentError, NoSuchModuleError, ImportError, TypeError) as error:
        reason = without_secrets(str(error), url)
        raise _refusal("SG502", f"no driver for {shown(url)}: {reason}") from None


def _refuse_missing_file(url: URL) -> None:
    name = url.database
    if name and name.startswith("file:") and url.query.get("uri") == "true":
        path, _, options = name.removeprefix("file:").partition("?")
        is_memory = "memory" in (url.query.get("mode"), path.strip(":")) or "mode=memory" in options
        name = ":memory:" if is_memory else unquote(re.sub("^//[^/]*", "", path))
    if name and name != ":memory:" and not Path(name).is_file():
        raise _refusal("SG503", f"there is no SQLite file {name!r}")


def without_secrets(text: str, url: URL) -> str:
    """A driver's words on one line, without the passwords of the URL."""
    secrets = [str(url.password)] if url.password else []
    for key, value in url.query.items():
        if _is_secret(key):
            secrets.extend([value] if isinstance(value, str) else value)
    for secret in sorted(secrets, key=len, reverse=True):
        for spelling in sorted({secret, quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1]} - {""}):
            text = re.sub(_bounded(spelling, url), "***", text)
    return " ".join(text.split()).removesuffix(" ^")  # which pointed into the line above it


def _bounded(secret: str, url: URL) -> str:
    """A pattern of a secret. One that is a part of what is said openly counts as a whole word only."""
    openly = f"{url.drivername} {url.username} {url.host} {url.port} {url.database}"
    return rf"(?<!\w){re.escape(secret)}(?!\w)" if secret in openly else re.escape(secret)


def _is_secret(key: str) -> bool:
    return "pass" in key.lower()


def _refusal(code: str, message: str, help_: str = "") -> Refusal:
    return Refusal([Diagnostic(code, message, help=help_)], EXIT_WORLD)
