"""One test a line of what env.py promises."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.util import CommandError

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.db.offline import sql
from azuraforge_schemagen.ir.ops import AddEnumValue, CreateEnum, CreateIndex, CreateTable, DropTable, RenameTable
from azuraforge_schemagen.ir.schema import Column, Enum, ForeignKey, Index, IndexKey, Table
from azuraforge_schemagen.ir.steps import CopyRows, Execute, RestoreDependents, SaveDependents, Step
from azuraforge_schemagen.ir.types import Scalar
from azuraforge_schemagen.render.alembic import alembic_ini, env_py
from tests.render_alembic.project import Project, engine_of, numbered, plan, q, text_of

NAME = Column("name", Scalar("text"))
PARENT = numbered(NAME, name="parent")
CHILD = Table(
    q("child"),
    (Column("parent_id", Scalar("integer")),),
    foreign_keys=(ForeignKey("fk", ("parent_id",), q("parent"), ("id",), on_delete="cascade"),),
)


def first(dialect: str) -> str:
    return text_of([plan(dialect, CreateTable(PARENT), CreateTable(CHILD))])


def second(dialect: str, *actions: object) -> str:
    return text_of([plan(dialect, *actions)], id_="a2", parents=("a1",))  # type: ignore[arg-type]


def tables(engine: sa.Engine) -> set[str]:
    return set(sa.inspect(engine).get_table_names())


def rebuilt() -> tuple[object, ...]:
    temporary = numbered(NAME, name="parent__new")
    copy = CopyRows(q("parent"), q("parent__new"), ("id", "name"), ("id", "name"))
    return (
        SaveDependents(q("parent")),
        CreateTable(temporary),
        copy,
        DropTable(PARENT),
        RenameTable(q("parent__new"), q("parent")),
        RestoreDependents(q("parent")),
    )


def fill(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO parent VALUES (1, 'one')")
        connection.exec_driver_sql("INSERT INTO child VALUES (1)")


class TestUrl:
    def test_unset_is_a_clear_error(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("DATABASE_URL", raising=False)
        project = Project(tmp_path, [first("sqlite")])
        with pytest.raises(CommandError, match="DATABASE_URL is not set"):
            command.upgrade(project.alembic(), "head")

    @pytest.mark.parametrize(
        "url", ["no url s3cret", "mysql+nonsense://u:s3cret@h/d", "postgresql+asyncpgx://u:s3cret@h/d"]
    )
    def test_no_error_shows_the_password(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
        monkeypatch.setenv("DATABASE_URL", url)
        project = Project(tmp_path, [first("sqlite")])
        with pytest.raises(CommandError) as caught:
            command.upgrade(project.alembic(), "head")
        assert "s3cret" not in str(caught.value)
        assert caught.value.__suppress_context__

    def test_sqlite(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> None:
        monkeypatch.setenv("DATABASE_URL", sqlite_url)
        command.upgrade(Project(tmp_path, [first("sqlite")]).alembic(), "head")
        with engine_of(sqlite_url) as engine:
            assert tables(engine) == {"parent", "child", "alembic_version"}

    @pytest.mark.postgresql
    @pytest.mark.parametrize("driver", ["postgresql", "postgres", "postgresql+psycopg2", "postgresql+psycopg"])
    def test_postgresql_by_any_driver(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pg_database: str, driver: str
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", driver + pg_database.removeprefix("postgresql"))
        command.upgrade(Project(tmp_path, [first("postgresql")]).alembic(), "head")
        with engine_of(pg_database) as engine:
            assert tables(engine) == {"parent", "child", "alembic_version"}

    def test_bare_url_takes_the_installed_driver(self, tmp_path: Path) -> None:
        """psycopg first, then psycopg2."""
        source = env_py(Config(tmp_path, "demo_models", "demo"))
        assert source.index('"psycopg"') < source.index('"psycopg2"')


class TestConnection:
    def test_engine(self, tmp_path: Path, sqlite_url: str) -> None:
        with engine_of(sqlite_url) as engine:
            Project(tmp_path, [first("sqlite")]).upgrade(engine)
            assert "parent" in tables(engine)

    def test_connection_keeps_its_settings(self, tmp_path: Path, sqlite_url: str) -> None:
        with engine_of(sqlite_url) as engine, engine.connect() as connection:
            driver = connection.connection.dbapi_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("PRAGMA foreign_keys=ON")
            Project(tmp_path, [first("sqlite")]).upgrade(connection)
            assert driver.isolation_level == ""
            assert not driver.in_transaction
            assert driver.execute("PRAGMA foreign_keys").fetchone() == (1,)
            assert not connection.closed

    @pytest.mark.postgresql
    def test_outer_transaction_decides(self, tmp_path: Path, pg_database: str) -> None:
        project = Project(tmp_path, [first("postgresql")])
        with engine_of(pg_database) as engine:
            with engine.connect() as connection:
                connection.begin()
                project.upgrade(connection)
                connection.rollback()
            assert tables(engine) == set()

    @pytest.mark.postgresql
    def test_autocommit_step_in_an_outer_transaction_is_an_error(self, tmp_path: Path, pg_database: str) -> None:
        kind = Enum(q("kind"), ("a",))
        step = Step(AddEnumValue(q("kind"), "b", None), transactional=False)
        project = Project(tmp_path, [text_of([plan("postgresql", CreateEnum(kind), step)])])
        with engine_of(pg_database) as engine:
            with engine.connect() as connection, connection.begin() as outer:
                with pytest.raises(CommandError, match="cannot run in a transaction"):
                    project.upgrade(connection)
                outer.rollback()
            project.upgrade(engine)
            project.upgrade(engine)

    @pytest.mark.postgresql
    def test_index_concurrently_again_after_a_failure(self, tmp_path: Path, pg_database: str) -> None:
        index = Step(CreateIndex(q("parent"), Index("ux", (IndexKey("name"),), unique=True)), transactional=False)
        project = Project(tmp_path, [first("postgresql"), second("postgresql", index)])
        with engine_of(pg_database) as engine:
            project.upgrade(engine, "a1")
            with engine.begin() as connection:
                connection.exec_driver_sql("INSERT INTO parent VALUES (1, 'x'), (2, 'x')")
            with pytest.raises(sa.exc.IntegrityError):
                project.upgrade(engine)
            with engine.begin() as connection:
                connection.exec_driver_sql("DELETE FROM parent WHERE id = 2")
            project.upgrade(engine)
            with engine.connect() as connection:
                assert connection.exec_driver_sql(
                    "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ux'::regclass"
                ).scalar()


class TestTransactions:
    @pytest.mark.parametrize("dialect", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
    def test_one_a_revision(self, tmp_path: Path, dialect: str, request: pytest.FixtureRequest) -> None:
        url = request.getfixturevalue("sqlite_url" if dialect == "sqlite" else "pg_database")
        broken = second(dialect, CreateTable(numbered(name="late")), Execute("SELECT nothing_such"))
        with engine_of(url) as engine:
            with pytest.raises(sa.exc.DBAPIError):
                Project(tmp_path, [first(dialect), broken]).upgrade(engine)
            assert tables(engine) == {"parent", "child", "alembic_version"}
            with engine.connect() as connection:
                assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all() == ["a1"]

    @pytest.mark.postgresql
    def test_lock_timeout(self, tmp_path: Path, pg_database: str) -> None:
        config = Config(tmp_path, "demo_models", "demo", lock_timeout="50ms")
        project = Project(tmp_path, [first("postgresql"), second("postgresql", DropTable(CHILD))], config)
        with engine_of(pg_database) as engine:
            project.upgrade(engine, "a1")
            with engine.connect() as other, engine.connect() as ours:
                other.exec_driver_sql("SELECT * FROM child")
                with pytest.raises(sa.exc.OperationalError, match="lock timeout"):
                    project.upgrade(ours)
                ours.rollback()
                assert ours.exec_driver_sql("SHOW lock_timeout").scalar() == "0"

    def test_lock_timeout_offline(self, tmp_path: Path) -> None:
        script = Project(tmp_path, [first("postgresql")]).script("postgresql")
        assert script.count("BEGIN;\n\nSET LOCAL lock_timeout = '2s';") == 1


class TestSqlite:
    def test_rebuild_keeps_children_under_foreign_keys_on(self, tmp_path: Path, sqlite_url: str) -> None:
        project = Project(tmp_path, [first("sqlite"), second("sqlite", *rebuilt())])
        with engine_of(sqlite_url) as engine:

            @sa.event.listens_for(engine, "connect")
            def enforce(driver: sqlite3.Connection, _: object) -> None:
                driver.execute("PRAGMA foreign_keys=ON")

            project.upgrade(engine, "a1")
            fill(engine)
            project.upgrade(engine)
            with engine.connect() as connection:
                assert connection.exec_driver_sql("SELECT count(*) FROM child").scalar() == 1
                assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1

    def test_rebuild_keeps_triggers_and_views(self, tmp_path: Path, sqlite_url: str) -> None:
        project = Project(tmp_path, [first("sqlite"), second("sqlite", *rebuilt())])
        made = [
            'CREATE VIEW "a ""view"" :x %" AS SELECT name FROM parent',
            "CREATE TRIGGER tr AFTER INSERT ON parent BEGIN INSERT INTO child VALUES (new.id); END",
            "CREATE VIEW other AS SELECT parent_id FROM child",
        ]
        with engine_of(sqlite_url) as engine:
            project.upgrade(engine, "a1")
            with engine.begin() as connection:
                for statement in made:
                    connection.exec_driver_sql(statement)
            project.upgrade(engine)
            fill(engine)
            with engine.connect() as connection:
                kept = "SELECT sql FROM sqlite_master WHERE type IN ('view', 'trigger') ORDER BY rowid"
                assert connection.exec_driver_sql(kept).scalars().all() == made
                assert connection.exec_driver_sql("SELECT count(*) FROM child").scalar() == 2

    def test_lost_parent_stops_the_revision(self, tmp_path: Path, sqlite_url: str) -> None:
        project = Project(tmp_path, [first("sqlite"), second("sqlite", Execute("DELETE FROM parent"))])
        with engine_of(sqlite_url) as engine:
            project.upgrade(engine, "a1")
            fill(engine)
            with pytest.raises(CommandError, match="row 1 of child refers to a row that parent does not have"):
                project.upgrade(engine)
            with engine.connect() as connection:
                assert connection.exec_driver_sql("SELECT count(*) FROM parent").scalar() == 1

    def test_failure_in_the_middle_leaves_the_old_table(self, tmp_path: Path, sqlite_url: str) -> None:
        steps = [*rebuilt()[:4], Execute("SELECT nothing_such")]
        project = Project(tmp_path, [first("sqlite"), second("sqlite", *steps)])
        with engine_of(sqlite_url) as engine:
            project.upgrade(engine, "a1")
            fill(engine)
            with engine.begin() as connection:
                connection.exec_driver_sql("CREATE VIEW v AS SELECT * FROM parent")
            with pytest.raises(sa.exc.OperationalError):
                project.upgrade(engine)
            with engine.connect() as connection:
                assert connection.exec_driver_sql("SELECT * FROM v").all() == [(1, "one")]
            assert "parent__new" not in tables(engine)

    def test_begun_connection_with_foreign_keys_on_is_refused(self, tmp_path: Path, sqlite_url: str) -> None:
        project = Project(tmp_path, [first("sqlite")])
        with engine_of(sqlite_url) as engine, engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
            with pytest.raises(CommandError, match="foreign_keys=ON"):
                project.upgrade(connection)

    def test_begun_connection_with_foreign_keys_off_is_one_transaction(self, tmp_path: Path, sqlite_url: str) -> None:
        project = Project(tmp_path, [first("sqlite")])
        with engine_of(sqlite_url) as engine:
            with engine.connect() as connection:
                connection.begin()
                project.upgrade(connection)
                connection.rollback()
            assert tables(engine) == set()

    def test_engine_with_a_begin_of_its_own(self, tmp_path: Path, sqlite_url: str) -> None:
        """SQLAlchemy's documented recipe for real transactions does not get in the way."""
        with engine_of(sqlite_url) as engine:
            sa.event.listen(engine, "connect", lambda driver, _: setattr(driver, "isolation_level", None))
            sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
            Project(tmp_path, [first("sqlite"), second("sqlite", *rebuilt())]).upgrade(engine)
            assert "parent" in tables(engine)

    def test_offline(self, tmp_path: Path) -> None:
        script = Project(tmp_path, [first("sqlite"), second("sqlite", *rebuilt())]).script("sqlite")
        assert script.index("PRAGMA foreign_keys=OFF") < script.index("BEGIN IMMEDIATE")
        assert "-- Views and triggers" in script
        driver = sqlite3.connect(":memory:", isolation_level=None)
        driver.executescript(script)
        assert driver.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert driver.execute("SELECT version_num FROM alembic_version").fetchall() == [("a2",)]

    def test_offline_downgrade(self, tmp_path: Path) -> None:
        back = [plan("sqlite", DropTable(CHILD), DropTable(PARENT))]
        text = text_of([plan("sqlite", CreateTable(PARENT), CreateTable(CHILD))], back)
        project = Project(tmp_path, [text])
        driver = sqlite3.connect(":memory:", isolation_level=None)
        driver.executescript(project.script("sqlite"))
        driver.executescript(sql(project.ini, "sqlite", "a1", "base", down=True))
        assert driver.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [
            ("alembic_version",)
        ]
        assert not list(tmp_path.rglob("__pycache__"))

    def test_offline_stops_at_a_lost_parent(self, tmp_path: Path) -> None:
        orphan = Execute("INSERT INTO child VALUES (7)")
        script = Project(tmp_path, [first("sqlite"), second("sqlite", orphan)]).script("sqlite")
        driver = sqlite3.connect(":memory:", isolation_level=None)
        with pytest.raises(sqlite3.IntegrityError):
            driver.executescript(script)
        assert driver.execute("SELECT version_num FROM alembic_version").fetchall() == [("a1",)]


class TestPackage:
    @pytest.mark.parametrize("how", ["source tree", "installed"])
    def test_models_are_found(self, tmp_path: Path, sqlite_url: str, how: str) -> None:
        project = Project(tmp_path, [first("sqlite")])
        path = str(tmp_path) if how == "installed" else ""
        environment = {**os.environ, "DATABASE_URL": sqlite_url, "PYTHONPATH": path}
        run = [sys.executable, "-m", "alembic", "-c", str(project.ini), "upgrade", "head"]
        done = subprocess.run(run, env=environment, cwd="/", capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "Running upgrade  -> a1" in done.stderr

    def test_compares_with_the_models_but_for_external_tables(
        self, tmp_path: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        config = Config(tmp_path, "demo_models", "demo", external=("foreign_*", "auth.*"))
        project = Project(tmp_path, [first("sqlite")], config)
        with engine_of(sqlite_url) as engine:
            project.upgrade(engine)
            with engine.begin() as connection:
                connection.exec_driver_sql("CREATE TABLE foreign_one (a INTEGER)")
                connection.exec_driver_sql("CREATE INDEX foreign_ix ON foreign_one (a)")
            with pytest.raises(CommandError) as caught:
                command.check(project.alembic(connection=engine))
        assert "child" in str(caught.value)
        assert "foreign" not in str(caught.value)

    def test_existing_loggers_stay(self, tmp_path: Path, sqlite_url: str) -> None:
        code = (
            "import logging, sys\nmine = logging.getLogger('mine')\nfrom alembic import command\n"
            "from alembic.config import Config\ncommand.upgrade(Config(sys.argv[1]), 'head')\n"
            "assert not mine.disabled\n"
        )
        project = Project(tmp_path, [first("sqlite")])
        environment = {**os.environ, "DATABASE_URL": sqlite_url}
        subprocess.run([sys.executable, "-c", code, str(project.ini)], env=environment, cwd="/", check=True)

    def test_ini(self) -> None:
        text = alembic_ini()
        assert "script_location = %(here)s/alembic" in text
        assert "path_separator = os" in text
        assert "sqlalchemy.url" not in text
        assert "prepend_sys_path" not in text
