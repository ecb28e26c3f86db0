"""A file made to say other data: only lines that must change do, and no comment goes."""

from __future__ import annotations

import copy
import random
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azuraforge_schemagen.load import rewrite
from azuraforge_schemagen.load.parser import Source
from azuraforge_schemagen.load.rewrite import rewritten
from azuraforge_schemagen.load.validate import kind_of
from tests.load.test_fmt import documents, laid_out, seeds
from tests.load.test_language import VALID
from tests.load.test_layout import keys, kinds, scalars, values
from tests.load.ugly import parsed, sprinkled, texts_of_comments, written


def says(text: str, data: Any) -> str:
    """The text as it says other data, with the laws."""
    new = rewritten("x.yaml", text, data)
    assert kinds(parsed(new).data) == kinds(data)
    assert sorted(texts_of_comments(new)) == sorted(texts_of_comments(text))
    assert rewritten("x.yaml", new, data) == new
    return new


@st.composite
def changed(draw: st.DrawFn, data: Any) -> Any:
    """The data with a few places changed."""
    data = copy.deepcopy(data)
    for _ in range(draw(st.integers(1, 3))):
        place = data
        while isinstance(place, dict | list) and place:
            at = draw(st.sampled_from(list(place) if isinstance(place, dict) else list(range(len(place)))))
            inner = place[at]
            if isinstance(inner, dict | list) and inner and draw(st.integers(0, 3)):
                place = inner
                continue
            match draw(st.integers(0, 2)):
                case 0 if place is not data or len(data) > 1:
                    del place[at]
                case 1:
                    place[at] = draw(scalars | values)
                case _ if isinstance(place, dict):
                    place[draw(keys)] = draw(scalars)
                case _:
                    place.insert(at, draw(scalars))
            break
    return data or {"a": 1}


@settings(max_examples=300, deadline=None)
@given(st.data(), documents, seeds)
def test_any_change_of_any_file(draw: st.DataObject, data: dict[str, Any], seed: int) -> None:
    shuffle = random.Random(seed)
    text = sprinkled(shuffle, written(shuffle, data), 8)
    says(text, draw.draw(changed(parsed(text).data)))


@settings(max_examples=300, deadline=None)
@given(st.data(), st.sampled_from(list(VALID.values())), seeds)
def test_any_change_of_the_language(draw: st.DataObject, content: str, seed: int) -> None:
    shuffle = random.Random(seed)
    text = sprinkled(shuffle, content, 8)
    data = draw.draw(changed(parsed(text).data))
    new = says(text, data)
    old = parsed(text).data
    untouched = [key for key in old if key in data and kinds(old[key]) == kinds(data[key])]
    for key, lines in blocks_of(text).items():
        if key in untouched:
            assert lines in new, (key, new)


def blocks_of(text: str) -> dict[str, str]:
    """The lines of each top-level key of a block, without comments and empty lines around them."""
    root = parsed(text).root
    if root.flow_style or "---" in text or "..." in text or any(key.start_mark.column for key, _ in root.value):
        return {}
    found = {}
    for key, value in root.value:
        lines = text[key.start_mark.index : value.end_mark.index].rstrip().split("\n")
        while lines and lines[-1].lstrip()[:1] in ("#", ""):
            lines.pop()
        found[key.value] = "\n".join(lines)
    return found


@settings(max_examples=100, deadline=None)
@given(documents, seeds)
def test_what_says_it_already_stays(data: dict[str, Any], seed: int) -> None:
    shuffle = random.Random(seed)
    text = sprinkled(shuffle, written(shuffle, data), 8)
    assert rewritten("x.yaml", text, parsed(text).data) == text


@settings(max_examples=200, deadline=None)
@given(st.data(), st.sampled_from(list(VALID.values())), seeds)
def test_a_file_that_is_laid_out_stays_so(draw: st.DataObject, content: str, seed: int) -> None:
    shuffle = random.Random(seed)
    text = laid_out(sprinkled(shuffle, content, 8))
    new = says(text, draw.draw(changed(parsed(text).data)))
    if kind_of("x.yaml", parsed(new).data, Source(new)) == kind_of("x.yaml", parsed(text).data, Source(text)):
        assert laid_out(new) == new


UGLY = """\
# The users.
table:   users   # people
columns:
   # the key
   id: {type: bigint, primary_key: true}   # never reused
   name:   string    # as on the passport

   email:
     type: string    # RFC 5321
     length:   200
     # one each
     index: unique
   # more to come
indexes: {ix_a: [name], ix_b: [id]} # two
checks:
   a: "id > 0"     # positive
"""


def test_one_line_of_a_block() -> None:
    data = parsed(UGLY).data
    data["columns"]["id"]["type"] = "integer"
    data["columns"]["email"]["length"] = 100
    data["columns"]["phone"] = "string | null"
    data["comment"] = "people"
    del data["columns"]["name"]
    assert says(UGLY, data) == dedent("""\
        # The users.
        table:   users   # people
        comment: people
        columns:
           # the key
           id: { type: integer, primary_key: true }  # never reused
           # as on the passport

           email:
             type: string    # RFC 5321
             length: 100
             # one each
             index: unique
           phone: string | null
           # more to come
        indexes: {ix_a: [name], ix_b: [id]} # two
        checks:
           a: "id > 0"     # positive
        """)


def test_a_map_in_braces_and_a_list() -> None:
    data = parsed(UGLY).data
    data["indexes"]["ix_b"] = ["id", "name"]
    text = says(UGLY, data)
    assert text == UGLY.replace(
        "indexes: {ix_a: [name], ix_b: [id]} # two\n", "indexes:  # two\n  ix_a: [name]\n  ix_b: [id, name]\n"
    )
    enum = "enum: e\nvalues:\n- a   # first\n- b # second\n- c\n"
    assert says(enum, {"enum": "e", "values": ["a", "x", "b"]}) == (
        "enum: e\nvalues:\n  - a  # first\n  - x\n  - b  # second\n"
    )


def test_line_ends_stay() -> None:
    data = parsed(UGLY).data
    data["columns"]["id"]["type"] = "integer"
    windows = UGLY.replace("\n", "\r\n")
    assert rewritten("x.yaml", windows, data) == rewritten("x.yaml", UGLY, data).replace("\n", "\r\n")


def test_where_lines_cannot_be_kept_the_whole_file_is_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewrite._Splice, "block", lambda *_: iter(["table: other"]))
    data = {**parsed(UGLY).data, "comment": "people"}
    assert laid_out(rewritten("x.yaml", UGLY, data)) == rewritten("x.yaml", UGLY, data)
    assert parsed(rewritten("x.yaml", UGLY, data)).data == data
