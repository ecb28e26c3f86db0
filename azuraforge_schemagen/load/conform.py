"""A tree made to say other data: what stays the same stays the same object, and every comment finds a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from azuraforge_schemagen.load.guide import Guide
from azuraforge_schemagen.load.tree import Branch, Comment, Entry, Leaf, Value, plain, tree


def exact(value: Any) -> Any:
    """A value that equals another one only where both are of one type and have the same digits."""
    if isinstance(value, Mapping):
        return {key: exact(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [exact(item) for item in value]
    return type(value), str(value) if isinstance(value, Decimal) else value


def conformed(value: Branch, data: Any, guide: Guide) -> Branch:
    """The tree of a file, as it says ``data``."""
    made, lost = _conform(value, data, guide)
    assert isinstance(made, Branch)
    return replace(made, foot=(*lost, *made.foot)) if lost else made


def _conform(value: Value, data: Any, guide: Guide) -> tuple[Value, tuple[Comment, ...]]:
    """The value as it says ``data``, and the comments that have no place in it any more."""
    if exact(plain(value)) == exact(data):
        return value, ()
    if isinstance(value, Leaf):
        return tree(data), ()
    if value.is_map and isinstance(data, Mapping) and data:
        return _map(value, data, guide), ()
    if not value.is_map and isinstance(data, list | tuple) and data:
        return _list(value, data, guide), ()
    return tree(data), tuple(_inner(value))


def _map(branch: Branch, data: Mapping[str, Any], guide: Guide) -> Branch:
    entries: list[Entry] = []
    carried: tuple[Comment, ...] = ()
    for entry in branch.entries:
        if entry.key is not None and entry.key in data:
            entries.append(_said(entry, data[entry.key], guide.of(entry.key, data[entry.key]), carried))
            carried = ()
        else:
            carried += tuple(_of(entry))
    names = list(data)
    ranks = guide.keys
    for place, name in enumerate(names):
        if not any(entry.key == name for entry in entries):
            at = _ranked(entries, ranks, name) if name in ranks else _behind(entries, names[:place])
            entries.insert(at, Entry(name, tree(data[name])))
    return replace(branch, entries=tuple(entries), foot=(*carried, *branch.foot))


def _ranked(entries: Sequence[Entry], ranks: Mapping[str, int], name: str) -> int:
    """The place of a known key: behind the last one that the language puts before it."""
    before = [at for at, entry in enumerate(entries, 1) if ranks.get(entry.key or "", len(ranks)) < ranks[name]]
    return max(before, default=0)


def _behind(entries: Sequence[Entry], before: Sequence[str]) -> int:
    """The place of a name: behind the nearest one before it that is there."""
    places = {entry.key: at for at, entry in enumerate(entries, 1)}
    return next((places[name] for name in reversed(before) if name in places), 0)


def _list(branch: Branch, data: Sequence[Any], guide: Guide) -> Branch:
    old, new = ([repr(exact(item)) for item in items] for items in (plain(branch), data))
    entries: list[Entry] = []
    carried: tuple[Comment, ...] = ()
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        pairs = min(i2 - i1, j2 - j1) if kind in ("equal", "replace") else 0
        for at in range(pairs):
            entries.append(_said(branch.entries[i1 + at], data[j1 + at], guide.of(j1 + at, data[j1 + at]), carried))
            carried = ()
        entries += (Entry(None, tree(item)) for item in data[j1 + pairs : j2])
        carried += tuple(comment for entry in branch.entries[i1 + pairs : i2] for comment in _of(entry))
    return replace(branch, entries=tuple(entries), foot=(*carried, *branch.foot))


def _said(entry: Entry, data: Any, guide: Guide, carried: tuple[Comment, ...]) -> Entry:
    value, lost = _conform(entry.value, data, guide)
    if value is entry.value and not carried and not lost:
        return entry
    return replace(entry, value=value, lead=(*carried, *entry.lead, *lost))


def _of(entry: Entry) -> Iterator[Comment]:
    """The comments of an entry that goes."""
    yield from (replace(comment, line=-1) for comment in entry.lead)
    yield from map(Comment, entry.notes)
    yield from _inner(entry.value)


def _inner(value: Value) -> Iterator[Comment]:
    if isinstance(value, Branch):
        for entry in value.entries:
            yield from _of(entry)
        yield from (replace(comment, line=-1) for comment in value.foot)
