"""Literal values against the type of their column: what fits, and its canonical form."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Constant, Number
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
from azuraforge_schemagen.resolve.findings import suggest

Literal = Constant | Number
Enums = Mapping[QName, tuple[str, ...]]
_RANGES = {"smallint": 1 << 15, "integer": 1 << 31, "bigint": 1 << 63}
_DATE = r"\d{4}-\d{2}-\d{2}"
_TIME = r"\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?"
_ZONE = r"(Z|[+-]\d{2}(:?\d{2})?)"
_SHAPES = {
    "date": re.compile(_DATE),
    "time": re.compile(_TIME),
    "timetz": re.compile(f"{_TIME}{_ZONE}?"),
    "timestamp": re.compile(f"{_DATE}([ T]{_TIME})?"),
    "timestamptz": re.compile(f"{_DATE}([ T]{_TIME} ?{_ZONE}?)?"),
}
_EXAMPLES = {
    "date": "2024-01-31",
    "time": "12:30:00",
    "timetz": "12:30:00+00",
    "timestamp": "2024-01-31 12:30:00",
    "timestamptz": "2024-01-31 12:30:00+00",
}
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]{32}")
_FLOATS = {".nan": "NaN", "nan": "NaN", ".inf": "Infinity", "+.inf": "Infinity", "-.inf": "-Infinity"}
_FLOATS |= {"infinity": "Infinity", "-infinity": "-Infinity", "inf": "Infinity", "-inf": "-Infinity"}


class Misfit(ValueError):
    """A literal that its column cannot hold; caught in this room, where the place is known."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message, self.help = message, help


def literal(value: Any, type_: Type, enums: Enums) -> Literal:
    """The canonical form of a literal of this type. Raises ``Misfit`` where it does not fit."""
    match type_:
        case Variant(base, _):
            return literal(value, base, enums)
        case EnumType(name):
            return _enum(value, name, enums)
        case Array():
            raise Misfit("a list cannot stand here as a server default", "write it as SQL: { sql: \"'{}'\" }")
        case Raw() | DomainType() | UserType():
            return _any(value)
        case Scalar(name):
            return _BY_NAME.get(name, _scalar)(value, type_)


def _scalar(value: Any, type_: Scalar) -> Literal:
    if isinstance(value, bool | list | dict):
        raise _wrong(value, type_.name)
    return _any(value)


def _any(value: Any) -> Literal:
    if isinstance(value, list | dict) or value is None:
        raise Misfit(f"{_shown(value)} cannot be written as a default of this type", "write it as SQL: { sql: ... }")
    return _number(value) if isinstance(value, Decimal) else Constant(value)


def _text(value: Any, type_: Scalar) -> Literal:
    if not isinstance(value, str):
        help_ = f'write it in quotes: "{_shown(value)}"' if not isinstance(value, list | dict) else ""
        raise Misfit(f"{_shown(value)} is not a text, and the column is '{type_.name}'", help_)
    if type_.length is not None and len(value) > type_.length:
        raise Misfit(f"the text has {len(value)} characters, the column holds {type_.length}")
    if "\0" in value:
        raise Misfit("a text in a database cannot hold the character NUL")
    return Constant(value)


def _integer(value: Any, type_: Scalar) -> Literal:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(value, type_.name, "write a whole number, without point and exponent")
    limit = _RANGES[type_.name]
    if not -limit <= value < limit:
        raise Misfit(f"{_shown(value)} does not fit '{type_.name}' ({-limit} to {limit - 1})")
    return Constant(value)


def _boolean(value: Any, type_: Scalar) -> Literal:
    if not isinstance(value, bool):
        raise _wrong(value, type_.name, "write true or false")
    return Constant(value)


def _numeric(value: Any, type_: Scalar) -> Literal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _wrong(value, type_.name, "write a number without quotes")
    number = Decimal(value)
    if not number.is_finite():
        raise Misfit(f"'{type_.name}' holds no {value}")
    if number and number.adjusted() > 1000:
        raise Misfit("the number is too large")
    if type_.precision is not None and number and number.adjusted() >= type_.precision - (type_.scale or 0):
        raise Misfit(f"{value} does not fit numeric({type_.precision}, {type_.scale or 0})")
    return _number(number)


def _float(value: Any, type_: Scalar) -> Literal:
    if isinstance(value, str) and value.lower() in _FLOATS:
        return Constant(_FLOATS[value.lower()])
    if isinstance(value, Decimal) and not value.is_finite():
        return Constant("NaN" if value.is_nan() else "-Infinity" if value < 0 else "Infinity")
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _wrong(value, type_.name, "write a number without quotes")
    number = Decimal(value)
    if number and not -324 <= number.adjusted() <= 308:
        raise Misfit("the number is out of the range of a double")
    return _number(number)


def _moment(value: Any, type_: Scalar) -> Literal:
    name = type_.name
    if not isinstance(value, str):
        raise _wrong(value, name, f'write it as text: "{_EXAMPLES[name]}"')
    if value in ("infinity", "-infinity") and name in ("date", "timestamp", "timestamptz"):
        return Constant(value)
    parse = datetime.date if name == "date" else datetime.time if name.startswith("time") and len(name) < 7 else None
    shaped = _SHAPES[name].fullmatch(value)
    try:
        (parse or datetime.datetime).fromisoformat(value.replace(" +", "+").replace(" -", "-"))
    except ValueError:
        shaped = None
    if shaped is None:
        raise _wrong(value, name, f'write it like "{_EXAMPLES[name]}"; SQL goes into {{ sql: ... }}')
    return Constant(value)


def _interval(value: Any, type_: Scalar) -> Literal:
    if not isinstance(value, str) or not re.search(r"\d", value) or re.search(r"[;()']", value):
        raise _wrong(value, type_.name, 'write it like "1 day 02:00"')
    return Constant(value)


def _uuid(value: Any, type_: Scalar) -> Literal:
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise _wrong(value, type_.name, "a uuid has 32 hexadecimal digits; gen_random_uuid() makes one")
    # Without hyphens, which PostgreSQL reads too: so SQLAlchemy keeps and looks for it on SQLite.
    return Constant(value.lower().replace("-", ""))


def _json(value: Any, type_: Scalar) -> Literal:
    return Constant(json_text(value))


def _bits(value: Any, type_: Scalar) -> Literal:
    if not isinstance(value, str) or set(value) - {"0", "1"}:
        raise _wrong(value, type_.name, 'write its digits as text: "0101"')
    return Constant(value)


def _binary(value: Any, type_: Scalar) -> Literal:
    raise Misfit("bytes have no literal here", "write it as SQL: { sql: \"'\\\\x00'\" }")


def _enum(value: Any, name: QName, enums: Enums) -> Literal:
    if not isinstance(value, str) or value not in enums.get(name, ()):
        raise Misfit(f"{_shown(value)} is not a value of the enum '{name}'", suggest(str(value), enums.get(name, ())))
    return Constant(value)


_BY_NAME: dict[str, Callable[[Any, Scalar], Literal]] = {
    **dict.fromkeys(STRING_TYPES, _text),
    **dict.fromkeys(_RANGES, _integer),
    **dict.fromkeys(_SHAPES, _moment),
    **dict.fromkeys(("double", "real", "float"), _float),
    **dict.fromkeys(("json", "jsonb"), _json),
    **dict.fromkeys(("bit", "varbit"), _bits),
    "numeric": _numeric,
    "boolean": _boolean,
    "uuid": _uuid,
    "interval": _interval,
    "binary": _binary,
}


def json_text(value: Any) -> str:
    """A value as JSON; numbers keep their digits."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json_text(str(key))}: {json_text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(json_text, value)) + "]"
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise Misfit(f"JSON has no {value}")
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def _number(value: Decimal) -> Literal:
    text = format(value, "f")
    return Number(text) if "." in text else Constant(int(text))


def _wrong(value: Any, name: str, help: str = "") -> Misfit:
    article = "an" if name[0] in "aeiou" else "a"
    return Misfit(f"{_shown(value)} is not {article} {name}", help)


def _shown(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return "null" if value is None else str(value).lower()
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a map"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."
