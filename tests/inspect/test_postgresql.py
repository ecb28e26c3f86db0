"""PostgreSQL's catalogs, read: each attribute against DDL written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from azuraforge_schemagen.db.connect import connect
from azuraforge_schemagen.db.inspect import Inspection, inspect
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Constant,
    Default,
    Enum,
    Exclusion,
    ForeignKey,
    Function,
    Generated,
    Identity,
    Index,
    IndexKey,
    Namespace,
    Number,
    PrimaryKey,
    ReplicaIdentity,
    RowSecurity,
    Sql,
    Table,
    Unique,
)
from azuraforge_schemagen.ir.types import Array, DomainType, EnumType, Raw, Scalar, Type, UserType

pytestmark = pytest.mark.postgresql

Read = Callable[[str], Inspection]


@pytest.fixture
def engine(pg_database: str) -> Iterator[sa.Engine]:
    engine = connect(pg_database)
    yield engine
    engine.dispose()


@pytest.fixture
def read(engine: sa.Engine) -> Read:
    def after(ddl: str) -> Inspection:
        with engine.begin() as connection:
            connection.exec_driver_sql(ddl.replace("%", "%%"))
        with engine.connect() as connection:
            return inspect(connection)

    return after


def only(found: Inspection, name: str = "t") -> Table:
    return found.schema.table(QName("", name))


TYPES: list[tuple[str, Type]] = [
    ("varchar", Scalar("string")),
    ("varchar(20)", Scalar("string", length=20)),
    ("text", Scalar("text")),
    ("char(3)", Scalar("char", length=3)),
    ("smallint", Scalar("smallint")),
    ("int", Scalar("integer")),
    ("bigint", Scalar("bigint")),
    ("numeric", Scalar("numeric")),
    ("numeric(10)", Scalar("numeric", precision=10, scale=0)),
    ("numeric(10, 2)", Scalar("numeric", precision=10, scale=2)),
    ("real", Scalar("real")),
    ("double precision", Scalar("double")),
    ("boolean", Scalar("boolean")),
    ("date", Scalar("date")),
    ("time", Scalar("time")),
    ("time(3) with time zone", Scalar("timetz", precision=3)),
    ("timestamp(0)", Scalar("timestamp", precision=0)),
    ("timestamptz", Scalar("timestamptz")),
    ("interval", Scalar("interval")),
    ("interval(2)", Scalar("interval", precision=2)),
    ("interval day to second(3)", Scalar("interval", precision=3, fields="day to second")),
    ("interval year", Scalar("interval", fields="year")),
    ("uuid", Scalar("uuid")),
    ("json", Scalar("json")),
    ("jsonb", Scalar("jsonb")),
    ("bytea", Scalar("binary")),
    ("bit(4)", Scalar("bit", length=4)),
    ("bit varying", Scalar("varbit")),
    ("inet", Scalar("inet")),
    ("macaddr8", Scalar("macaddr8")),
    ("tsvector", Scalar("tsvector")),
    ("tstzrange", Scalar("tstzrange")),
    ("int4multirange", Scalar("int4multirange")),
    ("xml", Scalar("xml")),
    ("oid", Scalar("oid")),
    ("point", Scalar("point")),
    ("text[]", Array(Scalar("text"))),
    ("varchar(5)[][]", Array(Scalar("string", length=5))),
    ("numeric(8,3)[]", Array(Scalar("numeric", precision=8, scale=3))),
    ("mood", EnumType(QName("", "mood"))),
    ("app.mood", EnumType(QName("app", "mood"))),
    ("mood[]", Array(EnumType(QName("", "mood")))),
    ("posint", DomainType(QName("", "posint"))),
    ("app.pair", UserType("composite", QName("app", "pair"))),
    ("name", Raw("name")),
    ("regclass", Raw("regclass")),
    ('"char"', Raw('"char"')),
]


def test_types(read: Read) -> None:
    columns = ", ".join(f"c{number} {text}" for number, (text, _) in enumerate(TYPES))
    found = read(
        f"""CREATE SCHEMA app; CREATE TYPE mood AS ENUM ('b', 'a'); CREATE TYPE app.mood AS ENUM ('x');
        CREATE DOMAIN posint AS int CHECK (VALUE > 0); CREATE TYPE app.pair AS (a int, b int);
        CREATE TABLE t ({columns})"""
    )
    assert [(text, column.type) for (text, _), column in zip(TYPES, only(found).columns, strict=True)] == TYPES
    assert found.schema.enums == {
        QName("", "mood"): Enum(QName("", "mood"), ("b", "a")),
        QName("app", "mood"): Enum(QName("app", "mood"), ("x",)),
    }
    assert not found.unmanaged


DEFAULTS: list[tuple[str, str, Default | None]] = [
    ("text", "'it''s'", Constant("it's")),
    ("text", r"'a\b'", Constant(r"a\b")),
    ("text", "'a::text'", Constant("a::text")),
    ("text", "'a' || 'b'", Sql("('a'::text || 'b'::text)")),
    ("text", "NULL", None),
    ("varchar(5)", "NULL", Sql("NULL::character varying")),
    ("varchar(5)", "'abc'", Constant("abc")),
    ("char(5)", "'abc'", Constant("abc")),
    ("int", "5", Constant(5)),
    ("int", "-5", Constant(-5)),
    ("bigint", "'7'", Sql("'7'::bigint")),
    ("bigint", "1 + 1", Sql("(1 + 1)")),
    ("numeric(8,2)", "1.50", Number("1.50")),
    ("numeric", "-3", Constant(-3)),
    ("numeric", "'NaN'", Sql("'NaN'::numeric")),
    ("double precision", "0.1", Number("0.1")),
    ("real", "2", Constant(2)),
    ("boolean", "true", Constant(True)),
    ("boolean", "'f'", Constant(False)),
    ("date", "'2024-01-31'", Constant("2024-01-31")),
    ("date", "CURRENT_DATE", Function("current_date")),
    ("timestamptz", "now()", Function("now")),
    ("timestamp", "CURRENT_TIMESTAMP", Function("current_timestamp")),
    ("timestamp", "now() AT TIME ZONE 'utc'", Sql("(now() AT TIME ZONE 'utc'::text)")),
    ("uuid", "gen_random_uuid()", Function("gen_random_uuid")),
    ("uuid", "'0a0b0c0d000000000000000000000000'", Constant("0a0b0c0d000000000000000000000000")),
    ("json", """'{"a": [1, "x"]}'""", Constant('{"a": [1, "x"]}')),
    ("jsonb", "'{}'", Constant("{}")),
    ("interval", "'1 day'", Constant("1 day")),
    ("mood", "'a'", Constant("a")),
    ("app.mood", "'x'", Constant("x")),
    ('app."it\'s (a) ""type"""', "'y'", Constant("y")),
    ("text[]", "'{}'", Sql("'{}'::text[]")),
    ("bytea", r"'\x00'", Sql(r"'\x00'::bytea")),
    ("inet", "'10.0.0.1'", Constant("10.0.0.1")),
    # What the language would say in another way, or not at all, stays SQL.
    ("json", """'{"a":1}'""", Sql("""'{"a":1}'::json""")),
    ("json", """'{"a": 1, "a": 1e3}'""", Sql("""'{"a": 1, "a": 1e3}'::json""")),
    ("jsonb", "'null'", Sql("'null'::jsonb")),
    ("time", "'24:00:00'", Sql("'24:00:00'::time without time zone")),
    ("date", "'4713-01-01 BC'", Sql("'4713-01-01 BC'::date")),
    ("varchar(3)", "'abcd'", Sql("'abcd'::character varying")),
    ("smallint", "70000", Sql("70000")),
    ("integer", "1.5", Sql("1.5")),
    ("numeric(3,1)", "1000", Sql("1000")),
]


def test_defaults(read: Read) -> None:
    columns = ", ".join(f"c{number} {type_} DEFAULT ({text})" for number, (type_, text, _) in enumerate(DEFAULTS))
    found = read(
        f"""CREATE SCHEMA app; CREATE TYPE mood AS ENUM ('b', 'a'); CREATE TYPE app.mood AS ENUM ('x');
        CREATE TYPE app."it's (a) ""type""\" AS ENUM ('y');
        CREATE TABLE t ({columns})"""
    )
    seen = [column.server_default for column in only(found).columns]
    assert [(*pair[:2], default) for pair, default in zip(DEFAULTS, seen, strict=True)] == DEFAULTS


def test_columns_with_everything(read: Read) -> None:
    found = read(
        """CREATE TABLE t (
            a serial PRIMARY KEY,
            b bigint GENERATED ALWAYS AS IDENTITY (START 1000 INCREMENT 5 MINVALUE 10 MAXVALUE 9000 CACHE 3 CYCLE),
            c int GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME "C seq"),
            "D e" text COLLATE "C" NOT NULL,
            f int GENERATED ALWAYS AS (c * (2 + c)) STORED,
            g smallint GENERATED ALWAYS AS IDENTITY (INCREMENT -1)
        );
        COMMENT ON COLUMN t.a IS 'it''s';
        COMMENT ON TABLE t IS 'the table'; ALTER TABLE t SET (fillfactor = 70, autovacuum_enabled = false)"""
    )
    integer = Scalar("integer")
    assert only(found).columns == (
        Column("a", integer, nullable=False, serial="t_a_seq", comment="it's"),
        Column("b", Scalar("bigint"), False, identity=Identity(True, "t_b_seq", 1000, 5, 10, 9000, 3, True)),
        Column("c", integer, False, identity=Identity(False, "C seq")),
        Column("D e", Scalar("text"), False, collation=QName("", "C")),
        Column("f", integer, generated=Generated(Sql("c * (2 + c)"))),
        Column("g", Scalar("smallint"), False, identity=Identity(True, "t_g_seq", increment=-1)),
    )
    assert only(found).comment == "the table"
    assert only(found).options == (("autovacuum_enabled", "false"), ("fillfactor", "70"))
    assert only(found).primary_key == PrimaryKey("t_pkey", ("a",))
    assert tuple(map(str, found.unmanaged)) == ()


def test_what_only_looks_like_serial(read: Read) -> None:
    found = read(
        """CREATE SEQUENCE own AS int; CREATE SEQUENCE stepped INCREMENT 2; CREATE SEQUENCE loose;
        CREATE TABLE t (
            a int NOT NULL DEFAULT nextval('own'), b int DEFAULT nextval('stepped'), c int DEFAULT nextval('loose'),
            d int
        );
        ALTER SEQUENCE own OWNED BY t.a; ALTER SEQUENCE stepped OWNED BY t.b"""
    )
    a, b, c, _ = only(found).columns
    assert (a.serial, a.server_default) == ("own", None)
    assert (b.serial, b.server_default) == (None, Sql("nextval('stepped'::regclass)"))
    assert (c.serial, c.server_default) == (None, Sql("nextval('loose'::regclass)"))
    assert [name.name for name in found.schema.sequences] == ["loose", "stepped"]
    assert found.unmanaged == ()


def test_constraints(read: Read) -> None:
    found = read(
        """CREATE SCHEMA app;
        CREATE TABLE app."P t" (a int, b int, CONSTRAINT "P key" PRIMARY KEY (b, a) INCLUDE (c), c int);
        CREATE TABLE t (
            x int, y int, z text,
            CONSTRAINT u1 UNIQUE NULLS NOT DISTINCT (y, x) INCLUDE (z),
            CONSTRAINT u2 UNIQUE (z) DEFERRABLE INITIALLY DEFERRED,
            CONSTRAINT c1 CHECK (x > 0 AND z <> '%s :a') NO INHERIT,
            CONSTRAINT f1 FOREIGN KEY (x, y) REFERENCES app."P t" (b, a) MATCH FULL
                ON DELETE SET NULL (y) ON UPDATE CASCADE DEFERRABLE,
            CONSTRAINT f2 FOREIGN KEY (y) REFERENCES t (x) ON DELETE RESTRICT ON UPDATE SET DEFAULT,
            CONSTRAINT u3 UNIQUE (x)
        );
        ALTER TABLE t ADD CONSTRAINT c2 CHECK (y IN (1, 2)) NOT VALID;
        COMMENT ON CONSTRAINT c2 ON t IS 'why'"""
    )
    table = only(found)
    assert table.primary_key is None
    assert table.uniques == (
        Unique("u1", ("y", "x"), ("z",), nulls_not_distinct=True),
        Unique("u2", ("z",), deferrable="deferred"),
        Unique("u3", ("x",)),
    )
    assert table.checks == (
        Check("c1", Sql("(x > 0) AND (z <> '%s :a'::text)"), no_inherit=True),
        Check("c2", Sql("y = ANY (ARRAY[1, 2])"), not_valid=True, comment="why"),
    )
    assert table.foreign_keys == (
        ForeignKey(
            "f1",
            ("x", "y"),
            QName("app", "P t"),
            ("b", "a"),
            on_delete="set null",
            on_update="cascade",
            set_columns=("y",),
            match_full=True,
            deferrable="immediate",
        ),
        ForeignKey("f2", ("y",), QName("", "t"), ("x",), on_delete="restrict", on_update="set default"),
    )
    assert table.indexes == ()
    assert found.schema.table(QName("app", "P t")).primary_key == PrimaryKey("P key", ("b", "a"), ("c",))
    assert Namespace(QName("", "app")) in found.schema.objects.values()
    assert tuple(map(str, found.unmanaged)) == ()


def test_indexes(read: Read) -> None:
    found = read(
        """CREATE TABLE t (a text, b text COLLATE "C", c int, d int[], e jsonb);
        CREATE UNIQUE INDEX i1 ON t (c DESC, a NULLS FIRST) NULLS NOT DISTINCT WHERE c > 0 AND a <> 'x';
        CREATE INDEX i2 ON t (lower(a) text_pattern_ops DESC NULLS LAST, (c + 1), b) INCLUDE (d);
        CREATE INDEX i3 ON t USING gin (e jsonb_path_ops) WITH (fastupdate = off);
        CREATE INDEX i4 ON t USING hash (a);
        CREATE INDEX i5 ON t (b COLLATE "POSIX", a COLLATE "C", lower(a) COLLATE "C", lower(b));
        COMMENT ON INDEX i4 IS 'hashed'"""
    )
    key = IndexKey
    assert only(found).indexes == (
        Index(
            "i1",
            (key("c", descending=True), key("a", nulls="first")),
            unique=True,
            where=Sql("(c > 0) AND (a <> 'x'::text)"),
            nulls_not_distinct=True,
        ),
        Index(
            "i2",
            (
                key(expression=Sql("lower(a)"), descending=True, nulls="last", opclass="text_pattern_ops"),
                key(expression=Sql("c + 1")),
                key("b"),
            ),
            include=("d",),
        ),
        Index("i3", (key("e", opclass="jsonb_path_ops"),), method="gin", options=(("fastupdate", "off"),)),
        Index("i4", (key("a"),), method="hash", comment="hashed"),
        Index(
            "i5",
            (
                key("b", collation=QName("", "POSIX")),
                key("a", collation=QName("", "C")),
                key(expression=Sql("lower(a)"), collation=QName("", "C")),
                key(expression=Sql("lower(b)")),
            ),
        ),
    )


def test_exclusions(read: Read) -> None:
    found = read(
        """CREATE TABLE t (a int, r int4range, s text,
            CONSTRAINT e EXCLUDE USING gist (r WITH &&, (int4range(a, a + 1)) WITH &&) WHERE (a > 0) DEFERRABLE,
            CONSTRAINT h EXCLUDE USING hash (lower(s) COLLATE "C" WITH =));
        COMMENT ON CONSTRAINT e ON t IS 'k'"""
    )
    keys = (IndexKey("r"), IndexKey(expression=Sql("int4range(a, (a + 1))")))
    assert only(found).exclusions == (
        Exclusion("e", keys, ("&&", "&&"), where=Sql("a > 0"), deferrable="immediate", comment="k"),
        Exclusion("h", (IndexKey(expression=Sql("lower(s)"), collation=QName("", "C")),), ("=",), "hash"),
    )
    assert only(found).indexes == ()


def test_states_of_tables(read: Read) -> None:
    found = read(
        """CREATE UNLOGGED TABLE t (a int PRIMARY KEY, b int NOT NULL UNIQUE); CREATE TABLE u (a int);
        CREATE UNIQUE INDEX i ON t (b); CREATE UNIQUE INDEX j ON t (b);
        ALTER TABLE t ENABLE ROW LEVEL SECURITY, REPLICA IDENTITY USING INDEX i, CLUSTER ON t_pkey;
        ALTER TABLE u FORCE ROW LEVEL SECURITY, REPLICA IDENTITY FULL;
        CREATE TABLE gone (a int NOT NULL UNIQUE); ALTER TABLE gone REPLICA IDENTITY USING INDEX gone_a_key;
        ALTER TABLE gone DROP CONSTRAINT gone_a_key;
        CREATE TABLE parts (a int NOT NULL UNIQUE) PARTITION BY LIST (a);
        CREATE UNLOGGED TABLE part PARTITION OF parts FOR VALUES IN (1);
        ALTER TABLE parts ENABLE ROW LEVEL SECURITY; ALTER TABLE part CLUSTER ON part_a_key"""
    )
    assert found.unmanaged == ()
    states = {
        it.name.name: (it.row_security, it.replica_identity, it.unlogged, it.clustered)
        for it in found.schema.tables.values()
    }
    assert states == {
        "gone": (None, ReplicaIdentity("nothing"), False, None),
        "part": (None, None, True, "part_a_key"),
        "parts": (RowSecurity(), None, False, None),
        "t": (RowSecurity(), ReplicaIdentity("index", "i"), True, "t_pkey"),
        "u": (RowSecurity(enabled=False, forced=True), ReplicaIdentity("full"), False, None),
    }


def test_a_sequence_that_a_crash_resets(read: Read) -> None:
    found = read(
        """CREATE UNLOGGED TABLE t (a serial, b int GENERATED ALWAYS AS IDENTITY); CREATE UNLOGGED SEQUENCE s;
        CREATE TABLE u (a int DEFAULT nextval('s'))"""
    )
    assert tuple(map(str, found.unmanaged)) == ("unlogged_sequence:s",)
    assert found.needs == ()


def test_what_a_schema_cannot_hold_is_named(read: Read) -> None:
    found = read(
        """CREATE TABLE t (a int, r int4range, EXCLUDE USING gist (r WITH &&)); CREATE UNLOGGED TABLE fast (a int);
        CREATE TABLE parts (a int) PARTITION BY RANGE (a);
        CREATE TABLE part PARTITION OF parts FOR VALUES FROM (1) TO (5);
        CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g();
        CREATE POLICY pol ON t; CREATE RULE ru AS ON DELETE TO t DO INSTEAD NOTHING;
        CREATE STATISTICS st ON a, r FROM t;
        CREATE VIEW v AS SELECT a FROM t; ALTER VIEW v ALTER COLUMN a SET DEFAULT 5;
        CREATE MATERIALIZED VIEW mv AS SELECT a FROM t; ALTER MATERIALIZED VIEW mv ALTER COLUMN a SET STATISTICS 9;
        CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)"""
    )
    assert sorted(map(str, found.schema.tables)) == ["fast", "part", "parts", "t"]
    assert tuple(map(str, found.unmanaged)) == ("rule:t.ru", "view_default:v.a")
    assert tuple(map(str, found.notes)) == ("statistics_target:mv.a",)


def test_an_invalid_index_does_not_count(engine: sa.Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CREATE TABLE t (a int)")
        connection.exec_driver_sql("INSERT INTO t VALUES (1), (1)")
        with pytest.raises(sa.exc.IntegrityError):
            connection.exec_driver_sql("CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)")
        found = inspect(connection)
    assert only(found).indexes == ()
    assert tuple(map(str, found.unmanaged)) == ("invalid_index:t.i",)


def test_dropped_columns_leave_no_trace(read: Read) -> None:
    found = read(
        """CREATE TABLE t (a int, b int, c int UNIQUE); ALTER TABLE t DROP COLUMN b; ALTER TABLE t ADD d int;
        CREATE TABLE bare (x int); ALTER TABLE bare DROP COLUMN x"""
    )
    assert only(found, "bare").columns == ()
    assert [column.name for column in only(found).columns] == ["a", "c", "d"]
    assert only(found).uniques == (Unique("t_c_key", ("c",)),)


def test_every_driver_reads_the_same(read: Read, pg_urls: dict[str, str]) -> None:
    first = read(
        """CREATE TYPE mood AS ENUM ('b', 'a');
        CREATE TABLE t (a int PRIMARY KEY, b mood[] DEFAULT '{}', c text COLLATE "C", UNIQUE (c) INCLUDE (b));
        CREATE INDEX i ON t (lower(c) COLLATE "C", a) WITH (fillfactor = 50)"""
    )
    for url in pg_urls.values():
        engine = connect(url)
        with engine.connect() as connection:
            assert inspect(connection) == first
        engine.dispose()


def test_the_number_of_queries_does_not_grow(engine: sa.Engine) -> None:
    counts: list[int] = []
    statements: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    with engine.begin() as connection:
        for size in (1, 40):
            for number in range(size):
                connection.exec_driver_sql(
                    f"CREATE TABLE t{size}_{number} (a serial PRIMARY KEY, b int UNIQUE REFERENCES t1_0 (a))"
                    if size > 1
                    else "CREATE TABLE t1_0 (a serial PRIMARY KEY)"
                )
            statements.clear()
            inspect(connection)
            counts.append(len(statements))
    assert counts[0] == counts[1] <= 35
