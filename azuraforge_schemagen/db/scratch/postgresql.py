"""Databases made on a server of PostgreSQL, each marked with who made it, and dropped by nobody else while that one
lives: an advisory lock, held for the time of a run and seen from every database of the server, says so."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from azuraforge_schemagen.db.connect import EXIT_WORLD, connect, shown, without_secrets
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.dialects import literal, quote

PREFIX = "schemagen_scratch_"
NAME = re.compile(rf"{PREFIX}\d+_([0-9a-f]{{8}})_\d+")
MARK = "scratch database of schemagen"
LOCK = 0x5C4E3A60
"""The first half of the advisory lock's key; the second one is a run's own, and stands in its databases' names."""

_HELD = sa.text("""
SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND classid = :lock AND objsubid = 2 AND granted
""")
_FOUND = sa.text("""
SELECT datname, coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database
WHERE datname LIKE 'schemagen\\_scratch\\_%' AND pg_get_userbyid(datdba) = current_user ORDER BY datname
""")
_IS_EMPTY = """SELECT NOT EXISTS (SELECT FROM pg_class WHERE oid >= 16384)
AND NOT EXISTS (SELECT FROM pg_proc WHERE oid >= 16384) AND NOT EXISTS (SELECT FROM pg_type WHERE oid >= 16384)"""


@dataclass(frozen=True)
class Server:
    """A server on which this process may make databases, for the time of ``serving``."""

    admin: sa.Engine
    token: str
    version: tuple[int, ...]
    private: bool
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def where(self) -> str:
        """The server for people."""
        place = "started for this command" if self.private else f"at {shown(self.admin.url)}"
        return f"PostgreSQL {self.version[0]}, {place}"

    @contextlib.contextmanager
    def database(self) -> Iterator[sa.Engine]:
        """An engine of a fresh, empty database, which goes at the end."""
        name = f"{PREFIX}{os.getpid()}_{self.token}_{next(self.numbers)}"
        if self._exists(name):
            raise refusal("SG523", f"there is already a database {name}, which this run did not make")
        try:
            self._create(name)
            engine = sa.create_engine(self.admin.url.set(database=name), connect_args={"connect_timeout": 10})
            try:
                yield engine
            finally:
                engine.dispose()
        finally:
            with contextlib.suppress(SQLAlchemyError):
                drop(self.admin, name)

    def _exists(self, name: str) -> bool:
        with self._talking() as connection:
            return bool(connection.execute(sa.text("SELECT 1 FROM pg_database WHERE datname = :n"), {"n": name}).all())

    def _create(self, name: str) -> None:
        with self._talking() as connection:
            made = quote(name, "postgresql")
            connection.exec_driver_sql(
                f"CREATE DATABASE {made} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
            )
            text = literal(mark(), "postgresql").replace("%", "%%")
            connection.exec_driver_sql(f"COMMENT ON DATABASE {made} IS {text}")
            connection.exec_driver_sql(f"ALTER DATABASE {made} SET TimeZone = 'UTC'")

    @contextlib.contextmanager
    def _talking(self) -> Iterator[sa.Connection]:
        try:
            with self.admin.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise _cannot(self.admin, error) from None


@contextlib.contextmanager
def serving(url: str, private: bool = False) -> Iterator[Server]:
    """The server of ``url``, of which every database is left alone but for those made here. Raises ``Refusal``.

    ``private``: it was started for this process.
    """
    first = connect(url)
    first.dispose()
    admin = sa.create_engine(
        first.url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 10}
    )
    token = secrets.token_hex(4)
    try:
        keeper = admin.connect()
    except SQLAlchemyError as error:
        raise _cannot(admin, error) from None
    try:
        _hold(keeper, token)
        sweep(admin)
        version = tuple(int(part) for part in keeper.dialect.server_version_info or ())
        yield Server(admin, token, version, private)
    finally:
        with contextlib.suppress(SQLAlchemyError):
            keeper.close()


def sweep(admin: sa.Engine) -> list[str]:
    """Drop the marked databases whose makers are gone; gives their names.

    One that lost its maker between CREATE DATABASE and its mark goes too where it holds nothing at all.
    """
    swept = []
    with contextlib.suppress(SQLAlchemyError), admin.connect() as connection:
        held = {int(row[0]) for row in connection.execute(_HELD, {"lock": LOCK})}
        for name, comment in connection.execute(_FOUND).all():
            made = NAME.fullmatch(name)
            if not made or int(made[1], 16) in held:
                continue
            if comment.startswith(MARK) or (not comment and _is_empty(admin, name)):
                with contextlib.suppress(SQLAlchemyError):
                    drop(admin, name)
                    swept.append(name)
    return swept


def drop(admin: sa.Engine, name: str) -> None:
    """Drop a scratch database, whoever is connected to it."""
    with admin.connect() as connection:
        dropped = quote(name, "postgresql")
        if (connection.dialect.server_version_info or ()) >= (13,):
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {dropped} WITH (FORCE)")
            return
        end = sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
        connection.execute(end, {"name": name})
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {dropped}")


def mark() -> str:
    """Who made a database, for whoever finds it."""
    started = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return f"{MARK}: made by process {os.getpid()} on {socket.gethostname()} at {started}"


def refusal(code: str, message: str, help_: str = "") -> Refusal:
    """Scratch databases cannot be had."""
    return Refusal([Diagnostic(code, message, help=help_)], EXIT_WORLD)


def _hold(keeper: sa.Connection, token: str) -> None:
    key = int(token, 16)
    key -= (key >= 1 << 31) << 32  # a signed half of the key
    keeper.exec_driver_sql(f"SELECT pg_advisory_lock({LOCK}, {key})")


def _is_empty(admin: sa.Engine, name: str) -> bool:
    engine = sa.create_engine(admin.url.set(database=name), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            return bool(connection.exec_driver_sql(_IS_EMPTY).scalar())
    except SQLAlchemyError:
        return False


def _cannot(admin: sa.Engine, error: SQLAlchemyError) -> Refusal:
    reason = without_secrets(str(getattr(error, "orig", None) or error), admin.url)
    help_ = "ALTER ROLE ... CREATEDB lets a user make them" if "permission denied" in reason else ""
    return refusal("SG521", f"no scratch database can be made at {shown(admin.url)}: {reason}", help_)
