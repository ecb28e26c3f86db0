"""Python-side defaults of columns in the words of the language."""

from __future__ import annotations

import ast
import datetime
import enum
import importlib
import inspect
import textwrap
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from azuraforge_schemagen.db.code.texts import text_on
from azuraforge_schemagen.db.code.types import plain_type

_UTC = "datetime.timezone.utc"
_BODIES = {
    "str(uuid.uuid4())": ("uuid4", sa.String),
    "str(uuid4())": ("uuid4", sa.String),
    "uuid.uuid4()": ("uuid4", sa.Uuid),
    "uuid4()": ("uuid4", sa.Uuid),
    "datetime.now(timezone.utc)": ("now", sa.DateTime),
    "datetime.now(UTC)": ("now", sa.DateTime),
    "datetime.now(datetime.UTC)": ("now", sa.DateTime),
    "datetime.datetime.now(datetime.UTC)": ("now", sa.DateTime),
    f"datetime.datetime.now({_UTC})": ("now", sa.DateTime),
    "datetime.utcnow()": ("utcnow", sa.DateTime),
    "datetime.datetime.utcnow()": ("utcnow", sa.DateTime),
}
"""What a lambda makes, and the type of the columns for which the function of the language makes the same."""

Words = tuple[Any, str]
"""The words, and why there are none."""


def client_default(found: Any, column: sa.Column[Any], home: str, plain: bool) -> Words:
    """``default`` or ``on_update`` of a column; ``home`` is the module of its class.

    A column that is not ``plain`` is of a type of the project's own.
    """
    if isinstance(found, sa.Sequence):
        return None, f"it takes the next number of the sequence {found.name}"
    if found.is_callable:
        return _callable(_original(found.arg), column, home)
    if found.is_clause_element:
        return {"sql": text_on(found.arg, "postgresql")}, ""
    words, why = _literal(found.arg)
    return ({"value": words} if not plain and isinstance(words, str) else words), why


def _literal(value: Any) -> Words:
    if isinstance(value, enum.Enum):
        return value.name, ""
    if isinstance(value, bool | int | Decimal):
        return value, ""
    if isinstance(value, float):
        return Decimal(repr(value)), ""
    if isinstance(value, str):
        return ({"value": value} if "(" in value else value), ""
    if isinstance(value, list | dict):
        return {"value": value}, ""
    return None, f"a value of the type {type(value).__name__}"


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
    name, type_ = _BODIES.get(_body(function), ("", sa.types.NullType))
    if not isinstance(plain, type_) or (isinstance(plain, sa.DateTime) and plain.timezone != (name == "now")):
        return None
    return name or None


def _body(function: Callable[..., Any]) -> str:
    """What a lambda without arguments makes, as text; it may stand anywhere in its line."""
    if getattr(function, "__name__", "") != "<lambda>":
        return ""
    try:
        source = textwrap.dedent(inspect.getsource(function)).strip()
    except (OSError, TypeError):
        return ""
    for start in range(len(source)):
        if not source.startswith("lambda", start):
            continue
        for end in range(len(source), start, -1):
            try:
                node = ast.parse(source[start:end], mode="eval").body
            except (SyntaxError, ValueError):
                continue
            if isinstance(node, ast.Lambda) and not node.args.args:
                return ast.unparse(node.body)
    return ""
