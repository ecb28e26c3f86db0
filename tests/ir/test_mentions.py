"""What SQL text mentions."""

from __future__ import annotations

import pytest

from azuraforge_schemagen.ir.mentions import mentions


@pytest.mark.parametrize(
    ("text", "relations"),
    [
        ("DELETE FROM a USING b, c WHERE a.id = b.id", {"a", "b", "c"}),
        ("DELETE FROM a USING b JOIN c USING (id), d", {"a", "b", "c", "d"}),
        ("SELECT 1 FROM a JOIN b USING (id, name), c", {"a", "b", "c"}),
        ("MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN DELETE", {"a", "b"}),
        ("SELECT 1 FROM a ORDER BY x USING <, y", {"a"}),
        (r'SELECT 1 FROM U&"\0061b" JOIN U&"c\+000064" ON true', {"ab", "cd"}),
    ],
)
def test_relations(text: str, relations: set[str]) -> None:
    assert {name for _, name in mentions(text).relations} == relations


@pytest.mark.parametrize(
    ("text", "casts"),
    [
        ("a::app.b = c", {("app", "b")}),
        ("cast(a AS b)::c", {("", "b"), ("", "c")}),
        ("SELECT a AS b FROM c AS d", set()),
        ("cast((SELECT a AS q) AS b)", {("", "b")}),
    ],
)
def test_casts(text: str, casts: set[tuple[str, str]]) -> None:
    assert mentions(text).casts == casts


@pytest.mark.parametrize(
    ("text", "objects"),
    [
        ("'app.f(integer)'::regprocedure", {("app", "f"), ("", "integer")}),
        ("cast('f' AS regproc)", {("", "f")}),
        ("regclass 't' = 'regclass'", {("", "t")}),
        ("'t'::text", set()),
    ],
)
def test_objects_that_strings_name(text: str, objects: set[tuple[str, str]]) -> None:
    assert mentions(text).objects == objects


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("SELECT DISTINCT ON (id) * FROM t", True),
        ("SELECT DISTINCT ON (lower(name), (id)) * FROM t", True),
        ("SELECT (a + b) * c FROM t", False),
        ("SELECT DISTINCT ON (id) a FROM t", False),
        ("TABLE t", True),
        ("SELECT y.b FROM t AS y (a, b)", True),
        ("SELECT y.b FROM t JOIN f(t.a) AS y (b) ON true", False),
        ("INSERT INTO t VALUES (1) RETURNING *", True),
        ("SELECT count(*), a * 2 FROM t", False),
    ],
)
def test_all_columns_of_a_relation(text: str, whole: bool) -> None:
    assert mentions(text).whole is whole
