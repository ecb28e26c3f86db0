"""Python-side defaults of columns in the words of the language."""

from __future__ import annotations

import datetime
import enum
import importlib
import sys
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from azuraforge_schemagen.db.code.functions import called, constant, known
from azuraforge_schemagen.db.code.reach import path_of
from azuraforge_schemagen.db.code.sequences import sequence_name
from azuraforge_schemagen.db.code.tables import spelled
from azuraforge_schemagen.db.code.texts import text_on
from azuraforge_schemagen.db.code.types import plain_type

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
            return {"sequence": spelled(sequence_name(found))}, ""
        if found.is_callable:
            return _callable(_original(found.arg), column, self.home)
        if found.is_clause_element:
            return self._sql(found.arg)
        words, why = literal(found.arg, column)
        return ({"value": words} if own and isinstance(words, str) else words), why

    def _sql(self, element: Any) -> Words:
        if isinstance(element, sa.Null):
            return None, ""
        texts = {it: text_on(element, it) for it in self.dialects}
        if {*texts.values()} <= {"now()", "CURRENT_TIMESTAMP"}:
            return {"sql": "CURRENT_TIMESTAMP"}, ""
        written = {it: f"({text})" if isinstance(element, sa.Select) else text for it, text in texts.items()}
        return {"sql": written if len(set(written.values())) > 1 else written[self.dialects[0]]}, ""


def literal(value: Any, column: sa.Column[Any]) -> Words:
    """A value of a column as a file has it."""
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
    if isinstance(value, datetime.timedelta):
        parts = {key: it for key in ("days", "seconds", "microseconds") if (it := getattr(value, key))}
        return {"call": "datetime:timedelta", "args": parts or [0]}, ""
    if isinstance(value, uuid.UUID | datetime.date | datetime.time):
        return str(value).removesuffix(" 00:00:00"), ""
    if isinstance(value, bytes) and value.isascii():
        return {"value": value.decode()}, ""
    return None, f"a value of the type {type(value).__name__}"


def _label(member: enum.Enum, column: sa.Column[Any]) -> Words:
    """What the database has for a member of an enum."""
    plain = plain_type(column.type, "postgresql")
    if isinstance(plain, sa.Enum) and plain.enum_class is type(member):
        return dict(zip(plain.enum_class, plain.enums, strict=False)).get(member), ""
    if isinstance(member, str) and isinstance(plain, sa.String):
        return literal(member.value, column)
    return None, f"a member of {type(member).__name__}, of which the column is not"


def _original(function: Callable[..., Any]) -> Callable[..., Any]:
    """What was given, of which SQLAlchemy makes a function that takes a context."""
    inner = getattr(function, "__wrapped__", None)
    if inner is None and getattr(function, "__code__", None) and "sqlalchemy" in function.__code__.co_filename:
        names = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
        inner = names["fn"].cell_contents if "fn" in names else None
    return function if inner is None else inner


def _callable(function: Callable[..., Any], column: sa.Column[Any], home: str) -> Words:
    if (made := known(function, column)) is not None:
        return f"{made}()", ""
    module = getattr(function, "__module__", None) or ""
    if module == home and (value := constant(function)) is not None:
        return {"value": value}, ""
    if path := path_of(function):
        return {"call": path}, ""
    if not module and (path := _builtin(function)):
        return {"call": path}, ""
    if (inner := called(function)) is not None and (path := path_of(inner[0])) and _are_plain(inner[1]):
        return {"call": path, **({"args": inner[1]} if inner[1] else {})}, ""
    for name, it in vars(importlib.import_module(home)).items() if home else ():
        if it is function and name.isidentifier():
            return {"call": f"{home}:{name}"}, ""
    return None, "a function that no import reaches; give it a name in a module of its own"


def _are_plain(args: list[Any] | dict[str, Any]) -> bool:
    return all(isinstance(it, str | int) for it in (args.values() if isinstance(args, dict) else args))


def _builtin(function: Callable[..., Any]) -> str:
    """The path of a function that does not say its module, such as a method of an object that stands in one."""
    name = getattr(function, "__name__", None) or "?"
    holders = sorted(it for it, module in sys.modules.items() if getattr(module, name, None) is function)
    return f"{min(holders, key=len)}:{name}" if holders else ""
