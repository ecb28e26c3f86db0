"""Plain scalars by the core schema of YAML 1.2: null, true, false, numbers; everything else is text."""

from __future__ import annotations

import re
from decimal import Decimal

from azuraforge_schemagen.load.limits import MAX_DIGITS

Scalar = str | int | Decimal | bool | None

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), Decimal("NaN")),
    **{sign + word: Decimal("Infinity") for sign in ("", "+") for word in (".inf", ".Inf", ".INF")},
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), Decimal("-Infinity")),
}
_NUMERIC_START = frozenset("0123456789+-.")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?([0-9]+))?")


class NumberTooLong(ValueError):
    """A number with more digits, or a greater exponent, than anything can store."""


def plain(text: str) -> Scalar:
    """The value of an unquoted scalar. Raises ``NumberTooLong``."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC_START:
        return text
    if _INTEGER.fullmatch(text):
        return int(_bounded(text))
    if _OTHER_BASE.fullmatch(text):
        return int(_bounded(text), 0)
    found = _FLOAT.fullmatch(text)
    if found is None:
        return text
    if found[1] and (len(found[1]) > 6 or int(found[1]) > MAX_DIGITS):
        raise NumberTooLong
    return Decimal(_bounded(text))


def _bounded(text: str) -> str:
    if len(text) > MAX_DIGITS:
        raise NumberTooLong
    return text
