"""Server defaults in a server's words, as the values that the YAML would give."""

from __future__ import annotations

import re

from azuraforge_schemagen.ir.schema import Constant, Default, Function, Number, Sql
from azuraforge_schemagen.ir.types import INTEGER_TYPES, EnumType, Scalar, Type

_TYPE = r"""::(?:"(?:[^"]|"")*"|[^'"()])+(?:\([\d, ]+\))?[a-z ]*(?:\[\])*"""
_QUOTED = re.compile(rf"'((?:[^']|'')*)'(?:{_TYPE})?", re.DOTALL)
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_NULL = re.compile(rf"NULL(?:{_TYPE})?", re.IGNORECASE)
_FUNCTIONS = {
    "now()": "now",
    "current_timestamp": "current_timestamp",
    "current_date": "current_date",
    "current_time": "current_time",
    "localtime": "localtime",
    "localtimestamp": "localtimestamp",
    "current_user": "current_user",
    "gen_random_uuid()": "gen_random_uuid",
    "clock_timestamp()": "clock_timestamp",
    "statement_timestamp()": "statement_timestamp",
    "transaction_timestamp()": "transaction_timestamp",
    "random()": "random",
}
_NUMERIC = frozenset({"numeric", "double", "real", "float"})
_OPAQUE = frozenset({"binary", "bit", "varbit"})


def server_default(text: str, type_: Type, labels: tuple[str, ...]) -> Default:
    """The default of a column in PostgreSQL: what the YAML says shortest, where the server writes exactly this text for
    it, else the text. ``labels`` are the casts that the server puts behind a literal of the column's own type."""
    found = default(text, type_)
    match found:
        case Constant(str()):
            literal, _, label = text.rpartition("::")
            same = literal.startswith("'") and label in labels
        case Constant(bool()) | Function():
            same = True
        case Constant(int() as value):
            same = text == _number_text(str(value))
        case Number(value):
            same = text == _number_text(value)
        case _:
            same = False
    return found if same and found is not None else Sql(text)


def is_null(text: str) -> bool:
    """Whether a default is NULL and no more."""
    return _NULL.fullmatch(text) is not None


def _number_text(number: str) -> str:
    """A numeric literal as the server writes it back (``get_const_expr`` of its ruleutils.c)."""
    if "." in number:
        return f"'{number}'::numeric" if number.startswith("-") else number
    value = int(number) if number.lstrip("-").isdigit() else None
    if value is None:
        return number
    if -(2**31) <= value < 2**31:
        return f"'{number}'::integer" if value < 0 else number
    return f"'{number}'::{'bigint' if -(2**63) <= value < 2**63 else 'numeric'}"


def default(text: str | None, type_: Type) -> Default | None:
    """The default that a column of this type has; DEFAULT NULL is none."""
    if text is None or _NULL.fullmatch(text):
        return None
    if text.lower() in _FUNCTIONS:
        return Function(_FUNCTIONS[text.lower()])
    quoted = _QUOTED.fullmatch(text)
    literal = quoted[1].replace("''", "'") if quoted else text
    return _literal(literal, type_, quoted is not None) or Sql(text)


def _literal(text: str, type_: Type, quoted: bool) -> Default | None:
    if isinstance(type_, EnumType):
        return Constant(text) if quoted else None
    if not isinstance(type_, Scalar) or type_.name in _OPAQUE:
        return None
    if type_.name == "boolean":
        return _boolean(text)
    if type_.name in INTEGER_TYPES or type_.name in _NUMERIC:
        return _number(text)
    if type_.name == "uuid":
        text = text.replace("-", "")
    return Constant(text) if quoted else None


def _boolean(text: str) -> Default | None:
    return (
        Constant(text.lower() in ("true", "t", "1")) if text.lower() in ("true", "false", "t", "f", "1", "0") else None
    )


def _number(text: str) -> Default | None:
    match = _NUMBER.fullmatch(text)
    if not match:
        return None
    return Number(text) if "." in text or match[3] else Constant(int(text))
