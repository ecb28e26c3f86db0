"""Whatever text stands in the YAML reaches the database as exactly that: on a connection, and in a script."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.ops import AddColumn, AddConstraint, AlterColumn, CreateEnum, CreateTable, SetComment
from azuraforge_schemagen.ir.schema import Check, Column, Constant, Enum, Sql
from azuraforge_schemagen.ir.steps import Execute
from azuraforge_schemagen.ir.types import EnumType, Scalar
from tests.render_alembic.project import Project, engine_of, numbered, offline, plan, q, text_of

NASTY = [
    "it's", 'say "hi"', "\\", "\\\\:x", "a\\:b", ":name", "::int", "12:30:45", " :foo ", ":a:b", "100%", "%s %(x)s %%",
    "{{ 7*7 }}", "{0}", '"""', "'''", "$$", "$a$ :b $a$", "a\tb", "\t\\\t'", "a\nb", "a\r\nb", "-- no comment", "/* */",
    ";", "é ß 日本語 🙂", "\u202e", "\u2028", "\x01", "trailing\\", "\\N{x}", "NULL", "", " ", "E'\\t'",
    "\\x41", "?", "$1",
]  # fmt: skip
ALPHABET = st.sampled_from(list("a:'\"\\%\t\n $?{}();-é🙂_0")) | st.characters(exclude_characters="\0", codec="utf-8")
TEXTS = st.text(ALPHABET, max_size=12)
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
STRING = Scalar("text")


def revision_of(dialect: str, text: str) -> str:
    """A text as a default, inside a default, inside a check, as a comment, as an enum's value, in a statement."""
    literal = sqltext.string(text)
    table = numbered(
        Column("plain", STRING, server_default=Constant(text), comment=text),
        Column("sql", STRING, server_default=Sql(f"{literal} || {literal}")),
        name="t",
    )
    check = Check("ck", Sql(f"plain = {literal} OR id > 1"))
    added = Column("added", STRING, server_default=Constant(text))
    insert = Execute(f"INSERT INTO t (id, plain) VALUES (2, {literal})")
    if dialect == "sqlite":
        table = sa_replace(table, checks=(check,))
        return text_of([plan(dialect, CreateTable(table), AddColumn(q("t"), added), insert)])
    label = text[:15] or "x"
    kind = Enum(q("kind"), (label, "other " + label[:3]))
    use = Column("kind", EnumType(q("kind")), server_default=Constant(label))
    altered = AlterColumn(q("t"), table.by_name["sql"], sa_replace(table.by_name["sql"], comment=text))
    comment = SetComment("table", q("t"), None, None, text)
    steps = [CreateEnum(kind), CreateTable(table), AddConstraint(q("t"), check), AddColumn(q("t"), added), altered]
    return text_of([plan(dialect, *steps, comment, AddColumn(q("t"), use), insert)])


def sa_replace(value, **changes):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(value, **changes)


def seen_by_sqlite(driver: sqlite3.Connection, text: str) -> None:
    driver.execute("INSERT INTO t (id) VALUES (1)")
    rows = driver.execute("SELECT plain, sql, added FROM t ORDER BY id").fetchall()
    assert rows == [(text, text * 2, text)] * 2
    with pytest.raises(sqlite3.IntegrityError):
        driver.execute("INSERT INTO t (id, plain) VALUES (0, ?)", (text + "x",))


@given(TEXTS)
@FEW
def test_sqlite_script(text: str) -> None:
    driver = sqlite3.connect(":memory:", isolation_level=None)
    driver.executescript(offline(revision_of("sqlite", text), "sqlite"))
    seen_by_sqlite(driver, text)


@pytest.mark.parametrize("text", NASTY)
def test_sqlite_script_of_nasty_text(text: str) -> None:
    driver = sqlite3.connect(":memory:", isolation_level=None)
    driver.executescript(offline(revision_of("sqlite", text), "sqlite"))
    seen_by_sqlite(driver, text)


@given(TEXTS)
@FEW
def test_sqlite_connection(tmp_path: Path, text: str) -> None:
    on_sqlite(tmp_path, text)


@pytest.mark.parametrize("text", NASTY)
def test_sqlite_connection_with_nasty_text(tmp_path: Path, text: str) -> None:
    on_sqlite(tmp_path, text)


def on_sqlite(folder: Path, text: str) -> None:
    engine = sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool)
    Project(folder, [revision_of("sqlite", text)]).upgrade(engine)
    with engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert isinstance(driver, sqlite3.Connection)
        seen_by_sqlite(driver, text)
    engine.dispose()


def seen_by_postgresql(connection: sa.Connection, text: str) -> None:
    run = connection.exec_driver_sql
    run("INSERT INTO t (id) VALUES (1)")
    rows = run("SELECT plain, sql, added, kind::text FROM t ORDER BY id").all()
    assert rows == [(text, text * 2, text, text[:15] or "x")] * 2
    comments = "SELECT col_description('t'::regclass, attnum) FROM pg_attribute WHERE attrelid = 't'::regclass"
    empty_is_none = text or None
    assert run(comments + " AND attname IN ('plain', 'sql')").scalars().all() == [empty_is_none] * 2
    assert run("SELECT obj_description('t'::regclass)").scalar() == empty_is_none
    with pytest.raises(sa.exc.IntegrityError), connection.begin_nested():
        connection.execute(sa.text("INSERT INTO t (id, plain) VALUES (0, :value)"), {"value": text + "x"})


def clean(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")


def on_postgresql(folder: Path, url: str, text: str) -> None:
    engine = sa.create_engine(url)
    clean(engine)
    Project(folder, [revision_of("postgresql", text)]).upgrade(engine)
    with engine.connect() as connection:
        seen_by_postgresql(connection, text)
    engine.dispose()


@pytest.mark.postgresql
@pytest.mark.parametrize("driver", ["psycopg", "psycopg2"])
def test_postgresql_connection_with_nasty_text(tmp_path: Path, pg_urls: dict[str, str], driver: str) -> None:
    for text in NASTY:
        on_postgresql(tmp_path, pg_urls[driver], text)


@pytest.mark.postgresql
@given(TEXTS)
@FEW
def test_postgresql_connection(tmp_path: Path, pg_urls: dict[str, str], text: str) -> None:
    on_postgresql(tmp_path, pg_urls["psycopg2"], text)


def by_script(engine: sa.Engine, text: str) -> None:
    clean(engine)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.autocommit = True
        driver.execute(offline(revision_of("postgresql", text), "postgresql").encode())
        driver.autocommit = False
        seen_by_postgresql(connection, text)


@pytest.mark.postgresql
def test_postgresql_script_of_nasty_text(pg_urls: dict[str, str]) -> None:
    with engine_of(pg_urls["psycopg"]) as engine:
        for text in NASTY:
            by_script(engine, text)


@pytest.mark.postgresql
@given(TEXTS)
@FEW
def test_postgresql_script(pg_urls: dict[str, str], text: str) -> None:
    with engine_of(pg_urls["psycopg"]) as engine:
        by_script(engine, text)


BODY = """CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $body$
DECLARE
\tvalue text := 'a:b %';
BEGIN
  RETURN value || ' :name 100%s' || $$ \\: $$;
END $body$"""


@pytest.mark.postgresql
@pytest.mark.parametrize("driver", ["psycopg", "psycopg2"])
def test_body(tmp_path: Path, pg_urls: dict[str, str], driver: str) -> None:
    text = text_of([plan("postgresql", Execute(BODY))])
    with engine_of(pg_urls[driver]) as engine:
        Project(tmp_path, [text]).upgrade(engine)
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT f()").scalar() == "a:b % :name 100%s \\: "
