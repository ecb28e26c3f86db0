"""Stand-alone objects in PostgreSQL's catalogs, each attribute against DDL written by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from azuraforge_schemagen.db.connect import connect
from azuraforge_schemagen.db.inspect import Inspection, inspect
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import (
    Check,
    Constant,
    Domain,
    Extension,
    Function,
    Number,
    Owner,
    Sequence,
    Sql,
)
from azuraforge_schemagen.ir.types import Array, DomainType, EnumType, Raw, Scalar

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
