"""SQL text: one tokeniser, and what is built on it: canonical white space, renames, the names that a text mentions.

The rules are PostgreSQL's lexer's (standard_conforming_strings on); SQLite's differ nowhere that matters here. Text
that cannot be read to its end (an unclosed string) is never an error: its rest is one token and stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from azuraforge_schemagen.ir.reserved import POSTGRESQL_KEYWORDS, RESERVED

TokenKind = Literal["space", "line", "block", "string", "dollar", "quoted", "name", "number", "sign", "broken"]
Role = Literal["column", "table", "schema", "type", "collation", "attribute", "function", "word"]
"""What an identifier stands for; ``word`` is a keyword or a name of a kind that nothing here renames. An ``attribute``
is one of a composite value: ``(a).b``."""

_LETTER = "A-Za-z_\x80-\U0010ffff"
_TOKEN = re.compile(
    rf"""
    (?P<space>[ \t\n\r\f\v]+)
  | (?P<line>--[^\r\n]*)
  | (?P<block>/\*)
  | (?P<string>[eE]'(?:[^'\\]|\\.|'')*' | (?:[bBxXnN]|[uU]&)?'(?:[^']|'')*')
  | (?P<dollar>\$(?P<tag>(?:[{_LETTER}][{_LETTER}0-9]*)?)\$.*?\$(?P=tag)\$)
  | (?P<quoted>(?:[uU]&)?"(?:[^"]|"")+")
  | (?P<broken>(?:[eEbBxXnN]|[uU]&)?'.* | (?:[uU]&)?".* | \$(?:[{_LETTER}][{_LETTER}0-9]*)?\$.*)
  | (?P<name>[{_LETTER}][{_LETTER}0-9$]*)
  | (?P<number>(?:[0-9]+(?:\.(?!\.)[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)? | \$[0-9]+)
  | (?P<sign>:: | .)
    """,
    re.VERBOSE | re.DOTALL,
)
_BLOCK_EDGE = re.compile(r"/\*|\*/")
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_UNTIDY = re.compile(r"\A[ \t\n\r\f\v]|[ \t\n\r\f\v]\Z|[ ]{2}|[\t\n\r\f\v]|--")
_GUARDED = re.compile(r"['\"$]|--|/\*")
_BARE = re.compile(r"[a-z_][a-z0-9_]*\Z")
_ASCII_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
BLANK = frozenset({"space", "line", "block"})


class Token(NamedTuple):
    """A piece of text; the tokens of a text joined are the text."""

    kind: TokenKind
    text: str


@lru_cache(maxsize=8192)
def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a text. ``broken`` is the rest of a text whose string, name or comment is not closed."""
    return tuple(_scan(text))


def _scan(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        assert found is not None
        kind: TokenKind = found.lastgroup  # type: ignore[assignment]
        end = found.end()
        if kind == "block":
            end = _block_end(text, end)
            if end < 0:
                kind, end = "broken", len(text)
        yield Token(kind, text[at:end])
        at = end


def _block_end(text: str, at: int) -> int:
    """Where the comment opened before ``at`` ends, comments inside it counted; -1 where it does not."""
    depth = 1
    while depth:
        edge = _BLOCK_EDGE.search(text, at)
        if edge is None:
            return -1
        depth += 1 if edge[0] == "/*" else -1
        at = edge.end()
    return at


@lru_cache(maxsize=8192)
def canonical(text: str) -> str:
    """The text with its white space canonical: none around it, one space where there was any.

    Strings, comments and quoted names stay as they are. A line comment is always followed by a newline, at the end
    too, so that what a statement puts behind the text is not swallowed; and between two strings a newline stays a
    newline, because it joins them into one.
    """
    if not _UNTIDY.search(text):
        return text
    if not _GUARDED.search(text):
        return _SPACES.sub(" ", text).strip(" ")
    return _tidy(tokens(text))


def _tidy(pieces: tuple[Token, ...]) -> str:
    out: list[str] = []
    gap = ""
    for index, (kind, text) in enumerate(pieces):
        if kind == "space":
            joins = _kind(pieces, index - 1) == "string" and _kind(pieces, index + 1) in ("string", "broken")
            gap = gap if gap == "\n" else "\n" if joins and ("\n" in text or "\r" in text) else " "
            continue
        out += (gap if out else "", text)
        gap = "\n" if kind == "line" else ""
    return "".join(out) + ("\n" if gap == "\n" else "")


def _kind(pieces: tuple[Token, ...], index: int) -> str:
    return pieces[index].kind if 0 <= index < len(pieces) else ""


def ended(text: str) -> str:
    """Statements in canonical form, the last one with its ``;`` as all the others."""
    solid = [token.text for token in tokens(text) if token.kind not in BLANK]
    return text if not solid or solid[-1] == ";" else f"{text};"


def fold(name: str) -> str:
    """An unquoted name as PostgreSQL keeps it: only ASCII letters are lowered."""
    return name.lower() if name.isascii() else name.translate(_ASCII_LOWER)


def is_bare(name: str) -> bool:
    """Whether a name can stand unquoted on every dialect."""
    return _BARE.match(name) is not None and name not in RESERVED


def quoted(name: str) -> str:
    """A name as SQL text, in quotes where it needs them."""
    return name if is_bare(name) else '"' + name.replace('"', '""') + '"'


def path(name: tuple[str, ...]) -> str:
    """A name with its database schema as SQL text."""
    return ".".join(quoted(part) for part in name if part)


def string(value: str) -> str:
    """A string literal of this value, in the spelling that every dialect reads the same."""
    return "'" + value.replace("'", "''") + "'"


def rename(
    text: str,
    mapping: Mapping[str, str],
    *,
    role: Literal["column", "table", "schema"] = "column",
    table: str | None = None,
) -> str:
    """The text with identifiers replaced, all at once (a swap is a mapping of two).

    Unquoted identifiers match folded, quoted ones exactly; a new name gets quotes where it needs them. Only those
    that stand for a ``role`` are touched: a column also in ``t.c`` (where ``table`` is given: only of that table), a
    table in ``t.c`` and ``s.t.c``. A name before ``(`` is a function's and stays.
    """
    if not may_mention(text, mapping):
        return text
    changed: dict[int, str] = {}
    for place in places(text):
        new = mapping.get(place.name) if place.role == role else None
        if new is not None and (table is None or place.qualifier in (None, table)):
            changed[place.token] = quoted(new)
    return exchanged(text, changed) if changed else text


def rename_strings(text: str, mapping: Mapping[str, str]) -> str:
    """The text with string literals of exactly these values replaced, all at once."""
    if not any(old in text or "'" in old for old in mapping):
        return text
    changed = {
        index: string(new)
        for index, token in enumerate(tokens(text))
        if token.kind == "string" and (new := mapping.get(value(token.text))) is not None
    }
    return exchanged(text, changed) if changed else text


def exchanged(text: str, changed: Mapping[int, str]) -> str:
    """The text with some tokens exchanged, apart from their neighbours where they would run together."""
    out: list[str] = []
    last = ""
    for index, token in enumerate(tokens(text)):
        piece = changed.get(index, token.text)
        if (index in changed or index - 1 in changed) and last and not _stay_apart(last, piece):
            out.append(" ")
        out.append(piece)
        last = piece
    return "".join(out)


def _stay_apart(one: str, other: str) -> bool:
    return tokens(one + other) == (*tokens(one), *tokens(other))


def may_mention(text: str, mapping: Mapping[str, str]) -> bool:
    """Whether it is worth looking for the keys of ``mapping``."""
    folded = fold(text)
    return any(fold(old) in folded or '"' in old for old in mapping)


@lru_cache(maxsize=8192)
def names(text: str) -> frozenset[str]:
    """The columns, tables, schemas, types and the like that a text mentions; neither functions nor keywords."""
    return frozenset(place.name for place in places(text) if place.role not in ("function", "word"))


@lru_cache(maxsize=8192)
def columns(text: str) -> frozenset[str]:
    """The names that stand where a column can."""
    return frozenset(place.name for place in places(text) if place.role == "column")


@lru_cache(maxsize=8192)
def functions(text: str) -> frozenset[str]:
    """The functions that a text calls, without their schemas."""
    return frozenset(place.name for place in places(text) if place.role == "function")


@lru_cache(maxsize=8192)
def strings(text: str) -> frozenset[str]:
    """The values of the string literals."""
    return frozenset(value(token.text) for token in tokens(text) if token.kind == "string")


_SIMPLE_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)|''", re.DOTALL)


def value(literal: str) -> str:
    """The text that a string literal gives."""
    head, _, body = literal.partition("'")
    body = body[:-1]
    return _ESCAPE.sub(_unescape, body) if head in ("e", "E") else body.replace("''", "'")


def _unescape(found: re.Match[str]) -> str:
    what = found[1]
    if what is None:
        return "'"
    if what[0] in "uUx" and len(what) > 1:
        code = int(what[1:], 16)
        return chr(code) if code <= 0x10FFFF else found[0]
    return chr(int(what, 8)) if what[0] in "01234567" else _SIMPLE_ESCAPES.get(what, what)


_BROKEN = {
    "'": "a string is not closed",
    '"': "a quoted name is not closed",
    "$": "a dollar-quoted string is not closed",
}
_CLOSING = {")": "(", "]": "["}


@lru_cache(maxsize=8192)
def problems(text: str) -> tuple[str, ...]:
    """What keeps a text from standing inside a statement: something not closed, or a ``;``."""
    found: list[str] = []
    open_signs: list[str] = []
    for kind, piece in tokens(text):
        if kind == "broken":
            sign = next((char for char in piece if char in _BROKEN or char == "/"), "/")
            found.append(_BROKEN.get(sign, "a comment is not closed"))
        elif kind == "sign" and piece in ("(", "["):
            open_signs.append(piece)
        elif kind == "sign" and piece in _CLOSING:
            if not open_signs or open_signs.pop() != _CLOSING[piece]:
                found.append(f"a '{piece}' closes nothing")
        elif piece == ";":
            found.append("a ';' ends the statement")
    found += [f"a '{sign}' is not closed" for sign in open_signs]
    return tuple(dict.fromkeys(found))


class Place(NamedTuple):
    """An identifier of a text: its token, its name as the database knows it, what it stands for."""

    token: int
    name: str
    role: Role
    qualifier: str | None = None


@lru_cache(maxsize=8192)
def places(text: str) -> tuple[Place, ...]:
    """Every identifier with its role. A dotted chain is read as a whole: ``schema.table.column``."""
    pieces = tokens(text)
    solid = [index for index, token in enumerate(pieces) if token.kind not in BLANK]
    found: list[Place] = []
    reader = _Reader(pieces, solid)
    at = 0
    while at < len(solid):
        if pieces[solid[at]].kind in ("name", "quoted"):
            chain, at = reader.chain(at)
            found += reader.read(chain, at)
        else:
            reader.pass_by(at)
            at += 1
    return tuple(found)


class _Reader:
    """Walks the tokens that are not blank; ``operand`` says that one has just ended, ``before`` holds the last words.

    Two operands never follow one another in an expression, so an identifier right behind one is a keyword
    (``x AT TIME ZONE``, ``interval '1' day``).
    """

    def __init__(self, pieces: tuple[Token, ...], solid: list[int]) -> None:
        self.pieces, self.solid = pieces, solid
        self.operand = False
        self.before: tuple[str, str] = ("", "")

    def at(self, place: int) -> Token | None:
        return self.pieces[self.solid[place]] if place < len(self.solid) else None

    def chain(self, place: int) -> tuple[list[int], int]:
        """The identifiers joined by dots from here, and where the text goes on."""
        chain = [self.solid[place]]
        place += 1
        while self._is(place, ".") and (token := self.at(place + 1)) and token.kind in ("name", "quoted"):
            chain.append(self.solid[place + 1])
            place += 2
        return chain, place

    def read(self, chain: list[int], after: int) -> list[Place]:
        names_ = [identifier(self.pieces[index]) for index in chain]
        last = self._role(chain, after)
        starred = self._is(after, ".") and self._is(after + 1, "*")
        inner: list[Role] = ["schema", "table", last]
        if starred or last in ("type", "collation", "function"):
            inner = ["schema", "table" if starred else last]
        outer: list[Role] = ["word"] * len(chain)
        if last == "attribute":
            outer, inner = ["attribute"] * len(chain), []
        roles = (outer + inner)[-len(chain) :]
        self._remember(names_[-1], last)
        qualifiers = [None, *names_[:-1]]
        parts = zip(chain, names_, roles, qualifiers, strict=True)
        return [Place(token, name, role, qualifier) for token, name, role, qualifier in parts]

    def pass_by(self, place: int) -> None:
        token = self.at(place)
        assert token is not None
        self.operand = token.kind in ("string", "dollar", "number") or token.text in (")", "]")
        self.before = (self.before[1], token.text)

    def _role(self, chain: list[int], after: int) -> Role:
        older, last = self.before
        following = self.at(after)
        unquoted = self.pieces[chain[-1]].kind == "name"
        word = identifier(self.pieces[chain[-1]]) if len(chain) == 1 and unquoted else ""
        if last in ("::", "as"):
            return "type"
        if last in (".", "collate"):
            return "attribute" if last == "." else "collation"
        if word in POSTGRESQL_KEYWORDS:
            return "word"
        if following is not None and following.text == "(":
            return "function"
        if following is not None and following.kind in ("string", "dollar"):
            return "type" if not self.operand else "word"
        if self.operand or _is_idiom(older, last, word):
            return "word"
        return "column"

    def _remember(self, name: str, role: Role) -> None:
        self.operand = role in ("column", "type", "collation", "attribute")
        self.before = (self.before[1], name if role in ("word", "function", "type") else "")

    def _is(self, place: int, sign: str) -> bool:
        token = self.at(place)
        return token is not None and token.text == sign


def _is_idiom(older: str, last: str, word: str) -> bool:
    """Keywords that PostgreSQL does not reserve, where they stand: ``extract(year ...)`` and so on."""
    return (
        last == "is"
        or (last == "not" and older == "is")
        or (last == "(" and older == "extract" and word != "")
        or (word == "time" and last in ("at", "with", "without"))
        or (word == "zone" and last == "time")
    )


_UNICODE = re.compile(r"\\(?:\+(0[0-9A-Fa-f]{5}|10[0-9A-Fa-f]{4})|([0-9A-Fa-f]{4}))")


def identifier(token: Token) -> str:
    """The name that an identifier token means: folded, or what stands in the quotes."""
    if token.kind == "name":
        return fold(token.text)
    name = token.text[token.text.index('"') + 1 : -1].replace('""', '"')
    return _UNICODE.sub(lambda it: chr(int(it[1] or it[2], 16)), name) if token.text[0] in "uU" else name
