"""What models of real projects have (``make realworld``), each in its smallest form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
import sqlalchemy as sa

from azuraforge_schemagen.config import load
from azuraforge_schemagen.db.connect import connect
from azuraforge_schemagen.db.inspect import Inspection, inspect
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.verify.migrations import imported
from tests import servers
from tests.import_.conftest import Project
from tests.import_.models import real
from tests.laws.comparing import same

SOURCE = "tests.import_.models.real:Base"
BOOKS, SHELVES = QName("", "books"), QName("", "shelves")


@pytest.fixture
def made(project: Project) -> Iterator[tuple[Project, ModuleType]]:
    project.settings('dialects = ["postgresql>=15", "sqlite"]\n')
    project.ok("import", SOURCE)
    project.ok("build")
    config = load(project.root)
    with imported(config.root / config.output, config.package) as package:
        yield project, package


def test_what_is_written(made: tuple[Project, ModuleType]) -> None:
    files = made[0].files()
    home = "tests.import_.models.real"
    assert f"types:\n  tests_json: {{ python: {home}:JSON, ddl: json }}\n  coded:\n" in files["types.yaml"]
    assert f"args: {{ of: {{ python: {home}:State }} }}" in files["types.yaml"]
    assert "coded: coded" in files["shelves.yaml"]
    assert "other: text" in files["shelves.yaml"]
    assert f"python: {home}:Shelf.Kind" in files["kind.yaml"]
    assert f"default: {{ call: {home}:Shelf.label }}" in files["shelves.yaml"]
    assert "state: { type: string, length: 8, index: true, default: open }" in files["shelves.yaml"]
    assert "(SELECT max(shelves.number) AS max_1" in files["books.yaml"]
    assert "ix_books_number" not in files["books.yaml"]


def test_a_name_that_one_dialect_cuts(project: Project) -> None:
    project.settings('dialects = ["postgresql>=15", "sqlite"]\n')
    said = project.ok("import", SOURCE)
    whole = "uq_shelves__name_that_is_too_long_for_a_server_once_its_table_is_in_it"
    assert re.search(rf"warning\[SG563\]: table:shelves: {whole} is {whole[:55]}_\w{{4}} on sqlite too", said)


def test_types_that_sqlite_has_by_other_names(project: Project) -> None:
    project.settings('dialects = ["sqlite"]\n')
    project.ok("import", "tests.import_.models.real:few")
    assert project.files()["few.yaml"].splitlines()[2:6] == [
        "  id: uuid | null",
        "  at: timestamptz | null",
        "  data: json | null",
        "  text: { type: string | null, length: 16777216 }",
    ]


def test_one_side_over_two_keys(project: Project) -> None:
    project.settings('dialects = ["sqlite"]\n')
    said = project.ok("import", "tests.import_.models.real:Loose")
    assert "relationship" not in said
    project.ok("build")
    config = load(project.root)
    with imported(config.root / config.output, config.package) as package:
        assert list(package.Thing.__mapper__.relationships) == []
        assert [it.key for it in package.Box.__mapper__.relationships] == ["things"]
        assert sorted(package.Tagged.__mapper__.relationships.keys()) == ["best", "tags"]
        assert not package.Tagged.best.property._reverse_property


def test_the_classes(made: tuple[Project, ModuleType]) -> None:
    columns = made[1].Base.metadata.tables["shelves"].columns
    assert columns["kind"].type.enum_class is real.Shelf.Kind
    assert columns["name"].default.arg(None) == "a label"
    assert len(columns["token"].default.arg(None)) == 4
    assert len(columns["made"].default.arg(None)) == 6
    assert columns["kept"].default.arg(None) == timedelta(days=1, seconds=2)
    assert made[1].Book.shelf.property.back_populates == "books"


def test_the_database_on_sqlite(made: tuple[Project, ModuleType], tmp_path: Path) -> None:
    ours, theirs = (sa.create_engine(f"sqlite:///{tmp_path / name}.db") for name in ("ours", "theirs"))
    found, wanted = created(made[1].Base.metadata, ours), theirs_in(theirs)
    one, other = found.schema.tables[SHELVES], wanted.schema.tables[SHELVES]
    assert replace(one, uniques=()) == replace(other, uniques=())
    assert found.schema.tables[BOOKS] == wanted.schema.tables[BOOKS]


@pytest.mark.postgresql
def test_the_database_on_postgresql(made: tuple[Project, ModuleType], pg: Callable[[str], str]) -> None:
    engine = connect(servers.with_driver(pg("SELECT 1")))
    theirs = theirs_in(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    same(created(made[1].Base.metadata, engine), theirs, "the models make another database")
    engine.dispose()


def theirs_in(engine: sa.Engine) -> Inspection:
    """Without the index that no database takes twice."""
    indexes = real.Base.metadata.tables["shelves"].indexes
    twice = next(it for it in indexes if it.name == "ix_shelves_state")
    indexes.discard(twice)
    try:
        return created(real.Base.metadata, engine)
    finally:
        indexes.add(twice)


def created(metadata: sa.MetaData, engine: sa.Engine) -> Inspection:
    metadata.create_all(engine)
    with engine.connect() as connection:
        return inspect(connection)
