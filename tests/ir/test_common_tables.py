"""Queries that WITH names hide the relations of the same name, where they are seen."""

from __future__ import annotations

import pytest

from azuraforge_schemagen.ir.mentions import mentions


@pytest.mark.parametrize(
    ("text", "relations"),
    [
        ("WITH v AS (SELECT * FROM t) SELECT * FROM v, app.v", {("", "t"), ("app", "v")}),
        ("WITH v AS (SELECT * FROM v) SELECT * FROM v", {("", "v")}),
        ("WITH RECURSIVE v(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM v) SELECT n FROM v", set()),
        ("WITH a AS NOT MATERIALIZED (SELECT * FROM b), b AS (SELECT * FROM a) SELECT * FROM a, b", {("", "b")}),
        ("SELECT * FROM (WITH a AS (SELECT 1) SELECT * FROM a) AS q, a", {("", "a")}),
        ("WITH a AS (SELECT 1) SELECT 1 WHERE EXISTS (SELECT FROM a); SELECT * FROM a", {("", "a")}),
        ('WITH "A b" AS (SELECT 1) DELETE FROM t USING "A b"', {("", "t")}),
        ("SELECT now()::timestamp with time zone FROM time", {("", "time")}),
        ("SELECT * FROM f() WITH ORDINALITY AS a (b, c), a", {("", "f"), ("", "a")}),
    ],
)
def test_relations(text: str, relations: set[tuple[str, str]]) -> None:
    assert mentions(text).relations == relations


def test_names_of_columns_are_no_call() -> None:
    assert mentions("WITH v (a, b) AS MATERIALIZED (VALUES (1, 2)) SELECT f(a) FROM v").functions == {("", "f")}


def test_a_row_of_it_is_whole() -> None:
    assert mentions("WITH v AS (SELECT 1) SELECT v FROM v").whole
