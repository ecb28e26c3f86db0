"""Types and tables in SQL text, when they are renamed or move to another database schema."""

from __future__ import annotations

import pytest

from azuraforge_schemagen.ir.qualifying import move_table, rename_type

TEXT = "mood = 'a'::mood AND x = mood 'b' AND CAST(mood AS app . mood) = mood() AND y::public.mood[] = '{mood}'"
PUBLIC, APP = ("", "mood"), ("app", "mood")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            PUBLIC,
            ("", "feel"),
            "mood = 'a'::feel AND x = feel 'b' AND CAST(mood AS app . mood) = mood() AND y::public.feel[] = '{mood}'",
        ),
        (
            APP,
            ("app", "feel"),
            "mood = 'a'::mood AND x = mood 'b' AND CAST(mood AS app . feel) = mood() AND y::public.mood[] = '{mood}'",
        ),
        (
            PUBLIC,
            ("b c", "mood"),
            "mood = 'a'::\"b c\".mood AND x = \"b c\".mood 'b' AND CAST(mood AS app . mood) = mood() "
            "AND y::\"b c\".mood[] = '{mood}'",
        ),
        (
            APP,
            ("", "Feel"),
            "mood = 'a'::mood AND x = mood 'b' AND CAST(mood AS \"Feel\") = mood() AND y::public.mood[] = '{mood}'",
        ),
    ],
)
def test_a_type(old: tuple[str, str], new: tuple[str, str], expected: str) -> None:
    assert rename_type(TEXT, old, new) == expected


def test_a_new_type_does_not_run_into_its_neighbours() -> None:
    assert rename_type("mood'x'", PUBLIC, ("", "e")) == "e 'x'"
    assert rename_type("mood'x'", PUBLIC, ("", "feel")) == "feel'x'"
    assert rename_type("mood'x'", PUBLIC, ("a", "e")) == "a.e 'x'"


def test_a_table() -> None:
    text = "public.t.c > t.c AND app.t.c > 0 AND t > 0 AND public.t.* IS NULL"
    assert move_table(text, "t", "", "b") == "b.t.c > t.c AND app.t.c > 0 AND t > 0 AND b.t.* IS NULL"
    assert move_table(text, "t", "app", "") == "public.t.c > t.c AND public.t.c > 0 AND t > 0 AND public.t.* IS NULL"
