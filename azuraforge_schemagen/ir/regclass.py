"""Names inside strings: sequences as ``nextval('app.numbers')`` takes them, and what is cast to an address."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.names import QName

_FUNCTIONS = frozenset({"nextval", "currval", "setval"})
_BLANK = frozenset({"space", "line", "block"})


def drawing_from(name: QName) -> str:
    """The default that draws from a sequence, as PostgreSQL itself writes it."""
    return f"nextval({sqltext.string(_spelled(name, bool(name.schema)))}::regclass)"


@lru_cache(maxsize=8192)
def sequences(text: str) -> frozenset[QName]:
    """The sequences that a text draws from."""
    return frozenset(name for _, name, _ in _mentions(text))


def rename_sequence(text: str, old: QName, new: QName) -> str:
    """The text with a sequence's name replaced; its database schema is written where it was, or where it must be."""
    changed = {
        place: sqltext.string(_spelled(new, written if new.schema == old.schema else bool(new.schema)))
        for place, name, written in _mentions(text)
        if name == old
    }
    if not changed:
        return text
    return "".join(changed.get(place, token.text) for place, token in enumerate(sqltext.tokens(text)))


_TYPES = frozenset({"regclass", "regproc", "regprocedure", "regtype", "regcollation"})


def constants(text: str) -> Iterator[str]:
    """What strings say that stand for objects: ``f(integer)`` of ``'f(integer)'::regprocedure``."""
    if "'" not in text or "reg" not in text.lower():
        return
    solid = [token for token in sqltext.tokens(text) if token.kind not in _BLANK]
    words = [token.text.lower() for token in solid]
    for place, token in enumerate(solid):
        cast = words[place + 1 : place + 2] in (["::"], ["as"]) and words[place + 2 : place + 3]
        typed = words[place - 1 : place]  # regclass 'orders'
        if token.kind == "string" and not _TYPES.isdisjoint(cast or typed):
            yield sqltext.value(token.text)


def _mentions(text: str) -> Iterator[tuple[int, QName, bool]]:
    """The token, the name, and whether its database schema is written."""
    if "'" not in text:
        return
    pieces = sqltext.tokens(text)
    solid = [place for place, token in enumerate(pieces) if token.kind not in _BLANK]
    for before, place in pairwise(solid):
        token = pieces[place]
        if token.kind == "string" and token.text[0] == "'" and pieces[before].text == "(":
            caller = solid[solid.index(before) - 1] if solid.index(before) else before
            if pieces[caller].kind == "name" and sqltext.identifier(pieces[caller]) in _FUNCTIONS:
                parts = _parts(token.text[1:-1].replace("''", "'"))
                if parts:
                    schema = parts[0] if len(parts) == 2 and parts[0] != "public" else ""
                    yield place, QName(schema, parts[-1]), len(parts) == 2


def _parts(value: str) -> tuple[str, ...]:
    """The names in a dotted one; none where it is not one of one or two."""
    pieces = [token for token in sqltext.tokens(value) if token.kind not in _BLANK]
    named = pieces[::2]
    dotted = all(token.text == "." for token in pieces[1::2])
    if not dotted or len(named) not in (1, 2) or any(token.kind not in ("name", "quoted") for token in named):
        return ()
    return tuple(sqltext.identifier(token) for token in named)


def _spelled(name: QName, with_schema: bool) -> str:
    own = sqltext.quoted(name.name)
    return f"{sqltext.quoted(name.schema or 'public')}.{own}" if with_schema else own
