"""The one layout of YAML: plain data, or a tree with comments, to the text that a person would write.

A map of things by name is a block, and each of them stands in one line where it fits: in braces, or as its type alone.
What is too long, has text of several lines or comments inside becomes a block. Known keys stand in the order of the
language's JSON Schema; names, values and lists keep theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from azuraforge_schemagen.load.guide import Guide, whole
from azuraforge_schemagen.load.spelling import literal, scalar
from azuraforge_schemagen.load.tree import Branch, Comment, Entry, Leaf, Value, plain, tree

WIDTH = 120
_INDENT = 2
_LONGEST_KEY = 1000
"""A longer one could not be told from text: parsers look only so far for its colon."""


def text(data: Mapping[str, Any]) -> str:
    """The text of a file that holds ``data``."""
    root = tree(data)
    assert isinstance(root, Branch)
    return laid_out(root)


def laid_out(root: Branch) -> str:
    """The text of a file."""
    if not root.entries:
        return "\n".join([*(note.text for note in root.foot), "{}" if root.is_map else "[]"]) + "\n"
    return "\n".join(_branch(root, whole(plain(root)), 0)) + "\n"


def one_line(value: Value, guide: Guide) -> str | None:
    """A value in one line, inside of braces or not; None where it needs several."""
    if isinstance(value, Leaf):
        return None if _is_literal(value) else _leaf(value, guide, flow=True)
    parts = []
    for place, entry in enumerate(ordered(value, guide)):
        inner = None if entry.lead or entry.notes else one_line(entry.value, guide_of(guide, entry, place))
        if inner is None:
            return None
        parts.append(inner if entry.key is None else f"{_flow_key(entry.key)}: {inner}")
    if value.foot:
        return None
    inside = ", ".join(parts)
    if value.is_map:
        return f"{{ {inside} }}" if inside else "{}"
    return f"[{inside}]"


def ordered(branch: Branch, guide: Guide) -> tuple[Entry, ...]:
    """The entries with known keys first, in the language's order."""
    if not branch.is_map:
        return branch.entries
    keys = guide.keys
    return tuple(sorted(branch.entries, key=lambda entry: keys.get(entry.key or "", len(keys))))


def entry_lines(entry: Entry, guide: Guide, indent: int, first: bool = False) -> Iterator[str]:
    """The lines of an entry with what stands before it; at the beginning of a block no empty one."""
    yield from comment_lines(entry.lead, " " * indent, first)
    if entry.blank and not (first and not entry.lead):
        yield ""
    yield from _entry(entry, guide, indent)


def _branch(branch: Branch, guide: Guide, indent: int) -> Iterator[str]:
    for place, entry in enumerate(ordered(branch, guide)):
        yield from entry_lines(entry, guide_of(guide, entry, place), indent, first=place == 0)
    yield from comment_lines(branch.foot, " " * indent)


def comment_lines(comments: tuple[Comment, ...], space: str, first: bool = False) -> Iterator[str]:
    """Comments in lines of their own."""
    for place, comment in enumerate(comments):
        if comment.blank and (place or not first):
            yield ""
        yield space + comment.text


def _entry(entry: Entry, guide: Guide, indent: int) -> Iterator[str]:
    """The lines of an entry without what stands before it."""
    space = " " * indent
    *above, head = _head(entry.key, space)
    yield from above
    note = "".join(f"  {note}" for note in entry.notes)
    if isinstance(entry.value, Leaf):
        first, *rest = _leaf_lines(entry.value, guide)
        yield f"{head} {first}{note}"
        yield from (f"{space}  {line}" if line else "" for line in rest)
    elif (line := _fitting(entry.value, guide, len(head))) is not None:
        yield f"{head} {line}{note}"
    elif entry.key is None:
        yield from (space + note for note in entry.notes)
        first, *rest = _branch(entry.value, guide, indent + _INDENT)
        yield f"{head} {first.lstrip(' ')}"
        yield from rest
    else:
        yield head + note
        yield from _branch(entry.value, guide, indent + _INDENT)


def _leaf_lines(leaf: Leaf, guide: Guide) -> list[str]:
    block = literal(leaf.value) if isinstance(leaf.value, str) else None
    return [block[0], *block[1]] if block else [_leaf(leaf, guide, flow=False)]


def _fitting(branch: Branch, guide: Guide, width: int) -> str | None:
    """The collection in one line behind ``width`` characters, where it fits and is no list of named things."""
    line = one_line(branch, guide)
    if line is None or not branch.entries:
        return line
    return None if (guide.top and guide.names_things) or width + 1 + len(line) > WIDTH else line


def _head(key: str | None, space: str) -> list[str]:
    """What stands before a value: the dash, or the key; a very long key in a line of its own."""
    if key is None:
        return [f"{space}-"]
    spelled = scalar(key, flow=False)
    if len(spelled) > _LONGEST_KEY:
        return [f"{space}? {spelled}", f"{space}:"]
    return [f"{space}{spelled}:"]


def _flow_key(key: str) -> str:
    spelled = scalar(key, flow=True)
    return f"? {spelled} " if len(spelled) > _LONGEST_KEY else spelled


def guide_of(guide: Guide, entry: Entry, place: int) -> Guide:
    """The guide of an entry's value."""
    return guide.of(place if entry.key is None else entry.key, plain(entry.value))


def _leaf(leaf: Leaf, guide: Guide, flow: bool) -> str:
    return leaf.spelling or scalar(leaf.value, flow, guide.is_sql)


def _is_literal(leaf: Leaf) -> bool:
    return isinstance(leaf.value, str) and literal(leaf.value) is not None
