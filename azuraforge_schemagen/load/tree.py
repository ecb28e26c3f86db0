"""A file as it will be laid out: values, and the comments that belong to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that stands in a line of its own, ``#`` included; ``blank`` is an empty line before it."""

    text: str
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value that is no collection; ``spelling`` is how somebody wrote a number."""

    value: Any
    spelling: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands under a key, or in a list (``key`` is None). ``lead`` stands before it, ``notes`` behind it."""

    key: str | None
    value: Value
    lead: tuple[Comment, ...] = ()
    notes: tuple[str, ...] = ()
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """A map or a list; ``foot`` are the comments behind its last entry."""

    is_map: bool
    entries: tuple[Entry, ...]
    foot: tuple[Comment, ...] = ()


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
