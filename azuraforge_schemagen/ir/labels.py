"""Labels of enums in SQL text, where it is sure that they are: what is cast to an enum, and what one of its columns is
compared with. Whatever could be read in another way is passed over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.reserved import POSTGRESQL_TYPES

_BLANK = frozenset({"space", "line", "block"})
_SIGNS = frozenset("=<>!@#%^&|~+-*/?`")
_COMPARISONS = frozenset({"=", "<>", "!=", "<", ">", "<=", ">="})
_BEFORE = frozenset({"", "(", ",", "and", "or", "not", "when", "then", "else"})
_AFTER = frozenset({"", ")", ",", "and", "or", "when", "then", "else", "end"})
"""What an operand of a comparison stands between: everything else may belong to it."""


@dataclass(frozen=True, slots=True)
class Row:
    """What the names in a text stand for: columns of enums, behind these names or none."""

    columns: Mapping[str, QName]
    tables: Collection[str] = ()


Label = tuple[QName, str]


def labels(text: str, enums: Collection[QName], row: Row) -> list[Label]:
    """The labels that PostgreSQL reads in a text, each with its enum."""
    if "'" not in text:
        return []
    return list(dict.fromkeys(_Reader(text, enums, row).labels()))


class _Reader:
    def __init__(self, text: str, enums: Collection[QName], row: Row) -> None:
        self.pieces = [it for it in sqltext.tokens(text) if it.kind not in _BLANK]
        self.enums, self.row = enums, row

    def labels(self) -> Iterator[Label]:
        for place, piece in enumerate(self.pieces):
            if piece.kind == "string":
                yield from self._cast(place)
            elif piece.kind in ("name", "quoted") and self._text(place - 1) != ".":
                yield from self._typed(place)
                yield from self._compared(place)

    def _text(self, place: int) -> str:
        """A piece as it is compared: words in lower case; empty where there is none."""
        if not 0 <= place < len(self.pieces):
            return ""
        piece = self.pieces[place]
        return piece.text.lower() if piece.kind in ("name", "sign") else f"{piece.kind} {piece.text}"

    def _chain(self, place: int) -> tuple[tuple[str, ...], int]:
        """The names joined by dots from here, and where the text goes on."""
        names: list[str] = []
        while place < len(self.pieces) and self.pieces[place].kind in ("name", "quoted"):
            names.append(sqltext.identifier(self.pieces[place]))
            place += 1
            if self._text(place) != ".":
                break
            place += 1
        return tuple(names), place

    def _type(self, place: int) -> tuple[QName | None, int]:
        """The enum whose name stands here, ``None`` for any other type."""
        names, end = self._chain(place)
        if not names or len(names) > 2 or self._text(end) == "[" or (len(names) == 1 and names[0] in POSTGRESQL_TYPES):
            return None, end
        schema = names[0] if len(names) == 2 and names[0] != "public" else ""
        found = QName(schema, names[-1])
        return (found if found in self.enums else None), end

    def _value(self, place: int) -> str | None:
        """The value of a string that stands alone: two in a row are one."""
        around = (self._text(place - 1), self._text(place + 1))
        if any(it.startswith("string ") for it in around) or not 0 <= place < len(self.pieces):
            return None
        piece = self.pieces[place]
        plain = piece.kind == "string" and piece.text[0] in "'eE"
        return next(iter(sqltext.strings(piece.text))) if plain else None

    def _typed(self, place: int) -> Iterator[Label]:
        """``mood 'x'``."""
        enum, end = self._type(place)
        value = self._value(end) if enum is not None else None
        if enum is not None and value is not None:
            yield enum, value

    def _cast(self, place: int) -> Iterator[Label]:
        """``'x'::mood``, ``CAST('x' AS mood)``."""
        value, following = self._value(place), self._text(place + 1)
        enum = self._type(place + 2)[0] if following in ("::", "as") else None
        if following == "as" and (self._text(place - 1), self._text(place - 2)) != ("(", "cast"):
            enum = None
        if value is not None and enum is not None:
            yield enum, value

    def _compared(self, place: int) -> Iterator[Label]:
        names, end = self._chain(place)
        enum = self.row.columns.get(names[-1])
        if enum is None or len(names) > 2 or (len(names) == 2 and names[0] not in self.row.tables):
            return
        if self._text(place - 1) in _BEFORE:
            yield from ((enum, it) for it in self._right(enum, end))
        if self._text(end) in _AFTER:
            yield from ((enum, it) for it in self._left(enum, place))

    def _operator(self, place: int, step: int) -> tuple[str, int]:
        """The signs from here on, in either direction, as one operator."""
        signs: list[str] = []
        while (sign := self._text(place)) in _SIGNS:
            signs.append(sign)
            place += step
        return "".join(signs[::step]), place

    def _right(self, enum: QName, place: int) -> list[str]:
        """What a column that ends before ``place`` is compared with."""
        operator, after = self._operator(place, 1)
        if operator in _COMPARISONS:
            if self._text(after) in ("any", "all"):
                return self._listed(enum, after + 1, array=True)
            value, end = self._operand(enum, after)
            return [value] if value is not None and self._text(end) in _AFTER else []
        words = [self._text(place + at) for at in range(4)]
        if words[0] == "in" or words[:2] == ["not", "in"]:
            return self._listed(enum, place + 1 + (words[0] == "not"), array=False)
        distinct = next((at for at in (1, 2) if words[at : at + 2] == ["distinct", "from"]), 0)
        if words[0] == "is" and distinct and (distinct == 1 or words[1] == "not"):
            value, end = self._operand(enum, place + distinct + 2)
            return [value] if value is not None and self._text(end) in _AFTER else []
        return []

    def _left(self, enum: QName, place: int) -> list[str]:
        """What stands before a column that begins at ``place``: only a string that nothing else takes."""
        operator, before = self._operator(place - 1, -1)
        value = self._value(before) if operator in _COMPARISONS else None
        return [value] if value is not None and self._text(before - 1) in _BEFORE else []

    def _operand(self, enum: QName, place: int) -> tuple[str | None, int]:
        """A string that becomes the enum, and where the text goes on."""
        value, end = self._value(place), place + 1
        if value is not None and self._text(end) == "::":
            cast, end = self._type(end + 1)
            value = value if cast == enum else None
        return value, end

    def _listed(self, enum: QName, place: int, array: bool) -> list[str]:
        """``('a', 'b')``, or ``(ARRAY['a', 'b'])``; nothing where anything else stands in it."""
        opening = ["(", "array", "["] if array else ["("]
        if [self._text(place + at) for at in range(len(opening))] != opening:
            return []
        place += len(opening)
        found: list[str] = []
        while True:
            value, place = self._operand(enum, place)
            if value is None:
                return []
            found.append(value)
            if self._text(place) != ",":
                break
            place += 1
        closing = ["]", ")"] if array else [")"]
        return found if [self._text(place + at) for at in range(len(closing))] == closing else []
