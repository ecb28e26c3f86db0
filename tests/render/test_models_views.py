"""Classes of views: read through a session, refused by a flush, no tables of any metadata that is created."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import orm

from azuraforge_schemagen.config import Config, Target
from azuraforge_schemagen.render.sqlalchemy import models
from tests.render.loading import formatted, loaded
from tests.resolve.reading import clean

EVENTS = "table: events\ncolumns: { id: { type: bigint, primary_key: true }, kind: string, n: integer | null }"
NEWEST = """view: newest
columns: { id: bigint, kind: { type: string, attr: sort }, twice: integer | null, tags: { type: json } }
primary_key: [id]
query:
  postgresql: SELECT id, kind, 2 * n AS twice, json_build_array('a%', 'b:c') AS tags FROM events WHERE n > 1
  sqlite: SELECT id, kind, 2 * n AS twice, json_array('a%', 'b:c') AS tags FROM events WHERE n > 1
"""
KINDS = "view: kinds\nquery: SELECT DISTINCT kind FROM newest"
DAILY = "materialized_view: daily\ndialects: [postgresql]\nquery: SELECT kind FROM kinds\nindexes: { by_kind: [kind] }"
TARGETS = (Target("postgresql", (15,)), Target("sqlite"))


@pytest.fixture(scope="module")
def text() -> str:
    found = clean(EVENTS, NEWEST, KINDS, DAILY, targets=TARGETS)
    return models(found.schema, found.orm, Config(Path(), "app", "app", targets=TARGETS))


@pytest.fixture
def module(text: str) -> Iterator[ModuleType]:
    with loaded(text) as made:
        orm.configure_mappers()
        yield made


@pytest.fixture(params=[pytest.param("pg_urls", marks=pytest.mark.postgresql), "sqlite_url"])
def engine(request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    found: Any = request.getfixturevalue(request.param)
    made = sa.create_engine(next(iter(found.values())) if isinstance(found, dict) else found)
    yield made
    made.dispose()


def test_it_is_laid_out_and_typed(text: str, tmp_path: Path) -> None:
    assert formatted(text) == text
    path = tmp_path / "models.py"
    path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", str(path)]
    assert subprocess.run(command, capture_output=True, text=True, check=False).stdout.startswith("Success")


def test_what_a_view_shows_is_read(module: ModuleType, engine: sa.Engine) -> None:
    module.Base.metadata.create_all(engine)
    with orm.Session(engine) as session:
        session.add_all([module.Events(id=1, kind="a", n=1), module.Events(id=2, kind="b", n=21)])
        session.commit()
        (found,) = session.scalars(sa.select(module.Newest))
        assert (found.id, found.sort, found.twice, found.tags) == (2, "b", 42, ["a%", "b:c"])
        assert repr(found) == "<Newest id=2>"
        assert session.get(module.Newest, 2) is found
        session.commit()


def test_nothing_is_written(module: ModuleType, engine: sa.Engine) -> None:
    module.Base.metadata.create_all(engine)
    with orm.Session(engine) as session:
        session.add(module.Events(id=2, kind="b", n=21))
        session.commit()
        session.add(module.Newest(id=3, sort="c", tags=[]))
        refused(session)
        found = session.get(module.Newest, 2)
        found.sort = "b"
        session.commit()
        found.sort = "d"
        refused(session)
        session.delete(session.get(module.Newest, 2))
        refused(session)


def refused(session: orm.Session) -> None:
    with pytest.raises(sa.exc.InvalidRequestError, match="Newest is a view, which only reads"):
        session.flush()
    session.rollback()


def test_views_come_and_go_with_their_tables(module: ModuleType, engine: sa.Engine) -> None:
    metadata = module.Base.metadata
    assert list(metadata.tables) == ["events"]
    metadata.create_all(engine)
    metadata.create_all(engine)
    views = {"newest", "kinds"} | ({"daily"} if engine.dialect.name == "postgresql" else set())
    assert shown(engine) == views
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    metadata.drop_all(engine)
    assert shown(engine) == set()
    metadata.create_all(engine, tables=[])
    assert shown(engine) == set()
    metadata.create_all(engine, tables=[module.Events.__table__])
    assert shown(engine) == views


def shown(engine: sa.Engine) -> set[str]:
    found: Any = sa.inspect(engine)
    more = found.get_materialized_view_names() if engine.dialect.name == "postgresql" else []
    return {*found.get_view_names(), *more}


def test_a_script_of_what_create_all_does(module: ModuleType) -> None:
    statements: list[str] = []
    engine = sa.create_mock_engine("postgresql://", lambda it, *_, **__: statements.append(str(it)))
    module.Base.metadata.create_all(engine, checkfirst=False)
    assert any("CREATE MATERIALIZED VIEW daily" in it for it in statements)
