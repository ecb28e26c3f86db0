"""SQLite's own record of its objects is the text of CREATE: a small reader of these."""

from __future__ import annotations

from dataclasses import dataclass, field

from azuraforge_schemagen.dialects.sqlite.words import Word, words

_CONSTRAINT = frozenset(
    ("constraint", "primary", "unique", "check", "references", "not", "null", "default", "collate", "generated", "as")
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A constraint: its ``kind`` (``primary``, ``unique``, ``check``, ``foreign``), its name, and its parts.

    ``order`` is what is said of a key's columns beyond their names, ``conflict`` what ON CONFLICT says; ``inline`` is
    one that stands in its column.
    """

    kind: str
    name: str | None = None
    columns: tuple[str, ...] = ()
    expression: tuple[Word, ...] = ()
    target: str = ""
    target_columns: tuple[str, ...] = ()
    actions: dict[str, str] = field(default_factory=dict)
    deferrable: str | None = None
    order: str = ""
    conflict: str = ""
    inline: bool = False


@dataclass(frozen=True, slots=True)
class ColumnText:
    """What only the text says of a column."""

    name: str
    collation: str | None = None
    generated: tuple[Word, ...] = ()
    conflict: str = ""


@dataclass(frozen=True, slots=True)
class TableText:
    """A CREATE TABLE statement, read."""

    sql: str
    columns: tuple[ColumnText, ...]
    clauses: tuple[Clause, ...]
    without_rowid: bool = False
    strict: bool = False
    autoincrement: bool = False


@dataclass(frozen=True, slots=True)
class KeyText:
    """A key of an index; ``name`` is ``None`` where it is an expression."""

    name: str | None
    words: tuple[Word, ...]
    collation: str | None
    descending: bool


@dataclass(frozen=True, slots=True)
class IndexText:
    """A CREATE INDEX statement, read."""

    sql: str
    keys: tuple[KeyText, ...]
    where: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class ViewText:
    """A CREATE VIEW statement, read; ``columns`` are the names in front of its query, ``broken`` is why nobody can read
    from it."""

    columns: tuple[str, ...]
    query: str
    broken: str = ""


def table_text(sql: str) -> TableText:
    """CREATE TABLE as SQLite keeps it. Raises ``ValueError`` where it is no such statement."""
    body, rest = _body(words(sql))
    columns: list[ColumnText] = []
    clauses: list[Clause] = []
    for part in _split(body):
        reader = _Reader(part)
        if part[0].key not in ("constraint", "primary", "unique", "check", "foreign"):
            columns.append(reader.column(clauses))
        while not reader.at_end():  # commas between the constraints of a table may be left out
            clauses += reader.clause()
    keys = [word.key for word in rest]
    counts = any(word.key == "autoincrement" for word in body)
    return TableText(sql, tuple(columns), tuple(clauses), "without" in keys, "strict" in keys, counts)


def index_text(sql: str) -> IndexText:
    """CREATE INDEX as SQLite keeps it. Raises ``ValueError`` where it is no such statement."""
    body, rest = _body(words(sql))
    where = rest[1:] if rest and rest[0].key == "where" else []
    return IndexText(sql, tuple(_index_key(part) for part in _split(body)), tuple(where))


def view_text(sql: str) -> ViewText:
    """CREATE VIEW as SQLite keeps it. Raises ``ValueError`` where it is no such statement."""
    every = words(sql)
    as_ = next((place for place, word in enumerate(every) if word.key == "as"), 0)
    columns = _split(every[4 : as_ - 1]) if as_ > 3 else []
    if as_ < 3 or any(len(part) != 1 for part in columns):
        raise ValueError("no names of columns and AS")
    return ViewText(tuple(part[0].name for part in columns), sql[every[as_].end :])


def _body(all_words: list[Word]) -> tuple[list[Word], list[Word]]:
    """What stands in the statement's parentheses, and what follows them."""
    start = next((place for place, word in enumerate(all_words) if word.key == "("), None)
    if start is None:
        raise ValueError("no parenthesis")
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


def _index_key(part: list[Word]) -> KeyText:
    descending, collation = part[-1].key == "desc", None
    if part[-1].key in ("asc", "desc"):
        part = part[:-1]
    if len(part) > 2 and part[-2].key == "collate":
        part, collation = part[:-2], part[-1].name
    while len(part) > 2 and part[0].key == "(" and _closing(part, 0) == len(part) - 1:
        part = part[1:-1]
    return KeyText(part[0].name if len(part) == 1 else None, tuple(part), collation, descending)


class _Reader:
    """Reads the words of one column or constraint. A word that is missing is a ``ValueError``."""

    def __init__(self, part: list[Word]) -> None:
        self.part, self.at = part, 0

    def at_end(self) -> bool:
        """Whether every word is read."""
        return self.at >= len(self.part)

    def column(self, clauses: list[Clause]) -> ColumnText:
        """A column; the constraints that stand in it are put among the table's."""
        name = self._take().name
        while not self.at_end() and self._key() not in _CONSTRAINT:
            self._skip()
        collation, conflict = None, ""
        generated: tuple[Word, ...] = ()
        while not self.at_end():
            match self._key():
                case "constraint" | "primary" | "unique" | "check" | "references":
                    clauses += self.clause(name)
                case "collate":
                    self._take()
                    collation = self._take().name
                case "as":
                    self._take()
                    generated = self._parenthesis()
                case "not":
                    self.at += 2
                    conflict = self._conflict()
                case _:
                    self._skip()
        return ColumnText(name, collation, generated, conflict)

    def clause(self, column: str | None = None) -> list[Clause]:
        """A constraint of the table, or one that stands in ``column``; a name alone is none."""
        name = None
        if self._key() == "constraint":
            self._take()
            name = self._take().name
        own = (column,) if column else ()
        match self._key():
            case "primary" | "unique" as kind:
                self.at += 2 if kind == "primary" else 1
                columns, order = (own, self._order()) if column else self._keys()
                conflict = self._conflict()
                self.at += self._key() == "autoincrement"
                return [Clause(kind, name, columns, order=order, conflict=conflict, inline=column is not None)]
            case "check":
                self._take()
                return [Clause("check", name, own, self._parenthesis(), conflict=self._conflict())]
            case "foreign":
                self.at += 2
                return [self._references(name, self._keys()[0])]
            case "references":
                return [self._references(name, own)]
            case _ if column is None and not self.at_end() and self._key() != "constraint":
                raise ValueError(f"unexpected {self._take().name!r}")
            case _:
                return []

    def _references(self, name: str | None, columns: tuple[str, ...]) -> Clause:
        self._take()
        target = self._take().name
        target_columns = self._keys()[0] if self._key() == "(" else ()
        actions: dict[str, str] = {}
        while self._key() in ("on", "match"):
            word = self._take()
            what = self._take().key
            if word.key == "on":
                actions[what] = self._action()
        deferrable = self._deferrable()
        return Clause("foreign", name, columns, (), target, target_columns, actions, deferrable)

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

    def _conflict(self) -> str:
        if self._key() != "on" or self._key(1) != "conflict":
            return ""
        self.at += 2
        said = self._take().key
        return "" if said == "abort" else said  # which is what happens anyhow

    def _order(self) -> str:
        return self._take().key.upper() if self._key() == "desc" else self._ascending()

    def _ascending(self) -> str:
        self.at += self._key() == "asc"
        return ""

    def _keys(self) -> tuple[tuple[str, ...], str]:
        """The names in a parenthesis, and what is said of their order."""
        parts = _split(list(self._parenthesis()))
        said = [word for part in parts for word in part[1:] if word.key not in ("asc", "autoincrement")]
        return tuple(part[0].name for part in parts), " ".join(word.name for word in said)

    def _parenthesis(self) -> tuple[Word, ...]:
        end = _closing(self.part, self.at)
        inner = self.part[self.at + 1 : end]
        self.at = end + 1
        return tuple(inner)

    def _key(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.part[place].key if place < len(self.part) else ""

    def _take(self) -> Word:
        if self.at_end():
            raise ValueError("the statement ends too early")
        word = self.part[self.at]
        self.at += 1
        return word

    def _skip(self) -> None:
        """One word, or everything in a parenthesis."""
        self.at = _closing(self.part, self.at) + 1 if self.part[self.at].key == "(" else self.at + 1
