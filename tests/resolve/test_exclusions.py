"""Exclusion constraints."""

from __future__ import annotations

from azuraforge_schemagen.ir.schema import Exclusion, IndexKey, Sql
from tests.resolve.reading import BOTH, clean, codes, table

TABLE = "table: t\ncolumns: { a: integer, b: int4range }\n"


def test_an_exclusion_of_columns_and_expressions() -> None:
    found = clean(
        TABLE
        + "exclusions:\n  e: { columns: [{ column: a, with: '=' }, { expr: b * b, with: s.&&, opclass: range_ops }], "
        "where: a  >  0, deferrable: deferred, comment: x }\n  f: { using: hash, columns: [{ column: a, with: '=' }] }"
    )
    keys = (IndexKey("a"), IndexKey(expression=Sql("b * b"), opclass="range_ops"))
    assert table(found, "t").exclusions == (
        Exclusion("e", keys, ("=", "s.&&"), where=Sql("a > 0"), deferrable="deferred", comment="x"),
        Exclusion("f", (IndexKey("a"),), ("=",), "hash"),
    )


def test_a_column_that_is_not_there_and_a_name_that_is() -> None:
    assert codes(TABLE + "exclusions: { e: { columns: [{ column: x, with: '=' }] } }") == ["SG131"]
    same = "exclusions: { e: { columns: [{ column: a, with: '=' }] } }\nindexes: { e: [a] }"
    assert codes(TABLE + same) == ["SG123"]


def test_sqlite_has_none() -> None:
    text = "table: t\ncolumns: { a: integer }\nexclusions: { e: { columns: [{ column: a, with: '=' }] } }"
    assert codes(text, targets=BOTH) == ["SG180"]
    assert codes(text.replace("'=' }] }", "'=' }], dialects: [postgresql] }"), targets=BOTH) == []
