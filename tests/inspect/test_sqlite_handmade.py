"""What a hand on SQLite writes: read exactly, or named. ``handmade/NAME.sql`` lies beside what is found.

Where nothing is left unmanaged, a database that the compiler makes of what was found is found to be the same.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from azuraforge_schemagen.db.inspect import Inspection, inspect
from tests.conftest import Golden
from tests.inspect.describing import described
from tests.laws.harness import Chain, settings

FILES = sorted((Path(__file__).parent / "handmade").glob("*.sql"))


def found_in(engine: sa.Engine) -> Inspection:
    with engine.connect() as connection:
        return inspect(connection)


@pytest.fixture
def engine(sqlite_url: str) -> sa.Engine:
    return sa.create_engine(sqlite_url)


def run(engine: sa.Engine, script: str) -> None:
    with engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.executescript(script)  # type: ignore[attr-defined]


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_what_a_hand_made(engine: sa.Engine, file: Path, golden: Golden, tmp_path: Path) -> None:
    run(engine, file.read_text(encoding="utf-8"))
    found = found_in(engine)
    golden(file.with_suffix(".txt"), "\n".join(described(found)) + "\n")
    chain = Chain(settings("sqlite"), tmp_path / "chain")
    chain.build(found.schema)
    made = sa.create_engine(f"sqlite:///{tmp_path / 'made.sqlite'}")
    chain.upgrade(made)
    again = found_in(made)
    assert described(Inspection(again.schema)) == described(Inspection(found.schema))
    assert again.unmanaged == ()


def test_an_attached_database_is_named_and_a_temporary_table_is_not_read(engine: sa.Engine, tmp_path: Path) -> None:
    run(engine, "CREATE TABLE t (a TEXT)")
    with engine.connect() as connection:
        for statement in (
            f"ATTACH '{tmp_path / 'other.sqlite'}' AS other",
            "CREATE TABLE other.u (a)",
            "CREATE TEMP TABLE t (hidden)",
            "CREATE TEMP VIEW v AS SELECT 1",
        ):
            connection.exec_driver_sql(statement)
        found = inspect(connection)
    assert described(found) == [
        "table:t {} None",
        "table:t: Column(name=a, type=Scalar(name=text))",
        "unmanaged attached_database:other of None",
    ]


def test_old_servers_do_not_say_which_tables_are_a_modules(engine: sa.Engine) -> None:
    run(engine, "CREATE VIRTUAL TABLE docs USING fts5(body); CREATE TABLE docs_mine (a TEXT)")
    new = found_in(engine)
    with engine.connect() as connection:
        connection.dialect.server_version_info = (3, 36, 0)
        assert inspect(connection) == new
    assert [str(name) for name in new.schema.tables] == ["docs_mine"]


def test_a_text_that_is_read_as_something_else_is_no_table(engine: sa.Engine) -> None:
    """A statement of a later SQLite, say: what was read is held against what SQLite itself says of the table."""
    run(engine, "CREATE TABLE t (a TEXT); CREATE TABLE u (a TEXT REFERENCES t (a))")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA writable_schema = on")
        text = "CREATE TABLE t (a TEXT, CHECK (a > 1) -- UNIQUE (a)\n)".replace("'", "''")
        connection.exec_driver_sql(f"UPDATE sqlite_master SET sql = '{text}' WHERE name = 't'")
        assert [str(it) for it in inspect(connection).unmanaged] == []
        connection.exec_driver_sql("UPDATE sqlite_master SET sql = 'CREATE TABLE t (b TEXT)' WHERE name = 't'")
        found = inspect(connection)
        assert [str(it) for it in found.unmanaged] == ["foreign_key:u.u_a_fkey", "unreadable_table:t"]
        connection.exec_driver_sql("UPDATE sqlite_master SET sql = 'CREATE TABLE t nonsense' WHERE name = 't'")
        assert "unreadable_table:t" in [str(it) for it in inspect(connection).unmanaged]
        connection.rollback()
