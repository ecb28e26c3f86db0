"""The names that WITH gives to queries, and where they hide the relations of the same name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from azuraforge_schemagen.ir.mentions import Chain

_BEFORE_QUERY = frozenset({"as", "not", "materialized"})


@dataclass(slots=True)
class _Level:
    """What is between two parentheses, and what comes next in a WITH: a name, its query (or AS), or a comma."""

    visible: frozenset[str] = frozenset()
    next: Literal["", "name", "query", "comma"] = ""
    recursive: bool = False
    name: str = ""
    word: str = ""

    def inside(self) -> frozenset[str]:
        """What is visible in a parenthesis that opens here."""
        own = self.next == "query" and self.recursive
        return self.visible | {self.name} if own else self.visible

    def close(self) -> None:
        """Behind its query a name can be used; what closes before AS are the names of its columns."""
        if self.next == "query" and self.word in _BEFORE_QUERY:
            self.visible, self.next = self.visible | {self.name}, "comma"

    def read(self, piece: Chain) -> bool:
        """Whether a name means a query of a WITH, or names one."""
        match self.next:
            case "name" if piece.word == "recursive":
                self.recursive = True
                return False
            case "name":
                self.name, self.next = piece.names[-1], "query"
                return True
            case "query" if piece.word in _BEFORE_QUERY:
                return False
            case _:
                self.next = "name" if piece.word == "with" else ""
                return len(piece.names) == 1 and piece.names[0] in self.visible


def hidden(pieces: Iterable[Chain | str]) -> frozenset[int]:
    """Where names stand that mean a query of a WITH, or name one: such a query is seen behind itself, and by itself
    where the WITH is RECURSIVE."""
    levels = [_Level()]
    found: set[int] = set()
    for piece in pieces:
        level = levels[-1]
        if not isinstance(piece, str):
            if level.read(piece):
                found.add(piece.start)
            level.word = piece.word
        elif piece == "(":
            levels.append(_Level(level.inside()))
        elif piece == ")":
            levels = levels[:-1] or [_Level()]
            levels[-1].close()
        elif piece == ";":
            levels = [_Level()]
        elif piece == "," and level.next == "comma":
            level.next = "name"
    return frozenset(found)
