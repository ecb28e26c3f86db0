"""Python source text: any text comes through, and ruff has nothing to change."""

from __future__ import annotations

import ast
import inspect

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.python import Call, Expr
from tests.render.loading import formatted

ANY = st.text(st.one_of(st.characters(), st.sampled_from("\"'\\\n\t\r{}%:\u202e\u2028\x00\ufeff\u115f é漢😀")))
ODD = st.text(st.sampled_from("\"'\\\n\tab :%{}é漢"), max_size=60)


@given(ANY)
def test_a_literal_is_its_text(text: str) -> None:
    literal = python.string(text)
    assert ast.literal_eval(literal) == text
    assert len(literal.splitlines()) <= 1
    assert all(char.isprintable() for char in literal)


def test_what_can_be_seen_stays_and_what_cannot_is_escaped() -> None:
    assert python.string("Größe 漢字") == '"Größe 漢字"'
    assert python.string('say "hi"') == "'say \"hi\"'"
    assert python.string('it\'s "s""') == "'it\\'s \"s\"\"'"
    assert python.string("it's 's") == "\"it's 's\""
    assert python.string("a\u202eb\u200bc\xa0\x7f\u3164") == '"a\\u202eb\\u200bc\\xa0\\x7f\\u3164"'


@settings(deadline=None, max_examples=40)
@given(st.lists(ODD, min_size=1), st.sampled_from(["\n", " "]), st.booleans())
def test_a_long_text_is_several_strings(lines: list[str], between: str, nested: bool) -> None:
    text = between.join(lines)
    value: Expr = python.Text(text)
    source = python.layout(Call("f", ("target", Call("", [value], "[]") if nested else value))) + "\n"
    assert formatted(source) == source
    call = ast.parse(source).body[0]
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)
    found = ast.literal_eval(call.value.args[1])
    assert found == ([text] if nested else text)


@given(ANY, st.sampled_from([0, 4, 8]))
def test_a_docstring_is_its_text_but_for_white_space(text: str, indent: int) -> None:
    literal = python.docstring(text, indent)
    value = ast.literal_eval(literal)
    assert _shape(value) == _shape(text)
    assert all(char.isprintable() or char == "\n" for char in literal)


def test_a_docstring_keeps_paragraphs() -> None:
    text = "One.\n\n  - two\n  - three\n\nFour."
    assert python.docstring(text, 4) == '"""One.\n\n      - two\n      - three\n\n    Four.\n    """'
    assert inspect.cleandoc(ast.literal_eval(python.docstring(text, 4))) == text


@given(ANY)
def test_sql_reaches_the_server_as_it_is(text: str) -> None:
    from sqlalchemy import text as sa_text
    from sqlalchemy.dialects import sqlite

    compiled = sa_text(ast.literal_eval(python.sql(text))).compile(dialect=sqlite.dialect())
    assert str(compiled) == text
    assert not compiled.params


@pytest.mark.parametrize("text", ["a::int", "' :x'", "a\\:b", "\\::x", "12:30", ":a:b", "x::text::y", ":", "a:\\:b:"])
def test_colons_come_through(text: str) -> None:
    from sqlalchemy import text as sa_text

    assert str(sa_text(ast.literal_eval(python.sql(text)))) == text


def _calls(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    args = st.lists(inner, max_size=5)
    names = st.sampled_from(["sa.Column", "f", "sa." + "long_name" * 4])
    call = st.builds(Call, names, args)
    chained = st.builds(lambda head, last: Call(head, last, attribute=".ddl_if"), call, st.lists(inner, min_size=1))
    collection = st.builds(lambda items: Call("", items, "[]"), args)
    pairs = st.builds(lambda items: python.value(dict(enumerate(items))), st.lists(ODD, max_size=5))
    tuples = st.builds(lambda items, explode: Call("", items, explode=explode and len(items) > 1), args, st.booleans())
    return st.one_of(call, chained, collection, pairs, tuples)


EXPRESSIONS = st.recursive(st.builds(python.string, ODD), _calls, max_leaves=12)


@settings(max_examples=12, deadline=None)
@given(st.lists(EXPRESSIONS, min_size=60, max_size=60))
def test_layout_is_ruffs(expressions: list[Expr]) -> None:
    lines = ["    " + python.assignment(f"name_{at}", it, 4) for at, it in enumerate(expressions)]
    text = "class Module:\n" + "\n".join(lines) + "\n"
    assert formatted(text) == text


def test_a_call_is_one_line_then_two_then_one_line_an_argument() -> None:
    assert python.call("f", ["a", "b"]) == "f(a, b)"
    assert python.call("f", ["a" * 60, "b" * 50], 4) == f"f({'a' * 60}, {'b' * 50})"
    assert python.call("func", ["a" * 60, "b" * 50], 4) == f"func(\n        {'a' * 60}, {'b' * 50}\n    )"
    assert python.call("f", ["a" * 60, "b" * 60], 4) == f"f(\n        {'a' * 60},\n        {'b' * 60},\n    )"


def _shape(text: str) -> str:
    return "".join(inspect.cleandoc(text.replace("\r\n", "\n").strip(" \t\n")).split()).strip()
