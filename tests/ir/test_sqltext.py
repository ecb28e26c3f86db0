from __future__ import annotations

import contextlib
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.reserved import SQLITE_KEYWORDS

PIECES = [
    "a", "B", '"B"', '"x y"', '""""', "'it''s'", "'a\nb'", "E'\\'x'", "$$ a  'b $$", "$q$ -- $q$", "-- note\n", "--x",
    "/* a /* b */  c */", " ", "  ", "\n", "\t", "(", ")", ",", "::", ".", "1.5e3", "$1", "+", "=", "é", "IS NOT NULL",
    "lower(", "'open", '"open', "/* open", "$x$open", ";", "[1:2]", "u&'x'", "\u00a0", "%", "\\",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=20)


@given(texts)
def test_the_tokens_of_a_text_are_the_text(text: str) -> None:
    assert "".join(token.text for token in sqltext.tokens(text)) == text


@given(texts)
def test_canonical_settles(text: str) -> None:
    once = sqltext.canonical(text)
    assert sqltext.canonical(once) == once


@given(texts)
def test_canonical_changes_nothing_but_white_space(text: str) -> None:
    def solid(given_: str) -> list[sqltext.Token]:
        return [token for token in sqltext.tokens(given_) if token.kind != "space"]

    assert solid(sqltext.canonical(text)) == solid(text)


@given(texts)
def test_renaming_there_and_back_is_the_text_up_to_quoting(text: str) -> None:
    there = sqltext.rename(text, {"a": "Fresh Name"})
    assert "a" not in sqltext.columns(there)
    assert sqltext.names(sqltext.rename(there, {"Fresh Name": "a"})) == sqltext.names(text)


@given(st.text(max_size=10))
def test_a_string_literal_is_read_as_its_value(value: str) -> None:
    assert sqltext.strings(sqltext.string(value)) == {value}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a   >\n 1 ", "a > 1"),
        ("a = 'x  y'", "a = 'x  y'"),
        ("a =  'x  y'", "a = 'x  y'"),
        ('"a  b"  > 1', '"a  b" > 1'),
        ("a > 1  -- why  not\n  AND b", "a > 1 -- why  not\nAND b"),
        ("a > 1 -- why", "a > 1 -- why\n"),
        ("a -- x\r\n", "a -- x\n"),
        ("a /*  x */  > 1", "a /*  x */ > 1"),
        ("$$ a  b $$  || x", "$$ a  b $$ || x"),
        ("'a'\n  'b'", "'a'\n'b'"),
        ("'a'   || 'b'", "'a' || 'b'"),
        ("'a'\n  || 'b'", "'a' || 'b'"),
        ("a =\t'open  ", "a = 'open  "),
        ("a\u00a0 b", "a\u00a0 b"),
    ],
)
def test_canonical(text: str, expected: str) -> None:
    assert sqltext.canonical(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("status > 1", "state > 1"),
        ("STATUS > 1", "state > 1"),
        ('"status" > 1', "state > 1"),
        ('"STATUS" > 1', '"STATUS" > 1'),
        ("status('x')", "status('x')"),
        ("status ('x')", "status ('x')"),
        ("status IN ('status')", "state IN ('status')"),
        ("x::status", "x::status"),
        ("CAST(status AS status)", "CAST(state AS status)"),
        ("status 'x'", "status 'x'"),
        ("a COLLATE status", "a COLLATE status"),
        ("runs.status = 1", "runs.state = 1"),
        ("app.runs.status = 1", "app.runs.state = 1"),
        ("status.x = 1", "status.x = 1"),
        ("status /* status */ -- status\n= 1", "state /* status */ -- status\n= 1"),
        ("$$status$$ = status", "$$status$$ = state"),
        ("a IS status", "a IS status"),
        ("extract(status FROM status)", "extract(status FROM state)"),
        ("x BETWEEN status AND status", "x BETWEEN state AND state"),
        ("NOT status", "NOT state"),
        ("a[1:status]", "a[1:state]"),
        ("(a) status", "(a) status"),
    ],
)
def test_rename_a_column(text: str, expected: str) -> None:
    assert sqltext.rename(text, {"status": "state"}) == expected


def test_rename_is_one_substitution() -> None:
    assert sqltext.rename("a > b AND c", {"a": "b", "b": "a"}) == "b > a AND c"


@pytest.mark.parametrize(
    ("new", "written"),
    [
        ("b", "b"),
        ("B", '"B"'),
        ("order", '"order"'),
        ("time", '"time"'),
        ('q"q', '"q""q"'),
        ("é", '"é"'),
        ("1a", '"1a"'),
    ],
)
def test_a_new_name_is_quoted_where_it_needs_it(new: str, written: str) -> None:
    assert sqltext.rename("a > 1", {"a": new}) == f"{written} > 1"


SQLITE_WORDS = (
    "abort action after analyze attach before begin by cascade cast column conflict cross current database "
    "deferred desc detach do each end exclusive explain fail filter first following for full generated glob "
    "groups ignore immediate indexed initially inner instead key last left like match materialized natural no "
    "nulls of offset others outer over partition plan pragma preceding query raise range recursive regexp reindex "
    "release rename replace restrict right rollback row rows savepoint stored strict temp temporary ties trigger "
    "unbounded vacuum view virtual window with within without"
)


@pytest.mark.parametrize("word", sorted({*SQLITE_WORDS.split(), *SQLITE_KEYWORDS}))
def test_words_of_sqlite_are_names_as_they_are_quoted(word: str) -> None:
    name = sqltext.quoted(word)
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE TABLE {name} ({name} DEFAULT 42, x DEFAULT 1, CHECK ({name} > 0))")
        connection.execute(f"INSERT INTO {name} (x) VALUES (1)")
        connection.execute(
            f"CREATE VIEW v AS WITH {name}({name}) AS (SELECT {name} FROM {name} x) SELECT * FROM {name}"
        )
        assert connection.execute(f"SELECT {name}.{name}, {name} + 1 AS {name} FROM {name}").fetchall() == [(42, 43)]


def test_a_column_called_time_is_told_from_the_keyword() -> None:
    assert sqltext.rename("time AT TIME ZONE 'UTC' > time", {"time": "t"}) == "t AT TIME ZONE 'UTC' > t"
    assert sqltext.rename("zone AT TIME ZONE zone", {"zone": "z"}) == "z AT TIME ZONE z"
    assert sqltext.rename("x::timestamp with time zone > time", {"time": "t"}) == "x::timestamp with time zone > t"


def test_a_column_of_one_table_only() -> None:
    assert sqltext.rename("t.a = u.a AND a", {"a": "b"}, table="t") == "t.b = u.a AND b"


def test_rename_a_table() -> None:
    assert (
        sqltext.rename("t.t > t AND s.t.a AND t.* IS NULL", {"t": "u"}, role="table")
        == "u.t > t AND s.u.a AND u.* IS NULL"
    )


def test_a_new_name_does_not_run_into_its_neighbours() -> None:
    assert sqltext.rename('a"B"', {"a": "A"}) == '"A" "B"'
    assert sqltext.rename('1"B"', {"B": "b"}) == '1"B"'
    assert sqltext.rename('x+"B"::t', {"B": "b"}) == "x+b::t"


def test_rename_strings() -> None:
    assert (
        sqltext.rename_strings("s IN ('A', 'B', 'AB', \"A\")", {"A": "it's", "B": "A"})
        == "s IN ('it''s', 'A', 'AB', \"A\")"
    )


def test_names_strings() -> None:
    text = "lower(Name) = 'x' AND t.\"Q\" > 1 AND y::mood = E'a\\nb' AND z IS NOT NULL"
    assert sqltext.names(text) == {"name", "t", "Q", "y", "mood", "z"}
    assert sqltext.columns(text) == {"name", "Q", "y", "z"}
    assert sqltext.strings(text) == {"x", "a\nb"}
    assert sqltext.functions(text + " OR app.F(1) OR \"G\" ( 'H()' ) /* i() */") == {"lower", "f", "G"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a > 1", ()),
        ("(a[1])", ()),
        ("';' = \"(\" /* ; */", ()),
        ("a = 'x", ("a string is not closed",)),
        ("a = E'x\\'", ("a string is not closed",)),
        ('"a > 1', ("a quoted name is not closed",)),
        ("$x$ a", ("a dollar-quoted string is not closed",)),
        ("/* /* */ a", ("a comment is not closed",)),
        ("(a", ("a '(' is not closed",)),
        ("a)", ("a ')' closes nothing",)),
        ("(a]", ("a ']' closes nothing",)),
        ("a; drop table b", ("a ';' ends the statement",)),
    ],
)
def test_problems(text: str, expected: tuple[str, ...]) -> None:
    assert sqltext.problems(text) == expected
