"""Attributes of composite values in SQL text: ``(address).street``."""

from __future__ import annotations

from collections.abc import Callable

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.sqltext import Token

_OPENING = {")": "(", "]": "["}


def rename(text: str, old: str, new: str, of: Callable[[str | None], bool]) -> str:
    """The text with an attribute renamed where ``of`` says so of the column that it is read from, ``None`` where it is
    read from anything else."""
    pieces = sqltext.tokens(text)
    found = {
        place: sqltext.quoted(new)
        for place, column in _attributes(pieces).items()
        if sqltext.identifier(pieces[place]) == old and of(column)
    }
    return sqltext.exchanged(text, found) if found else text


def _attributes(pieces: tuple[Token, ...]) -> dict[int, str | None]:
    """The places of attributes, each with the column that it is read from."""
    found: dict[int, str | None] = {}
    solid = [place for place, piece in enumerate(pieces) if piece.kind not in sqltext.BLANK]
    for at in range(2, len(solid)):
        before, dot, name = (pieces[solid[it]] for it in (at - 2, at - 1, at))
        if dot.text != "." or not _is_name(name):
            continue
        if before.text in _OPENING:
            found[solid[at]] = _column([pieces[it] for it in solid[: at - 1]])
        elif solid[at - 2] in found:
            found[solid[at]] = None
    return found


def _column(pieces: list[Token]) -> str | None:
    """The column whose value ends here: ``(c)``, ``(t.c)``, ``c[1]`` or ``(c[1])``."""
    closing = pieces.pop()
    inner: list[Token] = []
    depth = 1
    while pieces and depth:
        piece = pieces.pop()
        depth += (piece.text == closing.text) - (piece.text == _OPENING[closing.text])
        inner.insert(0, piece)
    if closing.text == "]":
        return sqltext.identifier(pieces[-1]) if pieces and _is_name(pieces[-1]) else None
    inner = inner[1:]
    if inner and inner[-1].text == "]":
        return _column(inner)
    plain = all(_is_name(it) if place % 2 == 0 else it.text == "." for place, it in enumerate(inner))
    return sqltext.identifier(inner[-1]) if inner and plain else None


def _is_name(piece: Token) -> bool:
    return piece.kind in ("name", "quoted")
