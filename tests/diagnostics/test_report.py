from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from azuraforge_schemagen.diagnostics import Diagnostic, Label, report
from azuraforge_schemagen.source import Span

USERS = "table: users\ncolumns:\n  id: string\n  name: { typ: string }\n  id: text\n"
TYP = Diagnostic("SG101", "unknown key 'typ'", Span("schema/users.yaml", 4, 11, 14), "did you mean 'type'?")


def printed(*found: Diagnostic, source: str | None = USERS) -> str:
    return report.text(found, lambda _: source)


def expected(text: str) -> str:
    return dedent(text).removeprefix("\n")


def test_a_finding_with_its_line() -> None:
    assert printed(TYP) == expected("""
        error[SG101]: unknown key 'typ'
          --> schema/users.yaml:4:11
           |
         4 |   name: { typ: string }
           |           ^^^
           = help: did you mean 'type'?

        1 error
    """)


def test_a_finding_without_its_source() -> None:
    assert printed(TYP, source=None) == expected("""
        error[SG101]: unknown key 'typ'
          --> schema/users.yaml:4:11
           = help: did you mean 'type'?

        1 error
    """)


def test_a_second_place_in_the_same_file_and_one_in_another() -> None:
    labels = (
        Label(Span("schema/users.yaml", 3, 3, 5), "it stands here already"),
        Label(Span("schema/other.yaml", 1, 1, 6), "and here"),
    )
    found = Diagnostic("SG017", "key 'id' stands twice", Span("schema/users.yaml", 5, 3, 5), labels=labels)
    assert printed(found) == expected("""
        error[SG017]: key 'id' stands twice
          --> schema/users.yaml:5:3
           |
         3 |   id: string
           |   -- it stands here already
        ...
         5 |   id: text
           |   ^^
          ::: schema/other.yaml:1:1
           |
         1 | table: users
           | ----- and here

        1 error
    """)


def test_labels_without_sources_are_named() -> None:
    label = Label(Span("schema/other.yaml", 1, 1, 6), "the other one")
    text = printed(Diagnostic("SG120", "twice", Span("schema/users.yaml"), labels=(label,)), source=None)
    assert text == expected("""
        error[SG120]: twice
          --> schema/users.yaml
           = the other one: schema/other.yaml:1:1

        1 error
    """)


def test_two_places_on_one_line_show_it_once() -> None:
    found = Diagnostic("SG108", "m", Span("x", 4, 18, 24), labels=(Label(Span("x", 4, 11, 14), "first"),))
    assert printed(found).count("name: { typ: string }") == 1


def test_no_place_and_several_lines_of_help() -> None:
    found = Diagnostic("SG401", "two heads", None, "run\nschemagen build", severity="warning")
    assert printed(found) == expected("""
        warning[SG401]: two heads
           = help: run
                   schemagen build

        1 warning
    """)


def test_the_count_of_each_severity() -> None:
    def of(severity: str) -> Diagnostic:
        return Diagnostic("SG1", "m", severity=severity)  # type: ignore[arg-type]

    found = [of("error"), of("error"), of("warning"), of("info")]
    assert report.summary(found) == "2 errors, 1 warning, 1 info"
    assert report.summary([]) == "no findings"
    assert printed() == ""


def test_the_margin_grows_with_the_line_number() -> None:
    found = Diagnostic("SG1", "m", Span("x", 100, 1, 2))
    assert "\n 100 | x: 1\n     | ^\n" in printed(found, source="\n" * 99 + "x: 1\n")


@pytest.mark.parametrize(
    ("line", "column", "carets"),
    [
        ("a: 日本 x", 7, "        ^"),
        ("a: e\u0301 x", 7, "     ^"),
        ("a:\tx", 4, "   ^"),
        ("a: \u202e x", 6, "            ^"),
    ],
    ids=["wide", "combining", "tab", "bidi"],
)
def test_carets_stand_under_their_text(line: str, column: int, carets: str) -> None:
    text = printed(Diagnostic("SG1", "m", Span("x", 1, column, column + 1)), source=line)
    assert text.split("\n")[4].removeprefix("   | ") == carets


def test_nothing_moves_the_terminals_cursor() -> None:
    found = Diagnostic("SG1", "a\x1b[2Jb\u202ec", Span("x\x1b.yaml", 1, 1, 2), "d\x07", (Label(Span("y\r"), "\x9b"),))
    text = printed(found, source="a\x1b[31m\u200b")
    assert all(c == "\n" or c.isprintable() for c in text)
    assert "<U+202E>" in text


def test_a_long_line_is_shown_around_its_place() -> None:
    line = "x" * 50_000 + "HERE" + "y" * 50_000
    shown = printed(Diagnostic("SG1", "m", Span("x", 1, 50_001, 50_005)), source=line).split("\n")
    assert len(shown[3]) < 200
    assert shown[3][shown[4].index("^") :].startswith("HERE")


def test_a_place_behind_the_end_of_a_file_that_changed() -> None:
    assert "--> x:9:1" in printed(Diagnostic("SG1", "m", Span("x", 9, 1, 2)))


def test_colours_only_where_they_are_asked_for() -> None:
    assert "\x1b" not in printed(TYP)
    coloured = report.text([TYP], lambda _: USERS, color=True)
    assert coloured.startswith("\x1b[1;31merror[SG101]\x1b[0m")


def test_json() -> None:
    label = Label(Span("y"), "there")
    found = json.loads(report.json_text([TYP, Diagnostic("SG401", "m", labels=(label,))]))
    assert found == [
        {
            "code": "SG101",
            "severity": "error",
            "message": "unknown key 'typ'",
            "path": "schema/users.yaml",
            "line": 4,
            "column": 11,
            "help": "did you mean 'type'?",
            "labels": [],
        },
        {
            "code": "SG401",
            "severity": "error",
            "message": "m",
            "path": None,
            "line": None,
            "column": None,
            "help": "",
            "labels": [{"path": "y", "line": None, "column": None, "text": "there"}],
        },
    ]


def test_sources_from_disk(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfx\xff")
    source = report.from_disk(tmp_path)
    assert source("a") == "x\ufffd"
    assert source("b") is None
    assert source("a\0b") is None
