"""Type changes: which lose nothing, which PostgreSQL does in place, and how the others' rows reach their new type."""

from __future__ import annotations

from azuraforge_schemagen.dialects import type_sql
from azuraforge_schemagen.ir.types import INTEGER_TYPES, STRING_TYPES, TIME_TYPES, Array, EnumType, Raw, Scalar, Type

_NUMBERS = INTEGER_TYPES | {"numeric", "real", "float", "double", "money"}
_DIGITS = {"smallint": 5, "integer": 10, "bigint": 19}
_WIDTHS = {"boolean": 5, "smallint": 6, "integer": 11, "bigint": 20, "uuid": 36, "date": 13}
"""The longest text of a value."""
_WIDER = {
    "smallint": {"integer", "bigint", "real", "double", "float"},
    "integer": {"bigint", "double", "float"},
    "real": {"double", "float"},
    "date": {"timestamp"},
    "jsonb": {"json"},
    "cidr": {"inet"},
    "macaddr": {"macaddr8"},
    "boolean": set(INTEGER_TYPES),
    "time": {"interval"},
    "double": {"float"},
    "float": {"double"},
}
_UNIT = {"time": 6, "timetz": 6, "timestamp": 6, "timestamptz": 6, "interval": 6}
_MOMENTS = {
    "timestamp": {"date", "time", "timestamptz"},
    "timestamptz": {"date", "time", "timetz", "timestamp"},
    "date": {"timestamp", "timestamptz"},
    "time": {"timetz", "interval"},
    "timetz": {"time"},
    "interval": {"time"},
    "json": {"jsonb"},
    "jsonb": {"json"},
    "inet": {"cidr"},
    "cidr": {"inet"},
    "macaddr": {"macaddr8"},
    "macaddr8": {"macaddr"},
    "bit": {"varbit"},
    "varbit": {"bit"},
}
"""Assignments that PostgreSQL knows besides those among texts and among numbers."""


def in_place(old: Type, new: Type) -> bool:
    """Whether PostgreSQL changes the catalog only: no row is written, what mentions the column is not hurt."""
    if old == new:
        return True
    if isinstance(old, Array) and isinstance(new, Array):
        return old.items == new.items
    if not isinstance(old, Scalar) or not isinstance(new, Scalar):
        return False
    if {old.name, new.name} <= {"string", "text"}:
        return _at_least(old.length, new.length)
    if old.name != new.name:
        return False
    if old.name == "numeric":
        return new.precision is None or _numeric_grows(old, new)
    if old.name in TIME_TYPES:
        return (new.precision or _fraction(new)) >= (old.precision or _fraction(old))
    return old.name == "varbit" and _at_least(old.length, new.length)


def lossless(old: Type, new: Type) -> bool:
    """Whether every value of the old type has its own in the new one, which the server finds by itself."""
    if in_place(old, new):
        return True
    if isinstance(new, Scalar) and new.name in STRING_TYPES:
        return _fits_text(old, new)
    if isinstance(old, Array) and isinstance(new, Array):
        return lossless(old.items, new.items)
    if not isinstance(old, Scalar) or not isinstance(new, Scalar):
        return False
    if new.name == "numeric" and old.name in _DIGITS:
        return new.precision is None or new.precision - (new.scale or 0) >= _DIGITS[old.name]
    if old.name == new.name == "numeric":
        return _numeric_holds(old, new)
    if old.name == new.name == "interval":
        return new.fields is None and new.precision is None
    if old.name in TIME_TYPES and new.name in TIME_TYPES | {"interval"} and _fraction(new) < _fraction(old):
        return False
    if {old.name, new.name} <= {"bit", "varbit"}:
        return new.name == "varbit" and _at_least(old.length, new.length)
    return new.name in _WIDER.get(old.name, ())


def _fits_text(old: Type, new: Scalar) -> bool:
    if new.name == "char":
        return isinstance(old, Scalar) and old.name == "char" and (new.length or 1) >= (old.length or 1)
    if new.length is None:
        return True
    if isinstance(old, EnumType):
        return new.length >= 63
    if not isinstance(old, Scalar):
        return False
    if old.name in STRING_TYPES:
        length = (old.length or 1) if old.name == "char" else old.length
        return length is not None and length <= new.length
    return old.name in _WIDTHS and _WIDTHS[old.name] <= new.length


def _at_least(old: int | None, new: int | None) -> bool:
    return new is None or (old is not None and new >= old)


def _numeric_grows(old: Scalar, new: Scalar) -> bool:
    if old.precision is None or new.precision is None:
        return False
    return (old.scale or 0) == (new.scale or 0) and new.precision >= old.precision


def _numeric_holds(old: Scalar, new: Scalar) -> bool:
    """Whether the new type has a place for every digit of the old one, before the point and after it."""
    if old.precision is None or new.precision is None:
        return new.precision is None
    before = new.precision - (new.scale or 0) >= old.precision - (old.scale or 0)
    return before and (new.scale or 0) >= (old.scale or 0)


def _fraction(type_: Scalar) -> int:
    return type_.precision if type_.precision is not None else _UNIT.get(type_.name, 0)


def using(name: str, old: Type, new: Type) -> str | None:
    """PostgreSQL's USING for a column (its name quoted), ``None`` where the server's own assignment does it.

    The assignment is taken where there is one: it refuses a text that is too long, where a cast would cut it.
    """
    if _assignable(old, new):
        return None
    target = type_sql(new, "postgresql")
    if isinstance(old, Array) or isinstance(new, Array):
        return _using_array(name, old, new, target)
    from_, to = _name(old), _name(new)
    if from_ in STRING_TYPES:
        return f"CAST({name} AS {target})"
    if from_ == "boolean" and to in _NUMBERS:
        return f"CAST(CAST({name} AS integer) AS {target})"
    if from_ in _NUMBERS and to == "boolean":
        return f"{name} <> 0"
    if to in ("json", "jsonb"):
        return f"to_{to}({name})"
    return f"CAST(CAST({name} AS text) AS {target})"


def _using_array(name: str, old: Type, new: Type, target: str) -> str:
    if isinstance(old, Array) and isinstance(new, Array):
        return f"CAST(CAST({name} AS text[]) AS {target})"
    if isinstance(new, Array) and _name(old) not in STRING_TYPES:
        return f"CAST(CASE WHEN {name} IS NOT NULL THEN ARRAY[CAST({name} AS text)] END AS {target})"
    if _name(new) in ("json", "jsonb"):
        return f"to_{_name(new)}({name})"
    return f"CAST(CAST({name} AS text) AS {target})"


def _assignable(old: Type, new: Type) -> bool:
    if isinstance(new, Scalar) and new.name in STRING_TYPES:
        return True
    if isinstance(old, Array) and isinstance(new, Array):
        return _assignable(old.items, new.items)
    if isinstance(old, Raw) and isinstance(new, Raw):
        return True
    from_, to = _name(old), _name(new)
    if not from_ or not to:
        return old == new
    return from_ == to or {from_, to} <= _NUMBERS or to in _MOMENTS.get(from_, ())


def _name(type_: Type) -> str:
    return type_.name if isinstance(type_, Scalar) else ""


def mapped(name: str, type_: Type, mapping: tuple[tuple[str, str], ...], texts: tuple[tuple[str, str], ...]) -> str:
    """USING for a column of an enum that is made anew: through text, values that went replaced by ``mapping``.

    ``texts`` are the same pairs as literals.
    """
    target = type_sql(type_, "postgresql")
    if isinstance(type_, Array):
        text = f"CAST({name} AS text[])"
        for old, new in texts:
            text = f"array_replace({text}, {old}, {new})"
        return f"CAST({text} AS {target})"
    text = f"CAST({name} AS text)"
    if mapping:
        cases = " ".join(f"WHEN {old} THEN {new}" for old, new in texts)
        text = f"CASE {text} {cases} ELSE {text} END"
    return f"CAST({text} AS {target})"
