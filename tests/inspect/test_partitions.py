"""Partition trees of a live PostgreSQL: what is a partition's own, and what is its parent's."""

# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from azuraforge_schemagen.db.connect import connect
from azuraforge_schemagen.db.inspect import Inspection, inspect
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import (
    Bound,
    Check,
    Constant,
    DefaultBound,
    Deviation,
    HashBound,
    Index,
    IndexKey,
    ListBound,
    Number,
    Partition,
    PartitionKey,
    PrimaryKey,
    RangeBound,
    Sql,
    Table,
    Unique,
)

pytestmark = pytest.mark.postgresql

Read = Callable[[str], Inspection]


@pytest.fixture
def read(pg_database: str) -> Iterator[Read]:
    engine = connect(pg_database)

    def after(ddl: str) -> Inspection:
        with engine.begin() as connection:
            connection.exec_driver_sql(ddl)
        with engine.connect() as connection:
            return inspect(connection)

    yield after
    engine.dispose()


def table(found: Inspection, name: str, schema: str = "") -> Table:
    assert found.unmanaged == ()
    return found.schema.table(QName(schema, name))


def test_a_partition_key_of_columns_and_expressions(read: Read) -> None:
    found = read(
        """CREATE TABLE r (a int, b text) PARTITION BY RANGE (a, lower(b) COLLATE "C", (a + 1));
        CREATE TABLE h (b text) PARTITION BY HASH (b text_pattern_ops);
        CREATE TABLE l (b text) PARTITION BY LIST (b COLLATE "POSIX")"""
    )
    keys = (
        IndexKey("a"),
        IndexKey(expression=Sql("lower(b)"), collation=QName("", "C")),
        IndexKey(expression=Sql("a + 1")),
    )
    assert table(found, "r").partition_by == PartitionKey("range", keys)
    assert table(found, "h").partition_by == PartitionKey("hash", (IndexKey("b", opclass="text_pattern_ops"),))
    assert table(found, "l").partition_by == PartitionKey("list", (IndexKey("b", collation=QName("", "POSIX")),))


@pytest.mark.parametrize(
    ("key", "bound", "expected"),
    [
        ("LIST (i)", "IN (1, -2, NULL)", ListBound((Constant(1), Constant(-2), None))),
        ("LIST (t)", "IN ('it''s', 'a, (b')", ListBound((Constant("it's"), Constant("a, (b")))),
        ("LIST (b)", "IN (true)", ListBound((Constant(True),))),
        ("RANGE (n, i)", "FROM (1.50, MINVALUE) TO (2, MAXVALUE)", RangeBound((Number("1.50"), Sql("MINVALUE")), (Constant(2), Sql("MAXVALUE")))),
        ("RANGE (d)", "FROM ('2024-01-01') TO ('2025-01-01')", RangeBound((Constant("2024-01-01"),), (Constant("2025-01-01"),))),
        ("RANGE (z)", "FROM ('2024-01-01 01:00+01') TO ('2025-01-01 00:00:00.50Z')", RangeBound((Constant("2024-01-01 00:00:00+00"),), (Constant("2025-01-01 00:00:00.5+00"),))),
        ("RANGE ((i + 1))", "FROM (1) TO (2)", RangeBound((Constant(1),), (Constant(2),))),
        ("HASH (i)", "WITH (MODULUS 4, REMAINDER 3)", HashBound(4, 3)),
    ],
)  # fmt: skip
def test_a_bound_has_the_values_that_the_yaml_would_have(read: Read, key: str, bound: str, expected: Bound) -> None:
    columns = "i int, t text, b bool, n numeric, d date, z timestamptz"
    found = read(f"CREATE TABLE p ({columns}) PARTITION BY {key}; CREATE TABLE c PARTITION OF p FOR VALUES {bound}")
    assert table(found, "c").partition_of == Partition(QName("", "p"), expected)


def test_a_partition_has_only_what_its_parent_has_not(read: Read) -> None:
    found = read(
        """CREATE SCHEMA s;
        CREATE TABLE p (a int, b text DEFAULT 'x', n serial, i int GENERATED ALWAYS AS IDENTITY, CHECK (a > 0))
            PARTITION BY LIST (a);
        CREATE TABLE s.c PARTITION OF p (b NOT NULL DEFAULT 'y', CONSTRAINT own CHECK (a < 9)) DEFAULT;
        ALTER TABLE s.c ALTER n DROP DEFAULT; COMMENT ON COLUMN s.c.a IS 'k'; COMMENT ON TABLE s.c IS 'part'"""
    )
    assert table(found, "c", "s") == Table(
        QName("s", "c"),
        (),
        checks=(Check("own", Sql("a < 9")),),
        comment="part",
        partition_of=Partition(QName("", "p"), DefaultBound()),
        deviations=(
            Deviation("a", comment="k"),
            Deviation("b", not_null=True, defaults=True, default=Constant("y")),
            Deviation("n", defaults=True),
        ),
    )


def test_the_shares_of_a_parents_indexes_by_name(read: Read) -> None:
    found = read(
        """CREATE TABLE p (a int NOT NULL, b text NOT NULL) PARTITION BY LIST (a);
        CREATE TABLE c PARTITION OF p FOR VALUES IN (1); CREATE TABLE d PARTITION OF p FOR VALUES IN (2);
        CREATE INDEX own ON c (b) WITH (fillfactor = 70);
        CREATE INDEX ix ON p (b);
        ALTER TABLE p ADD CONSTRAINT uq UNIQUE (a);
        ALTER TABLE c ADD CONSTRAINT key PRIMARY KEY (a, b); CREATE UNIQUE INDEX ux ON p (a, b);
        CREATE INDEX part ON ONLY p (a, b DESC); CREATE INDEX of_d ON d (a, b DESC);
        ALTER INDEX part ATTACH PARTITION of_d"""
    )
    c = table(found, "c")
    assert c.attached == (("ix", "own"), ("uq", "c_a_key"), ("ux", "key"))
    assert c.primary_key == PrimaryKey("key", ("a", "b"))
    assert c.uniques == ()
    assert c.indexes == (Index("own", (IndexKey("b"),), options=(("fillfactor", "70"),)),)
    assert table(found, "d").attached == (("ix", "d_b_idx"), ("part", "of_d"), ("uq", "d_a_key"), ("ux", "d_a_b_idx"))
    assert table(found, "d").indexes == ()
    assert table(found, "p").uniques == (Unique("uq", ("a",)),)
