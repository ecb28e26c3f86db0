"""SG154: labels in SQL text that their enum does not have."""

from __future__ import annotations

import pytest

from tests.resolve.reading import BOTH, clean, codes, resolved

ENUM = "enum: mood\nvalues: [{ good: { renamed_from: fine } }, bad]\nremoved: { old: bad }"
DOMAIN = "domain: feeling\ntype: mood\nchecks: { not_bad: \"VALUE <> 'bad'\" }"
FUNCTION = "function: f\nreturns: trigger\nlanguage: plpgsql\nbody: BEGIN RETURN NEW; END"
HEAD = "table: t\ncolumns: { id: integer, mood: mood, feeling: feeling, text: text }\n"


def test_labels_that_are_there_are_fine() -> None:
    assert clean(ENUM, DOMAIN, HEAD + "checks: { c: \"mood IN ('good', 'bad') AND text = 'fine'\" }")


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "checks: { c: \"mood <> 'fine'\" }",
        HEAD + "checks: { c: \"feeling <> 'fine'\" }",
        HEAD + "indexes: { i: { columns: [id], where: \"t.mood = 'fine'\" } }",
        HEAD + "indexes: { i: { columns: [{ expr: \"mood = 'fine'\" }] } }",
        HEAD + "exclusions: { e: { columns: [{ column: id, with: '=' }], where: \"mood = 'fine'\" } }",
        HEAD + "policies: { p: { using: \"mood = 'fine'\" } }",
        HEAD
        + "triggers: { r: { timing: before, events: [insert], each: row, when: \"NEW.mood = 'fine'\", execute: f() } }",
        "table: t\ncolumns: { mood: { type: mood, server_default: { sql: \"'fine'\" } } }",
        "table: t\ncolumns: { mood: { type: mood, server_default: { sql: \"'fine'::mood\" } } }",
        "table: t\ncolumns: { mood: mood, b: { type: boolean, generated: \"mood = 'fine'\" } }",
        "view: v\nquery: SELECT 'fine'::mood AS m",
        "domain: d\ntype: mood\nchecks: { c: \"VALUE <> 'fine'\" }",
        "table: t\ncolumns: { mood: mood, a: integer }\npartition_by: { list: [a] }\n"
        "partitions: { p: { in: [1], checks: { c: \"mood <> 'fine'\" } } }",
    ],
)
def test_a_label_that_is_not_there(text: str) -> None:
    assert codes(ENUM, DOMAIN, FUNCTION, text) == ["SG154"]


def test_what_to_write_is_said() -> None:
    found = resolved(ENUM, DOMAIN, HEAD + "checks: { c: \"mood NOT IN ('fine', 'old', 'god')\" }").diagnostics
    renamed, other, removed = found
    assert renamed.message == "check 'c' of 't': 'fine' is no value of the enum 'mood'"
    assert (renamed.help, removed.help) == ("its rows have 'good' now", "its rows have 'bad' now")
    assert "good" in other.help
    assert renamed.span is not None
    assert renamed.span.line == 3


def test_where_enums_are_strings_nothing_is_said() -> None:
    checks = "checks: { c: { postgresql: \"mood = 'good'\", sqlite: \"mood = 'fine'\" } }"
    assert clean(ENUM, f"table: t\ncolumns: {{ mood: mood }}\n{checks}", targets=BOTH)
