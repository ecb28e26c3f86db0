"""Triggers, policies and extended statistics in PostgreSQL's catalogs, each attribute against DDL written by hand."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from azuraforge_schemagen.ir.bodies import Event, Policy, Statistics, Trigger
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import IndexKey, Object, Sql
from tests.inspect.test_objects import engine, read

__all__ = ["engine"]

pytestmark = pytest.mark.postgresql

T = QName("app", "t")
TABLE = """CREATE SCHEMA app; CREATE TABLE app.t (a int, b text, c int); CREATE TABLE app.u (a int);
CREATE FUNCTION app.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"""


def owned(engine: sa.Engine, ddl: str) -> dict[str, Object]:
    found = read(engine, f"{TABLE}; {ddl}").schema.objects
    return {str(ref): it for ref, it in found.items() if isinstance(it, Trigger | Policy | Statistics)}


def test_triggers(engine: sa.Engine) -> None:
    found = owned(
        engine,
        """CREATE TRIGGER "WHEN" BEFORE UPDATE OF c, a OR INSERT ON app.t FOR EACH ROW
            WHEN (CASE WHEN new.b = 'EXECUTE' THEN true END) EXECUTE FUNCTION app.f('x', 'it''s', E'a\\\\b');
        CREATE TRIGGER plain AFTER TRUNCATE ON app.t EXECUTE FUNCTION suppress_redundant_updates_trigger();
        COMMENT ON TRIGGER plain ON app.t IS 'c'; ALTER TABLE app.t ENABLE ALWAYS TRIGGER plain;
        CREATE CONSTRAINT TRIGGER late AFTER DELETE ON app.t FROM app.u DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
            EXECUTE FUNCTION app.f();
        CREATE TRIGGER rows AFTER UPDATE ON app.t REFERENCING OLD TABLE AS o NEW TABLE AS "N"
            EXECUTE FUNCTION app.f(); ALTER TABLE app.t DISABLE TRIGGER rows""",
    )
    f = QName("app", "f")
    assert found == {
        'trigger:app."t.""WHEN"""': Trigger(
            T,
            "WHEN",
            "before",
            (Event("insert"), Event("update", ("a", "c"))),
            f,
            ("x", "it's", "a\\b"),
            when=Sql("CASE WHEN (new.b = 'EXECUTE'::text) THEN true ELSE NULL::boolean END"),
        ),
        'trigger:app."t.plain"': Trigger(
            T,
            "plain",
            "after",
            (Event("truncate"),),
            QName("", "suppress_redundant_updates_trigger"),
            each_row=False,
            enabled="always",
            comment="c",
        ),
        'trigger:app."t.late"': Trigger(
            T,
            "late",
            "after",
            (Event("delete"),),
            f,
            constraint=True,
            deferrable="deferred",
            from_table=QName("app", "u"),
        ),
        'trigger:app."t.rows"': Trigger(
            T,
            "rows",
            "after",
            (Event("update"),),
            f,
            each_row=False,
            old_table="o",
            new_table="N",
            enabled="disabled",
        ),
    }


def test_a_partitions_copy_is_no_trigger_of_its_own(engine: sa.Engine) -> None:
    found = read(
        engine,
        """CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
        CREATE TRIGGER t BEFORE UPDATE ON p FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
        CREATE TRIGGER o BEFORE UPDATE ON p1 FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()""",
    )
    assert {str(ref) for ref in found.schema.objects if ref.kind == "trigger"} == {'trigger:"p.t"', 'trigger:"p1.o"'}
    found = read(engine, "ALTER TABLE p1 DISABLE TRIGGER t")
    assert [(str(it), it.detail) for it in found.unmanaged] == [("partition_trigger:p1.t", "disabled")]


def test_policies(engine: sa.Engine) -> None:
    found = owned(
        engine,
        """CREATE POLICY p ON app.t AS RESTRICTIVE FOR UPDATE TO current_user USING (a > 0) WITH CHECK (b <> '');
        CREATE POLICY q ON app.t USING (a IN (SELECT u.a FROM app.u)); COMMENT ON POLICY q ON app.t IS 'c'""",
    )
    with engine.connect() as connection:
        me = connection.exec_driver_sql("SELECT current_user").scalar_one()
    query = "a IN ( SELECT u.a FROM app.u)"
    assert found == {
        'policy:app."t.p"': Policy(T, "p", False, "update", (me,), Sql("a > 0"), Sql("b <> ''::text")),
        'policy:app."t.q"': Policy(T, "q", using=Sql(query), comment="c"),
    }


def test_statistics(engine: sa.Engine) -> None:
    found = owned(
        engine,
        """CREATE STATISTICS s ON c, a FROM app.t; ALTER STATISTICS s SET STATISTICS 7;
        CREATE STATISTICS app.s (mcv, ndistinct) ON lower(b), a FROM app.t; COMMENT ON STATISTICS app.s IS 'c';
        CREATE STATISTICS e ON (a + 1) FROM app.t""",
    )
    lower = IndexKey(None, Sql("lower(b)"))
    assert found == {
        "statistics:s": Statistics(QName("", "s"), T, (IndexKey("a"), IndexKey("c")), target=7),
        "statistics:app.s": Statistics(QName("app", "s"), T, (IndexKey("a"), lower), ("mcv", "ndistinct"), comment="c"),
        "statistics:e": Statistics(QName("", "e"), T, (IndexKey(None, Sql("a + 1")),)),
    }


def test_what_they_stand_on_and_nobody_declares(engine: sa.Engine) -> None:
    found = read(
        engine,
        f"""{TABLE}; CREATE FUNCTION app.same(int, int) RETURNS bool IMMUTABLE LANGUAGE sql AS 'SELECT $1 = $2';
        CREATE OPERATOR app.=== (LEFTARG = int, RIGHTARG = int, FUNCTION = app.same);
        CREATE TRIGGER x BEFORE INSERT ON app.t FOR EACH ROW WHEN (NEW.a OPERATOR(app.===) 1) EXECUTE FUNCTION app.f();
        CREATE POLICY p ON app.t USING (a OPERATOR(app.===) 1);
        CREATE STATISTICS s ON a, (a OPERATOR(app.===) 1) FROM app.t""",
    )
    assert {need.by for need in found.needs} == {
        Ref("trigger", QName("app", "t.x")),
        Ref("policy", QName("app", "t.p")),
        Ref("statistics", QName("", "s")),
    }
