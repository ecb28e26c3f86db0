"""The repository's own generated package, on every database that it is for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

GENERATED = Path(__file__).parents[2] / "generated"
PACKAGE = GENERATED / "azuraforge_dbmodels"
FIRST = "1f5830c45ab1"

Migrate = Callable[[str, str], None]


@pytest.fixture(scope="session")
def models() -> ModuleType:
    """``azuraforge_dbmodels`` from the source tree."""
    sys.path.insert(0, str(GENERATED))
    import azuraforge_dbmodels

    return azuraforge_dbmodels


@pytest.fixture(params=["sqlite", "psycopg", "psycopg2"])
def url(request: pytest.FixtureRequest) -> str:
    """A fresh database by each driver."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    return str(request.getfixturevalue("pg_urls")[request.param])


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    """An engine on ``url``."""
    made = sa.create_engine(url)
    if made.dialect.name == "sqlite":
        sa.event.listen(made, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=ON"))
    yield made
    made.dispose()


@pytest.fixture
def migrate(url: str, monkeypatch: pytest.MonkeyPatch) -> Migrate:
    """``migrate(verb, target)``: as ``alembic -c .../alembic.ini VERB TARGET`` with ``DATABASE_URL`` set."""

    def run(verb: str, target: str) -> None:
        monkeypatch.setitem(os.environ, "DATABASE_URL", url)
        getattr(command, verb)(Config(str(PACKAGE / "alembic.ini")), target)

    return run
