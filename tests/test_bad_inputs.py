"""What a generator meets by accident or by malice, through the front door: a folder, ``build``, a database.

The rows are numbered as the catalogue of bad inputs is. What is refused leaves the disk as it was; what is accepted
reaches files, models and both servers exactly, online and by Alembic's offline script. Not here, because their
commands are not: URLs and scratch databases (79, 80), the import of a database (81), MySQL (39, 72 and half of 8).
Reserved words (44) give no warning, as every name is quoted that has to be. The rooms' own tests go deeper into each
line.
"""

from __future__ import annotations

import ast
import re
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from click.testing import Result
from sqlalchemy import orm

from tests import servers
from tests.bad_inputs import ACCEPTED, REFUSED, Accepted, Files, Refused, named
from tests.cli.conftest import Project
from tests.cli.test_end_to_end import migrate
from tests.render.loading import loaded

if TYPE_CHECKING:
    import psycopg

LATER = {79, 80, 81}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.delenv("SCHEMAGEN_TRACEBACK", raising=False)
    return Project(tmp_path / "project")


def put(project: Project, files: str | bytes | int | Files) -> None:
    for name, content in (files if isinstance(files, Mapping) else {"a": files}).items():
        path = project.root / "schema" / f"{name}.yaml"
        if isinstance(content, int):
            with path.open("wb") as file:
                file.truncate(content)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())


def disk(folder: Path) -> dict[str, bytes | str]:
    """Everything in a folder; of links, where they lead."""
    return {
        str(path): str(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else ""
        for path in folder.rglob("*")
        if path.is_symlink() or path.stat().st_size < 100_000_000
    }


def found(result: Result, level: str) -> list[tuple[str, str]]:
    """The codes and places of the findings, as they are shown."""
    pattern = rf"^{level}\[(SG\d+)\]: .*\n(?: *--> (?:schema/)?(\w*)(?:\.yaml)?(:\d+)?)?"
    return [(one[1], (one[2] or "") + (one[3] or "")) for one in re.finditer(pattern, result.output, re.MULTILINE)]


def test_every_line_has_a_row() -> None:
    assert {int(name[:2]) for name in (*REFUSED, *ACCEPTED)} == set(range(1, 83)) - LATER


@pytest.mark.parametrize("row", REFUSED.values(), ids=REFUSED)
def test_is_refused_and_leaves_the_disk_as_it_was(row: Refused, project: Project) -> None:
    row.prepare(project)
    put(project, row.files)
    before = disk(project.root.parent)
    result = project.run(*row.args)
    assert "Traceback" not in result.output
    assert "has a bug" not in result.output
    assert result.exit_code == row.exit_code, result.output
    places = [place for code, place in found(result, "error") if code == row.code]
    assert places, result.output
    assert not row.place or places[0] == row.place
    assert disk(project.root.parent) == before


def build(row: Accepted, project: Project) -> None:
    if row.only:
        project.edit("pyproject.toml", '["postgresql>=14", "sqlite"]', f'["{row.only}"]')
    put(project, row.files)
    result = project.run("build")
    assert result.exit_code == 0, result.output
    assert not found(result, "error")
    assert tuple(dict.fromkeys(code for code, _ in found(result, "warning"))) == row.warns, result.output
    if row.then:
        put(project, row.then)
        project.ok("build", "--allow", "all")
    project.ok("check", "--no-cache")


def assert_tables(row: Accepted, engine: sa.Engine) -> None:
    """The database has exactly these tables and columns, and a new row of each holds what it should."""
    look = sa.inspect(engine)
    assert set(look.get_table_names()) - {"alembic_version"} == set(row.tables)
    for name, columns in row.tables.items():
        assert {column["name"] for column in look.get_columns(name)} == {"id", *columns}
        wanted = {column: value for column, value in columns.items() if value is not ...}
        if len(wanted) == len(columns):
            table = sa.Table(name, sa.MetaData(), sa.Column("id"), *(sa.Column(column) for column in wanted))
            with engine.begin() as connection:
                connection.execute(table.insert().values(id=1))
                (made,) = connection.execute(sa.select(*(table.c[column] for column in wanted), sa.literal(0)))
            assert [None if value is None else str(value) for value in made[:-1]] == list(wanted.values())
    if row.comment is not None and engine.dialect.name == "postgresql":
        assert look.get_table_comment("t")["text"] == row.comment
        assert {column["comment"] for column in look.get_columns("t")} == {None, row.comment}


@pytest.mark.parametrize(
    "row",
    [row for row in ACCEPTED.values() if not row.only],
    ids=[name for name, row in ACCEPTED.items() if not row.only],
)
def test_comes_through_on_sqlite(row: Accepted, project: Project, tmp_path: Path) -> None:
    build(row, project)
    online = sa.create_engine(f"sqlite:///{tmp_path / 'online.sqlite'}")
    migrate(project, str(online.url), "upgrade", "head")
    assert_tables(row, online)
    offline = sa.create_engine(f"sqlite:///{tmp_path / 'offline.sqlite'}")
    script = migrate(project, "sqlite://", "upgrade", "head", sql=True)
    raw = offline.raw_connection()
    raw.driver_connection.executescript(script)  # type: ignore[union-attr]
    raw.close()
    assert_tables(row, offline)
    online.dispose()
    offline.dispose()


@pytest.fixture(scope="module")
def one_database(pg_server: str, pg_admin: psycopg.Connection) -> Iterator[sa.Engine]:
    name = f"schemagen_{secrets.token_hex(6)}"
    pg_admin.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
    engine = sa.create_engine(servers.with_driver(servers.with_database(pg_server, name)))
    yield engine
    engine.dispose()
    pg_admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def emptied(engine: sa.Engine, script: str = "") -> sa.Engine:
    """The database with nothing in it but what the script makes, as a driver without parameters runs it."""
    raw = engine.raw_connection()
    everything = "DROP SCHEMA IF EXISTS public, s1, s2 CASCADE; CREATE SCHEMA public;"
    raw.driver_connection.execute(everything + script)  # type: ignore[union-attr]
    raw.commit()
    raw.close()
    return engine


@pytest.mark.postgresql
@pytest.mark.parametrize("row", ACCEPTED.values(), ids=ACCEPTED)
def test_comes_through_on_postgresql(row: Accepted, project: Project, one_database: sa.Engine) -> None:
    build(row, project)
    url = emptied(one_database).url.render_as_string(hide_password=False)
    migrate(project, url, "upgrade", "head")
    assert_tables(row, one_database)
    script = migrate(project, "postgresql://", "upgrade", "head", sql=True)
    assert_tables(row, emptied(one_database, script))


@pytest.mark.parametrize("row", ACCEPTED.values(), ids=ACCEPTED)
def test_comes_through_in_files_and_models(row: Accepted, project: Project) -> None:
    build(row, project)
    assert {path.name for path in project.root.iterdir()} <= {
        "schema",
        "generated",
        "pyproject.toml",
        ".schemagen-cache",
    }
    for path, text in project.files().items():
        assert all(re.fullmatch(r"[A-Za-z0-9_.-]*[A-Za-z0-9_]", part) for part in path.split("/")), path
        if path.endswith("models.py") or "/versions/" in path:
            assert imported(text) <= {"__future__", "sqlalchemy", "alembic", "datetime", "decimal", "enum", "typing"}
    with loaded(project.files()["generated/shop/models.py"]) as module:
        orm.configure_mappers()
        mappers = {mapper.local_table.fullname: mapper for mapper in module.Base.registry.mappers}
        classes = {name: mapper.class_.__name__ for name, mapper in mappers.items()}
        assert {name: classes[name] for name in row.classes} == row.classes
        assert set(row.tables) <= set(mappers)
        for name, columns in row.tables.items():
            assert {column.name for column in mappers[name].local_table.columns} == {"id", *columns}
        keys = {
            column.name: mapper.get_property_by_column(column).key
            for mapper in mappers.values()
            for column in mapper.local_table.columns
        }
        assert {name: keys[name] for name in row.attributes} == row.attributes
        if row.comment is not None:
            table = mappers["t"].local_table
            assert table.comment == table.c.c.comment == table.c.c.doc == table.c.c.default.arg == row.comment


def imported(text: str) -> set[str]:
    """The packages that a module imports, anywhere in it."""
    nodes = list(ast.walk(ast.parse(text)))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return {
        name.partition(".")[0] for name in (*plain, *(n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)))
    }


def test_82_a_clock_that_goes_back(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    put(project, named("t"))
    project.ok("build", "--rev-id", "one")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    put(project, named("t", "c"))
    project.ok("build", "--rev-id", "two")
    project.ok("check", "--no-cache")
    assert project.layer("two")["parents"] == ["one"]
