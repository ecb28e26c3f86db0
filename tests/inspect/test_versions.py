"""One wide database on every server there is: PostgreSQL 12 to 18 must be read alike, to the letter.

``SCHEMAGEN_TEST_PGS`` names the servers, URLs with white space between; else the tests' own and the embedded one are
used. ``versions/12.sql`` runs everywhere, a later file on servers of its version and newer ones; beside each is what an
inspection finds, and nothing in it depends on which server was asked.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from azuraforge_schemagen.db.connect import connect
from azuraforge_schemagen.db.inspect import Inspection, inspect
from tests import servers
from tests.conftest import Golden
from tests.inspect.describing import described

pytestmark = pytest.mark.postgresql

FOLDER = Path(__file__).parent / "versions"
FILES = sorted(FOLDER.glob("*.sql"))


@pytest.fixture(scope="session")
def embedded() -> Iterator[str]:
    with servers.server(secrets.token_hex(8), servers.embedded_folders()[0]) as url:
        yield url


def urls(request: pytest.FixtureRequest) -> list[str]:
    if named := os.environ.get("SCHEMAGEN_TEST_PGS"):
        return named.split()
    found: list[str] = [request.getfixturevalue("pg_server")]
    if servers.embedded_folders():
        found.append(request.getfixturevalue("embedded"))
    return found


def test_every_version_is_read_alike(request: pytest.FixtureRequest, golden: Golden) -> None:
    seen = {steps[-1][0]: steps for steps in map(_grown, urls(request))}
    assert seen
    for steps in seen.values():
        lines: list[str] = []
        for (file, found), number in zip(steps, range(len(steps)), strict=True):
            grown = [line for line in described(found) if line not in set(lines)]
            golden(file.with_suffix(".txt"), "\n".join(grown) + "\n")
            assert number == 0 or set(lines) <= set(described(found)), file
            lines = described(found)


def _grown(server: str) -> list[tuple[Path, Inspection]]:
    """What is found after each file that the server's version knows."""
    name = f"schemagen_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        engine = connect(servers.with_database(server, name))
        try:
            files = [file for file in FILES if int(file.stem[:2]) <= admin.info.server_version // 10000]
            return [(file, _after(engine, file)) for file in files]
        finally:
            engine.dispose()
            admin.execute(f"DROP DATABASE {name}".encode())


def _after(engine: sa.Engine, file: Path) -> Inspection:
    with engine.begin() as connection:
        connection.exec_driver_sql(file.read_text().replace("%", "%%"))
    with engine.connect() as connection:
        return inspect(connection)
