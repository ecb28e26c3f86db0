"""Stand-alone objects in PostgreSQL's catalogs, each attribute against DDL written by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from azuraforge_schemagen.db.connect import connect
from azuraforge_schemagen.db.inspect import Inspection, inspect
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import (
    Attribute,
    Check,
    Collation,
    Composite,
    Constant,
    Domain,
    Extension,
    Function,
    Number,
    Owner,
    Range,
    Sequence,
    Sql,
)
from azuraforge_schemagen.ir.types import Array, DomainType, EnumType, Raw, Scalar, UserType

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


def test_sequences(engine: sa.Engine) -> None:
    found = read(
        engine,
        """CREATE SCHEMA app; CREATE SEQUENCE plain;
        CREATE SEQUENCE app."S q" AS smallint INCREMENT -2 MINVALUE -50 MAXVALUE 9 START 3 CACHE 4 CYCLE;
        COMMENT ON SEQUENCE app."S q" IS 'it''s';
        CREATE SEQUENCE usual AS integer MINVALUE 1 MAXVALUE 2147483647 START 1 CACHE 1""",
    )
    assert found.schema.sequences == {
        QName("", "plain"): Sequence(QName("", "plain")),
        QName("", "usual"): Sequence(QName("", "usual"), "integer"),
        QName("app", "S q"): Sequence(
            QName("app", "S q"),
            "smallint",
            start=3,
            increment=-2,
            minimum=-50,
            maximum=9,
            cache=4,
            cycle=True,
            comment="it's",
        ),
    }
    assert found.unmanaged == ()


def test_a_column_may_own_several_sequences_and_one_of_them_is_its_serials(engine: sa.Engine) -> None:
    found = read(
        engine,
        """CREATE TABLE t (a serial, b int GENERATED ALWAYS AS IDENTITY); CREATE SEQUENCE more OWNED BY t.a;
        CREATE SEQUENCE other OWNED BY t.b""",
    )
    table = found.schema.table(QName("", "t"))
    assert table.by_name["a"].serial == "t_a_seq"
    assert table.by_name["b"].identity is not None
    owners = {name.name: it.owned_by for name, it in found.schema.sequences.items()}
    assert owners == {"more": Owner(table.name, "a"), "other": Owner(table.name, "b")}


@pytest.mark.parametrize(
    "change",
    [
        "ALTER SEQUENCE t_a_seq CACHE 2",
        "ALTER SEQUENCE t_a_seq MAXVALUE 100",
        "ALTER SEQUENCE t_a_seq AS bigint",
        "ALTER SEQUENCE t_a_seq OWNED BY NONE",
        "COMMENT ON SEQUENCE t_a_seq IS 'numbers'",
        "ALTER TABLE t ALTER a DROP NOT NULL",
        "ALTER TABLE t ALTER a TYPE bigint",
    ],
)
def test_a_serial_that_serial_does_not_say(engine: sa.Engine, change: str) -> None:
    found = read(engine, f"CREATE TABLE t (a serial); {change}")
    column = found.schema.table(QName("", "t")).by_name["a"]
    assert (column.serial, column.server_default) == (None, Sql("nextval('t_a_seq'::regclass)"))
    assert list(found.schema.sequences) == [QName("", "t_a_seq")]


def test_domains(engine: sa.Engine) -> None:
    found = read(
        engine,
        """CREATE SCHEMA app; CREATE TYPE color AS ENUM ('r', 'g');
        CREATE DOMAIN email AS varchar(254) COLLATE "C" DEFAULT 'a@b' NOT NULL
            CONSTRAINT at CHECK (VALUE ~ '@') CHECK (length(VALUE) > 2);
        ALTER DOMAIN email ADD CONSTRAINT later CHECK (VALUE <> '') NOT VALID;
        COMMENT ON DOMAIN email IS 'it''s'; COMMENT ON CONSTRAINT at ON DOMAIN email IS 'at';
        CREATE DOMAIN app.num AS numeric(10, 2) DEFAULT 5.5; CREATE DOMAIN paint AS color DEFAULT 'r';
        CREATE DOMAIN paints AS paint[]; CREATE DOMAIN inner_mail AS email DEFAULT NULL;
        CREATE DOMAIN seen AS timestamptz DEFAULT now();
        CREATE TABLE t (a email DEFAULT 'c@d', b app.num DEFAULT 1, c paint DEFAULT 'g', d email[],
            e email COLLATE "POSIX")
        """,
    )
    assert found.schema.domains == {
        QName("", "email"): Domain(
            QName("", "email"),
            Scalar("string", length=254),
            nullable=False,
            default=Constant("a@b"),
            collation=QName("", "C"),
            checks=(
                Check("at", Sql("(VALUE)::text ~ '@'::text"), comment="at"),
                Check("email_check", Sql("length((VALUE)::text) > 2")),
                Check("later", Sql("(VALUE)::text <> ''::text"), not_valid=True),
            ),
            comment="it's",
        ),
        QName("", "inner_mail"): Domain(QName("", "inner_mail"), DomainType(QName("", "email"))),
        QName("", "paint"): Domain(QName("", "paint"), EnumType(QName("", "color")), default=Constant("r")),
        QName("", "paints"): Domain(QName("", "paints"), Array(DomainType(QName("", "paint")))),
        QName("", "seen"): Domain(QName("", "seen"), Scalar("timestamptz"), default=Function("now")),
        QName("app", "num"): Domain(
            QName("app", "num"), Scalar("numeric", precision=10, scale=2), default=Number("5.5")
        ),
    }
    columns = found.schema.table(QName("", "t")).by_name
    assert [(it.type, it.server_default, it.collation) for it in columns.values()] == [
        (DomainType(QName("", "email")), Constant("c@d"), None),
        (DomainType(QName("app", "num")), Constant(1), None),
        (DomainType(QName("", "paint")), Constant("g"), None),
        (Array(DomainType(QName("", "email"))), None, None),
        (DomainType(QName("", "email")), None, QName("", "POSIX")),
    ]
    assert found.unmanaged == ()


def test_composites(engine: sa.Engine) -> None:
    found = read(
        engine,
        """CREATE SCHEMA app; CREATE TYPE kind AS ENUM ('x'); CREATE DOMAIN d AS text COLLATE "C";
        CREATE TYPE app.one AS (a varchar(5) COLLATE "C", b int[], gone int, k kind);
        COMMENT ON TYPE app.one IS 'it''s';
        ALTER TYPE app.one DROP ATTRIBUTE gone, ADD ATTRIBUTE d d; COMMENT ON COLUMN app.one.a IS 'k';
        CREATE TYPE many AS (ones app.one[], "S" numeric(5, 2)); CREATE TYPE nothing AS ();
        CREATE TABLE t (a app.one, b many[]); CREATE TYPE of_rows AS (a t); CREATE TYPE further AS (b of_rows[])""",
    )
    one = Composite(
        QName("app", "one"),
        (
            Attribute("a", Scalar("string", length=5), QName("", "C"), "k"),
            Attribute("b", Array(Scalar("integer"))),
            Attribute("k", EnumType(QName("", "kind"))),
            Attribute("d", DomainType(QName("", "d"))),
        ),
        comment="it's",
    )
    own = UserType("composite", one.name)
    many = (Attribute("ones", Array(own)), Attribute("S", Scalar("numeric", precision=5, scale=2)))
    composites = {it.name: it for it in found.schema.objects.values() if isinstance(it, Composite)}
    assert composites == {
        one.name: one,
        QName("", "many"): Composite(QName("", "many"), many),
        QName("", "nothing"): Composite(QName("", "nothing"), ()),
    }
    columns = found.schema.table(QName("", "t")).columns
    assert [it.type for it in columns] == [own, Array(UserType("composite", QName("", "many")))]
    assert tuple(map(str, found.unmanaged)) == ("composite:further", "composite:of_rows")


def test_ranges(engine: sa.Engine) -> None:
    found = read(
        engine,
        """CREATE SCHEMA app; CREATE TYPE app.one AS RANGE (subtype = float8, subtype_diff = float8mi);
        CREATE TYPE two AS RANGE (subtype = text, subtype_opclass = text_pattern_ops, collation = "C",
            multirange_type_name = twos); COMMENT ON TYPE two IS 'it''s';
        CREATE TYPE three AS RANGE (subtype = int4, multirange_type_name = app.threes);
        CREATE TABLE t (a app.one[], b two, c twos)""",
    )
    ranges = {it.name: it for it in found.schema.objects.values() if isinstance(it, Range)}
    one, two = QName("app", "one"), QName("", "two")
    assert ranges == {
        one: Range(one, Scalar("double"), "one_multirange", subtype_diff="float8mi"),
        two: Range(two, Scalar("text"), "twos", "text_pattern_ops", QName("", "C"), comment="it's"),
    }
    columns = found.schema.table(QName("", "t")).columns
    own = UserType("range", two)
    assert [it.type for it in columns] == [Array(UserType("range", one)), own, UserType("range", two, "twos")]
    assert tuple(map(str, found.unmanaged)) == ("range:three",)


def test_collations(engine: sa.Engine) -> None:
    found = read(
        engine,
        """CREATE SCHEMA app; CREATE COLLATION app.one (provider = icu, locale = 'de-DE', deterministic = false);
        CREATE COLLATION two FROM "POSIX"; CREATE COLLATION three (lc_collate = 'C', lc_ctype = 'POSIX');
        COMMENT ON COLLATION two IS 'it''s';
        CREATE TABLE t (a text COLLATE app.one, b text[] COLLATE two, c text COLLATE "de-x-icu");
        CREATE INDEX i ON t (a COLLATE three, (lower(c) COLLATE app.one))""",
    )
    one, two, three = QName("app", "one"), QName("", "two"), QName("", "three")
    assert {it.name: it for it in found.schema.objects.values() if isinstance(it, Collation)} == {
        one: Collation(one, "icu", "de-DE", deterministic=False),
        two: Collation(two, "libc", "POSIX", comment="it's"),
        three: Collation(three, "libc", None, "C", "POSIX"),
    }
    table = found.schema.table(QName("", "t"))
    assert [it.collation for it in table.columns] == [one, two, QName("", "de-x-icu")]
    assert [it.collation for it in table.indexes[0].keys] == [three, one]
    assert not found.unmanaged


def test_extensions_and_what_belongs_to_them(engine: sa.Engine) -> None:
    found = read(
        engine,
        """CREATE SCHEMA ext; CREATE EXTENSION hstore SCHEMA ext VERSION '1.7'; CREATE EXTENSION citext;
        CREATE TABLE t (a citext, b ext.hstore, c text, d text); CREATE EXTENSION pg_trgm SCHEMA ext;
        CREATE INDEX i ON t USING gin (c ext.gin_trgm_ops); CREATE INDEX j ON t (d text_pattern_ops)""",
    )
    extensions = {ref: it for ref, it in found.schema.objects.items() if ref.kind == "extension"}
    assert extensions == {
        Ref("extension", QName("", "citext")): Extension(QName("", "citext")),
        Ref("extension", QName("", "hstore")): Extension(QName("", "hstore"), "ext"),
        Ref("extension", QName("", "pg_trgm")): Extension(QName("", "pg_trgm"), "ext"),
    }
    assert (found.unmanaged, found.needs) == ((), ())
    table = found.schema.table(QName("", "t"))
    assert [it.type for it in table.columns[:2]] == [Scalar("citext"), Raw("ext.hstore")]
    assert [it.keys[0].opclass for it in table.indexes] == ["ext.gin_trgm_ops", "text_pattern_ops"]
