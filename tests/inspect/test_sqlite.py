"""SQLite's own record, read: each attribute against DDL written by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from azuraforge_schemagen.db.inspect import Inspection, inspect
from azuraforge_schemagen.ir.bodies import View
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Constant,
    ForeignKey,
    Function,
    Generated,
    Index,
    IndexKey,
    Number,
    PrimaryKey,
    Sql,
    Table,
    Unique,
)
from azuraforge_schemagen.ir.types import Raw, Scalar

Read = Callable[..., Inspection]


@pytest.fixture
def read(sqlite_url: str) -> Read:
    engine = sa.create_engine(sqlite_url)

    def after(*ddl: str) -> Inspection:
        with engine.begin() as connection:
            for statement in ddl:
                connection.exec_driver_sql(statement)
            return inspect(connection)

    return after


def only(found: Inspection, name: str = "t") -> Table:
    return found.schema.table(QName("", name))


def test_types(read: Read) -> None:
    declared = {
        "VARCHAR": Scalar("string"),
        "VARCHAR(20)": Scalar("string", length=20),
        "CHAR(32)": Scalar("char", length=32),
        "TEXT": Scalar("text"),
        "INTEGER": Scalar("integer"),
        "BIGINT": Scalar("bigint"),
        "NUMERIC": Scalar("numeric"),
        "NUMERIC(10, 2)": Scalar("numeric", precision=10, scale=2),
        "DOUBLE": Scalar("double"),
        "DOUBLE PRECISION": Scalar("double"),
        "REAL": Scalar("real"),
        "BOOLEAN": Scalar("boolean"),
        "DATETIME": Scalar("timestamp"),
        "JSON": Scalar("json"),
        "BLOB": Scalar("binary"),
        "MONEY(3, 4)": Raw("MONEY(3, 4)"),
        "": Raw(""),
    }
    found = read("CREATE TABLE t (" + ", ".join(f"c{at} {text}" for at, text in enumerate(declared)) + ")")
    assert [column.type for column in only(found).columns] == list(declared.values())


def test_columns_and_defaults(read: Read) -> None:
    found = read(
        """CREATE TABLE t (
            a INTEGER NOT NULL PRIMARY KEY, -- a comment, with a comma (and this
            b VARCHAR DEFAULT 'it''s' NOT NULL,
            c NUMERIC(4, 2) DEFAULT 1.5, d BOOLEAN DEFAULT 1, e DATETIME DEFAULT CURRENT_TIMESTAMP,
            f VARCHAR COLLATE NOCASE, "g h" INTEGER GENERATED ALWAYS AS (a * (2 + "a")) STORED,
            i INTEGER AS (a + 1), j INTEGER DEFAULT (abs(-5)), k INTEGER DEFAULT -3, l TEXT DEFAULT NULL,
            m JSON DEFAULT '{}', n TEXT DEFAULT (CAST(X'6109C3A9' AS TEXT)),
            o JSON DEFAULT '{"a":1}', p BOOLEAN DEFAULT 't', q BOOLEAN DEFAULT '0', r NUMERIC(4, 2) DEFAULT 1e1,
            s DATE DEFAULT 'now'
        )"""
    )
    integer = Scalar("integer")
    assert only(found).columns == (
        Column("a", integer, nullable=False),
        Column("b", Scalar("string"), nullable=False, server_default=Constant("it's")),
        Column("c", Scalar("numeric", precision=4, scale=2), server_default=Number("1.5")),
        Column("d", Scalar("boolean"), server_default=Constant(True)),
        Column("e", Scalar("timestamp"), server_default=Function("now")),
        Column("f", Scalar("string"), collation=QName("", "NOCASE")),
        Column("g h", integer, generated=Generated(Sql("a * (2 + a)"))),
        Column("i", integer, generated=Generated(Sql("a + 1"), virtual=True)),
        Column("j", integer, server_default=Sql("abs(-5)")),
        Column("k", integer, server_default=Constant(-3)),
        Column("l", Scalar("text")),
        Column("m", Scalar("json"), server_default=Constant("{}")),
        Column("n", Scalar("text"), server_default=Constant("a\té")),
        Column("o", Scalar("json"), server_default=Sql("""'{"a":1}'""")),
        Column("p", Scalar("boolean"), server_default=Sql("'t'")),  # the text, whatever the type says
        Column("q", Scalar("boolean"), server_default=Constant(False)),
        Column("r", Scalar("numeric", precision=4, scale=2), server_default=Sql("1e1")),
        Column("s", Scalar("date"), server_default=Sql("'now'")),
    )


def test_constraints(read: Read) -> None:
    found = read(
        'CREATE TABLE "P t" (a INTEGER, b INTEGER, CONSTRAINT "p key" PRIMARY KEY (b, a))',
        """CREATE TABLE t (
            x INTEGER CONSTRAINT named CHECK (x > 0) CHECK (x < 9) REFERENCES other ON DELETE CASCADE,
            y INTEGER, z TEXT UNIQUE,
            CONSTRAINT "check" UNIQUE (Y, x), CHECK (z <> 'a, ) b' OR (y IN (1, 2))),
            CONSTRAINT f1 FOREIGN KEY(x, y) REFERENCES "P t" (b, a)
                ON DELETE SET NULL ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED,
            FOREIGN KEY([y]) REFERENCES `T` (x) NOT DEFERRABLE
        ) STRICT""",
        "CREATE TABLE other (id INTEGER PRIMARY KEY) WITHOUT ROWID",
    )
    table = only(found)
    assert table.uniques == (Unique("check", ("y", "x")), Unique("t_z_key", ("z",)))
    assert table.checks == (
        Check("named", Sql("x > 0")),
        Check("t_check", Sql("z <> 'a, ) b' OR (y IN (1, 2))")),
        Check("t_x_check", Sql("x < 9")),
    )
    assert table.foreign_keys == (
        ForeignKey("f1", ("x", "y"), QName("", "P t"), ("b", "a"), on_delete="set null", deferrable="deferred"),
        ForeignKey("t_x_fkey", ("x",), QName("", "other"), ("id",), on_delete="cascade"),
        ForeignKey("t_y_fkey", ("y",), QName("", "t"), ("x",)),
    )
    assert table.options == (("sqlite_strict", "true"),)
    assert only(found, "other").options == (("sqlite_with_rowid", "false"),)
    assert only(found, "P t").primary_key == PrimaryKey("p key", ("b", "a"))
    assert not any(column.nullable for column in only(found, "P t").columns)


def test_indexes_and_others(read: Read) -> None:
    found = read(
        "CREATE TABLE t (a TEXT, b INTEGER UNIQUE)",
        "CREATE UNIQUE INDEX i1 ON t (b DESC, a) WHERE b > 0 AND a <> ')'",
        "CREATE INDEX IF NOT EXISTS i2 ON t (lower(a), (b + 1) DESC, a COLLATE NOCASE)",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END",
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
    )
    assert only(found).indexes == (
        Index("i1", (IndexKey("b", descending=True), IndexKey("a")), unique=True, where=Sql("b > 0 AND a <> ')'")),
        Index(
            "i2",
            (
                IndexKey(expression=Sql("lower(a)")),
                IndexKey(expression=Sql("b + 1"), descending=True),
                IndexKey("a", collation=QName("", "NOCASE")),
            ),
        ),
    )
    assert found.unmanaged == ()
    assert found.schema.objects[Ref("view", QName("", "v"))] == View(QName("", "v"), Sql("SELECT 1"))
    assert list(found.schema.tables) == [QName("", "t")]


def test_alter_table_gives_what_create_table_gives(read: Read) -> None:
    altered = read(
        "CREATE TABLE p (id INTEGER PRIMARY KEY)",
        """CREATE TABLE old (a INTEGER, b INTEGER, gone TEXT, CONSTRAINT c CHECK (b > 0),
            FOREIGN KEY (a) REFERENCES p (id))""",
        "CREATE INDEX i ON old (b) WHERE b > 1",
        "ALTER TABLE old RENAME TO t",
        'ALTER TABLE t RENAME COLUMN b TO "bb"',
        "ALTER TABLE t DROP COLUMN gone",
        "ALTER TABLE t ADD COLUMN n VARCHAR(3) DEFAULT 'x' NOT NULL",
        'ALTER TABLE p RENAME TO "p 2"',
    )
    table = only(altered)
    assert table.checks == (Check("c", Sql("bb > 0")),)
    assert table.indexes == (Index("i", (IndexKey("bb"),), where=Sql("bb > 1")),)
    assert table.foreign_keys == (ForeignKey("t_a_fkey", ("a",), QName("", "p 2"), ("id",)),)
    assert table.by_name["n"] == Column("n", Scalar("string", length=3), False, Constant("x"))


def test_virtual_tables_are_not_managed(read: Read) -> None:
    found = read("CREATE VIRTUAL TABLE docs USING fts5(body)", "CREATE TABLE t (a)")
    assert list(found.schema.tables) == [QName("", "t")]
    assert tuple(map(str, found.unmanaged)) == ("virtual_table:docs",)
