"""Rows where triggers refuse them, leave them out, or do more than that."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from azuraforge_schemagen.db.connect import connect
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Column, Table, schema_of
from azuraforge_schemagen.ir.types import Scalar
from azuraforge_schemagen.verify.rows import fill
from tests.cli.conftest import SETTINGS, Project
from tests.verify.conftest import Prove

T, REFUSED = QName("", "t"), QName("", "50% refused")
STATE = schema_of(*(Table(name, (Column("a", Scalar("integer"), nullable=False),)) for name in (T, REFUSED)))


@pytest.mark.postgresql
def test_triggers_refuse_rows_and_are_what_they_were(pg_database: str) -> None:
    engine = connect(pg_database)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            """CREATE TABLE t (a int NOT NULL) PARTITION BY HASH (a);
                CREATE TABLE t1 PARTITION OF t FOR VALUES WITH (MODULUS 1, REMAINDER 0);
                CREATE TABLE "50%% refused" (a int NOT NULL);
                CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no''; END';
                CREATE TRIGGER own BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION nothing();
                CREATE TRIGGER "50%%" BEFORE INSERT ON "50%% refused" FOR EACH ROW EXECUTE FUNCTION never();
                CREATE TRIGGER off BEFORE INSERT ON t EXECUTE FUNCTION never(); ALTER TABLE t DISABLE TRIGGER off;
                CREATE TRIGGER late BEFORE INSERT ON t EXECUTE FUNCTION never();
                ALTER TABLE t ENABLE REPLICA TRIGGER late;
                ALTER TABLE t1 ENABLE ALWAYS TRIGGER own"""
        )
    states = sa.text("SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger ORDER BY 1, 2")
    with engine.connect() as connection:
        before = connection.execute(states).all()
    assert fill(engine, STATE, "postgresql").rows == {T: 4, REFUSED: 4}
    with engine.connect() as connection:
        assert connection.execute(states).all() == before
    engine.dispose()


def test_triggers_refuse_rows_on_sqlite(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'some.db'}")
    triggers = [
        "CREATE TRIGGER none BEFORE INSERT ON t BEGIN SELECT RAISE(IGNORE); END",
        """CREATE TRIGGER "no %s" BEFORE INSERT ON "50% refused" BEGIN SELECT RAISE(ABORT, 'no'); END""",
    ]
    tables = [f'CREATE TABLE "{it.name}" (a INTEGER NOT NULL)' for it in (T, REFUSED)]
    with engine.connect() as connection:
        for text in (*tables, *triggers):
            connection.exec_driver_sql(text)
    assert fill(engine, STATE, "sqlite").rows == {T: 4, REFUSED: 4}
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'trigger'").scalars().all()
    assert sorted(found) == sorted(triggers)


def test_a_trigger_that_a_backfill_fires_is_worth_a_word(empty: Project, prove: Prove) -> None:
    notes = """table: notes
columns:
  id: { type: integer, primary_key: true }
  name: string
  changed: { type: integer, server_default: 0 }
triggers:
  count: { timing: after, events: [update], body: "UPDATE notes SET changed = changed + 1 WHERE id = NEW.id;" }
"""
    (empty.root / "pyproject.toml").write_text(SETTINGS.replace('"postgresql>=14", ', ""))
    empty.yaml("notes", notes)
    empty.ok("build")
    empty.yaml("notes", notes.replace("  changed", '  more: { type: string | null, backfill: "name" }\n  changed'))
    empty.ok("build")
    (found,) = [it for it in prove(empty)["diagnostics"] if it["code"] == "SG528"]
    assert found["severity"] == "warning"
    assert "a trigger may have done it" in found["help"]


def test_a_view_that_shows_what_is_not_there_is_worth_a_word(empty: Project, prove: Prove) -> None:
    """SQLite makes it all the same."""
    notes = "table: notes\ncolumns: { id: { type: integer, primary_key: true }, name: text | null }\n"
    (empty.root / "pyproject.toml").write_text(SETTINGS.replace('"postgresql>=14", ', ""))
    empty.yaml("notes", notes)
    empty.yaml("named", "view: named\nquery: SELECT id, nam FROM notes\n")
    empty.ok("build")
    empty.yaml("notes", notes.replace("text | null }", "text | null, more: text | null }"))
    empty.ok("build")
    (found,) = [it for it in prove(empty)["diagnostics"] if it["code"] == "SG536"]
    assert found["severity"] == "warning"
    assert found["message"].endswith("nobody can read from the view named: no such column: nam")
