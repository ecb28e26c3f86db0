"""Labels of enums in SQL text: what is sure, and what is passed over."""

from __future__ import annotations

import pytest

from azuraforge_schemagen.ir.labels import Row, labels
from azuraforge_schemagen.ir.names import QName

MOOD, APP, NAME = QName("", "mood"), QName("app", "mood"), QName("", "name")
ROW = Row({"s": MOOD, "Odd s": MOOD, "a": APP}, ("t",))


def found(text: str) -> list[str]:
    return [f"{enum}:{label}" for enum, label in labels(text, {MOOD, APP, NAME}, ROW)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s = 'x'", "mood:x"),
        ("s <> 'x' AND t.s != 'y'", "mood:x mood:y"),
        ("(s = 'x') OR n > 1", "mood:x"),
        ("'x' = s", "mood:x"),
        ("NOT (S >= E'it\\'s')", "mood:it's"),
        ("\"Odd s\" = 'x' -- why", "mood:x"),
        ("s IN ('x', 'y') AND a NOT IN ('z')", "mood:x mood:y app.mood:z"),
        ("s = ANY (ARRAY['x', 'y'])", "mood:x mood:y"),
        ("s <> ALL (ARRAY['x'::mood, 'y'::mood])", "mood:x mood:y"),
        ("s IS DISTINCT FROM 'x' OR s IS NOT DISTINCT FROM 'y'", "mood:x mood:y"),
        ("CASE WHEN s = 'x' THEN 1 ELSE 2 END > n", "mood:x"),
        ("s = 'x'::mood", "mood:x"),
        ("n = 1 AND coalesce(m, 'x'::app.mood) = 'y'", "app.mood:x"),
        ("CAST('x' AS mood) = m OR m = mood 'y' OR m = 'z'::public.mood", "mood:x mood:y mood:z"),
    ],
)
def test_what_is_sure(text: str, expected: str) -> None:
    assert found(text) == expected.split()


@pytest.mark.parametrize(
    "text",
    [
        "s::text = 'x'",
        "s = 'x'::text",
        "'x'::text = s::text",
        "s = 'x' || 'y'",
        "s = 'x' 'y'",
        "lower(s) = 'x'",
        "s || 'x' = 'y'",
        "n || s = 'y'",
        "coalesce(s, 'x') IS NULL",
        "n = 'x' AND m = 'y'",
        "u.s = 'x'",
        "s IN (SELECT 'x')",
        "s IN ('x', n)",
        "s IN ('x'::text)",
        "s = ANY (ARRAY['x']::text[])",
        "s = ANY ('{x}')",
        "'x'::mood[] = m",
        "'x'::name = m",
        "f(s => 'x')",
        "d ->> 'x' = s",
        "s BETWEEN 'x' AND 'y'",
        "s('x') = 'y'",
        "n = 's = ''x'''",
        "s = B'1'",
        "s LIKE 'x'",
    ],
)
def test_what_is_passed_over(text: str) -> None:
    assert found(text) == []
