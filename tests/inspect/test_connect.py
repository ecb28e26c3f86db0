"""Engines of live databases, and what is said where there is none."""

from __future__ import annotations

import socket
from importlib import util
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from azuraforge_schemagen.db import connect as module
from azuraforge_schemagen.db.connect import connect, shown, without_secrets
from azuraforge_schemagen.diagnostics import Refusal
from azuraforge_schemagen.diagnostics.codes import CODES

SECRET = "hu sh:%/1"
ENCODED = "hu%20sh%3A%25%2F1"


def refused(url: str, code: str) -> str:
    with pytest.raises(Refusal) as caught:
        connect(url, timeout=2)
    assert caught.value.exit_code == 3
    assert [found.code for found in caught.value.diagnostics] == [code]
    assert code in CODES
    text = str(caught.value) + "".join(found.help for found in caught.value.diagnostics)
    for spelling in (SECRET, ENCODED, "hu+sh"):
        assert spelling not in text
    return text


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


@pytest.mark.parametrize("url", ["", "nonsense", f"postgresql://u:{SECRET}@h:{SECRET}/d", "postgresql://h:port/d"])
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


@pytest.mark.postgresql
def test_wrong_password_and_wrong_database(pg_locked: str) -> None:
    _, _, rest = pg_locked.partition("@")
    refused(f"postgresql://postgres:{ENCODED}@{rest}", "SG503")
    assert "does not exist" in refused(f"{pg_locked}_not", "SG503")
    refused(f"postgresql://{rest}?user=postgres&password={ENCODED}", "SG503")


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


@pytest.mark.postgresql
def test_old_servers(pg_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MINIMUM", (99,))
    assert "99 is the oldest" in refused(pg_database, "SG505")
