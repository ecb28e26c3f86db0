"""The databases of the laws, one of each kind for all examples of a test run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import psycopg
import pytest
import sqlalchemy as sa

from azuraforge_schemagen.db.connect import connect
from tests import servers
from tests.laws.databases import Database
from tests.laws.harness import Chain, settings

NewChain = Callable[..., Chain]


@pytest.fixture(scope="module")
def postgresql(pg_server: str, pg_admin: psycopg.Connection) -> Iterator[Database]:
    """A database of PostgreSQL."""
    name = f"schemagen_laws_{pg_admin.info.backend_pid}"
    pg_admin.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
    engine = connect(servers.with_driver(servers.with_database(pg_server, name)))
    yield Database(engine, "postgresql")
    engine.dispose()
    pg_admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
    pg_admin.execute(f"DROP DATABASE {name}".encode())


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database of SQLite."""
    engine = sa.create_engine(f"sqlite:///{tmp_path_factory.mktemp('laws') / 'laws.sqlite'}")
    yield Database(engine, "sqlite")
    engine.dispose()


@pytest.fixture(scope="module")
def new_chain(tmp_path_factory: pytest.TempPathFactory) -> NewChain:
    """``new_chain("postgresql", "sqlite")``: an empty chain of revisions for these dialects."""
    root = tmp_path_factory.mktemp("chains")
    numbers = count(1)

    def make(*dialects: str) -> Chain:
        return Chain(settings(*dialects), root / f"chain{next(numbers)}")

    return make
