"""What SQL text mentions, by names alone: relations, functions, types, columns.

Not a parser: it reads which clause a name stands in, and what it cannot tell it takes for a mention. What it cannot see
(dynamic SQL, a body in another language) is what ``depends_on`` is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from azuraforge_schemagen.ir import regclass, sqltext
from azuraforge_schemagen.ir.common_tables import hidden
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.reserved import POSTGRESQL_TYPES

Dotted = tuple[str, str]
"""A database schema, empty where none is said, and a name."""

_SOURCES = frozenset({"from", "join"})
_TARGETS = frozenset({"into", "update", "table", "references", "truncate"})
_ENDS = frozenset(
    "where group having order limit offset window fetch union intersect except returning set values do".split()
)
_SKIPPED = frozenset({"only", "lateral", "recursive", "rows"})
_NO_CALL = frozenset(
    "and or not in any some all exists on using as from join where having by select then else when case filter over"
    " values union intersect except with is between like ilike returning lateral only materialized".split()
)


class Chain(NamedTuple):
    """Identifiers joined by dots, and where they stand in the text. ``word`` is a single unquoted one in lower case."""

    start: int
    end: int
    names: tuple[str, ...]
    word: str

    @property
    def dotted(self) -> Dotted:
        """The last two: a name and its schema."""
        schema = self.names[-2] if len(self.names) > 1 else ""
        return ("" if schema == "public" else schema, self.names[-1])


@dataclass(slots=True)
class Mentions:
    """``chains`` are all names with what stands before them, ``names`` every one alone; ``objects`` are those that
    strings say (``'f'::regproc``), ``casts`` those of types. ``whole`` says that all columns of
    a relation are meant (``*``, a whole row, NATURAL)."""

    relations: set[Dotted] = field(default_factory=set)
    functions: set[Dotted] = field(default_factory=set)
    chains: set[Dotted] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    objects: set[Dotted] = field(default_factory=set)
    casts: set[Dotted] = field(default_factory=set)
    whole: bool = False
    groups: bool = False


@lru_cache(maxsize=4096)
def mentions(text: str) -> Mentions:
    """What a text mentions. Not to be changed."""
    pieces = list(_pieces(text))
    reader = _Reader(hidden(pieces))
    for piece in pieces:
        reader.read(piece)
    found = reader.found
    found.relations.update((it.schema, it.name) for it in regclass.sequences(text))
    found.objects.update(it.dotted for said in regclass.constants(text) for it in chains(said))
    found.whole = found.whole or not reader.bare.isdisjoint({*reader.aliases, *(it[1] for it in found.relations)})
    return found


def chains(text: str) -> list[Chain]:
    """The names of a text in order."""
    return [it for it in _pieces(text) if isinstance(it, Chain)]


def _pieces(text: str) -> Iterator[Chain | str]:
    """Names as chains, everything else that is not blank as its text."""
    solid: list[tuple[int, sqltext.Token]] = []
    at = 0
    for token in sqltext.tokens(text):
        if token.kind not in ("space", "line", "block"):
            solid.append((at, token))
        at += len(token.text)
    place = 0
    while place < len(solid):
        start, token = solid[place]
        place += 1
        if token.kind not in ("name", "quoted"):
            yield token.text
            continue
        names, last, end = [sqltext.identifier(token)], token, start + len(token.text)
        while place + 1 < len(solid) and solid[place][1].text == "." and solid[place + 1][1].kind in ("name", "quoted"):
            begin, last = solid[place + 1]
            names.append(sqltext.identifier(last))
            end = begin + len(last.text)
            place += 2
        yield Chain(start, end, tuple(names), names[0] if len(names) == 1 and token.kind == "name" else "")


class _Reader:
    """Goes through a text; ``clauses`` is the clause at every open parenthesis, ``hidden`` are the places of names that
    mean no relation."""

    def __init__(self, hidden: frozenset[int]) -> None:
        self.hidden = hidden
        self.found = Mentions()
        self.clauses = [""]
        self.expects = False
        self.distinct = False
        """Whether DISTINCT ON was read last, or what stands in its parentheses."""
        self.last: Chain | str = ""
        self.plain = False
        """Whether a relation was read last, which is no call, and nothing but its alias after it."""
        self.aliases: set[str] = set()
        self.bare: set[str] = set()

    def read(self, piece: Chain | str) -> None:
        if isinstance(piece, Chain):
            self._word(piece) if piece.word in _KEYWORDS else self._name(piece)
        else:
            self._sign(piece)
        self.last = piece

    def _sign(self, sign: str) -> None:
        match sign:
            case "(":
                self._open()
            case ")":
                self.distinct = len(self.clauses) > 1 and self.clauses.pop() == "distinct on"
                self.expects = self.plain = False
            case ",":
                self.expects = self.clauses[-1] in ("from", "on")
                if self.expects:
                    self.clauses[-1] = "from"
            case "*":
                last = self.last.word if isinstance(self.last, Chain) else self.last
                whole = last in ("select", ",", ".", "distinct", "all", "returning") or (last == ")" and self.distinct)
                self.found.whole = self.found.whole or whole
            case ";":
                self.clauses, self.expects = [""], False
            case _:
                return

    def _open(self) -> None:
        last = self.last
        if isinstance(last, Chain) and last.word == "using" and self.expects:
            self.clauses[-1], self.expects = "on", False
        if isinstance(last, Chain) and last.word not in _NO_CALL:
            # a relation whose columns have names of their own
            self.found.whole = self.found.whole or (self.plain and last.names[-1] in self.aliases)
            if last.start not in self.hidden:
                self.found.functions.add(last.dotted)
            self.clauses.append("cast" if last.word == "cast" else "call")
        elif self.distinct:
            self.clauses.append("distinct on")
        else:
            self.clauses.append("from" if self.expects else "")
        self.distinct = self.plain = False

    def _word(self, piece: Chain) -> None:
        word, last = piece.word, self.last.word if isinstance(self.last, Chain) else ""
        self.distinct = word == "on" and last == "distinct"
        if word in _SOURCES and self.clauses[-1] not in ("call", "cast") and last != "distinct":
            self.clauses[-1], self.expects = "from", True
        elif word in _TARGETS:
            self.expects = True
        elif word == "on":
            self.clauses[-1] = "on" if self.clauses[-1] == "from" else self.clauses[-1]
        elif word == "using":  # DELETE ... USING b; the columns of JOIN ... USING (id) stand in parentheses
            self.expects = self.clauses[-1] == "from"
        elif word == "merge":
            self.clauses[-1] = "from"
        elif word == "select" or word in _ENDS:
            self.clauses[-1], self.expects = "", False
            self.found.groups = self.found.groups or word == "group"
        self.found.whole = self.found.whole or word in ("natural", "table")

    def _name(self, piece: Chain) -> None:
        self.found.chains.add(piece.dotted)
        self.found.names.update(piece.names)
        before = self.last.word if isinstance(self.last, Chain) else self.last
        if before == "::" or (before == "as" and self.clauses[-1] == "cast"):
            self.found.casts.add(piece.dotted)
        if self.expects:
            (
                self.aliases.add(piece.names[-1])
                if piece.start in self.hidden
                else self.found.relations.add(piece.dotted)
            )
            self.expects, self.plain = False, True
        elif self.clauses[-1] == "from":
            self.aliases.add(piece.names[-1])
        elif len(piece.names) == 1:
            self.bare.add(piece.names[0])


_OTHERS = ("natural", "merge", "inner", "left", "right", "full", "cross")
_KEYWORDS = _SOURCES | _TARGETS | _ENDS | _SKIPPED | _NO_CALL | set(_OTHERS)


def type_name(name: QName) -> str:
    """A type's name as SQL text, with its schema where the server has a type of its own of that name."""
    schema = name.schema or ("public" if name.name in POSTGRESQL_TYPES else "")
    own = sqltext.quoted(name.name)
    return f"{sqltext.quoted(schema)}.{own}" if schema else own


def retyped(text: str, old: QName, new: QName) -> str:
    """A type in SQL text, or what stands behind RETURNS, after the type or the table of a row was renamed."""
    spelled = type_name(new)
    for chain in reversed(chains(text)):
        if chain.dotted == (old.schema, old.name):
            text = text[: chain.start] + spelled + text[chain.end :]
    return text


def recalled(text: str, old: QName, new: QName) -> str:
    """SQL text after a function was renamed or moved: the calls of it, each with or without its schema as it was, or as
    it must be."""
    pieces = list(_pieces(text))
    for chain, following in reversed(list(pairwise(pieces))):
        if not isinstance(chain, Chain) or following != "(" or chain.names[-1] != old.name:
            continue
        if len(chain.names) > 1 and chain.dotted[0] != old.schema:
            continue
        moved = old.schema != new.schema
        if moved and len(chain.names) == 1 and old.schema:
            continue
        names = tuple(it for it in new if it) if moved else (*chain.names[:-1], new.name)
        text = text[: chain.start] + ".".join(map(sqltext.quoted, names)) + text[chain.end :]
    return text
