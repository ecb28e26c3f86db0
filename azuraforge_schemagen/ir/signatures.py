"""The types in a routine's signature, in the server's words: they are a part of its address, so that everybody must say
the same ones."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.sqltext import Token

_SPELLED = {
    "int": "integer",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "bool": "boolean",
    "float": "double precision",
    "float4": "real",
    "float8": "double precision",
    "dec": "numeric",
    "decimal": "numeric",
    "varchar": "character varying",
    "char varying": "character varying",
    "nchar varying": "character varying",
    "national char varying": "character varying",
    "national character varying": "character varying",
    "char": "character",
    "nchar": "character",
    "bpchar": "character",
    "national char": "character",
    "national character": "character",
    "varbit": "bit varying",
    "time": "time without time zone",
    "timetz": "time with time zone",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
}
"""What a person may write."""
_OURS = {"string": "character varying", "double": "double precision", "binary": "bytea"}
"""What the language calls types that the server calls otherwise."""
_WORDS = {"bigint", "bit", "boolean", "integer", "interval", "numeric", "real", "smallint", "json"}
"""Keywords that are types in one word."""
_BUILT_IN = frozenset({*_SPELLED, *_SPELLED.values(), *_WORDS, "text", "date", "uuid", "jsonb", "bytea", "xml"})
_QUOTED_CHAR = '"char"'


@lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    """A type as the server writes it in a signature: its own types by their long names, sizes left out, every array
    with one pair of brackets. What it cannot read stays as it is."""
    pieces = [it for it in sqltext.tokens(text) if it.kind not in ("space", "line", "block")]
    plain = list(_without(pieces, "(", ")"))
    bare = list(_without(plain, "[", "]"))
    array = len(bare) < len(plain) or (len(bare) > 1 and _is_word(bare[-1], "array"))
    bare = bare[:-1] if bare and len(bare) > 1 and _is_word(bare[-1], "array") else bare
    if not bare:
        return text.strip()
    return f"{_name(bare, pieces)}{'[]' if array else ''}"


def _without(pieces: Iterable[Token], opening: str, closing: str) -> Iterable[Token]:
    """The pieces without what stands in brackets."""
    depth = 0
    for piece in pieces:
        if piece.text == opening:
            depth += 1
        elif piece.text == closing:
            depth -= 1
        elif not depth:
            yield piece


def _is_word(piece: Token, word: str) -> bool:
    return piece.kind == "name" and sqltext.fold(piece.text) == word


def _name(bare: list[Token], pieces: list[Token]) -> str:
    if any(piece.text in (".", "%") or piece.kind == "quoted" for piece in bare):
        return _path(bare)
    words = " ".join(sqltext.fold(piece.text) for piece in bare)
    if words.startswith("interval "):
        return "interval"
    if words == "float" and _digits(pieces) <= _SINGLE:
        return "real"
    return _SPELLED.get(words) or _OURS.get(words) or words


_SINGLE = 24
"""The binary digits of a ``real``."""


def _digits(pieces: list[Token]) -> int:
    number = next((piece.text for piece in pieces if piece.kind == "number"), "")
    return int(number) if number.isdigit() else _SINGLE + 1


def _path(bare: list[Token]) -> str:
    """A name in quotes or with a schema."""
    names = [sqltext.identifier(piece) for piece in bare if piece.kind in ("name", "quoted")]
    if names[:-1] == ["pg_catalog"]:
        return _QUOTED_CHAR if names[-1] == "char" else _SPELLED.get(names[-1], sqltext.quoted(names[-1]))
    if names == ["char"]:
        return _QUOTED_CHAR
    if names[:-1] == ["public"] and names[-1] not in _BUILT_IN:
        return sqltext.quoted(names[-1])
    return ".".join(map(sqltext.quoted, names))


def listed(text: str) -> str:
    """Several types with commas between them, each in the server's words."""
    parts: list[str] = [""]
    depth = 0
    for token in sqltext.tokens(text):
        depth += (token.text in "([") - (token.text in ")]")
        if token.text == "," and not depth:
            parts.append("")
        else:
            parts[-1] += token.text
    return ", ".join(canonical(it) for it in parts if it.strip())


def problem(text: str) -> str:
    """What keeps a text from being one type, empty for nothing."""
    found = sqltext.problems(text)
    pieces = [it for it in sqltext.tokens(text) if it.kind != "space"]
    if found:
        return found[0]
    if any(it.kind in ("line", "block") for it in pieces):
        return "a comment is no type"
    if not pieces or pieces[0].kind not in ("name", "quoted"):
        return "a type begins with its name"
    if any(it.text == "|" for it in pieces):
        return "a value of a routine may be NULL anyway"
    if any(it.text == "%" for it in pieces):
        return "the server keeps the type that %TYPE stands for: write that one"
    depth = 0
    for piece in pieces:
        depth += (piece.text in "([") - (piece.text in ")]")
        if not depth and (piece.text in (",", "=", "::") or _is_word(piece, "default")):
            return f"a '{piece.text}' ends the type"
    return ""
