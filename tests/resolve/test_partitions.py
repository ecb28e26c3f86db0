"""Partitions, nested in the file of their parent."""

# ruff: noqa: E501

from __future__ import annotations

import pytest

from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import (
    Bound,
    Constant,
    DefaultBound,
    Deviation,
    HashBound,
    IndexKey,
    ListBound,
    Namespace,
    Partition,
    PartitionKey,
    PrimaryKey,
    RangeBound,
    Sql,
)
from tests.resolve.reading import BOTH, clean, codes, resolved, table

TABLE = "table: t\ncolumns: { a: integer, b: string | null, z: timestamptz, g: { type: integer, generated: a + 1 } }\n"


def test_the_partition_key_and_the_partitions_of_a_table() -> None:
    found = clean(
        TABLE
        + "indexes: { ix: [b] }\npartition_by: { list: [a] }\npartitions:\n"
        + "  p: { in: [1, null], checks: { ck: a > 0 }, indexes: { own: [b] } }\n  q: default\n"
    )
    assert table(found, "t").partition_by == PartitionKey("list", (IndexKey("a"),))
    p = table(found, "p")
    assert p.partition_of == Partition(QName("", "t"), ListBound((Constant(1), None)))
    assert p.columns == ()
    assert p.attached == (("ix", "p_b_idx"),)
    assert [it.name for it in (*p.checks, *p.indexes)] == ["ck", "own"]
    assert table(found, "q").partition_of == Partition(QName("", "t"), DefaultBound())


@pytest.mark.parametrize(
    ("key", "spec", "expected"),
    [
        ("range: [z]", "{ from: ['2024-01-01'], to: [{ sql: maxvalue }] }", RangeBound((Constant("2024-01-01 00:00:00+00"),), (Sql("MAXVALUE"),))),
        ("range: [a, b]", "{ from: [1, { sql: MINVALUE }], to: [2, x] }", RangeBound((Constant(1), Sql("MINVALUE")), (Constant(2), Constant("x")))),
        ("range: [{ expr: lower(b) }]", "{ from: [a], to: [b] }", RangeBound((Constant("a"),), (Constant("b"),))),
        ("hash: [{ column: b, opclass: text_pattern_ops }]", "{ modulus: 2, remainder: 1 }", HashBound(2, 1)),
    ],
)  # fmt: skip
def test_a_bound_by_the_types_of_the_key(key: str, spec: str, expected: Bound) -> None:
    found = clean(f"{TABLE}partition_by: {{ {key} }}\npartitions: {{ p: {spec} }}")
    assert table(found, "p").partition_of == Partition(QName("", "t"), expected)


def test_columns_that_deviate_and_a_key_that_makes_them_not_null() -> None:
    found = clean(
        TABLE
        + "partition_by: { list: [a] }\npartitions:\n  p: { in: [1], schema: s, primary_key: { columns: [a, b] }, "
        + "columns: { z: { server_default: null, comment: x }, a: { server_default: 3 } } }"
    )
    p = table(found, "p", "s")
    assert p.primary_key == PrimaryKey("p_pkey", ("a", "b"))
    assert p.deviations == (
        Deviation("a", defaults=True, default=Constant(3)),
        Deviation("b", not_null=True),
        Deviation("z", comment="x"),
    )
    assert Ref("schema", QName("", "s")) in found.schema.objects
    assert isinstance(found.schema.objects[Ref("schema", QName("", "s"))], Namespace)


def test_shares_are_called_as_the_server_calls_them_or_as_is_written() -> None:
    found = clean(
        "table: t\ncolumns: { a: integer, b: { type: integer, unique: true } }\nprimary_key: [b]\n"
        "indexes: { i1: [a], i2: [a], i3: [b] }\npartition_by: { list: [b] }\npartitions:\n"
        "  p: { in: [1], attached: { i3: custom, i2: null }, indexes: { p_a_idx: [a, b] } }\n"
        "  q: { in: [2], partition_by: { list: [b] }, partitions: { r: default } }"
    )
    assert table(found, "p").attached == (
        ("i1", "p_a_idx1"),
        ("i3", "custom"),
        ("t_b_key", "p_b_key"),
        ("t_pkey", "p_pkey"),
    )
    assert dict(table(found, "r").attached)["q_a_idx1"] == "r_a_idx1"


def test_a_partition_has_no_class_and_its_foreign_keys_are_its_own() -> None:
    other = (
        "table: o\ncolumns: { a: integer, b: integer }\nforeign_keys:\n  fk: { columns: [a], references: p, to: [a] }"
    )
    found = clean(
        TABLE + "primary_key: [a]\npartition_by: { list: [a] }\npartitions:\n"
        "  p: { in: [1], foreign_keys: { own: { columns: [a], references: t, to: [a] } } }",
        other,
    )
    assert set(found.orm.classes) == {QName("", "t")}
    assert [it.name for it in table(found, "p").foreign_keys] == ["own"]
    assert table(found, "o").foreign_keys[0].target == QName("", "p")


def test_a_partition_that_is_renamed_or_named_twice() -> None:
    text = TABLE + "partition_by: { list: [a] }\npartitions:\n  p: { in: [1], renamed_from: q }\n"
    assert [(it.old, it.new) for it in clean(text).intent.renames] == [("q", "p")]
    assert codes(text, "table: p\ncolumns: { a: integer }") == ["SG120"]


PARTED = TABLE + "partition_by: { list: [a] }\npartitions: "
WRONG = {
    "no key": (TABLE + "partitions: { p: default }", "SG172"),
    "two keys of a list": (TABLE + "partition_by: { list: [a, b] }", "SG172"),
    "a generated key": (TABLE + "partition_by: { list: [g] }", "SG172"),
    "a percent sign": (TABLE + "partition_by: { list: [{ expr: a % 2 }] }", "SG172"),
    "an unknown column": (TABLE + "partition_by: { list: [x] }", "SG131"),
    "another bound": (PARTED + "{ p: { from: [1], to: [2] } }", "SG172"),
    "two bounds": (PARTED + "{ p: { in: [1], default: true } }", "SG172"),
    "too few values": (TABLE + "partition_by: { range: [a, b] }\npartitions: { p: { from: [1], to: [2] } }", "SG172"),
    "a range of null": (TABLE + "partition_by: { range: [a] }\npartitions: { p: { from: [null], to: [2] } }", "SG172"),
    "a remainder": (TABLE + "partition_by: { hash: [a] }\npartitions: { p: { modulus: 2, remainder: 2 } }", "SG172"),
    "a default of a hash": (TABLE + "partition_by: { hash: [a] }\npartitions: { p: default }", "SG172"),
    "a value that does not fit": (PARTED + "{ p: { in: [x] } }", "SG135"),
    "a key without the partition key": (TABLE + "primary_key: [z]\npartition_by: { list: [a] }", "SG173"),
    "a unique index by expression": (
        TABLE + "indexes: { u: { columns: [a], unique: true } }\npartition_by: { list: [{ expr: lower(b) }] }",
        "SG173",
    ),
    "no such index": (PARTED + "{ p: { in: [1], attached: { ix: y } } }", "SG174"),
    "no such check": (PARTED + "{ p: { in: [1], validated: [c] } }", "SG175"),
    "no such column": (PARTED + "{ p: { in: [1], columns: { x: { not_null: true } } } }", "SG131"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_is_said(case: str) -> None:
    text, code = WRONG[case]
    assert set(codes(text)) == {code}


def test_on_sqlite_a_partitioned_table_is_a_plain_one() -> None:
    from azuraforge_schemagen.dialects import project

    found = resolved(
        "table: t\ncolumns: { a: integer }\npartition_by: { list: [a] }\npartitions: { p: default }", targets=BOTH
    )
    assert found.diagnostics == ()
    here = project(found.schema, "sqlite")
    assert list(here.tables) == [QName("", "t")]
    assert here.table(QName("", "t")).partition_by is None
