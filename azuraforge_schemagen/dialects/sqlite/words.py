"""The words of SQL as SQLite reads it. Its lexer differs from PostgreSQL's: four ways of quoting a name,
comments that do not nest, no dollar quotes and no backslashes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from azuraforge_schemagen.ir import sqltext

_TOKEN = re.compile(
    r"""
    (?P<blank>[ \t\n\f\r]+ | --[^\n]* | /\*.*?(?:\*/|\Z))
  | (?P<string>'(?:[^']|'')*')
  | (?P<blob>[xX]'[^']*')
  | (?P<double>"(?:[^"]|"")*")
  | (?P<tick>`(?:[^`]|``)*`)
  | (?P<bracket>\[[^\]]*\])
  | (?P<number>(?:0[xX][0-9A-Fa-f]+ | (?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?))
  | (?P<name>[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_$\x80-\U0010ffff]*)
  | (?P<sign>\|\||<[=><]|>[=>]|==|!=|->>?|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_QUOTES = {"string": "'", "double": '"', "tick": "`"}


@dataclass(frozen=True, slots=True)
class Word:
    """A token that means something: ``name`` is what it names, ``key`` the keyword that it may be, ``kind`` how it is
    written (``string``, ``double``, ``tick``, ``bracket``, ``name``, ``number``, ``blob``, ``sign``)."""

    start: int
    end: int
    name: str
    key: str
    kind: str


def words(sql: str) -> list[Word]:
    """The tokens of a statement without white space and comments."""
    return list(_words(sql))


def _words(sql: str) -> Iterator[Word]:
    for match in _TOKEN.finditer(sql):
        kind, text = str(match.lastgroup), match[0]
        if kind == "blank":
            continue
        if quote := _QUOTES.get(kind):
            name, key = text[1:-1].replace(quote * 2, quote), ""
        elif kind == "bracket":
            name, key = text[1:-1], ""
        else:
            name, key = text, text.lower()
        yield Word(match.start(), match.end(), name, key, kind)


def kept(sql: str) -> str:
    """A piece of a statement as it stands but for its layout and comments, names in ticks or brackets in double quotes
    where they need some. What stands in double quotes may be a string."""
    pieces: list[str] = []
    end = 0
    for word in words(sql):
        gap = " " if end < word.start and pieces else ""
        text = sqltext.quoted(word.name) if word.kind in ("tick", "bracket") else sql[word.start : word.end]
        pieces.append(gap + text)
        end = word.end
    return "".join(pieces)


def quoted_alike(sql: str) -> str:
    """The text with names in double quotes that stand in ticks or brackets."""
    if "`" not in sql and "[" not in sql:
        return sql
    return _TOKEN.sub(lambda it: _name(it) if it.lastgroup in ("tick", "bracket") else it[0], sql)


def _name(found: re.Match[str]) -> str:
    word = next(_words(found[0]))
    return sqltext.quoted(word.name)


def standard(sql: str, part: Sequence[Word], names: Callable[[str], bool]) -> str:
    """A piece of a statement without comments, names in double quotes where they need some.

    ``names`` says whether there is such a column: SQLite takes ``"x"`` for a string where there is none.
    """
    pieces: list[str] = []
    for place, word in enumerate(part):
        blank = place and part[place - 1].end < word.start
        pieces.append((" " if blank else "") + _standard(sql, part, place, names))
    return "".join(pieces)


def _standard(sql: str, part: Sequence[Word], place: int, names: Callable[[str], bool]) -> str:
    word = part[place]
    if word.kind in ("tick", "bracket"):
        return sqltext.quoted(word.name)
    if word.kind == "double":
        called = place + 1 < len(part) and part[place + 1].key in ("(", ".")
        after = part[place - 1].key if place else ""
        is_name = names(word.name) or called or after in ("collate", ".", "as")
        return sqltext.quoted(word.name) if is_name else sqltext.string(word.name)
    return sql[word.start : word.end]
