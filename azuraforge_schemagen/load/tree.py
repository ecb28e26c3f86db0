"""A file as it will be laid out: values, and the comments that belong to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that stands in a line of its own, ``#`` included; ``blank`` is an empty line before it.

    ``line`` is where it does so in its file, from 0; -1 where it came from elsewhere.
    """

    text: str
    blank: bool = False
    line: int = field(default=-1, compare=False)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value that is no collection; ``spelling`` is how somebody wrote a number."""

    value: Any
    spelling: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands under a key, or in a list (``key`` is None). ``lead`` stands before it, ``notes`` behind it.

    ``line`` is where its key stands in its file, from 0.
    """

    key: str | None
    value: Value
    lead: tuple[Comment, ...] = ()
    notes: tuple[str, ...] = ()
    blank: bool = False
    line: int = field(default=-1, compare=False)


@dataclass(frozen=True, slots=True)
class Branch:
    """A map or a list; ``foot`` are the comments behind its last entry.

    ``column`` is that of the keys of a block map in its file, each of which has lines of its own; -1 for others.
    """

    is_map: bool
    entries: tuple[Entry, ...]
    foot: tuple[Comment, ...] = ()
    column: int = field(default=-1, compare=False)


Value = Leaf | Branch


def tree(data: Any) -> Value:
    """Plain data without comments."""
    if isinstance(data, Mapping):
        return Branch(True, tuple(Entry(key, tree(value)) for key, value in data.items()))
    if isinstance(data, list | tuple):
        return Branch(False, tuple(Entry(None, tree(value)) for value in data))
    return Leaf(data)


def plain(value: Value) -> Any:
    """The data of a tree."""
    if isinstance(value, Leaf):
        return value.value
    if value.is_map:
        return {entry.key: plain(entry.value) for entry in value.entries}
    return [plain(entry.value) for entry in value.entries]
