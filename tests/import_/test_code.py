"""SQLAlchemy models imported: the generated package makes the same databases and maps the same classes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Mapper, configure_mappers

from azuraforge_schemagen.config import load
from azuraforge_schemagen.db.connect import connect
from azuraforge_schemagen.db.inspect import Inspection, inspect
from azuraforge_schemagen.verify.migrations import imported
from tests import servers
from tests.conftest import Golden
from tests.import_.conftest import Project
from tests.import_.models import shop
from tests.laws.comparing import same

SOURCE = "tests.import_.models.shop:Base"
HERE = Path(__file__).parent
ROOT = Path(__file__).parents[2]


@pytest.fixture
def made(project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Project, ModuleType]]:
    monkeypatch.syspath_prepend(str(ROOT))
    project.settings('dialects = ["postgresql>=15", "sqlite"]\n')
    project.ok("import", SOURCE)
    project.ok("build", "-m", "models of the shop")
    config = load(project.root)
    with imported(config.root / config.output, config.package) as package:
        configure_mappers()
        yield project, package


def test_what_is_written(project: Project, golden: Golden) -> None:
    project.settings('dialects = ["postgresql>=15", "sqlite"]\n')
    output = project.ok("import", SOURCE).replace(str(HERE), "HERE")
    assert "info[SG561]: Person: left to your code: hybrid property full" in output
    text = "".join(f"--- {name}\n{text}" for name, text in project.files().items())
    golden(HERE / "models" / "shop.txt", f"{text}\n{output}")


def test_the_database_on_sqlite(made: tuple[Project, ModuleType], tmp_path: Path) -> None:
    theirs = created(shop.Base.metadata, sa.create_engine(f"sqlite:///{tmp_path / 'theirs.db'}"))
    ours = created(made[1].Base.metadata, sa.create_engine(f"sqlite:///{tmp_path / 'ours.db'}"))
    same(ours, theirs, "the models make another database")


@pytest.mark.postgresql
def test_the_database_on_postgresql(made: tuple[Project, ModuleType], pg: Callable[[str], str]) -> None:
    engine = connect(servers.with_driver(pg("SELECT 1")))
    theirs = created(shop.Base.metadata, engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    same(created(made[1].Base.metadata, engine), theirs, "the models make another database")
    engine.dispose()


def created(metadata: sa.MetaData, engine: sa.Engine) -> Inspection:
    metadata.create_all(engine)
    with engine.connect() as connection:
        return inspect(connection)


def test_the_mappers(made: tuple[Project, ModuleType]) -> None:
    ours = {it.class_.__name__: it for it in made[1].Base.registry.mappers}
    for mapper in shop.Base.registry.mappers:
        other = ours[mapper.class_.__name__]
        assert attributes(other) == attributes(mapper)
        assert relationships(other) == relationships(mapper)


def attributes(mapper: Mapper[Any]) -> dict[str, object]:
    found = {}
    for it in mapper.column_attrs:
        column = it.columns[0]
        if not isinstance(column, sa.Column):
            continue  # an expression
        found[it.key] = (column.name, column.nullable, column.default is not None, column.onupdate is not None)
    return {key: it for key, it in found.items() if key != "odd"}  # its default is a lambda that no file can say


def relationships(mapper: Mapper[Any]) -> dict[str, object]:
    return {
        it.key: (
            it.mapper.class_.__name__,
            it.direction,
            it.uselist,
            set(it.cascade),
            it.lazy,
            [one.key for one in it._reverse_property],
            it.passive_deletes,
            it.secondary is not None,
            [str(one).rpartition(".")[2] for one in it.order_by or ()],
        )
        for it in mapper.relationships
    }


def test_it_settles(made: tuple[Project, ModuleType]) -> None:
    project, _ = made
    before = project.files()
    assert "nothing to do" in project.ok("build")
    project.ok("check")
    project.ok("import", SOURCE, "--force")
    assert project.files() == before


def test_the_defaults_are_the_same(made: tuple[Project, ModuleType]) -> None:
    columns = made[1].Base.metadata.tables["people"].columns
    assert len(columns["id"].default.arg(None)) == 36
    assert columns["token"].default.arg(None) == "a token"
    assert columns["short"].default.arg(None) == "s"
    assert columns["data"].default.arg(None) == {}
    teams = made[1].Base.metadata.tables["teams"].columns
    assert teams["kind"].default.arg is shop.Kind.SMALL
    assert teams["state"].default.arg is shop.State.SHUT
    assert columns["odd"].default is None, "another lambda of its line is not its own"
    assert str(columns["asked"].default.arg) == "CURRENT_TIMESTAMP"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("tests.import_.models.nowhere:Base", "No module named"),
        ("tests.import_.models.shop:Missing", "has no Missing"),
        ("tests.import_.models.shop:token", "neither a MetaData nor a declarative base"),
        ("tests.import_.models.broken:Base", "ZeroDivisionError"),
        ("tests.import_.models.leaving:Base", "SystemExit"),
        ("tests.import_.models.odd:lost", "nowhere"),
        ("tests.import_.models.odd:checked,again", "the table checked is there twice"),
    ],
)
def test_what_cannot_be_read(project: Project, source: str, words: str) -> None:
    result = project.run("import", source)
    assert result.exit_code in (1, 3)
    assert "[SG560]" in result.output
    assert words in result.output
    assert not (project.root / "schema").exists()


def test_models_are_not_merged(project: Project) -> None:
    project.ok("import", SOURCE)
    project.fails("SG510", "import", SOURCE)
    project.fails("SG562", "import", SOURCE, "--merge", exit_code=2)
    project.fails("SG562", "import", SOURCE, "--only", "people", exit_code=2)
    project.fails("SG579", "import", SOURCE, "--at-head", "--force", exit_code=2)


def test_nothing_is_left_on_the_path(project: Project) -> None:
    before = list(sys.path)
    project.ok("import", SOURCE)
    assert sys.path == before


def test_several_sources(project: Project) -> None:
    """Each table once, whether one or two of them have it."""
    odd = "tests.import_.models.odd"
    project.ok("import", SOURCE, f"{odd}:checked,checked_again", f"{odd}:text_kinds")
    assert {"people.yaml", "checked.yaml", "kinds.yaml"} <= project.files().keys()
    project.ok("build")
    project.fails("SG562", "import", f"{odd}:checked", "sqlite:///live.db", "--force", exit_code=2)
    project.fails("SG562", "import", "sqlite:///live.db", "--with", "tests.import_.models.odd", exit_code=2)


@pytest.mark.parametrize("module", ["parts.inner.models", "parts.*"])
def test_modules_beside(project: Project, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    package = project.root / "parts" / "inner"
    package.mkdir(parents=True)
    (package.parent / "base.py").write_text(
        "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase): pass"
    )
    (package / "models.py").write_text(
        "from sqlalchemy.orm import Mapped, mapped_column\nfrom parts.base import Base\n"
        "class Part(Base):\n    __tablename__ = 'parts'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
    )
    (package / "__init__.py").touch()
    try:
        project.ok("import", "parts.base:Base", "--with", module)
    finally:
        for name in [it for it in sys.modules if it.partition(".")[0] == "parts"]:
            del sys.modules[name]
    assert list(project.files()) == ["parts.yaml"]
    assert "No module named" in project.fails("SG560", "import", SOURCE, "--with", "nowhere", "--force", exit_code=3)


def test_what_the_language_cannot_say(project: Project) -> None:
    source = "tests.import_.models.odd:empty"
    said = project.fails("SG511", "import", source)
    assert "the index no_columns, which has no columns" in said
    assert not (project.root / "schema").exists()
    project.ok("import", source, "--partial")
    assert "no_columns" not in project.files()["empty.yaml"]


def test_options_that_nobody_reads(project: Project) -> None:
    project.settings('dialects = ["postgresql>=15", "sqlite"]\n')
    said = project.fails("SG511", "import", "tests.import_.models.odd:options")
    assert "the option postgresql_tablespace of ix_n" in said
    assert "the option sqlite_on_conflict_not_null of n" in said
    assert project.ok("import", "tests.import_.models.odd:options", "--partial").count("it is left out") == 2


def test_members_that_become_strings(project: Project) -> None:
    said = project.ok("import", "tests.import_.models.odd:text_kinds")
    assert "the members of Kind, which kind has as strings" in said
    assert "kind: { type: string | null, length: 1, default: A }" in project.files()["kinds.yaml"]


def test_imported_again_beside_files_of_others(project: Project) -> None:
    """What is no object of the database stays where it is, and so do the places of files."""
    project.settings('dialects = ["postgresql>=15", "sqlite"]\n')
    project.ok("import", SOURCE)
    home = project.root / "schema"
    (home / "people.yaml").rename(home / "everybody.yaml")
    (home / "stamps.yaml").write_text("mixin: stamps\ncolumns:\n  at: timestamptz\n")
    (home / "gone.yaml").write_text("table: gone\ncolumns: { id: { type: integer, primary_key: true } }\n")
    types = (home / "types.yaml").read_text()
    (home / "types.yaml").write_text(types + "  mine: { python: tests.import_.models.shop:Utc, ddl: timestamp }\n")
    project.ok("import", SOURCE, "--force")
    found = project.files()
    assert "people.yaml" not in found
    assert found["everybody.yaml"].startswith("table: people\n")
    assert "stamps.yaml" in found
    assert "gone.yaml" not in found
    assert "mine: {" in found["types.yaml"]
    assert "nothing to do" not in project.ok("build")
    project.ok("check")


def test_checks_that_types_bring(project: Project) -> None:
    """Each where the type itself is not: a boolean on SQLite alone."""
    project.settings('dialects = ["postgresql>=15", "sqlite"]\n')
    project.ok("import", "tests.import_.models.odd:checked")
    assert project.files()["checked.yaml"].splitlines()[1:] == [
        "columns:",
        "  kind: { type: string | null, length: 1 }",
        "  is_on: boolean | null",
        "checks:",
        '  ck_is_on: { sql: "is_on IN (0, 1)", dialects: [sqlite] }',
        "  kind: \"kind IN ('a', 'b')\"",
    ]


def test_types_that_one_dialect_has(project: Project) -> None:
    project.settings('dialects = ["postgresql>=15"]\n')
    project.ok("import", "tests.import_.models.odd:Base")
    assert project.files()["lists.yaml"].splitlines()[1:] == [
        "columns:",
        "  id: { type: serial, primary_key: true }",
        "  tags: { type: array, items: { type: string, length: 8 } }",
        "  at: { type: timestamptz | null, precision: 3 }",
        "  every: { type: interval | null, fields: day to second }",
        "  where: inet",
        "  bits: { type: bit | null, length: 4 }",
    ]


def test_checks_in_a_column(project: Project) -> None:
    project.ok("import", "tests.import_.models.odd:inline")
    assert project.files()["inline.yaml"].splitlines()[1:] == [
        "columns:",
        '  n: { type: integer | null, check: "n > 0" }',
        "checks:",
        '  small: "n < 9"',
    ]


def test_what_each_dialect_has_of_its_own(project: Project) -> None:
    project.settings('dialects = ["postgresql>=15", "sqlite"]\n')
    said = project.ok("import", "tests.import_.models.odd:circle", "--partial")
    assert "the language cannot say that uq_two is for sqlite alone" in said
    assert "the language cannot say what sqlite alone has of it" in said
    found = project.files()["one.yaml"]
    assert "two_id: { type: integer | null, references: two.id, constraint: fk_two" in found
    assert '  ix_by_dialect: { columns: [id], where: "id > 0" }\n' in found
    assert "  ix_apart: [id]\n" in found


def test_an_index_that_is_there_twice(project: Project) -> None:
    project.ok("import", "tests.import_.models.odd:twice")
    assert "n: { type: integer | null, index: true }" in project.files()["twice.yaml"]
