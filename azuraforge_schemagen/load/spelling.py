"""How one value is spelled: without quotes where that is safe, in double or single quotes, or as a literal block."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from azuraforge_schemagen.load.scalars import NumberTooLong, plain

_FIRST = frozenset("?:,[]{}#&*!|>'\"%@`")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_OTHER_READERS = re.compile(r"(?:yes|no|on|off)|[-+.]?[0-9][-+0-9_:.,TtZzEe ]*", re.IGNORECASE)
"""What YAML 1.1 takes for a boolean, a number or a date, though it is text in 1.2."""
_FLOW_MARKS = frozenset(",[]{}?")
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def scalar(value: Any, flow: bool, quote: bool = False) -> str:
    """A value that is no collection, in one line; ``quote`` puts text in quotes whatever it is."""
    if isinstance(value, str):
        return quoted(value) if quote or not _may_be_plain(value, flow) else str(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, int):
        return str(value)
    raise TypeError(f"no value of the language: {type(value).__name__}")


def quoted(text: str) -> str:
    """Text in quotes: double ones, but for a text that would be full of backslashes."""
    if text.isprintable() and text.count('"') + text.count("\\") > text.count("'"):
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, text)) + '"'


def literal(text: str) -> tuple[str, list[str]] | None:
    """The header of a literal block and its lines, to be indented by two, for a text of several lines that comes back
    as it is: no character that only an escape can write, and at most one line break at its end."""
    body = text.removesuffix("\n")
    lines = body.split("\n")
    if "\n" not in text or not lines[-1].strip() or _UNWRITABLE.search(text):
        return None
    # A parser takes the first line's indent for the block's, unless it is told.
    first = next(line for line in lines if line)
    told = "2" if first[0] in " \t" or any(line.isspace() for line in lines) else ""
    return f"|{told}{'' if text.endswith(chr(10)) else '-'}", lines


def _may_be_plain(text: str, flow: bool) -> bool:
    if not text or not text.isprintable() or text != text.strip(" ") or text[0] in _FIRST:
        return False
    if text == "<<" or text.startswith(("---", "...")) or (text[0] == "-" and (len(text) == 1 or text[1] in " ,[]{}")):
        return False
    if ": " in text or " #" in text or text.endswith(":") or _OTHER_READERS.fullmatch(text):
        return False
    return not (flow and _FLOW_MARKS.intersection(text)) and _is_text(text)


def _is_text(text: str) -> bool:
    try:
        return isinstance(plain(text), str)
    except NumberTooLong:
        return False


def _decimal(value: Decimal) -> str:
    if value.is_nan():
        return ".nan"
    if value.is_infinite():
        return ".inf" if value > 0 else "-.inf"
    text = str(value)
    # Without a point it would be read as an integer.
    return text if "." in text or "E" in text else f"{text}."


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
