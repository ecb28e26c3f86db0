"""Values of every type as text, and what the text of a check suggests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, assert_never

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.schema import Composite, Range, Schema, plain_type
from azuraforge_schemagen.ir.types import (
    STRING_TYPES,
    Array,
    DomainType,
    EnumType,
    Raw,
    Scalar,
    Type,
    UserType,
    Variant,
)

STRINGS = ("a", 'it\'s 100% :b \\ "q"', "Ünïcode {{ x }}", "line\nbreak", "z")
PLAIN = ("abc", "ABC", "Abc", "1", "42", "a1", "a-b", "a_b", "a@b.co", "https://a.co/b", "a.b", "/a", "{}", "x y")
"""What a check may want a string to look like."""
KNOWN: dict[str, tuple[str, ...]] = {
    "boolean": ("true", "false"),
    "date": ("2024-02-29", "1999-12-31", "2001-01-01", "1970-01-01"),
    "time": ("12:30:00", "00:00:00", "23:59:59", "01:02:03"),
    "timestamp": ("2024-02-29 12:30:00", "1999-12-31 23:59:59", "2001-01-01 00:00:00", "1970-01-01 00:00:01"),
    "interval": ("1 day", "02:00:00", "3 years", "1 month"),
    "json": ('{"a": 1}', "[]", '"text"', "null"),
    "inet": ("10.0.0.1", "10.0.0.2", "::1", "10.1.0.0/16"),
    "cidr": ("10.0.0.0/8", "10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"),
    "macaddr": ("08:00:2b:01:02:03", "08:00:2b:01:02:04", "08:00:2b:01:02:05"),
    "macaddr8": ("08:00:2b:01:02:03:04:05", "08:00:2b:01:02:03:04:06"),
    "tsvector": ("'a' 'b'", "'c'"),
    "tsquery": ("'a'", "'b'"),
    "hstore": ("a=>1", ""),
    "xml": ("<a/>", "<b/>"),
    "point": ("(1,2)", "(3,4)"),
    "line": ("{1,2,3}", "{2,1,3}"),
    "lseg": ("[(1,2),(3,4)]", "[(0,0),(1,1)]"),
    "box": ("(3,4),(1,2)", "(1,1),(0,0)"),
    "path": ("[(1,2),(3,4)]", "((0,0),(1,1))"),
    "polygon": ("((0,0),(1,1),(1,0))",),
    "circle": ("<(1,2),3>", "<(0,0),1>"),
    "ltree": ("a.b", "c"),
}
KNOWN |= {"jsonb": KNOWN["json"], "timetz": KNOWN["time"], "timestamptz": KNOWN["timestamp"]}
WHOLE = frozenset({"integer", "bigint", "smallint", "oid", "money"})
NUMBERS = WHOLE | {"numeric", "double", "real", "float"}


def sample(type_: Type, number: int, schema: Schema) -> str | None:
    """A value of this type as text; different numbers give different ones where there are enough."""
    if is_row(type_, schema):
        return json.dumps(_json(type_, number, schema))
    match type_:
        case EnumType(name):
            values = schema.enum(name).values
            return values[number % len(values)] if values else None
        case Array(items):
            item = sample(items, number, schema)
            return "{}" if item is None or number % 2 else '{"' + item.replace("\\", "\\\\").replace('"', '\\"') + '"}'
        case DomainType(name):
            domain = schema.domains.get(name)
            return None if domain is None else sample(domain.type, number, schema)
        case UserType():
            return _range(type_, number, schema)
        case Raw():
            return None
        case Variant(base):
            return sample(base, number, schema)
        case Scalar():
            return _scalar(type_, number)
        case _:
            assert_never(type_)


def is_row(type_: Type, schema: Schema) -> bool:
    """Whether values of a type are rows of a composite, or lists of them: JSON says these by names, whatever the order
    of the attributes on the server is."""
    plain = plain_type(type_, schema.domains)
    item = plain.items if isinstance(plain, Array) else plain
    return isinstance(item, UserType) and item.family == "composite"


def _json(type_: Type, number: int, schema: Schema) -> Any:
    """A row, or a list of rows, as JSON has it; any other value as its text."""
    match plain_type(type_, schema.domains):
        case UserType("composite", name) if isinstance(found := schema.objects.get(Ref("composite", name)), Composite):
            return {it.name: _json(it.type, number + at, schema) for at, it in enumerate(found.attributes)}
        case Array(items) if is_row(items, schema):
            return [] if number % 2 else [_json(items, number, schema)]
        case other:
            return sample(other, number, schema)


def _range(type_: UserType, number: int, schema: Schema) -> str:
    """A range of one value."""
    found = schema.objects.get(Ref("range", type_.name))
    value = None
    if isinstance(found, Range) and not is_row(found.subtype, schema):
        value = sample(found.subtype, number, schema)
    bound = "" if value is None else value.replace("\\", "\\\\").replace('"', '""')
    text = "empty" if value is None else f'["{bound}","{bound}"]'
    return text if type_.multirange is None else "{}" if value is None else f"{{{text}}}"


def guesses(type_: Raw) -> tuple[str, ...]:
    """What a type that only the server knows may take."""
    size = re.search(r"\((\d{1,4})\)", type_.text)
    vector = [f"[{','.join(['1'] * int(size[1]))}]"] if size else []
    return (*vector, "1", "a", "{}", "(1,2)", "[1]", "2024-02-29", "POINT(1 2)")


def suggested(type_: Type, texts: Iterable[str]) -> tuple[str, ...]:
    """Values that the text of checks hints at: its literals, the numbers around a bound, strings of a length."""
    if isinstance(type_, UserType | Array):
        return ()
    found: list[str] = []
    for text in texts:
        found += _of_text(type_, text)
    return tuple(dict.fromkeys(it for it in found if _fits(type_, it)))


def _of_text(type_: Type, text: str) -> Iterator[str]:
    numbers = [token.text for token in sqltext.tokens(text) if token.kind == "number"]
    if isinstance(type_, Scalar) and type_.name in NUMBERS:
        for number in numbers:
            yield from _around(number, whole=type_.name in WHOLE)
        yield from ("0", "1", "-1", "2", "10", "100")
        return
    for literal in sorted(sqltext.strings(text)):
        yield from (literal, *_like(literal))
    if isinstance(type_, Scalar) and type_.name in STRING_TYPES:
        sizes = [int(it) for it in numbers if it.isdecimal() and int(it) <= 256]
        yield from ("a" * length for size in sizes for length in (size, size + 1, size - 1) if length > 0)
        yield from PLAIN


def _around(number: str, whole: bool) -> Iterator[str]:
    if whole and not number.isdecimal():
        return
    try:
        value = Decimal(number)
    except InvalidOperation:  # a parameter's number, which stands in no check
        return
    yield from (format(it, "f") for it in (value, value + 1, value - 1, -value))


def _like(pattern: str) -> Iterator[str]:
    """What a pattern of LIKE takes, or a simple regular expression."""
    if "%" in pattern or "_" in pattern:
        yield pattern.replace("%", "a").replace("_", "b")
        yield pattern.replace("%", "").replace("_", "1")
    if set("^$[+*{\\|") & set(pattern) and (made := _matching(pattern)) is not None:
        yield made


_PIECE = re.compile(r"(\[\^?(?:\\.|[^\]])+\]|\\.|[^\[\\(){}|+*?])(?:\{(\d+)(?:,\d*)?\}|([+*?]))?", re.DOTALL)
_CLASSES = {"\\d": "1", "\\w": "a", "\\s": " ", "\\S": "a", "\\D": "a", "\\W": "-", ".": "a"}


def _matching(pattern: str) -> str | None:
    """A text that a flat regular expression takes; of alternatives the first, of groups what stands in them."""
    flat = pattern.removeprefix("^").removesuffix("$").replace("(?:", "(").replace("(", "").partition("|")[0]
    made = ""
    for piece, times, sign in _PIECE.findall(flat.replace(")", "")):
        if sign in ("*", "?"):
            continue
        made += _of_class(piece) * int(times or 1)
    return made or None


def _of_class(piece: str) -> str:
    if piece.startswith("[^"):
        return next((it for it in "aA1-_ " if it not in piece), "a")
    if piece.startswith("["):
        return _CLASSES.get(piece[1:3], piece[1])
    return _CLASSES.get(piece, piece[-1])


def _fits(type_: Type, text: str) -> bool:
    if "\0" in text:
        return False
    limit = type_.length if isinstance(type_, Scalar) and type_.name in STRING_TYPES else None
    return limit is None or len(text) <= limit


def _scalar(type_: Scalar, number: int) -> str:
    match type_.name:
        case name if name in STRING_TYPES:
            text = STRINGS[number % len(STRINGS)] + (str(number // len(STRINGS)) if number >= len(STRINGS) else "")
            return text if type_.length is None or len(text) <= type_.length else _short(number, type_.length)
        case "numeric":
            whole = (type_.precision or 9) - (type_.scale or 0)
            return str(number + 1) if whole > 0 else f"0.{'0' * ((type_.scale or 1) - 1)}{number + 1}"
        case name if name in NUMBERS:
            return str(number + 1)
        case "uuid":
            return f"00000000-0000-4000-8000-{number:012x}"
        case "binary":
            return f"\\x{number % 256:02x}ff"
        case "bit" | "varbit":
            return format(number, "b").rjust(type_.length or 1, "0")[-(type_.length or 1) :]
        case name if name.endswith("range"):
            return "empty" if "multi" not in name else "{}"
        case name:
            known = KNOWN.get(name, ("1",))
            return known[number % len(known)]


def _short(number: int, length: int) -> str:
    """Letters, as many as there is room for; of room for one, each is used once."""
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    text = ""
    while True:
        number, letter = divmod(number, len(letters))
        text = letters[letter] + text
        if not number:
            return text[-length:]
