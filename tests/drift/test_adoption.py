"""A database that was there first: imported, it has not drifted, and is marked as being at the first revision."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from tests.cli.conftest import Project
from tests.drift.conftest import Shop


@pytest.mark.postgresql
def test_imported_and_marked(shop: Shop, tmp_path: Path) -> None:
    shop.sql("DROP TABLE alembic_version")
    adopted(shop, tmp_path)


def test_imported_and_marked_on_sqlite(file_shop: Shop, tmp_path: Path) -> None:
    file_shop.sql("DROP TABLE alembic_version")
    adopted(file_shop, tmp_path)


def adopted(before: Shop, tmp_path: Path) -> None:
    project = Project(tmp_path / "adopting")
    dialect = "sqlite" if before.url.startswith("sqlite") else "postgresql"
    (project.root / "pyproject.toml").write_text(f'[tool.schemagen]\npackage = "shop"\ndialects = ["{dialect}"]\n')
    project.ok("import", before.url)
    shop = Shop(project, before.url)
    found = shop.drift()
    assert (found["compared_with"], found["differences"]) == ("yaml", [])
    project.ok("build", "-m", "as it is", "--rev-id", "ccc1")
    assert shop.drift()["position"]["pending"] == [{"revision": "ccc1", "message": "as it is"}]
    config = Config(project.root / "generated/shop/alembic.ini")
    config.attributes.update(connection=shop.engine, configure_logger=False)
    command.stamp(config, "head")
    found = shop.drift()
    assert (found["position"]["state"], found["compared_with"], found["differences"]) == ("head", "ccc1", [])
