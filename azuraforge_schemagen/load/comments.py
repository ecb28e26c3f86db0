"""A file's text to a tree with its comments: each belongs to the entry that it stands before, behind or inside of.

Where a comment stands alone between two entries, its column decides: as deep as the block that ends there, it is that
block's last line; else it stands before what follows.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import takewhile
from typing import Any

from azuraforge_schemagen.load.parser import PLAIN
from azuraforge_schemagen.load.tree import Branch, Comment, Entry, Leaf, Value

_COMMENT = re.compile(r"#[^\n]*")
_HEADER = re.compile(r"[|>][-+0-9]*[ \t]*")


@dataclass(frozen=True, slots=True)
class Found:
    """A comment in a text; ``alone``: nothing stands before it in its line."""

    index: int
    text: str
    line: int
    column: int
    alone: bool
    blank: bool

    @property
    def comment(self) -> Comment:
        """As it stands in a line of its own."""
        return Comment(self.text, self.blank, self.line if self.alone else -1)


def comments(text: str, root: Any) -> list[Found]:
    """Every comment of a text, in order: what begins with ``#`` between its scalars."""
    lines = text.split("\n")
    found = []
    last = 0
    for start, end in [*_scalars(root), (len(text), len(text))]:
        found += [_found(text, lines, match) for match in _COMMENT.finditer(text, last, start)]
        last = max(last, end)
        if text[start : start + 1] in ("|", ">") and end > start:
            header = _HEADER.match(text, start)
            assert header is not None
            note = _COMMENT.match(text, header.end())
            found += [_found(text, lines, note)] if note else []
    return found


def _scalars(node: Any) -> Iterator[tuple[int, int]]:
    if node.id == "scalar":
        yield node.start_mark.index, node.end_mark.index
    for item in node.value if node.id != "scalar" else ():
        for each in item if isinstance(item, tuple) else (item,):
            yield from _scalars(each)


def _found(text: str, lines: list[str], match: re.Match[str]) -> Found:
    begin = text.rfind("\n", 0, match.start()) + 1
    number = text.count("\n", 0, begin)
    alone = not text[begin : match.start()].strip(" \t")
    blank = alone and _after_blank(lines, number)
    return Found(match.start(), match[0].rstrip(), number, match.start() - begin, alone, blank)


def _after_blank(lines: list[str], number: int) -> bool:
    return number > 0 and not lines[number - 1].strip()


def commented(text: str, root: Any, data: Any) -> Branch:
    """The tree of a file. ``data`` is what ``root``, its node tree, was read as."""
    reader = _Reader(text, text.split("\n"), deque(comments(text, root)))
    branch = reader.branch(root, data, -1, len(text) + 1)
    rest = tuple(found.comment for found in reader.until(len(text) + 1))
    return replace(branch, foot=branch.foot + rest)


@dataclass(slots=True)
class _Reader:
    text: str
    lines: list[str]
    left: deque[Found] = field(default_factory=deque)

    def until(self, index: int) -> list[Found]:
        """The comments before an index that nobody took."""
        taken = []
        while self.left and self.left[0].index < index:
            taken.append(self.left.popleft())
        return taken

    def branch(self, node: Any, data: Any, outer: int, limit: int, lead: tuple[Comment, ...] = ()) -> Branch:
        """A collection that ends before ``limit`` in a block of column ``outer``; ``lead`` stands in it already."""
        end = _inside(self.text, node) if node.flow_style else limit
        column = -1 if node.flow_style else max(node.start_mark.column, outer + 1)
        children = _children(node, data)
        starts = [*((key or value).start_mark.index for key, value, _ in children), end]
        entries = []
        for place, (key, value, item) in enumerate(children):
            before = (*lead, *(found.comment for found in self.until(starts[place])))
            entries.append(self._entry(key, value, item, before, max(column, outer), starts[place + 1]))
            lead = ()
        foot = self.until(end) if node.flow_style else self._foot(column, limit)
        foots = (*lead, *(found.comment for found in foot))
        return Branch(node.id == "mapping", tuple(entries), foots, self._own_lines(node))

    def _own_lines(self, node: Any) -> int:
        """The column of a block map's keys, where nothing else stands before them in their lines."""
        if node.flow_style or node.id != "mapping":
            return -1
        marks = [key.start_mark for key, _ in node.value]
        alone = all(not self.lines[mark.line][: mark.column].strip(" ") for mark in marks)
        return int(marks[0].column) if alone and marks else -1

    def _entry(self, key: Any, node: Any, data: Any, lead: tuple[Comment, ...], column: int, limit: int) -> Entry:
        between = self.until(node.start_mark.index)
        inner: tuple[Comment, ...] = ()
        if node.id != "scalar" and not node.flow_style:
            header = list(takewhile(lambda found: not found.alone, between))
            inner = tuple(found.comment for found in between[len(header) :])
            between = header
        notes = [found.text for found in between]
        value = self._value(node, data, column, limit, inner)
        if node.id == "scalar" or node.flow_style:
            value, notes = _placed(value, notes, self._behind(node, limit))
        lead += tuple(map(Comment, notes[:-1]))
        name = None if key is None else key.value
        line = (key or node).start_mark.line
        return Entry(name, value, lead, tuple(notes[-1:]), self._blank(key or node), line)

    def _value(self, node: Any, data: Any, column: int, limit: int, inner: tuple[Comment, ...]) -> Value:
        if node.id != "scalar":
            return self.branch(node, data, column, limit, inner)
        number = node.tag is PLAIN and isinstance(data, int | Decimal) and not isinstance(data, bool)
        return Leaf(data, node.value if number else None)

    def _behind(self, node: Any, limit: int) -> list[str]:
        """What stands behind a value in its last line, or in the first one of a literal block."""
        end = node.end_mark.index
        if node.id == "scalar" and node.style in ("|", ">"):
            return [found.text for found in self.until(end)]
        line = self.text.find("\n", end)
        return [found.text for found in self.until(min(limit, len(self.text) if line < 0 else line))]

    def _foot(self, column: int, limit: int) -> list[Found]:
        taken = []
        while self.left and self.left[0].index < limit and self.left[0].alone and self.left[0].column >= column:
            taken.append(self.left.popleft())
        return taken

    def _blank(self, node: Any) -> bool:
        mark = node.start_mark
        return not self.lines[mark.line][: mark.column].strip(" -?") and _after_blank(self.lines, mark.line)


def _children(node: Any, data: Any) -> list[tuple[Any, Any, Any]]:
    """(key's node or None, value's node, value)."""
    if node.id == "mapping":
        return [(key, value, data[key.value]) for key, value in node.value]
    return [(None, value, item) for value, item in zip(node.value, data, strict=True)]


def _inside(text: str, node: Any) -> int:
    """Where a collection in braces closes; that of one pair in a list may have none."""
    end: int = node.end_mark.index
    return end - 1 if text[node.start_mark.index] in "[{" and text[end - 1] in "]}" else end


def _placed(value: Value, header: list[str], behind: list[str]) -> tuple[Value, list[str]]:
    """The comments before and behind a value, where it has a place for them.

    Comments inside make a block of it: what stood behind its brace then follows them, for order is kept. An empty
    collection has no inside.
    """
    if isinstance(value, Branch) and not value.entries:
        return replace(value, foot=()), [*header, *(comment.text for comment in value.foot), *behind]
    if isinstance(value, Branch) and _has_comments(value):
        return replace(value, foot=(*value.foot, *map(Comment, behind))), header
    return value, header + behind


def _has_comments(value: Value) -> bool:
    return isinstance(value, Branch) and (
        bool(value.foot) or any(entry.lead or entry.notes or _has_comments(entry.value) for entry in value.entries)
    )
