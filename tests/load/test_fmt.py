"""The canonical layout of files: the same data, every comment, and nothing left to do a second time."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from azuraforge_schemagen.load import fmt, parser
from azuraforge_schemagen.load.fmt import formatted
from azuraforge_schemagen.load.layout import text
from azuraforge_schemagen.load.schema_file import KINDS, SHARED
from azuraforge_schemagen.load.tree import Branch, plain
from tests.load.test_language import VALID
from tests.load.test_layout import keys, kinds, values
from tests.load.ugly import parsed, sprinkled, texts_of_comments, written

members = st.dictionaries(keys.filter(lambda key: key not in KINDS or key in SHARED), values, max_size=5)
documents = members.map(lambda data: {"table": "t", **data})  # one object a file
seeds = st.integers(0, 2**32)


def laid_out(content: str | bytes) -> str:
    """The canonical text of one file."""
    texts, found = formatted([("x.yaml", content)])
    assert not found, found
    return texts["x.yaml"]


def keeps_all(ugly: str) -> None:
    """The laws."""
    once = laid_out(ugly)
    assert kinds(parsed(once).data) == kinds(parsed(ugly).data)
    before, after = texts_of_comments(ugly), texts_of_comments(once)
    assert sorted(before) == sorted(after)
    if in_order(parsed(ugly).data, parsed(once).data):
        assert before == after, once
    assert laid_out(once) == once


def in_order(one: Any, other: Any) -> bool:
    """Whether all keys stand in the same order."""
    if isinstance(one, dict):
        return list(one) == list(other) and all(in_order(one[key], other[key]) for key in one)
    return not isinstance(one, list) or all(map(in_order, one, other))


@settings(max_examples=300, deadline=None)
@given(documents, seeds)
def test_any_layout_of_any_data(data: dict[str, Any], seed: int) -> None:
    shuffle = random.Random(seed)
    ugly = sprinkled(shuffle, written(shuffle, data), 15)
    keeps_all(ugly)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(list(VALID.values())), seeds)
def test_comments_anywhere_in_the_language(content: str, seed: int) -> None:
    shuffle = random.Random(seed)
    data = dict(shuffle.sample(list(parsed(content).data.items()), len(parsed(content).data)))
    keeps_all(sprinkled(shuffle, shuffle.choice([content, written(shuffle, data)]), 25))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(list(VALID.values())), seeds)
def test_without_libyaml(content: str, seed: int) -> None:
    shuffle = random.Random(seed)
    ugly = sprinkled(shuffle, content, 15)
    expected = laid_out(ugly)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser, "has_libyaml", lambda: False)
        assert laid_out(ugly) == expected


@settings(max_examples=100, deadline=None)
@given(documents)
@example({"table": "t", "columns": {"a": "text"}})
def test_what_is_laid_out_from_data_stays(data: dict[str, Any]) -> None:
    assert laid_out(text(data)) == text(data)


UGLY = """\
# yaml-language-server: $schema=x
# The users.

class: User   # the class
# about the table

# two
table:    users
columns: # the columns

    id: {type: bigint, # type
       primary_key: true,
       # why
       identity: by_default }   # tail


    name: 'string | null' # n
    # the last in columns
# before checks
checks: {a:   'x > 0', b: "y" } # c
doc:  |   # docs
   Hello
     world

indexes: { ix: [ # first
  name, id] }
mixins:
- # dash
  a
# x
- b  # tail b
# before repr
repr: [ # r
  ]
...
# the end


# really
"""
CANONICAL = """\
# yaml-language-server: $schema=x
# The users.

# about the table

# two
table: users
class: User  # the class
doc: |  # docs
  Hello
    world
mixins:
  # dash
  - a
  # x
  - b  # tail b
# before repr
repr: []  # r
columns:  # the columns
  id:
    type: bigint  # type
    primary_key: true
    # why
    identity: by_default
    # tail

  name: string | null  # n
  # the last in columns
# before checks
checks:  # c
  a: "x > 0"
  b: "y"

indexes:
  ix:
    # first
    - name
    - id
# the end

# really
"""


def test_as_a_person_would_lay_it_out() -> None:
    assert laid_out(UGLY) == CANONICAL
    keeps_all(UGLY)


def test_other_line_ends_and_a_byte_order_mark_go() -> None:
    assert laid_out(b"\xef\xbb\xbf" + UGLY.replace("\n", "\r\n").encode()) == CANONICAL


def test_a_number_keeps_its_digits() -> None:
    content = "table: t\ncolumns:\n  a: { type: numeric, default: 1.50, server_default: 0x1F }\n"
    assert laid_out(content) == content


def test_what_the_language_does_not_know_is_laid_out_too() -> None:
    assert laid_out("{columns: {a: {typ: text}}, tabel: x, table: t}") == (
        "table: t\ncolumns:\n  a: { typ: text }\ntabel: x\n"
    )


def test_what_is_no_strict_yaml_is_refused_all_at_once() -> None:
    texts, found = formatted([("a.yaml", "table: t\n"), ("b.yaml", "table: &x t\n"), ("c.yaml", "- a\n")])
    assert texts == {"a.yaml": "table: t\n"}
    assert [(it.code, it.span.path) for it in found if it.span] == [("SG014", "b.yaml"), ("SG022", "c.yaml")]


def test_a_layout_that_would_lose_something_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fmt, "laid_out", laid_out_without)
    texts, found = formatted([("a.yaml", "table: t # a comment\n")])
    assert not texts
    assert [it.code for it in found] == ["SG026"]


def test_a_file_that_is_not_laid_out_is_said_with_what_to_run() -> None:
    found = fmt.not_laid_out("a.yaml", 3)
    assert (found.code, found.help) == ("SG027", "run schemagen fmt")


def laid_out_without(root: Branch) -> str:
    """A layout that forgets comments."""
    return text(plain(root))
