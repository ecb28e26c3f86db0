"""No password of a URL appears in what is said, written or logged."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import psycopg
import pytest

from azuraforge_schemagen.db import online, standing
from tests.cli.conftest import Project
from tests.drift.conftest import Shop
from tests.servers import with_database

SECRET = "hu sh:%/1&gänz"
SPELLINGS = (SECRET, quote(SECRET, safe=""), quote_plus(SECRET), "gänz", "g%C3%A4nz", "hu%20sh", "hu sh", "hu+sh")


def silent(text: str) -> str:
    for spelling in SPELLINGS:
        assert spelling not in text, f"{spelling!r} in {text}"
    return text


def run(root: Path, *args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A process of its own: what really comes out, tracebacks and logs with it."""
    command = [sys.executable, "-m", "azuraforge_schemagen", "drift", "-C", str(root), *args]
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False, cwd=root
    )
    silent(done.stdout + done.stderr)
    return done


@pytest.fixture
def locked_shop(new_shop: Callable[[str], Shop], pg_locked: str) -> Any:
    """On a server that asks a role with a password for it."""
    name = f"drift_{os.getpid()}"
    with psycopg.connect(pg_locked, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
        admin.execute(f"DROP ROLE IF EXISTS {name}".encode())
        admin.execute(f"CREATE ROLE {name} SUPERUSER LOGIN PASSWORD '{SECRET}'".encode())
        admin.execute(f"CREATE DATABASE {name}".encode())
        host = pg_locked.partition("@")[2]
        yield new_shop(with_database(f"postgresql://{name}:{quote(SECRET, safe='')}@{host}", name))
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
        admin.execute(f"DROP ROLE {name}".encode())


@pytest.mark.postgresql
@pytest.mark.parametrize("driver", ["postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_a_run_in_every_spelling(locked_shop: Shop, driver: str) -> None:
    user, _, rest = locked_shop.url.removeprefix("postgresql://").partition(":")
    host = rest.partition("@")[2]
    locked_shop.sql("ALTER TABLE orders ADD COLUMN extra text")
    for url in (
        f"{driver}://{user}:{quote(SECRET, safe='')}@{host}",
        f"{driver}://{host}?user={user}&password={quote_plus(SECRET)}",
    ):
        for options in (("-vv",), ("--format", "json")):
            done = run(locked_shop.project.root, url, *options)
            assert done.returncode == 1, done.stderr
            assert "***" in done.stdout
            assert "column orders.extra" in done.stdout


@pytest.mark.postgresql
def test_the_url_of_the_environment(locked_shop: Shop) -> None:
    assert run(locked_shop.project.root, DATABASE_URL=locked_shop.url).returncode == 0


@pytest.mark.postgresql
@pytest.mark.parametrize("options", [("-vv",), ("--format", "json")])
def test_a_wrong_password(locked_shop: Shop, options: tuple[str, ...]) -> None:
    user = locked_shop.url.removeprefix("postgresql://").partition(":")[0]
    wrong = locked_shop.url.replace(quote(SECRET, safe=""), quote(SECRET + "x", safe=""))
    assert wrong != locked_shop.url
    done = run(locked_shop.project.root, wrong, *options)
    assert done.returncode == 3
    assert "SG503" in done.stdout + done.stderr
    assert f'password authentication failed for user "{user}"' in (done.stdout + done.stderr).replace("\\", "")
    scratch = run(locked_shop.project.root, locked_shop.url, "--scratch-url", wrong, *options)
    assert scratch.returncode == 3
    assert "SG503" in scratch.stdout + scratch.stderr


@pytest.mark.postgresql
def test_logs_and_files(locked_shop: Shop, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    with caplog.at_level(logging.DEBUG):
        locked_shop.drift()
    assert caplog.records
    silent(caplog.text)
    for file in tmp_path.rglob("*"):
        if file.is_file():
            silent(file.read_bytes().decode(errors="replace"))


@pytest.mark.postgresql
@pytest.mark.parametrize("place", ["standing", "online"])
def test_a_bug_shows_a_traceback_and_no_password(
    locked_shop: Shop, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the exception says."""

    def fail(*_: Any) -> None:
        raise ValueError(f"{locked_shop.url} and {SECRET}")

    monkeypatch.setenv("SCHEMAGEN_TRACEBACK", "1")
    monkeypatch.setattr({"standing": standing, "online": online}[place], "inspect", fail)
    result = locked_shop.project.run("drift", locked_shop.url)
    assert result.exit_code == 70
    assert "Traceback" in silent(result.output)
    monkeypatch.setenv("DATABASE_URL", locked_shop.url)
    result = locked_shop.project.run("drift")
    assert result.exit_code == 70
    assert "Traceback" in silent(result.output)


@pytest.mark.parametrize(
    "args",
    [
        ["drift", "URL", "URL"],
        ["URL"],
        ["drift", "--no-such=URL", "URL"],
        ["drift", "URL", "--format", "URL"],
        ["--no-such=URL"],
        ["build", "--amend=URL"],
        ["drift", "mysql+URL"],
        ["drift", "URL?sslmode=nonsense"],
        ["drift", "--scratch-url", "URL", "sqlite:///nowhere"],
    ],
)
@pytest.mark.parametrize("secret", ["geheim", quote(SECRET, safe=""), "ge:he@im", "ge heim", "ge/heim?x", "ge#heim"])
def test_what_was_typed_wrong(tmp_path: Path, args: list[str], secret: str) -> None:
    project = Project(tmp_path)
    url = f"postgresql://u:{secret}@127.0.0.1:1/d"
    from click.testing import CliRunner

    from azuraforge_schemagen.cli import main

    words = [arg.replace("URL", url) for arg in args]
    result = CliRunner().invoke(main, [*words, *([] if args[0] in ("URL", "--no-such=URL") else ["-C", str(tmp_path)])])
    assert result.exit_code in (2, 3), result.output
    assert "heim" not in silent(result.output)
    assert project.files() == {}
