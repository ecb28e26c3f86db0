"""Python-side defaults of columns in the words of the language."""

from __future__ import annotations

import builtins
import datetime
import enum
import importlib
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import CodeType
from typing import Any

import sqlalchemy as sa

from azuraforge_schemagen.db.code.texts import text_on
from azuraforge_schemagen.db.code.types import plain_type

_MODULE = {"datetime": datetime}
_CLASS = {"datetime": datetime.datetime}
_KNOWN: tuple[tuple[str, Mapping[str, Any], str, type[Any]], ...] = (
    ("str(uuid.uuid4())", {"uuid": uuid, "str": str}, "uuid4", sa.String),
    ("str(uuid4())", {"uuid4": uuid.uuid4, "str": str}, "uuid4", sa.String),
    ("uuid.uuid4()", {"uuid": uuid}, "uuid4", sa.Uuid),
    ("uuid4()", {"uuid4": uuid.uuid4}, "uuid4", sa.Uuid),
    ("datetime.now(timezone.utc)", {**_CLASS, "timezone": datetime.timezone}, "now", sa.DateTime),
    ("datetime.now(UTC)", {**_CLASS, "UTC": datetime.UTC}, "now", sa.DateTime),
    ("datetime.datetime.now(datetime.timezone.utc)", _MODULE, "now", sa.DateTime),
    ("datetime.datetime.now(datetime.UTC)", _MODULE, "now", sa.DateTime),
    ("datetime.utcnow()", _CLASS, "utcnow", sa.DateTime),
    ("datetime.datetime.utcnow()", _MODULE, "utcnow", sa.DateTime),
)
"""What people write, what its names stand for, the function of the language that makes the same, and the type of the
columns for which it does."""

Words = tuple[Any, str]
"""The words, and why there are none."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """Reads the defaults of one table; ``home`` is the module of its class."""

    home: str
    dialects: Sequence[str]

    def words(self, found: Any, column: sa.Column[Any], own: bool) -> Words:
        """``default`` or ``on_update`` of a column; ``own``: of a type of the project's own."""
        if isinstance(found, sa.Sequence):
            return None, f"it takes the next number of the sequence {found.name}"
        if found.is_callable:
            return _callable(_original(found.arg), column, self.home)
        if found.is_clause_element:
            return self._sql(found.arg)
        words, why = _literal(found.arg, column)
        return ({"value": words} if own and isinstance(words, str) else words), why

    def _sql(self, element: Any) -> Words:
        if isinstance(element, sa.sql.functions.now):
            return {"sql": "CURRENT_TIMESTAMP"}, ""
        texts = {text_on(element, it) for it in self.dialects}
        if len(texts) > 1:
            return None, "an SQL expression that each dialect has in words of its own"
        return {"sql": texts.pop()}, ""


def _literal(value: Any, column: sa.Column[Any]) -> Words:
    if isinstance(value, enum.Enum):
        return _label(value, column)
    if isinstance(value, bool | int | Decimal):
        return value, ""
    if isinstance(value, float):
        return Decimal(repr(value)), ""
    if isinstance(value, str):
        return ({"value": value} if "(" in value else value), ""
    if isinstance(value, list | dict):
        return {"value": value}, ""
    return None, f"a value of the type {type(value).__name__}"


def _label(member: enum.Enum, column: sa.Column[Any]) -> Words:
    """What the database has for a member of an enum."""
    plain = plain_type(column.type, "postgresql")
    if isinstance(plain, sa.Enum) and plain.enum_class is type(member):
        return dict(zip(plain.enum_class, plain.enums, strict=False)).get(member), ""
    return None, f"a member of {type(member).__name__}, of which the column is not"


def _original(function: Callable[..., Any]) -> Callable[..., Any]:
    """What was given, of which SQLAlchemy makes a function that takes a context."""
    inner = getattr(function, "__wrapped__", None)
    if inner is None and getattr(function, "__code__", None) and "sqlalchemy" in function.__code__.co_filename:
        names = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
        inner = names["fn"].cell_contents if "fn" in names else None
    return function if inner is None else inner


def _callable(function: Callable[..., Any], column: sa.Column[Any], home: str) -> Words:
    if (known := _known(function, column)) is not None:
        return f"{known}()", ""
    module, name = getattr(function, "__module__", None) or "", getattr(function, "__qualname__", "")
    if module and name.isidentifier() and getattr(importlib.import_module(module), name, None) is function:
        return {"call": f"{module}:{name}"}, ""
    for name, it in vars(importlib.import_module(home)).items() if home else ():
        if it is function and name.isidentifier():
            return {"call": f"{home}:{name}"}, ""
    return None, "a function that no import reaches; give it a name in a module of its own"


def _known(function: Callable[..., Any], column: sa.Column[Any]) -> str | None:
    """The function of the language that makes the same values for this column."""
    plain = plain_type(column.type, "postgresql")
    if function in (dict, list) and isinstance(plain, sa.JSON | sa.ARRAY):
        return function.__name__
    if function is uuid.uuid4 and isinstance(plain, sa.Uuid):
        return "uuid4"
    if function == datetime.date.today and isinstance(plain, sa.Date):
        return "today"
    if isinstance(plain, sa.DateTime):
        if function == datetime.datetime.utcnow and not plain.timezone:
            return "utcnow"
        if function == datetime.datetime.now and not plain.timezone:
            return "now"
    for text, names, name, type_ in _KNOWN:
        if isinstance(plain, type_) and _is_same(function, text, names):
            zoned = getattr(plain, "timezone", False)
            return name if not isinstance(plain, sa.DateTime) or zoned == (name == "now") else None
    return None


def _is_same(function: Callable[..., Any], text: str, names: Mapping[str, Any]) -> bool:
    """Whether a function without arguments is this expression, and means by its names what they stand for."""
    code = getattr(function, "__code__", None)
    if code is None or code.co_argcount or code.co_freevars:
        return False
    parts = (code.co_code, code.co_names, code.co_consts)
    if not any(parts == (it.co_code, it.co_names, it.co_consts) for it in _compiled(text, tuple(names))):
        return False
    theirs = {**vars(builtins), **function.__globals__}
    return all(theirs.get(name) is it for name, it in names.items())


@lru_cache(maxsize=64)
def _compiled(text: str, names: tuple[str, ...]) -> tuple[CodeType, ...]:
    """The code of a lambda: Python compiles calls of what the module imports in another way."""
    imports = "".join(f"import {name}\n" for name in names if not hasattr(builtins, name))
    modules = [compile(f"{head}made = lambda: {text}", "known", "exec") for head in ("", imports)]
    return tuple(it for module in modules for it in module.co_consts if isinstance(it, CodeType))
