"""Whatever stands in a file: documents or diagnostics, never an exception, and places that exist."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from azuraforge_schemagen.diagnostics import report
from azuraforge_schemagen.load import parser
from azuraforge_schemagen.load.read import read_texts
from azuraforge_schemagen.load.scan import scan, suspicious
from azuraforge_schemagen.load.text import characters
from tests.load.test_language import VALID

PIECES = [
    "table: t", "columns:", "  a: integer", "{", "}", "[", "]", ": ", ", ", "\n", "  ", "- ", "? ", "&a ", "*a", "!x ",
    "!", "<<: ", "|", ">", "'", '"', "#", " # c", "\t", "%YAML 1.1", "---", "...", "null", "012", "1e9", "é", "\r\n",
    "\r", "\\x00", "\0", "\ufeff", "\u2028", "enum: e", "values: ", "a", "type: ", "check: ", "@", "`", "~", "😀",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=15).map("".join) | st.text(max_size=30)


def _holds(content: str | bytes) -> None:
    documents, problems = read_texts({"x.yaml": content})
    assert len(documents) + bool(problems) == 1
    for found in problems:
        assert found.span
        assert found.span.line <= (content.count("\n") if isinstance(content, str) else content.count(b"\n")) + 1
    source = content if isinstance(content, str) else content.decode(errors="replace")
    report.text(problems, lambda _: source, color=True)


@settings(max_examples=400, deadline=None)
@given(texts)
@example("table: [")
@example("table: {")
@example('table: "')
@example("? ")
def test_any_text(text: str) -> None:
    _holds(text)


@settings(max_examples=150, deadline=None)
@given(texts)
@example("table: [")
def test_any_text_without_libyaml(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser, "has_libyaml", lambda: False)
        _holds(text)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=40))
def test_any_bytes(content: bytes) -> None:
    _holds(content)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(list(VALID.values())), st.data())
def test_a_valid_file_with_one_place_overwritten(content: str, draw: st.DataObject) -> None:
    at = draw.draw(st.integers(0, len(content)))
    _holds(content[:at] + draw.draw(st.sampled_from(PIECES)) + content[at + draw.draw(st.integers(0, 3)) :])


@settings(max_examples=300, deadline=None)
@given(texts, st.sampled_from(["", "table: t\ncolumns:\n  a: { type: text, check: a"]))
@example('{"a":*b}', "")
@example("\ufeff&a ", "")
@example("a: !\n", "")
@example("{ type: x, check:\n a #b\n}", "")
def test_a_file_that_looks_clean_is_clean(text: str, before: str) -> None:
    """The cheap looks that spare the exact pass miss nothing."""
    text = before + text
    if not characters("x.yaml", text) and not suspicious(text):
        try:
            assert scan("x.yaml", text) == []
        except yaml.YAMLError:
            pass
        except AssertionError:
            # A tag shows in the node tree too.
            assert {found.code for found in scan("x.yaml", text)} == {"SG016"}
            assert read_texts({"x.yaml": text})[1]


@settings(max_examples=150, deadline=None)
@given(texts)
def test_both_parsers_read_the_same(text: str) -> None:
    documents, problems = read_texts({"x.yaml": text})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser, "has_libyaml", lambda: False)
        again, others = read_texts({"x.yaml": text})
    assert [document.data for document in documents] == [document.data for document in again]
    assert bool(problems) == bool(others)
