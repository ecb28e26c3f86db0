"""Server defaults in a server's words, as the values that the YAML would give."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from azuraforge_schemagen.ir.schema import Constant, Default, Function, Number, Sql
from azuraforge_schemagen.ir.types import INTEGER_TYPES, EnumType, Scalar, Type
from azuraforge_schemagen.resolve.literals import Literal, Misfit, literal

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
_BOOLEANS = {"true": Constant(True), "1": Constant(True), "false": Constant(False), "0": Constant(False)}
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
    found = _literal(quoted[1].replace("''", "'") if quoted else text, type_, quoted is not None)
    return found if found is not None and _is_sayable(found, type_) else Sql(text)


def _is_sayable(found: Literal, type_: Type) -> bool:
    """Whether the YAML gives exactly this literal back: a database takes more than the language does, such as
    24:00:00, a number out of range, and JSON in any layout."""
    if isinstance(type_, EnumType):
        return True
    try:
        value = _yaml(found, type_)
        return value is not None and literal(value, type_, {}) == found
    except (Misfit, ValueError, RecursionError):
        return False


def _yaml(found: Literal, type_: Type) -> Any:
    match found:
        case Number(number):
            return Decimal(number)
        case Constant(str(value)) if isinstance(type_, Scalar) and type_.name in ("json", "jsonb"):
            return json.loads(value, parse_float=Decimal, parse_constant=Decimal)
        case Constant(value):
            return value


def _literal(text: str, type_: Type, quoted: bool) -> Literal | None:
    if isinstance(type_, EnumType):
        return Constant(text) if quoted else None
    if not isinstance(type_, Scalar) or type_.name in _OPAQUE:
        return None
    if type_.name == "boolean":  # a word in quotes stays a text in SQLite
        return _BOOLEANS.get(text.lower()) if not quoted or text in ("0", "1") else None
    if type_.name in INTEGER_TYPES or type_.name in _NUMERIC:
        return _number(text)
    if type_.name == "uuid":
        text = text.replace("-", "")
    return Constant(text) if quoted else None


def _number(text: str) -> Literal | None:
    match = _NUMBER.fullmatch(text)
    if not match:
        return None
    return Number(text) if "." in text or match[3] else Constant(int(text))
