"""Functions, procedures and aggregates in PostgreSQL's catalogs, each attribute against DDL written by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from azuraforge_schemagen.db.connect import connect
from azuraforge_schemagen.db.inspect import Inspection, inspect
from azuraforge_schemagen.ir import signatures
from azuraforge_schemagen.ir.bodies import Argument, Routine
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Sql

pytestmark = pytest.mark.postgresql


@pytest.fixture
def engine(pg_database: str) -> Iterator[sa.Engine]:
    engine = connect(pg_database)
    yield engine
    engine.dispose()


def read(engine: sa.Engine, ddl: str) -> Inspection:
    with engine.begin() as connection:
        connection.exec_driver_sql(ddl.replace("%", "%%"))
    with engine.connect() as connection:
        return inspect(connection)


def routines(engine: sa.Engine, ddl: str) -> list[Routine]:
    found = read(engine, ddl)
    assert found.unmanaged == ()
    return sorted((it for it in found.schema.objects.values() if isinstance(it, Routine)), key=lambda it: it.ref)


def q(name: str, schema: str = "") -> QName:
    return QName(schema, name)


def test_a_function_with_everything(engine: sa.Engine) -> None:
    (found,) = routines(
        engine,
        """CREATE SCHEMA app; CREATE FUNCTION app."F n"(int,
        b varchar(10)[] DEFAULT '{}', VARIADIC r text[] DEFAULT NULL)
        RETURNS SETOF numeric LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER LEAKPROOF PARALLEL RESTRICTED COST 2.5
        ROWS 7 SET search_path TO app, pg_temp SET TimeZone TO 'UTC'
        AS E'\\n BEGIN\\n\\tRETURN; -- 100% \\n END'; COMMENT ON FUNCTION app."F n" IS 'it''s'""",
    )
    assert found == Routine(
        "function",
        q("F n", "app"),
        (
            Argument("integer"),
            Argument("character varying[]", "b", default=Sql("'{}'::character varying[]")),
            Argument("text[]", "r", "variadic", Sql("NULL::text[]")),
        ),
        "SETOF numeric",
        "plpgsql",
        Sql("\n BEGIN\n\tRETURN; -- 100% \n END"),
        volatility="stable",
        strict=True,
        security_definer=True,
        leakproof=True,
        parallel="restricted",
        cost="2.5",
        rows="7",
        settings=(("search_path", "app, pg_temp"), ("timezone", "UTC")),
        comment="it's",
    )


def test_what_the_server_chooses_is_not_said(engine: sa.Engine) -> None:
    ddl = """CREATE FUNCTION a() RETURNS void LANGUAGE sql AS '';
    CREATE FUNCTION b(internal) RETURNS internal LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
    CREATE FUNCTION c() RETURNS SETOF int LANGUAGE sql AS 'SELECT 1'"""
    assert routines(engine, ddl) == [
        Routine("function", q("a"), returns="void"),
        Routine(
            "function", q("b"), (Argument("internal"),), "internal", "c", Sql("plpgsql_call_handler"),
            library="$libdir/plpgsql",
        ),
        Routine("function", q("c"), returns="SETOF integer", body=Sql("SELECT 1")),
    ]  # fmt: skip


def test_results(engine: sa.Engine) -> None:
    ddl = """CREATE TABLE t (id int);
    CREATE FUNCTION a(x int, OUT y int, OUT "z Z" text) LANGUAGE sql AS 'SELECT 1, ''a''';
    CREATE FUNCTION b(INOUT x int) LANGUAGE sql AS 'SELECT 1';
    CREATE FUNCTION c(x int) RETURNS TABLE(id int, "select" text[]) LANGUAGE sql AS 'SELECT 1, null::text[]';
    CREATE FUNCTION d() RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM t'"""
    found = routines(engine, ddl)
    assert [it.returns for it in found] == ["record", "integer", 'TABLE(id integer, "select" text[])', "SETOF t"]
    modes = [[(it.name, it.mode) for it in each.arguments] for each in found]
    assert modes == [[("x", "in"), ("y", "out"), ("z Z", "out")], [("x", "inout")], [("x", "in")], []]
    assert [it.signature for it in found] == [("integer",), ("integer",), ("integer",), ()]


def test_bodies_that_the_server_reads(engine: sa.Engine) -> None:
    ddl = """CREATE FUNCTION a(x int) RETURNS int LANGUAGE sql RETURN x + 1;
    CREATE PROCEDURE b() LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END"""
    one, two = routines(engine, ddl)
    assert (one.atomic, one.body, one.kind) == (True, Sql("RETURN (x + 1)"), "function")
    assert (two.atomic, two.body, two.kind) == (True, Sql("BEGIN ATOMIC SELECT 1; SELECT 2; END"), "procedure")


def test_aggregates(engine: sa.Engine) -> None:
    ddl = """CREATE AGGREGATE a(x int) (sfunc = int4pl, stype = int, initcond = '0', parallel = safe);
    CREATE AGGREGATE b(int) (sfunc = int4larger, stype = int, sortop = >);
    CREATE AGGREGATE c(float8 ORDER BY float8) (sfunc = ordered_set_transition, stype = internal,
        finalfunc = percentile_disc_final, finalfunc_extra);
    CREATE AGGREGATE d(VARIADIC "any" ORDER BY VARIADIC "any") (sfunc = ordered_set_transition_multi,
        stype = internal, finalfunc = rank_final, finalfunc_extra, hypothetical)"""
    one, two, three, four = routines(engine, ddl)
    options = (("initcond", "0"), ("parallel", "safe"), ("sfunc", "int4pl"), ("stype", "integer"))
    assert one == Routine("aggregate", q("a"), (Argument("integer", "x"),), options=options)
    assert dict(two.options)["sortop"] == ">"
    assert (three.arguments, three.ordered) == ((Argument("double precision"),), (Argument("double precision"),))
    assert four.ref.name.name == 'd("any")'
    assert dict(four.options) == {
        "sfunc": "ordered_set_transition_multi",
        "stype": "internal",
        "finalfunc": "rank_final",
        "finalfunc_extra": "",
        "hypothetical": "",
    }


def test_what_comes_with_others_is_left_out(engine: sa.Engine) -> None:
    assert routines(engine, "CREATE TYPE r AS RANGE (subtype = float8); DROP TYPE r; CREATE EXTENSION citext") == []


SPELLED = (
    "int", "INT4", "int2", "int8", "bool", "float", "float(24)", "float(25)", "real", "float4", "float8", "dec",
    "varchar(10)", "character varying", "char varying(3)", "national character varying(3)", "char", "bpchar",
    "national character(3)", '"char"', "bit(3)", "bit varying(3)", "varbit", "time", "time(3) with time zone", "timetz",
    "timestamp(0)", "timestamptz", "timestamp with time zone", "interval day to second(3)", "interval(3)", "text[][]",
    "int ARRAY", "int array[3]", "pg_catalog.int4", 'pg_catalog."char"', "public.mood", "app.mood", 'app."T y"[]',
    "public.date", "name", "oid", "regclass", "json", "jsonb", "uuid", "bytea", "xml", "money", "int4range", "point",
    "double precision", "numeric(10, 2)[]", "smallint", "bigint", "boolean", "void", "anyelement", "record", "internal",
    "cstring", "decimal(5)", "nchar(4)", '"any"', '"integer"', "date",
)  # fmt: skip


def test_types_in_the_servers_words(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(
            """CREATE SCHEMA app; CREATE TYPE mood AS ENUM (); CREATE TYPE app.mood AS ENUM ();
            CREATE TYPE app."T y" AS ENUM (); CREATE TYPE "integer" AS ENUM (); CREATE TYPE date AS ENUM ()"""
        )
    with engine.connect() as connection:
        for text in SPELLED:
            said = connection.execute(
                sa.text("SELECT format_type(CAST(:t AS regtype), NULL)"), {"t": text}
            ).scalar_one()
            assert signatures.canonical(text) == signatures.canonical(said), text
            assert signatures.canonical(said) == said.removeprefix("public.") or "public" in text, text
