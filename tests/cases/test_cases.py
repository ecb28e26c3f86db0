"""Every golden case is what the compiler makes now, and runs on real databases there, back and there again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import orm

from azuraforge_schemagen.ir.ops import Op
from tests.cases.building import Built, at_once, both, described
from tests.cases.case import PATHS, Case, page, read, shown
from tests.conftest import Golden
from tests.laws.databases import Database
from tests.render.loading import loaded
from tests.render.test_models_law import differences

CASES = [read(path) for path in PATHS]
RUNS = [
    pytest.param(case, dialect, id=f"{case.name}-{dialect}", marks=[pytest.mark.postgresql] * (dialect == "postgresql"))
    for case in CASES
    for dialect in case.dialects
]

OTHER_MODELS = {"partitions/indexes"}
"""Cases whose ``create_all`` makes another database: a table that is attached gets a share of every index."""


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")


@pytest.fixture(autouse=True)
def _modules() -> Iterator[None]:
    """Every case has a package of the same name."""
    path = list(sys.path)
    yield
    sys.path[:] = path
    for name in [name for name in sys.modules if name.partition(".")[0] == "case_models"]:
        del sys.modules[name]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_is_what_the_compiler_makes(case: Case, tmp_path: Path, golden: Golden) -> None:
    golden(case.path, page(case, described(case, both(case, tmp_path / "project"))))


@pytest.mark.parametrize(("case", "dialect"), RUNS)
def test_case_runs(case: Case, dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    made = both(case, tmp_path / "project")
    if made.refused:
        return
    database = _database(case, dialect, request)
    database.empty()
    whole = at_once(case, tmp_path / "at_once")
    _migrate(whole, database, command.upgrade, "head")
    wanted = database.inspect()
    database.empty()
    _create_all(whole, database)
    found = differences(database.inspect().schema, wanted.schema)
    assert bool(found) == (case.name in OTHER_MODELS), "\n".join(found)
    database.empty()
    if made.old:
        _migrate(made, database, command.upgrade, made.old)
        _fill(case, database)
    before = database.inspect()
    _migrate(made, database, command.upgrade, "head")
    assert database.inspect() == wanted
    _look(case, database)
    _migrate(made, database, command.downgrade, made.old or "base")
    assert database.inspect() == before
    _migrate(made, database, command.upgrade, "head")
    assert database.inspect() == wanted


def _database(case: Case, dialect: str, request: pytest.FixtureRequest) -> Database:
    """One that knows what the case is about: for newer versions than the server's that is the embedded one's."""
    found: Database = request.getfixturevalue(dialect)
    if dialect == "postgresql" and case.least > found.version:
        found = request.getfixturevalue("newest_postgresql")
        if case.least > found.version:
            pytest.skip(f"there is no PostgreSQL {case.least}")
    return found


@pytest.mark.slow
def test_every_operation_is_in_a_case(tmp_path: Path) -> None:
    seen: set[type[Any]] = set()
    for number, case in enumerate(CASES):
        made = both(case, tmp_path / str(number))
        for revision in made.result.revisions if made.result else ():
            for side in revision.change.sides:
                seen |= {type(op) for op in (*side.difference.ops, *side.back.ops)}
    assert {op.__name__ for op in get_args(Op)} - {op.__name__ for op in seen} == set()


def _migrate(made: Built, database: Database, verb: Any, target: str) -> None:
    config = AlembicConfig(str(made.ini))
    config.attributes.update(connection=database.engine, configure_logger=False)
    sys.modules.pop("case_models", None)
    sys.modules.pop("case_models.models", None)
    sys.path[:] = [entry for entry in sys.path if not entry.endswith("generated")]
    verb(config, target)


def _create_all(made: Built, database: Database) -> None:
    text = (made.ini.parent / "models.py").read_text(encoding="utf-8")
    with loaded(text) as models:
        orm.configure_mappers()
        models.Base.metadata.create_all(database.engine)


def _fill(case: Case, database: Database) -> None:
    with database.engine.begin() as connection:
        for statement in case.settings["rows"]:
            connection.execute(sa.text(statement))


def _look(case: Case, database: Database) -> None:
    """``look`` maps a query to the rows that it must give after the upgrade."""
    with database.engine.connect() as connection:
        for query, rows in case.settings["look"].items():
            found = [[shown(value) for value in row] for row in connection.execute(sa.text(query))]
            assert found == rows, query
