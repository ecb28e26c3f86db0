"""Engines of live databases, and what is said where there is none."""

from __future__ import annotations

import secrets
import socket
import sqlite3
import traceback
from collections.abc import Iterator
from importlib import util
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from azuraforge_schemagen.db import connect as module
from azuraforge_schemagen.db.connect import connect, shown, without_secrets
from azuraforge_schemagen.db.inspect import inspect
from azuraforge_schemagen.diagnostics import Refusal
from azuraforge_schemagen.diagnostics.codes import CODES
from tests import servers

SECRET = "hu sh:%/1"
ENCODED = "hu%20sh%3A%25%2F1"


def refused(url: str, code: str) -> str:
    with pytest.raises(Refusal) as caught:
        connect(url, timeout=2)
    assert caught.value.exit_code == 3
    assert [found.code for found in caught.value.diagnostics] == [code]
    assert code in CODES
    for spelling in (SECRET, ENCODED, "hu+sh"):
        hidden(caught.value, spelling)
    return str(caught.value) + "".join(found.help for found in caught.value.diagnostics)


def hidden(error: BaseException, secret: str) -> None:
    """Not in the message, nor in the traceback, nor in what was raised before."""
    assert secret not in "".join(traceback.format_exception(error))
    while error:
        assert secret not in f"{error} {error!r} {getattr(error, 'diagnostics', '')}"
        error = error.__cause__ or error.__context__  # type: ignore[assignment]


@pytest.mark.postgresql
@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg", "postgresql+psycopg2"])
def test_every_spelling_connects(pg_database: str, scheme: str) -> None:
    engine = connect(scheme + pg_database.removeprefix("postgresql"))
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT 1")).scalar() == 1
    engine.dispose()


@pytest.mark.postgresql
def test_a_bare_url_takes_the_driver_that_is_there(pg_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: None if name == "psycopg" else util.find_spec(name))
    engine = connect(pg_database)
    assert engine.dialect.driver == "psycopg2"
    engine.dispose()
    assert "use 'psycopg2'" in refused(pg_database.replace("postgresql:", "postgresql+psycopg:"), "SG502")


def test_no_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    assert "pip install" in refused(f"postgresql://u:{ENCODED}@localhost/d", "SG502")
    refused(f"postgresql+asyncthing://u:{ENCODED}@localhost/d", "SG502")


@pytest.mark.parametrize(
    "url", ["", "nonsense", "postgresql://u:p\0@h/d", f"postgresql://u:{SECRET}@h:{SECRET}/d", "postgresql://h:port/d"]
)
def test_not_a_url(url: str) -> None:
    refused(url, "SG501")


def test_other_databases() -> None:
    assert "'mysql'" in refused(f"mysql://u:{ENCODED}@localhost/d", "SG504")


def test_nobody_answers() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for driver in ("psycopg", "psycopg2"):
        text = refused(f"postgresql+{driver}://u:{ENCODED}@127.0.0.1:{port}/d", "SG503")
        assert f"postgresql+{driver}://u:***@127.0.0.1:{port}/d" in text


@pytest.fixture(scope="module")
def guarded() -> Iterator[str]:
    """A server that asks for passwords, whatever ``SCHEMAGEN_TEST_PG`` does."""
    with servers.server(secrets.token_hex(8)) as url:
        yield url


@pytest.mark.postgresql
@pytest.mark.parametrize("driver", ["psycopg", "psycopg2"])
def test_wrong_password_and_wrong_database(guarded: str, driver: str) -> None:
    guarded = servers.with_driver(guarded, driver)
    scheme, _, rest = guarded.partition("@")
    said = refused(f"postgresql+{driver}://postgres:{ENCODED}@{rest}", "SG503")
    assert "password authentication failed" in said
    assert "does not exist" in refused(f"{scheme}@{rest}_not", "SG503")
    refused(f"postgresql+{driver}://{rest}?user=postgres&password={ENCODED}", "SG503")
    assert "SSL" in refused(f"{scheme}@{rest}?sslmode=require", "SG503")
    assert "sslmode" in refused(f"{scheme}@{rest}?sslmode=maybe", "SG503")
    assert "bogus" in refused(f"{scheme}@{rest}?bogus=1", "SG503")


@pytest.mark.postgresql
def test_no_right_to_connect(guarded: str) -> None:
    with psycopg.connect(guarded, autocommit=True) as admin:
        admin.execute(b"CREATE DATABASE closed")
        admin.execute(b"REVOKE CONNECT ON DATABASE closed FROM public")
        admin.execute(f"CREATE ROLE nobody_much LOGIN PASSWORD '{SECRET}'".encode())
    _, _, rest = servers.with_database(guarded, "closed").partition("@")
    assert "permission denied" in refused(f"postgresql://nobody_much:{ENCODED}@{rest}", "SG503")


@pytest.mark.parametrize("driver", ["psycopg", "psycopg2"])
@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("127.0.0.1:99999/d", "port"),
        ("[::1]:1/d", "[::1]:1"),
        ("nowhere.invalid/d", "nowhere.invalid"),
        ("/d?host=/nowhere/at/all", "/nowhere/at/all/.s.PGSQL.5432"),
        ("%2Fnowhere%2Fat%2Fall:5433/d", "/nowhere/at/all/.s.PGSQL.5433"),
    ],
)
def test_places_where_no_server_is(driver: str, place: str, said: str) -> None:
    assert said in refused(f"postgresql+{driver}://u:{ENCODED}@{place}", "SG503")


@pytest.mark.postgresql
@pytest.mark.parametrize("driver", ["psycopg", "psycopg2"])
def test_sockets(guarded: str, driver: str) -> None:
    """Both spellings of a socket's folder."""
    url = sa.make_url(guarded)
    with psycopg.connect(guarded) as admin:
        row = admin.execute("SHOW unix_socket_directories").fetchone()
    assert row is not None
    login = f"postgresql+{driver}://postgres:{url.password}@"
    for spelled in (
        f"{login}:{url.port}/postgres?host={row[0]}",
        f"{login}{quote(row[0], safe='')}:{url.port}/postgres",
    ):
        connect(spelled).dispose()


@pytest.mark.parametrize("driver", ["postgresql+asyncpg", "postgresql+psycopg_async", "sqlite+aiosqlite"])
def test_asynchronous_drivers_are_refused_by_name(driver: str) -> None:
    assert f"leave it out: {driver.partition('+')[0]}://" in refused(f"{driver}://u:{ENCODED}@localhost/d", "SG502")


@pytest.mark.postgresql
@pytest.mark.parametrize("driver", ["psycopg", "psycopg2"])
def test_a_server_that_goes_while_it_is_read(guarded: str, driver: str) -> None:
    engine = connect(servers.with_driver(guarded, driver))
    with psycopg.connect(guarded, autocommit=True) as admin:

        def stop(*args: Any) -> None:
            if "pg_index" in args[2]:
                admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")

        sa.event.listen(engine, "before_cursor_execute", stop)
        with engine.connect() as connection, pytest.raises(Refusal) as caught:
            inspect(connection)
    assert [(it.code, caught.value.exit_code) for it in caught.value.diagnostics] == [("SG507", 3)]
    hidden(caught.value, sa.make_url(guarded).password or "")


@pytest.mark.parametrize("rest", ["host/db", "ss/word@host/db", "host"])
def test_a_password_that_an_at_sign_ends_too_early(rest: str) -> None:
    """SQLAlchemy would take what follows for the host, and show it."""
    text = refused(f"postgresql://u:begin@hu sh@{rest}", "SG501")
    assert "%40" in text
    assert "hu sh" not in text


def test_a_password_that_is_a_word_of_the_url_leaves_the_others_readable() -> None:
    url = make_url("postgresql+psycopg://postgres:postgres@host/postgres_1?sslpassword=host&sslmode=require")
    assert shown(url) == "postgresql+psycopg://postgres:***@host/postgres_1?sslmode=require&sslpassword=***"
    assert without_secrets("postgresql+psycopg: the password 'postgres' of postgres_1", url) == (
        "postgresql+psycopg: the password '***' of postgres_1"
    )


def test_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    refused(f"sqlite:///{path}", "SG503")
    assert not path.exists()
    path.write_text("this is text, not a database, and long enough to be read as one")
    assert "not a database" in refused(f"sqlite:///{path}", "SG503")
    path.unlink()
    path.touch()
    connect(f"sqlite:///{path}").dispose()
    connect("sqlite://").dispose()
    connect(f"sqlite:///file:{path}?mode=ro&uri=true").dispose()
    refused(f"sqlite:///file:{path}_not?uri=true", "SG503")
    assert not path.with_name(path.name + "_not").exists()


def test_an_sqlite_file_that_is_being_written(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with sqlite3.connect(path, isolation_level=None) as writer:
        writer.execute("CREATE TABLE t (a)")
        engine = connect(f"sqlite:///{path}", timeout=1)
        writer.execute("BEGIN EXCLUSIVE")
        assert "locked" in refused(f"sqlite:///{path}", "SG503")
        with engine.connect() as connection, pytest.raises(Refusal) as caught:
            inspect(connection)
        assert [(it.code, caught.value.exit_code) for it in caught.value.diagnostics] == [("SG507", 3)]
        writer.execute("ROLLBACK")
    writer.close()
    with engine.connect() as connection:
        assert len(inspect(connection).schema.tables) == 1
    engine.dispose()


@pytest.mark.postgresql
def test_old_servers(pg_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MINIMUM", (99,))
    assert "99 is the oldest" in refused(pg_database, "SG505")
