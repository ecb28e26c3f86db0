"""SQLite's own record of its objects is the text of CREATE TABLE and CREATE INDEX: a small reader of these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from azuraforge_schemagen.ir import sqltext

_CONSTRAINT = frozenset(
    ("constraint", "primary", "unique", "check", "references", "not", "null", "default", "collate", "generated", "as")
)


@dataclass(frozen=True, slots=True)
class Word:
    """A token that means something: ``name`` is what it names, ``key`` the keyword that it may be."""

    start: int
    end: int
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A constraint: its ``kind`` (``primary``, ``unique``, ``check``, ``foreign``), its name, and its parts."""

    kind: str
    name: str | None = None
    columns: tuple[str, ...] = ()
    expression: str = ""
    target: str = ""
    target_columns: tuple[str, ...] = ()
    actions: dict[str, str] = field(default_factory=dict)
    deferrable: str | None = None


@dataclass(frozen=True, slots=True)
class ColumnText:
    """What only the text says of a column."""

    name: str
    collation: str | None = None
    generated: str | None = None


@dataclass(frozen=True, slots=True)
class TableText:
    """A CREATE TABLE statement, read."""

    columns: tuple[ColumnText, ...]
    clauses: tuple[Clause, ...]
    without_rowid: bool = False
    strict: bool = False


@dataclass(frozen=True, slots=True)
class KeyText:
    """A key of an index; ``name`` is ``None`` where it is an expression."""

    name: str | None
    text: str
    collation: str | None
    descending: bool


@dataclass(frozen=True, slots=True)
class IndexText:
    """A CREATE INDEX statement, read."""

    keys: tuple[KeyText, ...]
    where: str | None


def table_text(sql: str) -> TableText:
    """CREATE TABLE as SQLite keeps it."""
    body, rest = _body(words(sql))
    columns: list[ColumnText] = []
    clauses: list[Clause] = []
    for part in _split(body):
        reader = _Reader(sql, part)
        if part[0].key in ("constraint", "primary", "unique", "check", "foreign"):
            clauses.append(reader.clause())
        else:
            columns.append(reader.column(clauses))
    keys = [word.key for word in rest]
    return TableText(tuple(columns), tuple(clauses), "without" in keys, "strict" in keys)


def index_text(sql: str) -> IndexText:
    """CREATE INDEX as SQLite keeps it."""
    body, rest = _body(words(sql))
    where = _text(sql, rest[1:]) if rest and rest[0].key == "where" else None
    return IndexText(tuple(_index_key(sql, part) for part in _split(body)), where)


def words(sql: str) -> list[Word]:
    """The tokens of a statement without white space and comments; MySQL's and Access's quotes count as names."""
    return list(_words(sqltext.tokens(sql)))


def _words(tokens: tuple[sqltext.Token, ...]) -> Iterator[Word]:
    at = place = 0
    while at < len(tokens):
        token = tokens[at]
        text, step = token.text, 1
        if closing := {"`": "`", "[": "]"}.get(text):
            step = next((end - at + 1 for end in range(at + 1, len(tokens)) if tokens[end].text == closing), 1)
            text = "".join(piece.text for piece in tokens[at : at + step])
            yield Word(place, place + len(text), text[1:-1], "")
        elif token.kind == "quoted":
            yield Word(place, place + len(text), sqltext.identifier(token), "")
        elif token.kind == "string":
            yield Word(place, place + len(text), text[1:-1].replace("''", "'"), "")
        elif token.kind not in ("space", "line", "block"):
            yield Word(place, place + len(text), text, text.lower())
        at += step
        place += len(text)


def _body(all_words: list[Word]) -> tuple[list[Word], list[Word]]:
    """What stands in the statement's parentheses, and what follows them."""
    start = next(place for place, word in enumerate(all_words) if word.key == "(")
    end = _closing(all_words, start)
    return all_words[start + 1 : end], all_words[end + 1 :]


def _closing(all_words: list[Word], start: int) -> int:
    depth = 0
    for place in range(start, len(all_words)):
        depth += {"(": 1, ")": -1}.get(all_words[place].key, 0)
        if not depth:
            return place
    return len(all_words)


def _split(body: list[Word]) -> list[list[Word]]:
    """The parts between the commas of the first level."""
    parts: list[list[Word]] = [[]]
    depth = 0
    for word in body:
        depth += {"(": 1, ")": -1}.get(word.key, 0)
        if word.key == "," and not depth:
            parts.append([])
        else:
            parts[-1].append(word)
    return [part for part in parts if part]


def _text(sql: str, part: list[Word]) -> str:
    return sql[part[0].start : part[-1].end] if part else ""


def _index_key(sql: str, part: list[Word]) -> KeyText:
    descending, collation = part[-1].key == "desc", None
    if part[-1].key in ("asc", "desc"):
        part = part[:-1]
    if len(part) > 2 and part[-2].key == "collate":
        part, collation = part[:-2], part[-1].name
    return KeyText(part[0].name if len(part) == 1 else None, _text(sql, part), collation, descending)


class _Reader:
    """Reads the words of one column or constraint."""

    def __init__(self, sql: str, part: list[Word]) -> None:
        self.sql, self.part, self.at = sql, part, 0

    def column(self, clauses: list[Clause]) -> ColumnText:
        """A column; the constraints that stand in it are put among the table's."""
        name = self._take().name
        while self.at < len(self.part) and self._key() not in _CONSTRAINT:
            self._skip()
        collation = generated = None
        while self.at < len(self.part):
            match self._key():
                case "constraint" | "primary" | "unique" | "check" | "references":
                    found = self.clause(name)
                    clauses += [found] if found.kind else []
                case "collate":
                    self._take()
                    collation = self._take().name
                case "as":
                    self._take()
                    generated = self._parenthesis()
                case _:
                    self._skip()
        return ColumnText(name, collation, generated)

    def clause(self, column: str | None = None) -> Clause:
        """A constraint of the table, or one that stands in ``column``."""
        name = None
        if self._key() == "constraint":
            self._take()
            name = self._take().name
        kind = self._key()
        own = (column,) if column else ()
        match kind:
            case "primary":
                self.at += 2
                return Clause(kind, name, own or self._names())
            case "unique":
                self._take()
                return Clause(kind, name, own or self._names())
            case "check":
                self._take()
                return Clause(kind, name, own, expression=self._parenthesis())
            case "foreign":
                self.at += 2
                return self._references(name, self._names())
            case "references":
                return self._references(name, own)
            case _:
                return Clause("", name)

    def _references(self, name: str | None, columns: tuple[str, ...]) -> Clause:
        self._take()
        target = self._take().name
        target_columns = self._names() if self._key() == "(" else ()
        actions: dict[str, str] = {}
        while self._key() in ("on", "match"):
            word = self._take()
            what = self._take().key
            if word.key == "on":
                actions[what] = self._action()
        return Clause("foreign", name, columns, "", target, target_columns, actions, self._deferrable())

    def _action(self) -> str:
        first = self._take().key
        return f"{first} {self._take().key}" if first in ("set", "no") else first

    def _deferrable(self) -> str | None:
        negated = self._key() == "not" and self._key(1) == "deferrable"
        if not negated and self._key() != "deferrable":
            return None
        self.at += 2 if negated else 1
        initially = "immediate"
        if self._key() == "initially":
            self._take()
            initially = self._take().key
        return None if negated else initially

    def _names(self) -> tuple[str, ...]:
        end = _closing(self.part, self.at)
        inner = self.part[self.at + 1 : end]
        self.at = end + 1
        return tuple(part[0].name for part in _split(inner))

    def _parenthesis(self) -> str:
        end = _closing(self.part, self.at)
        inner = self.part[self.at + 1 : end]
        self.at = end + 1
        return _text(self.sql, inner)

    def _key(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.part[place].key if place < len(self.part) else ""

    def _take(self) -> Word:
        word = self.part[self.at]
        self.at += 1
        return word

    def _skip(self) -> None:
        """One word, or everything in a parenthesis."""
        self.at = _closing(self.part, self.at) + 1 if self.part[self.at].key == "(" else self.at + 1
