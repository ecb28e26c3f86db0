"""The plans of several dialects as one list: what is the same stands once, in an order that keeps every plan's own."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from azuraforge_schemagen.render.alembic.code import Fn, Item, Items, Line, Sql, Statement, Typed

_INERT = ("op.create_table", "sa.Column")
"""Calls whose comment a dialect without comments passes over."""


class Piece(NamedTuple):
    """One statement and the dialects that run it; ``notes`` are its hazards, one a dialect."""

    statement: Statement
    dialects: frozenset[str]
    transactional: bool = True
    notes: tuple[tuple[str, str], ...] = ()


def merge(one: Sequence[Piece], other: Sequence[Piece]) -> list[Piece]:
    """Two lists as one; each piece of either is there, in its own order."""
    if not one or not other:
        return [*one, *other]
    shared = _in_order(_pairs(one, other))
    merged: list[Piece] = []
    left = right = 0
    for at, to, statement in shared:
        merged += one[left:at]
        merged += other[right:to]
        first, second = one[at], other[to]
        both = first.dialects | second.dialects
        merged.append(Piece(statement, both, first.transactional, first.notes + second.notes))
        left, right = at + 1, to + 1
    return [*merged, *one[left:], *other[right:]]


def _pairs(one: Sequence[Piece], other: Sequence[Piece]) -> list[tuple[int, int, Statement]]:
    """Pieces that one statement can stand for; the n-th of a kind goes with the n-th."""
    waiting: dict[tuple[str, ...], list[int]] = {}
    for place in range(len(other) - 1, -1, -1):
        waiting.setdefault(_key(other[place].statement), []).append(place)
    found: list[tuple[int, int, Statement]] = []
    for place, piece in enumerate(one):
        places = waiting.get(_key(piece.statement))
        if not places:
            continue
        to = places.pop()
        if (both := _statement(piece, other[to])) is not None:
            found.append((place, to, both))
    return found


def _key(of: Statement) -> tuple[str, ...]:
    if not isinstance(of, Fn):
        return (type(of).__name__, of[0])
    names = [arg.args[0] if isinstance(arg, Fn) and arg.args else arg for arg in of.args[:2]]
    return (str(of.head), *(name for name in names if isinstance(name, str)))


def _in_order(pairs: list[tuple[int, int, Statement]]) -> list[tuple[int, int, Statement]]:
    """The longest run of pairs whose order is the same on both sides."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for place, (_, to, _) in enumerate(pairs):
        length = bisect_left(ends, to)
        if length == len(ends):
            ends.append(to)
            last.append(place)
        else:
            ends[length], last[length] = to, place
        before.append(last[length - 1] if length else -1)
    chosen: list[tuple[int, int, Statement]] = []
    place = last[-1] if last else -1
    while place >= 0:
        chosen.append(pairs[place])
        place = before[place]
    return chosen[::-1]


def _statement(one: Piece, other: Piece) -> Statement | None:
    if one.transactional != other.transactional or isinstance(one.statement, Line):
        return None
    if one.statement == other.statement:
        return one.statement
    if isinstance(one.statement, Sql | Line) or isinstance(other.statement, Sql | Line):
        return None
    if len(one.dialects) > 1 or len(other.dialects) > 1:
        return None
    (dialect,) = one.dialects
    (second,) = other.dialects
    return _fn(one.statement, other.statement, dialect, second)


def _item(one: Item, other: Item, dialect: str, second: str) -> Item | None:
    if one is other or one == other:
        return one
    if isinstance(one, Typed) and isinstance(other, Typed):
        return Typed(_variant(one.type, other.type, dialect, second))
    if isinstance(one, Fn) and isinstance(other, Fn):
        return _fn(one, other, dialect, second)
    if isinstance(one, Items) and isinstance(other, Items) and len(one.items) == len(other.items):
        both = [_item(*pair, dialect, second) for pair in zip(one.items, other.items, strict=True)]
        return None if None in both else Items(tuple(item for item in both if item is not None))
    return None


def _variant(one: str | Fn, other: str | Fn, dialect: str, second: str) -> Fn:
    """The generic type with the other as its variant."""
    if _generic(one) < _generic(other):
        one, other, second = other, one, dialect
    if isinstance(one, Fn):
        return Fn(one, (other, f'"{second}"'), attribute=".with_variant")
    return Fn(f"{one}.with_variant", (other, f'"{second}"'))


def _generic(of: str | Fn) -> bool:
    head = of.head if isinstance(of, Fn) else of
    return isinstance(head, str) and head.startswith("sa.")


def _fn(one: Fn, other: Fn, dialect: str, second: str) -> Fn | None:
    if one.head != other.head or one.attribute != other.attribute:
        return None
    args, others = _without_identity(one), _without_identity(other)
    if len(args) != len(others):
        return None
    both = [_item(*pair, dialect, second) for pair in zip(args, others, strict=True)]
    kwargs = _kwargs(one, other, dialect, second)
    if kwargs is None or None in both:
        return None
    longer = [arg for arg in (*one.args, *other.args) if _is_identity(arg)][:1]
    return one._replace(args=(*(item for item in both if item is not None), *longer), kwargs=kwargs)


def _is_identity(of: Item) -> bool:
    return isinstance(of, Fn) and of.head == "sa.Identity"


def _without_identity(of: Fn) -> list[Item]:
    """SQLite has no identity and passes over it, whatever its options are."""
    return [arg for arg in of.args if not _is_identity(arg)] if of.head == "sa.Column" else list(of.args)


def _kwargs(one: Fn, other: Fn, dialect: str, second: str) -> tuple[tuple[str, Item], ...] | None:
    if one.kwargs == other.kwargs:
        return one.kwargs
    left, right = dict(one.kwargs), dict(other.kwargs)
    both: dict[str, Item] = {}
    for name in [*left, *(name for name in right if name not in left)]:
        item = _item(left[name], right[name], dialect, second) if name in left and name in right else None
        if item is None and name not in right and _inert(name, one, second):
            item = left[name]
        if item is None and name not in left and _inert(name, other, dialect):
            item = right[name]
        if item is None:
            return None
        both[name] = item
    return tuple(both.items())


def _inert(name: str, fn: Fn, dialect: str) -> bool:
    """Whether ``dialect`` passes over the argument."""
    if name == "comment":
        return dialect == "sqlite" and fn.head in _INERT
    prefix = name.partition("_")[0]
    return prefix in ("postgresql", "sqlite") and prefix != dialect and "_" in name
