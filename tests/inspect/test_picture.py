"""One picture of a database: the same words for every session, and never a state that was not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from azuraforge_schemagen.db.connect import connect
from azuraforge_schemagen.db.inspect import Inspection, inspect, picture
from azuraforge_schemagen.diagnostics import Refusal
from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Sql

pytestmark = pytest.mark.postgresql


@pytest.fixture
def engine(pg_database: str) -> Iterator[sa.Engine]:
    engine = connect(pg_database)
    yield engine
    engine.dispose()


def run(engine: sa.Engine, *ddl: str) -> None:
    with engine.begin() as connection:
        for statement in ddl:
            connection.exec_driver_sql(statement)


def look(engine: sa.Engine, said: list[str] | None = None) -> Inspection:
    with engine.connect() as connection:
        return inspect(connection, (said if said is not None else []).append)


def meanwhile(engine: sa.Engine, marker: str, change: Callable[[], None]) -> None:
    """``change`` happens each time before the question that holds this text."""

    def before(*args: Any) -> None:
        if marker in args[2]:
            change()

    sa.event.listen(engine, "before_cursor_execute", before)


def test_a_table_dropped_between_two_questions(engine: sa.Engine, pg_database: str) -> None:
    run(
        engine,
        "CREATE TABLE a (x int CHECK (x > 0))",
        "CREATE TABLE b (y int DEFAULT 3)",
        "CREATE INDEX ON a ((x + 1))",
    )
    other, left = connect(pg_database), ["DROP TABLE a"]
    meanwhile(engine, "FROM pg_index", lambda: run(other, left.pop()) if left else None)
    said: list[str] = []
    found = look(engine, said)
    assert list(found.schema.tables) == [QName("", "b")]
    assert sum("once more" in text for text in said) == 1
    other.dispose()


def test_the_reading_says_what_it_does(engine: sa.Engine) -> None:
    said: list[str] = []
    look(engine, said)
    assert said == [
        "reading tables and columns",
        "reading indexes",
        "reading constraints, and what is beside the tables",
    ]


def test_a_column_renamed_between_two_questions(engine: sa.Engine, pg_database: str) -> None:
    run(engine, "CREATE TABLE a (x int CONSTRAINT c CHECK (x > 0))")
    other, left = connect(pg_database), ["ALTER TABLE a RENAME x TO renamed"]
    meanwhile(engine, "FROM pg_constraint k", lambda: run(other, left.pop()) if left else None)
    table = look(engine).schema.table(QName("", "a"))
    assert (list(table.by_name), table.checks[0].expression) == (["renamed"], Sql("renamed > 0"))
    other.dispose()


def test_a_database_that_never_stands_still(
    engine: sa.Engine, pg_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture, "PAUSE", 0)
    run(engine, "CREATE TABLE a (x int)")
    other = connect(pg_database)
    meanwhile(engine, "FROM pg_index", lambda: run(other, "ALTER TABLE a ALTER x SET DEFAULT 1"))
    with pytest.raises(Refusal) as caught:
        look(engine)
    assert [(it.code, caught.value.exit_code) for it in caught.value.diagnostics] == [("SG506", 3)]
    other.dispose()


def test_what_others_do_beside_is_no_change(engine: sa.Engine, pg_database: str) -> None:
    run(engine, "CREATE TABLE a (x int)", "INSERT INTO a SELECT generate_series(1, 500)")
    other = connect(pg_database)

    def busy() -> None:
        with other.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for statement in ("INSERT INTO a VALUES (1)", "CREATE TEMP TABLE s (i int)", "ANALYZE a", "DROP TABLE s"):
                connection.exec_driver_sql(statement)

    meanwhile(engine, "FROM pg_index", busy)
    said: list[str] = []
    look(engine, said)
    assert not any("once more" in text for text in said)
    other.dispose()


def test_under_a_storm_of_changes(engine: sa.Engine, pg_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each change renames a column together with a second check, so that no state has one without the other."""
    monkeypatch.setattr(picture, "PAUSE", 0.01)
    run(
        engine,
        "CREATE TABLE a (x int CHECK (x > 0) CHECK (x < 9), b text)",
        "CREATE INDEX i ON a (lower(b)) WHERE x > 1",
    )
    stop = threading.Event()
    storm = threading.Thread(target=_storm, args=(pg_database, stop))
    storm.start()
    seen = {"read": 0, "SG506": 0}
    try:
        for _ in range(5):
            try:
                found = look(engine)
            except Refusal as refusal:
                seen[refusal.diagnostics[0].code] += 1
                continue
            seen["read"] += 1
            table = found.schema.table(QName("", "a"))
            texts = [it.expression for it in table.checks] + [it.where for it in table.indexes if it.where]
            assert all(_names(text) <= set(table.by_name) for text in texts), table
    finally:
        stop.set()
        storm.join()
    assert seen["read"] + seen["SG506"] == 5


def _names(text: Sql) -> set[str]:
    return {token.text for token in sqltext.tokens(text.text or "") if token.kind == "name"}


def _storm(url: str, stop: threading.Event) -> None:
    other = connect(url)
    names = ("x", "y")
    while not stop.is_set():
        run(
            other,
            f"ALTER TABLE a RENAME {names[0]} TO {names[1]}",
            "CREATE TABLE made (id serial PRIMARY KEY, n int CHECK (n > 0), UNIQUE (n))",
        )
        run(other, "DROP TABLE made")
        names = names[::-1]
        stop.wait(0.05)
    other.dispose()


def test_the_words_do_not_depend_on_the_session(engine: sa.Engine, pg_database: str) -> None:
    run(
        engine,
        "CREATE SCHEMA app",
        "CREATE TYPE app.pair AS (a int, b int)",
        "CREATE FUNCTION app.f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1'",
        """CREATE TABLE t (a timestamptz DEFAULT '2024-02-03 04:05:06+00', b interval DEFAULT '1 day 2:00', p app.pair,
            c float DEFAULT 0.1 + random(), d date CHECK (d > '2024-02-03'), e int DEFAULT app.f(3),
            f bytea DEFAULT 'abc')""",
    )
    plain = look(engine)
    assert plain.schema.table(QName("", "t")).by_name["e"].server_default == Sql("app.f(3)")
    name = engine.url.database
    for setting in (
        "DateStyle = 'SQL, DMY'",
        "IntervalStyle = 'iso_8601'",
        "TimeZone = 'Asia/Tokyo'",
        "extra_float_digits = -3",
        "bytea_output = 'escape'",
        "quote_all_identifiers = on",
        "search_path = public, app",
    ):
        run(engine, f"ALTER DATABASE {name} SET {setting}")
    changed = connect(pg_database)
    assert look(changed) == plain
    changed.dispose()


def test_the_default_schema_is_where_the_connection_creates(engine: sa.Engine, pg_database: str) -> None:
    run(
        engine,
        "CREATE SCHEMA app",
        "CREATE TABLE app.t (a int)",
        "CREATE TABLE t (a int)",
        f"ALTER DATABASE {engine.url.database} SET search_path = app, public",
    )
    other = connect(pg_database)
    assert sorted(look(other).schema.tables) == [QName("", "t"), QName("public", "t")]
    other.dispose()


@pytest.mark.parametrize("level", ["AUTOCOMMIT", "READ COMMITTED"])
def test_the_session_is_left_as_it_was(engine: sa.Engine, level: Any) -> None:
    with engine.connect().execution_options(isolation_level=level) as connection:
        connection.exec_driver_sql("SET search_path = public, pg_temp")
        connection.exec_driver_sql("SET TimeZone = 'Asia/Tokyo'")
        connection.exec_driver_sql("CREATE TABLE fresh (a int)")
        assert list(inspect(connection).schema.tables) == [QName("", "fresh")]
        assert connection.exec_driver_sql("SHOW search_path").scalar() == "public, pg_temp"
        assert connection.exec_driver_sql("SHOW TimeZone").scalar() == "Asia/Tokyo"
        connection.exec_driver_sql("CREATE TABLE later (a int)")


def test_a_reader_that_may_nothing_but_connect(engine: sa.Engine, pg_database: str) -> None:
    run(
        engine,
        "DROP ROLE IF EXISTS schemagen_reader",
        "CREATE ROLE schemagen_reader LOGIN PASSWORD 'pw'",
        "CREATE TABLE t (id serial PRIMARY KEY, a int CHECK (a > 0), b text DEFAULT 'x')",
        "REVOKE ALL ON SCHEMA public FROM public",
        "CREATE SCHEMA closed",
        "CREATE TABLE closed.t (a int)",
    )
    plain = look(engine)
    engine.dispose()
    url = sa.make_url(pg_database).set(username="schemagen_reader", password="pw")
    reader = connect(url.render_as_string(hide_password=False))
    assert look(reader).schema == plain.schema
    reader.dispose()
    run(engine, "DROP ROLE schemagen_reader")


def test_a_reading_that_fails(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(picture._SETTINGS, "statement_timeout", "1ms")
    run(engine, *(f"CREATE TABLE t{number} (a serial PRIMARY KEY)" for number in range(50)))
    with pytest.raises(Refusal) as caught:
        look(engine)
    assert [(it.code, caught.value.exit_code) for it in caught.value.diagnostics] == [("SG507", 3)]
    assert "statement timeout" in str(caught.value)


@pytest.mark.parametrize("level", ["AUTOCOMMIT", "READ COMMITTED"])
def test_a_table_that_somebody_has_locked(pg_urls: dict[str, str], level: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(picture._SETTINGS, "lock_timeout", "50ms")
    for url in pg_urls.values():
        engine = connect(url)
        with engine.connect() as migration:
            migration.exec_driver_sql("DROP TABLE IF EXISTS t")
            migration.exec_driver_sql("CREATE TABLE t (a int PRIMARY KEY CHECK (a > 0), b int DEFAULT 3)")
            migration.commit()
            migration.exec_driver_sql("ALTER TABLE t ADD c int")
            other = engine.connect().execution_options(isolation_level=level)
            with other as connection, pytest.raises(Refusal) as caught:
                inspect(connection)
            assert [it.code for it in caught.value.diagnostics] == ["SG507"]
            assert "read it when that is done" in caught.value.diagnostics[0].help
        engine.dispose()


def test_a_bug_of_ours_is_not_hidden(engine: sa.Engine) -> None:
    def broken(*_: Any) -> Inspection:
        raise ValueError("a bug")

    with engine.connect() as connection, pytest.raises(ValueError, match="a bug"):
        picture.consistent(connection, broken, lambda _: None)
