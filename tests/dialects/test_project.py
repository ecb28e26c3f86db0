from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from azuraforge_schemagen.config import Target
from azuraforge_schemagen.dialects import DIALECTS, default_sql, literal, project, quote, storage, type_sql, unsupported
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import (
    Constant,
    Default,
    ForeignKey,
    Function,
    Generated,
    Identity,
    IndexKey,
    Namespace,
    Number,
    PrimaryKey,
    Schema,
    Sql,
    Table,
    Unique,
    schema_of,
)
from azuraforge_schemagen.ir.types import Array, EnumType, Raw, Scalar, Type, Variant
from tests.diff.words import check, column, enum, index, of, reference, table
from tests.strategies import schemas

T, C = QName("", "t"), QName("", "C")
BOTH = Sql("a > 1", (("sqlite", "a >= 1"),))
NOWHERE_ELSE = Sql("a > 1", (("sqlite", None),))


def on(dialect: str, *parts: object, **rest: object) -> Table:
    return project(schema_of(table("t", *parts, **rest)), dialect).table(T)  # type: ignore[arg-type]


@given(schema=schemas())
@settings(max_examples=30, deadline=None)
def test_projecting_twice_is_projecting_once(schema: Schema) -> None:
    for dialect in DIALECTS:
        once = project(schema, dialect)
        assert project(once, dialect) is once


def test_what_needs_no_projection_is_the_same_object() -> None:
    schema = schema_of(
        enum("e", "x"),
        Namespace(QName("", "app")),
        table("t", column("a", of("e")), column("b", Array(Scalar("text"))), check("c", "a > 1"), index("ix", "a")),
    )
    assert project(schema, "postgresql") is schema
    plain = schema_of(table("t", "a", index("ix", "a")))
    assert project(plain, "sqlite") is plain


def test_variants_and_texts_by_dialect() -> None:
    parts = [
        column("a", Variant(Scalar("text"), (("postgresql", Scalar("inet")),)), server_default=NOWHERE_ELSE),
        column("b", generated=Generated(BOTH)),
        replace(check("both", ""), expression=BOTH),
        replace(check("one", ""), expression=NOWHERE_ELSE),
        replace(index("ix", "a"), where=NOWHERE_ELSE),
        replace(index("iy", "a"), keys=(IndexKey(expression=NOWHERE_ELSE),)),
        replace(index("iz", "a"), dialects=("sqlite",)),
    ]
    postgresql, sqlite = on("postgresql", *parts), on("sqlite", *parts)
    assert postgresql == table(
        "t",
        column("a", "inet", server_default=Sql("a > 1")),
        column("b", generated=Generated(Sql("a > 1"))),
        check("both", "a > 1"),
        check("one", "a > 1"),
        index("ix", "a", where="a > 1"),
        replace(index("iy"), keys=(IndexKey(expression=Sql("a > 1")),)),
    )
    assert sqlite == table(
        "t",
        column("a", "text"),
        column("b", generated=Generated(Sql("a >= 1"))),
        check("both", "a >= 1"),
        index("ix", "a"),
        index("iz", "a"),
    )


def test_objects_of_another_dialect_are_left_out() -> None:
    schema = schema_of(
        table("t", "a", dialects=("postgresql",)), replace(enum("e", "x"), dialects=("postgresql",)), table("u", "a")
    )
    assert project(schema, "sqlite") == schema_of(table("u", "a"))
    assert project(schema, "postgresql") == schema_of(table("t", "a"), enum("e", "x"), table("u", "a"))


def test_what_sqlite_holds_otherwise() -> None:
    found = on(
        "sqlite",
        column("id", "bigint", nullable=False, identity=Identity(True, "t_id_seq", start=5)),
        column("n", "bigint", serial="t_n_seq", comment="why"),
        column("e", of("e"), collation=QName("", "C")),
        column("f", collation=QName("", "nocase")),
        column("l", Array(of("e"))),
        column("j", "jsonb"),
        PrimaryKey("pk", ("id",), include=("n",), comment="why"),
        Unique("uq", ("n",), include=("e",), nulls_not_distinct=True, deferrable="deferred", comment="why"),
        replace(check("ck", "n > 1"), not_valid=True, no_inherit=True, comment="why"),
        reference("fk", "n", "t", "id", match_full=True, not_valid=True, deferrable="deferred", comment="why"),
        replace(
            index("ix"),
            keys=(IndexKey("e", nulls="last", opclass="o", collation=C, descending=True),),
            method="gin",
        ),
        comment="why",
        options=(("fillfactor", "70"), ("sqlite_strict", "true")),
    )
    assert found == table(
        "t",
        column("id", "integer", nullable=False, identity=Identity(True, "", start=5)),
        column("n", "integer", serial=""),
        column("e", Scalar("string", length=63)),
        column("f", collation=QName("", "nocase")),
        column("l", "json"),
        column("j", "json"),
        PrimaryKey("pk", ("id",)),
        Unique("uq", ("n",)),
        check("ck", "n > 1"),
        ForeignKey("fk", ("n",), T, ("id",), deferrable="deferred"),
        replace(index("ix"), keys=(IndexKey("e", descending=True),)),
        options=(("sqlite_strict", "true"),),
    )


def test_what_an_inspection_of_sqlite_sees() -> None:
    schema = schema_of(table("t", column("a", "uuid"), column("b", Scalar("timestamptz", precision=3)), column("c")))
    found = storage(project(schema, "sqlite"), "sqlite").table(T)
    assert [it.type for it in found.columns] == [Scalar("char", length=32), Scalar("timestamp"), Scalar("string")]


def refused(target: Target, *objects: object) -> list[str]:
    schema = schema_of(*objects)  # type: ignore[arg-type]
    return [f"{'.'.join((str(it.ref), *it.path))}: {it.message}" for it in unsupported(schema, target)]


def test_lengths_that_one_server_takes() -> None:
    long = table("t", column("a", Scalar("string", length=2**24)))
    said = "PostgreSQL has no string of a length of 16777216: 10485760 is the most"
    assert refused(Target("postgresql"), long) == [f"table:t.columns.a: {said}"]
    assert refused(Target("sqlite"), long) == []


def test_what_sqlite_refuses() -> None:
    objects = [
        table("app.u", "a"),
        table("sqlite_t", "a"),
        table("T", "a", index("Sqlite_x", "a")),
        table("t", "a", "A", column("x", "inet"), column("y", Variant(Scalar("inet"), (("sqlite", Scalar("text")),)))),
        table("c", column("n", "integer", serial="s"), column("d", server_default=Function("gen_random_uuid"))),
        table("k", column("n", "integer", serial="s"), PrimaryKey("k_pkey", ("n",))),
        table("g", column("n", generated=Generated(Sql("1"))), PrimaryKey("g_pkey", ("n",))),
        table("n", column("d", "double", server_default=Constant("NaN")), column("e", "double")),
        table("i", column("d", "interval", server_default=Constant("1 day"))),
        table("only", "a", dialects=("postgresql",)),
        table("refers", "a", reference("fk", "a", "only", "a")),
    ]
    assert refused(Target("sqlite"), *objects) == [
        "table:app.u: SQLite has no database schemas: it cannot hold app.u",
        "table:t.columns.A: SQLite cannot tell the columns 'a' and 'A' apart",
        "table:t.columns.x: SQLite has no type 'inet'",
        "table:c.columns.n: SQLite counts only in a column that is the primary key by itself",
        "table:c.columns.d: SQLite has no function 'gen_random_uuid' for a default",
        "table:g: a table of SQLite needs a column that is not generated",
        "table:g.columns.n: SQLite takes no generated column in a primary key",
        "table:n.columns.d: SQLite has no number NaN",
        "table:i.columns.d: SQLite keeps an interval as the moment so long after 1970-01-01 00:00:00, not as this text",
        "table:refers.foreign_keys.fk: the foreign key refers to only, which SQLite does not get",
        "table:sqlite_t: SQLite keeps names that begin with 'sqlite_' for itself",
        "table:T.indexes.Sqlite_x: SQLite keeps names that begin with 'sqlite_' for itself",
        "table:t: SQLite cannot tell 'T' and 't' apart",
    ]


def test_what_an_old_postgresql_refuses() -> None:
    objects = [
        table(
            "t",
            column("v", generated=Generated(Sql("1"), virtual=True)),
            Unique("uq", ("v",), nulls_not_distinct=True),
            reference("fk", "v", "t", "v", on_delete="set null", set_columns=("v",)),
        )
    ]
    assert refused(Target("postgresql", (14,)), *objects) == [
        "table:t.columns.v: a virtual generated column needs PostgreSQL 18; the project runs on 14",
        "table:t.uniques.uq: NULLS NOT DISTINCT needs PostgreSQL 15; the project runs on 14",
        "table:t.foreign_keys.fk: ON DELETE SET NULL or SET DEFAULT of some columns needs PostgreSQL 15; "
        "the project runs on 14",
    ]
    assert refused(Target("postgresql"), enum("name", "x"), enum("app.name", "x"), enum("names", "x")) == [
        "enum:name: PostgreSQL has a type of its own called 'name', which would be taken for this enum"
    ]
    assert len(refused(Target("postgresql", (15, 4)), *objects)) == 1
    assert refused(Target("postgresql", (18,)), *objects) == []


@pytest.mark.parametrize(
    ("type_", "postgresql", "sqlite"),
    [
        (Scalar("string"), "VARCHAR", "VARCHAR"),
        (Scalar("string", length=9), "VARCHAR(9)", "VARCHAR(9)"),
        (Scalar("numeric", precision=9, scale=0), "NUMERIC(9, 0)", "NUMERIC(9, 0)"),
        (Scalar("double"), "DOUBLE PRECISION", "DOUBLE"),
        (Scalar("timestamptz", precision=0), "TIMESTAMP(0) WITH TIME ZONE", "DATETIME"),
        (Scalar("time"), "TIME WITHOUT TIME ZONE", "TIME"),
        (Scalar("interval", fields="day to second", precision=3), "INTERVAL DAY TO SECOND(3)", "DATETIME"),
        (Scalar("uuid"), "UUID", "CHAR(32)"),
        (Scalar("binary"), "BYTEA", "BLOB"),
        (Scalar("varbit", length=3), "BIT VARYING(3)", "BIT VARYING(3)"),
        (Array(Scalar("string", length=9), 2), "VARCHAR(9)[][]", "JSON"),
        (EnumType(QName("app", "My e")), 'app."My e"', "VARCHAR(63)"),
        (Raw("vector(384)"), "vector(384)", "vector(384)"),
    ],
)
def test_types(type_: Type, postgresql: str, sqlite: str) -> None:
    assert (type_sql(type_, "postgresql"), type_sql(type_, "sqlite")) == (postgresql, sqlite)


@pytest.mark.parametrize(
    ("default", "postgresql", "sqlite"),
    [
        (Constant("it's \\ %s :x"), "'it''s \\ %s :x'", "'it''s \\ %s :x'"),
        (Constant("a\tb\\'"), "E'a\\tb\\\\'''", "'a\tb\\'''"),
        (Constant(-3), "-3", "-3"),
        (Constant(True), "true", "1"),
        (Number("1.50"), "1.50", "1.50"),
        (Function("now"), "now()", "CURRENT_TIMESTAMP"),
        (Sql("lower('X')"), "lower('X')", "(lower('X'))"),
        (Sql("-1"), "-1", "-1"),
        (Sql("'x'"), "'x'", "'x'"),
        (Sql("(1)"), "(1)", "(1)"),
        (Sql("(1) + (2)"), "(1) + (2)", "((1) + (2))"),
        (Sql("current_timestamp"), "current_timestamp", "current_timestamp"),
    ],
)
def test_defaults(default: Default, postgresql: str, sqlite: str) -> None:
    assert (default_sql(default, "postgresql"), default_sql(default, "sqlite")) == (postgresql, sqlite)


def test_names_and_texts() -> None:
    assert [quote(it, "postgresql") for it in ("a", "A", "order", 'q"q')] == ["a", '"A"', '"order"', '"q""q"']
    with pytest.raises(ValueError, match="NUL"):
        literal("a\0b", "postgresql")
    with pytest.raises(ValueError, match="NUL"):
        quote("a\0b", "sqlite")
