"""Engines of live databases. A failure is a diagnostic, and no message ever holds a password."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, quote_plus

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from azuraforge_schemagen.diagnostics import Diagnostic, Refusal

EXIT_WORLD = 3
POSTGRESQL_DRIVERS = ("psycopg", "psycopg2")
MINIMUM = (12,)


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
    except (SQLAlchemyError, OSError, UnicodeError) as error:
        engine.dispose()
        reason = without_secrets(str(getattr(error, "orig", None) or error), parsed)
        raise _refusal("SG503", f"cannot connect to {shown(parsed)}: {reason}") from None
    if engine.dialect.name == "postgresql" and version < MINIMUM:
        engine.dispose()
        number = ".".join(map(str, version))
        raise _refusal("SG505", f"{shown(parsed)} is PostgreSQL {number}; {MINIMUM[0]} is the oldest read")
    return engine


def parse(url: str) -> URL:
    """The URL as a value, with a driver that is installed."""
    try:
        parsed = make_url("postgresql" + url.removeprefix("postgres") if url.startswith("postgres:") else url)
    except (ArgumentError, ValueError):
        raise _refusal(
            "SG501",
            "not a database URL",
            "write dialect://user:password@host:port/database; special characters of a password percent-encoded",
        ) from None
    match parsed.get_backend_name():
        case "postgresql":
            return _with_driver(parsed)
        case "sqlite":
            return parsed
        case other:
            raise _refusal("SG504", f"databases of kind {other!r} are not supported", "postgresql and sqlite are")


def shown(url: URL) -> str:
    """The URL for people: without passwords."""
    return without_secrets(url.render_as_string(hide_password=True), url)


def _with_driver(url: URL) -> URL:
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
    if not name or name == ":memory:" or name.startswith("file:"):
        return
    if not Path(name).is_file():
        raise _refusal("SG503", f"there is no SQLite file {name!r}")


def without_secrets(text: str, url: URL) -> str:
    """A driver's words without the passwords of the URL."""
    secrets = [str(url.password)] if url.password else []
    for key, value in url.query.items():
        if "pass" in key.lower():
            secrets.extend([value] if isinstance(value, str) else value)
    for secret in secrets:
        for spelling in {secret, quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1]}:
            text = text.replace(spelling, "***") if spelling else text
    return text.strip()


def _refusal(code: str, message: str, help_: str = "") -> Refusal:
    return Refusal([Diagnostic(code, message, help=help_)], EXIT_WORLD)
