"""Inputs that a generator meets by accident or by malice: each is a diagnostic at its place, never a traceback."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest

from azuraforge_schemagen.load import parser, scan
from azuraforge_schemagen.load.read import read, read_texts
from tests.load.reading import data, default, findings, places

ALIAS_BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)
MERGE_BOMB = "a0: &a0 {k: v}\n" + "".join(
    f"a{i}: &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * 8)}]}}\n" for i in range(1, 8)
)

FILES = {
    "1 alias bomb": (ALIAS_BOMB, "SG014 1:4"),
    "2 merge-key bomb": (MERGE_BOMB, "SG014 1:5"),
    "2 merge key": ("table: t\n<<: { doc: x }\n", "SG015 2:1"),
    "3 cyclic alias": ("table: &a [*a]\n", "SG014 1:8"),
    "3 unused anchor": ("table: &a t\ncolumns: { id: integer }\n", "SG014 1:8"),
    "3 alias to nothing": ("table: *nowhere\n", "SG014 1:8"),
    "4 flow nesting 2000 deep": ("table: " + "[" * 2000, "SG019 1:71"),
    "4 block nesting 2000 deep": ("\n".join(" " * i + "k:" for i in range(1000)), "SG019 65:65"),
    "4 dashes 2000 deep": ("a:\n  " + "- " * 2000, "SG019 2:129"),
    "4 nested 65 deep": ("a: " + "[" * 64 + "]" * 64, "SG019 1:67"),
    "5 10 MB scalar": ("table: " + "x" * 10_000_000, "SG002 0:0"),
    "6 duplicate column": ("table: t\ncolumns:\n  id: integer\n  id: text\n", "SG017 4:3"),
    "6 duplicate in other spelling": ("table: t\n'table': u\n", "SG017 2:1"),
    "9 python/object/apply": ("table: !!python/object/apply:os.system [id]\n", "SG016 1:8"),
    "10 python/name": ("table: !!python/name:os.system\n", "SG016 1:8"),
    "11 TAG directive": ("%TAG ! tag:yaml.org,2002:python/\n---\ntable: t\n", "SG013 1:1"),
    "11 YAML directive": ("%YAML 1.1\n---\ntable: t\n", "SG013 1:1"),
    "11 unknown directive": ("%FOO bar\n---\ntable: t\n", "SG013 1:1"),
    "12 custom tag": ("table: !Ref x\n", "SG016 1:8"),
    "12 custom tag on a key": ("!Ref table: x\n", "SG016 1:1"),
    "12 non-specific tag": ("table: ! x\n", "SG016 1:8"),
    "13 !!binary": ("table: !!binary aGk=\n", "SG016 1:8"),
    "13 !!set": ("table: !!set { a }\n", "SG016 1:8"),
    "13 !!omap": ("table: !!omap [a: 1]\n", "SG016 1:8"),
    "13 !!str": ("table: !!str 1\n", "SG016 1:8"),
    "16 enum of numbers": ("enum: e\nvalues: [1, two]\n", "SG102 2:10"),
    "16 enum of decimals": ("enum: e\nvalues: [one, 1.10]\n", "SG102 2:15"),
    "16 enum of null": ("enum: e\nvalues: [one, ~]\n", "SG102 2:15"),
    "23 5000-digit integer": (f"table: t\ndoc: {'9' * 5000}\n", "SG023 2:6"),
    "23 endless exponent": ("table: t\ndoc: 1e999999999\n", "SG023 2:6"),
    "24 null key": ("table: t\n~: x\n", "SG018 2:1"),
    "24 int key": ("table: t\n1: x\n", "SG018 2:1"),
    "24 bool key": ("table: t\ntrue: x\n", "SG018 2:1"),
    "24 float key": ("table: t\n1.5: x\n", "SG018 2:1"),
    "24 empty key": ("table: t\n: x\n", "SG010 2:1"),
    "25 complex key": ("table: t\n? [a]\n: x\n", "SG018 2:3"),
    "26 empty": ("", "SG021 0:0"),
    "26 only comments": ("# nothing\n", "SG021 0:0"),
    "26 null": ("null\n", "SG021 0:0"),
    "26 only a document mark": ("---\n", "SG021 0:0"),
    "26 a list": ("- table: t\n", "SG022 1:1"),
    "26 a text": ("users\n", "SG022 1:1"),
    "27 two documents": ("table: t\n---\ntable: u\n", "SG012 2:1"),
    "28 tab indents": ("table: t\ncolumns:\n\tid: integer\n", "SG011 3:1"),
    "28 tab separates": ("table:\tt\n", "SG011 1:7"),
    "28 tab in a flow map": ("table: t\ncolumns: { id:\tinteger }\n", "SG011 2:15"),
    "29 UTF-16": ("table: t\n".encode("utf-16"), "SG003 1:1"),
    "29 UTF-32": ("table: t\n".encode("utf-32"), "SG003 1:1"),
    "29 latin-1": ("table: t\ndoc: café\n".encode("latin-1"), "SG003 2:9"),
    "29 lone surrogate in bytes": (b"table: t\ndoc: \xed\xa0\x80\n", "SG003 2:6"),
    "29 lone surrogate in text": ("table: t\ndoc: \ud800\n", "SG003 2:6"),
    "30 NUL in the file": ("table: a\0b\n", "SG004 1:9"),
    "30 NUL escaped": ('table: "a\\0b"\n', "SG025 1:8"),
    "30 \\x01 in the file": ("table: a\x01b\n", "SG004 1:9"),
    "30 \\x01 in a name": ('table: "a\\x01b"\ncolumns: { id: integer }\n', "SG105 1:8"),
    "30 \\x01 in a key": ('table: t\ncolumns: { "a\\x01b": integer }\n', "SG025 2:12"),
    "33 line break in a name": ('table: "a\\nb"\ncolumns: { id: integer }\n', "SG105 1:8"),
    "33 line separator in a name": ('table: "a\\Lb"\ncolumns: { id: integer }\n', "SG105 1:8"),
    "33 line separator in the file": ("table: t\ndoc: a\u2028b\n", "SG004 2:7"),
    "33 next line in the file": ("table: t\ndoc: a\x85b\n", "SG004 2:7"),
    "34 byte order mark inside": ("table: t\n\ufeffdoc: x\n", "SG004 2:1"),
    "34 two byte order marks": ("\ufeff\ufeff&a table: t\n", "SG004 1:1"),
    "57 empty name": ("table: ''\ncolumns: { id: integer }\n", "SG105 1:8"),
    "68 comment of more than 1 MB": (f"table: t\ncomment: {'x' * 1_000_000}\n", "SG002 0:0"),
    "75 type of injected SQL": ("table: t\ncolumns:\n  c: 'text); drop table x;--'\n", "SG105 3:6"),
    "75 numeric(99999,2)": ("table: t\ncolumns:\n  c: numeric(99999,2)\n", "SG105 3:6"),
    "75 varchar(-1)": ("table: t\ncolumns:\n  c: varchar(-1)\n", "SG105 3:6"),
    "75 enum()": ("table: t\ncolumns:\n  c: enum()\n", "SG105 3:6"),
    "75 precision 99999": ("table: t\ncolumns:\n  c: { type: numeric, precision: 99999 }\n", "SG106 3:34"),
    "75 length -1": ("table: t\ncolumns:\n  c: { type: string, length: -1 }\n", "SG106 3:30"),
    "78 enum label twice": ("enum: e\nvalues: [a, b, a]\n", "SG108 2:16"),
    "78 enum label twice, once renamed": ("enum: e\nvalues: [a, { a: { renamed_from: b } }]\n", "SG108 2:13"),
    "78 enum label of 64 bytes": (f"enum: e\nvalues: [a, {'é' * 32}]\n", "SG109 2:13"),
    "1601 columns": (
        "table: t\ncolumns:\n" + "".join(f"  c{i}: integer\n" for i in range(1601)),
        "SG106 3:3",
    ),
    "33 columns in an index": (
        f"table: t\ncolumns: {{ id: integer }}\nindexes: {{ ix: [{', '.join(f'c{i}' for i in range(33))}] }}\n",
        "SG106 3:16",
    ),
}


@pytest.fixture(params=[True, False], ids=["libyaml", "python"])
def _both_parsers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param and not parser.has_libyaml():
        pytest.skip("PyYAML without libyaml")
    monkeypatch.setattr(parser, "has_libyaml", lambda: request.param)


@pytest.mark.usefixtures("_both_parsers")
@pytest.mark.parametrize(("content", "place"), FILES.values(), ids=FILES)
def test_is_refused_at_its_place(content: str | bytes, place: str) -> None:
    assert places(content)[:1] == [place]
    assert len(places(content)) <= 41


@pytest.mark.parametrize("bomb", [ALIAS_BOMB, MERGE_BOMB, "a: " + "[" * 900_000, "? " * 400_000])
def test_a_bomb_is_refused(bomb: str) -> None:
    assert findings(bomb)


STRINGS = (
    "no",
    "on",
    "off",
    "yes",
    "y",
    "12:30:45",
    "1:30",
    "2024-13-45",
    "2024-01-01",
    "1_000",
    "0o9",
    "1.2.3",
    "+-1",
)


@pytest.mark.parametrize("text", STRINGS)
def test_14_17_20_21_stays_text(text: str) -> None:
    assert default(text) == text


NUMBERS = {
    "012": 12,
    "0o17": 15,
    "0x1F": 31,
    "-7": -7,
    "+7": 7,
    "1e3": Decimal("1E+3"),
    "1.10": Decimal("1.10"),
    ".5": Decimal("0.5"),
    "5.": Decimal(5),
    ".inf": Decimal("Infinity"),
    "-.INF": Decimal("-Infinity"),
}


@pytest.mark.parametrize(("text", "value"), NUMBERS.items())
def test_18_19_22_is_a_number_that_keeps_its_digits(text: str, value: object) -> None:
    read_value = default(text)
    assert (type(read_value), str(read_value)) == (type(value), str(value))


def test_22_nan_is_read() -> None:
    assert default(".nan").is_nan()


@pytest.mark.parametrize(
    ("text", "value"), [("null", None), ("~", None), ("", None), ("True", True), ("FALSE", False), ("'true'", "true")]
)
def test_words_of_the_core_schema(text: str, value: object) -> None:
    assert default(text) is value or default(text) == value


def test_14_15_words_are_names_and_values() -> None:
    assert data("table: t\ncolumns: { no: integer, on: text, off: text, 2024-01-01: text }")["columns"].keys() == {
        "no",
        "on",
        "off",
        "2024-01-01",
    }
    assert data("enum: e\nvalues: [yes, no]")["values"] == ["yes", "no"]


def test_29_a_byte_order_mark_is_ignored() -> None:
    (document,), problems = read_texts({"x.yaml": "\ufefftable: t\ncolumns: { id: integer }\n".encode()})
    assert not problems
    assert (document.name, document.span(("table",)).column) == ("t", 8)


@pytest.mark.usefixtures("_both_parsers")
def test_29_a_lone_surrogate_as_an_escape() -> None:
    (found,) = findings('table: t\ndoc: "\\ud800"\n')
    assert found.span
    assert (found.code, found.span.line) in [("SG010", 2), ("SG025", 2)]


def test_windows_line_ends_are_read() -> None:
    assert data("table: t\r\ncolumns:\r\n  id: integer\r\n")["columns"] == {"id": "integer"}


def test_6_both_lines_of_a_duplicate_are_shown() -> None:
    (found,) = findings("table: t\ncolumns:\n  id: integer\n  id: text\n")
    assert "line 3" in found.message
    assert found.labels[0].span.line == 3


def test_a_tab_may_stand_in_text_and_comments() -> None:
    text = 'table: t # a\ttab\ndoc: |\n  a\tb\ncomment: "a\tb"\ncolumns: { id: integer }\n'
    assert data(text)["doc"] == "a\tb\n"
    assert data(text)["comment"] == "a\tb"


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("c: { type: string, check: c in (1, 2) }", "SG101 3:38"),
        ("c: { type: string, check: c ~ '[a-z]{2}' }", "SG010 3:34"),
        ("c: { type: string, check: c <> 'a #1' }\n  d: text", "SG024 3:37"),
        ("c: { type: string,\n  check:\n   c > 0 # x\n    }", "SG024 5:10"),
        ("c: { type: string, check: c > 0 # x\n    }", "SG024 3:35"),
        ("c: { type: string, doc: a # b }\n  d: text", "SG010 3:29"),
        ("c: { type: string, doc: a: b }", "SG010 3:28"),
    ],
)
def test_text_that_braces_break_is_told_to_be_quoted(line: str, place: str) -> None:
    content = f"table: t\ncolumns:\n  {line}\n"
    assert places(content)[:1] == [place]
    assert "quote" in findings(content)[0].help


def test_files_outside_the_folder_are_not_read(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (outside / "deep").mkdir(parents=True)
    (outside / "secret.yaml").write_text("table: secret\ncolumns: { id: integer }\n")
    schema = tmp_path / "schema"
    schema.mkdir()
    (schema / "a.yaml").write_text("table: a\ncolumns: { id: integer }\n")
    (schema / "dir").symlink_to(outside)
    (schema / "file.yaml").symlink_to(outside / "secret.yaml")
    (schema / "gone.yml").symlink_to(schema / "nothing.yaml")
    (schema / "inside.yaml").symlink_to(schema / "a.yaml")
    (schema / "loop").symlink_to(schema)
    (schema / ".hidden.yaml").write_text("not read")
    (schema / "notes.txt").write_text("not read")
    os.mkfifo(schema / "pipe.yaml")
    documents, problems = read(tmp_path, "schema")
    assert [document.path for document in documents] == ["schema/a.yaml", "schema/inside.yaml"]
    assert [(found.code, str(found.span)) for found in problems] == [
        ("SG005", "schema/dir"),
        ("SG005", "schema/file.yaml"),
        ("SG001", "schema/gone.yml"),
        ("SG001", "schema/pipe.yaml"),
    ]


def test_5_a_large_file_is_not_even_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "schema").mkdir()
    with (tmp_path / "schema" / "x.yaml").open("wb") as file:
        file.truncate(200_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("read"))
    assert [found.code for found in read(tmp_path, "schema")[1]] == ["SG002"]


@pytest.mark.usefixtures("_both_parsers")
def test_5_too_many_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "MAX_NODES", 200)
    assert places("table: [" + "a," * 300 + "]") == ["SG020 1:403"]


def test_no_folder(tmp_path: Path) -> None:
    assert [found.code for found in read(tmp_path, "schema")[1]] == ["SG001"]


def test_a_name_of_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "schema").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path / "schema") + b"/\xff.yaml")).write_text("tabel: x\n")
    (found,) = read(tmp_path, "schema")[1]
    assert str(found.span).isprintable()
