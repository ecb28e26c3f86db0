"""The databases that the cases run on, one of each kind."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa

from azuraforge_schemagen.db.connect import connect
from tests import servers
from tests.laws.databases import Database


@pytest.fixture(scope="module")
def postgresql(pg_server: str, pg_admin: psycopg.Connection) -> Iterator[Database]:
    name = f"schemagen_cases_{pg_admin.info.backend_pid}"
    pg_admin.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
    engine = connect(servers.with_driver(servers.with_database(pg_server, name)))
    yield Database(engine, "postgresql")
    engine.dispose()
    pg_admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="module")
def newest_postgresql() -> Iterator[Database]:
    """A database of the embedded server."""
    if not servers.embedded_folders():
        pytest.skip("there is no embedded PostgreSQL")
    with servers.server(secrets.token_hex(8), servers.embedded_folders()[0]) as url:
        engine = connect(servers.with_driver(url))
        yield Database(engine, "postgresql")
        engine.dispose()


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    engine = sa.create_engine(f"sqlite:///{tmp_path_factory.mktemp('cases') / 'cases.sqlite'}")
    yield Database(engine, "sqlite")
    engine.dispose()
