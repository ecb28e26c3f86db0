"""Databases to import, and empty projects to import them into."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from azuraforge_schemagen.cli import main
from tests import servers


class Project:
    """A folder, with nothing in it at first."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)

    def run(self, *args: str) -> Result:
        return CliRunner().invoke(main, [args[0], "-C", str(self.root), *args[1:]])

    def ok(self, *args: str) -> str:
        result = self.run(*args)
        assert result.exit_code == 0, result.output
        return result.output

    def fails(self, code: str, *args: str, exit_code: int = 1) -> str:
        result = self.run(*args)
        assert f"[{code}]" in result.output, result.output
        assert result.exit_code == exit_code, result.output
        return result.output

    def files(self) -> dict[str, str]:
        """The YAML, by its path below the schema folder."""
        home = self.root / "schema"
        return {path.relative_to(home).as_posix(): path.read_text() for path in sorted(home.rglob("*.yaml"))}

    def settings(self, text: str) -> None:
        (self.root / "pyproject.toml").write_text(f'[tool.schemagen]\npackage = "shop_models"\n{text}')


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "project")


@pytest.fixture
def pg(pg_database: str) -> Callable[[str], str]:
    """Runs SQL on a fresh PostgreSQL database and gives its URL."""

    def make(ddl: str) -> str:
        with psycopg.connect(servers.with_driver(pg_database), autocommit=True) as connection:
            connection.execute(ddl.encode())
        return pg_database

    return make


@pytest.fixture
def sqlite(tmp_path: Path) -> Callable[[str], str]:
    """Runs SQL on an SQLite file and gives its URL."""

    def make(ddl: str) -> str:
        with sqlite3.connect(tmp_path / "live.sqlite") as connection:
            connection.executescript(ddl)
        return f"sqlite:///{tmp_path / 'live.sqlite'}"

    return make
