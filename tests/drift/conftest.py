"""A project, a database that its revisions made, and a person with SQL."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from tests.cli.conftest import Project
from tests.servers import with_driver

CUSTOMERS = """\
table: customers
comment: who buys
columns:
  id: { type: bigint, primary_key: true, identity: by_default }
  email: { type: string, length: 200, index: unique }
  state: { type: string, server_default: a, check: "state IN ('a', 'b')" }
  born: { type: date | null, comment: if they said so }
  total: { type: numeric, precision: 10, scale: 2, server_default: 0, check: "total >= 0" }
"""
ORDERS = """\
table: orders
columns:
  id: { type: bigint, primary_key: true, identity: by_default }
  customer_id: { type: bigint, references: customers.id, on_delete: cascade }
  status: { type: order_status, server_default: open }
  made_at: { type: timestamptz, server_default: now() }
  note: { type: text | null }
uniques: { uq_orders_made: [customer_id, made_at] }
indexes:
  ix_orders_open: { columns: [made_at], where: "status = 'open' AND note LIKE 'a%'" }
"""
STATUS = "enum: order_status\nvalues: [open, paid, sent]\n"


class Shop:
    """The project and its database, at ``url``."""

    def __init__(self, project: Project, url: str) -> None:
        self.project, self.url = project, url

    @property
    def engine(self) -> sa.Engine:
        plain = self.url.replace("postgresql://", "postgresql+psycopg://")
        return sa.create_engine(plain, poolclass=sa.pool.NullPool)

    def upgrade(self, revision: str = "head") -> None:
        config = Config(self.project.root / "generated/shop/alembic.ini")
        config.attributes.update(connection=self.engine, configure_logger=False)
        command.upgrade(config, revision)

    def sql(self, *statements: str) -> None:
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for statement in statements:
                connection.exec_driver_sql(statement.replace("%", "%%"))

    def drift(self, *args: str, exit_code: int = 0) -> dict[str, Any]:
        """The result of ``drift --format json``."""
        result = self.project.run("drift", self.url, "--format", "json", *args)
        assert result.exit_code == exit_code, result.output
        found: dict[str, Any] = json.loads(result.stdout)
        return found

    def finds(self, *wanted: str) -> dict[str, Any]:
        """That drift finds this and nothing else: ``group: text``."""
        found = self.drift(exit_code=1)
        assert sorted(f"{it['group']}: {it['text']}" for it in found["differences"]) == sorted(wanted)
        assert [it["code"] for it in found["diagnostics"]] == ["SG540"]
        return found


def scratch_databases(connection: psycopg.Connection[Any], process: int) -> list[str]:
    """Those that a process made."""
    rows = connection.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"schemagen_scratch_{process}_%"]
    )
    return [row[0] for row in rows]


@pytest.fixture
def new_shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Shop]:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.delenv("SCHEMAGEN_TRACEBACK", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)

    def make(url: str) -> Shop:
        project = Project(tmp_path / "project")
        for name, text in (("customers", CUSTOMERS), ("orders", ORDERS), ("order_status", STATUS)):
            project.yaml(name, text)
        project.ok("build", "-m", "a shop", "--rev-id", "aaa1")
        shop = Shop(project, url)
        shop.upgrade()
        return shop

    return make


@pytest.fixture
def shop(new_shop: Callable[[str], Shop], pg_database: str) -> Shop:
    """On PostgreSQL."""
    return new_shop(with_driver(pg_database))


@pytest.fixture
def file_shop(new_shop: Callable[[str], Shop], sqlite_url: str) -> Shop:
    """In an SQLite file."""
    return new_shop(sqlite_url)


@pytest.fixture
def nothing_left(pg_admin: psycopg.Connection[Any]) -> Iterator[None]:
    """This process leaves no scratch database behind."""
    yield
    assert scratch_databases(pg_admin, os.getpid()) == []
