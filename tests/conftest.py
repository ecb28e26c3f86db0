"""Fixtures for every test: servers, databases, golden files."""

from __future__ import annotations

import contextlib
import difflib
import importlib.util
import os
import secrets
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests import servers

if TYPE_CHECKING:
    import psycopg

Golden = Callable[[Path, str], None]

# One run judges one commit: the same examples every time, however slow the machine. SCHEMAGEN_EXAMPLES explores, where
# no CI asks for more of the same.
settings.register_profile(
    "schemagen",
    deadline=None,
    derandomize=bool(os.environ.get("CI")) or not os.environ.get("SCHEMAGEN_EXAMPLES"),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("schemagen")


# A run in the background of a shell ignores Ctrl-C, and so would the processes that tests start and interrupt.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    with contextlib.suppress(ValueError):  # not in the main thread
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write golden files anew instead of comparing with them")


def pytest_configure(config: pytest.Config) -> None:
    # pytest-alembic binds its collector to tests/conftest.py, and that collector fails on pytest 9.2. Its tests run
    # on the generated package, where a test module imports them.
    if hasattr(config.option, "pytest_alembic_tests_path"):
        config.option.pytest_alembic_tests_path = "nowhere"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """``golden(path, text)``: the file holds exactly this text; ``--update`` writes it."""
    update = request.config.getoption("--update")

    def compare(path: Path, text: str) -> None:
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        expected = path.read_bytes().decode() if path.exists() else ""
        if expected != text:
            delta = difflib.unified_diff(expected.splitlines(), text.splitlines(), str(path), "now", lineterm="")
            pytest.fail("\n".join([*delta, "differs; pytest --update writes it anew"]), pytrace=False)

    return compare


@pytest.fixture(scope="session")
def pg_server() -> Iterator[str]:
    """``postgresql://`` URL of a server on which databases may be created; ``$SCHEMAGEN_TEST_PG`` names another one."""
    if given := os.environ.get("SCHEMAGEN_TEST_PG"):
        yield given
        return
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or secrets.token_hex(8)
    shared = servers.server(run)
    try:
        url = shared.__enter__()
    except servers.Unavailable as problem:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(f"PostgreSQL is needed in CI: {problem}")
        pytest.skip(str(problem))
    try:
        yield url
    finally:
        with contextlib.suppress(subprocess.TimeoutExpired):  # another worker still uses it: its guard stays as well
            shared.__exit__(None, None, None)


@pytest.fixture(scope="session")
def pg_locked() -> Iterator[str]:
    """The URL of a server that asks for a password, with it: the named server may trust everybody."""
    own = servers.server(secrets.token_hex(8))
    try:
        url = own.__enter__()
    except servers.Unavailable as problem:
        pytest.skip(str(problem))
    try:
        yield url
    finally:
        own.__exit__(None, None, None)


@pytest.fixture(scope="session")
def pg_admin(pg_server: str) -> Iterator[psycopg.Connection]:
    """A connection that creates and drops databases."""
    import psycopg

    with psycopg.connect(servers.with_driver(pg_server), autocommit=True) as one:
        yield one


@pytest.fixture
def new_pg_database(pg_server: str, pg_admin: psycopg.Connection) -> Iterator[Callable[[], str]]:
    """Makes empty databases, as many as are asked for; all are dropped after the test."""
    made: list[str] = []

    def create() -> str:
        made.append(f"schemagen_{secrets.token_hex(6)}")
        pg_admin.execute(f"CREATE DATABASE {made[-1]} TEMPLATE template0".encode())
        return servers.with_driver(servers.with_database(pg_server, made[-1]))

    yield create
    for name in made:
        pg_admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        pg_admin.execute(f"DROP DATABASE IF EXISTS {name}".encode())


@pytest.fixture
def pg_database(new_pg_database: Callable[[], str]) -> str:
    """The ``postgresql://`` URL (no driver named) of a fresh, empty database."""
    return new_pg_database()


@pytest.fixture
def pg_urls(pg_database: str) -> dict[str, str]:
    """The same database by every installed driver: ``{"psycopg": ..., "psycopg2": ...}``."""
    drivers = [name for name in ("psycopg", "psycopg2") if importlib.util.find_spec(name)]
    return {name: servers.with_driver(pg_database, name) for name in drivers}


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a fresh SQLite file, which the first connection makes."""
    return f"sqlite:///{tmp_path / 'test.sqlite'}"
