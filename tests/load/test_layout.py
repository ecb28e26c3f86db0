"""The one layout: what it writes is read back as it was, looks as a person would write it, and stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from azuraforge_schemagen.load import layout, parser
from azuraforge_schemagen.load.build import Builder
from azuraforge_schemagen.load.parser import compose
from azuraforge_schemagen.load.scan import scan
from azuraforge_schemagen.load.text import characters
from tests.load.test_language import VALID

PIECES = [
    "a", "1", " ", ":", "#", ",", "[", "]", "{", "}", "-", "?", "'", '"', "\\", "\n", "\n\n", "\t", "\r", "  ", "null",
    "true", "no", "0x1", "1e9", ".", "~", "&", "*", "!", "|", ">", "%", "@", "`", "=", "<<", "---", "...", "é", "\x85",
    "\u2028", "\ufeff", "\x01", "\x7f", "\xa0", "😀", "\U000e0001", "2024-01-01", "12:30", "select ", "9" * 1001,
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20
)
keys = texts.map(lambda text: "".join(c for c in text if c >= " " and not "\x7f" <= c <= "\x9f")) | st.sampled_from(
    ["table", "columns", "type", "check", "query", "length", "postgresql", "values", "a" * 1100]
)
numbers = (
    st.integers()
    | st.decimals(allow_nan=False)
    | st.sampled_from([Decimal("1.50"), Decimal("-0"), Decimal("1E+3"), Decimal("5e-324"), Decimal(7)])
)
scalars = st.none() | st.booleans() | numbers | texts
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=25
)


def read(text: str) -> Any:
    """What strict YAML makes of a text."""
    assert characters("x.yaml", text) == []
    assert scan("x.yaml", text) == []
    data, found = Builder().build("x.yaml", text, compose(text))
    assert found == []
    return data


def kinds(value: Any) -> Any:
    """Types beside values, for 1 equals Decimal(1) and True."""
    if isinstance(value, Mapping):
        return {key: kinds(item) for key, item in value.items()}
    return list(map(kinds, value)) if isinstance(value, list) else (type(value), str(value))


def round_trips(data: Any) -> None:
    text = layout.text(data)
    again = read(text)
    assert kinds(again) == kinds(data), text
    assert layout.text(again) == text


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(keys, values, max_size=5))
@example({"columns": {"a": {"type": "text", "doc": "two\nlines"}}})
@example({"a": "\n  x\n", "b": "\tx\ny", "c": " \n x\n", "d": "x\n\n", "e": "x\n ", "f": "\n", "g": "x \n\n \ny\n"})
@example({"a": [["x\ny", ["- z\n"]], [{"b": " x\ny"}]]})
@example({"a": "'\"\\", "b": "yes", "c": "12:30", "d": "a: b", "e": "a:b", "f": ["a?b", "a:b", "a::b"]})
def test_any_data_comes_back(data: dict[str, Any]) -> None:
    round_trips(data)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(keys, values, max_size=5))
def test_any_data_comes_back_without_libyaml(data: dict[str, Any]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser, "has_libyaml", lambda: False)
        round_trips(data)


@pytest.mark.parametrize("text", VALID.values(), ids=VALID)
def test_the_whole_language_comes_back(text: str) -> None:
    data = read(text)
    written = layout.text(data)
    assert read(written) == data
    assert max(map(len, written.splitlines())) <= layout.WIDTH


@pytest.mark.parametrize("path", sorted(Path(__file__).parents[2].glob("schema/*.yaml")), ids=lambda path: path.stem)
def test_this_repository_is_laid_out_so(path: Path) -> None:
    first, rest = path.read_text().split("\n", 1)
    assert first.startswith("# yaml-language-server")
    assert layout.text(read(rest)) == rest


def test_as_a_person_would_write_it() -> None:
    text = dedent("""\
        table: lines
        schema: app
        class: Line
        doc: |
          One line.

          And what "it" is worth.
        repr: [id]
        columns:
          id: { type: bigint, primary_key: true, identity: by_default }
          note: string | null
          kind: { type: string, length: 64, references: kinds.code, on_delete: cascade, index: unique, default: "no" }
          total: { type: numeric, precision: 10, scale: 2, check: "total > 0", doc: "net, in euros" }
          state:
            type: string
            references: states.name
            on_delete: { set_null: [state] }
            constraint: fk_lines_state
            doc: A name long enough that the column does not fit into one line.
        checks:
          ck_lines: '"order" > 0'
        indexes:
          ix_lines: [kind, { expr: "lower(note)" }]
        relationships:
          owner: { target: users, order_by: users.name, collection: set }
        options: { mysql_engine: InnoDB }
        lint: { allow: { SG204: exists in production } }
        """)
    assert read(text)["columns"]["state"]["constraint"] == "fk_lines_state"
    moved = text.replace("    constraint: fk_lines_state\n", "").replace(
        "    on_delete: { set_null", "    constraint: fk_lines_state\n    on_delete: { set_null"
    )
    assert layout.text(read(text)) == moved


def test_what_is_no_value_of_the_language_is_not_written() -> None:
    with pytest.raises(TypeError, match="float"):
        layout.text({"a": 1.5})
