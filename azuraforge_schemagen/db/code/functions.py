"""Functions that make defaults, by what they do: those of the language, and those that make a constant."""

from __future__ import annotations

import builtins
import datetime
import dis
import inspect
import uuid
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import CodeType
from typing import Any, NamedTuple

import sqlalchemy as sa

from azuraforge_schemagen.db.code.types import plain_type


class _Known(NamedTuple):
    """What people write, what its names stand for, the function of the language that makes the same, and the type of
    the columns for which it does, with a time zone or without one."""

    text: str
    names: Mapping[str, Any]
    name: str
    type_: type[Any]
    zoned: bool | None = None


_MODULE = {"datetime": datetime}
_CLASS = {"datetime": datetime.datetime}
_LOCAL: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("datetime.now()", _CLASS),
    ("datetime.datetime.now()", _MODULE),
)
_ZONED: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("datetime.now(timezone.utc)", {**_CLASS, "timezone": datetime.timezone}),
    ("datetime.now(UTC)", {**_CLASS, "UTC": datetime.UTC}),
    ("datetime.datetime.now(datetime.timezone.utc)", _MODULE),
    ("datetime.datetime.now(datetime.UTC)", _MODULE),
)


def _every() -> Iterator[_Known]:
    yield _Known("str(uuid.uuid4())", {"uuid": uuid, "str": str}, "uuid4", sa.String)
    yield _Known("str(uuid4())", {"uuid4": uuid.uuid4, "str": str}, "uuid4", sa.String)
    yield _Known("uuid.uuid4()", {"uuid": uuid}, "uuid4", sa.Uuid)
    yield _Known("uuid4()", {"uuid4": uuid.uuid4}, "uuid4", sa.Uuid)
    yield _Known("datetime.utcnow()", _CLASS, "utcnow", sa.DateTime, False)
    yield _Known("datetime.datetime.utcnow()", _MODULE, "utcnow", sa.DateTime, False)
    for text, names in _LOCAL:
        yield _Known(text, names, "now", sa.DateTime, False)
        yield _Known(f"{text}.time()", names, "now", sa.Time, False)
        yield _Known(f"{text}.isoformat()", names, "now", sa.String)
    for text, names in _ZONED:
        yield _Known(text, names, "now", sa.DateTime, True)
        yield _Known(f"{text}.replace(tzinfo=None)", names, "utcnow", sa.DateTime, False)
        yield _Known(f"{text}.timetz()", names, "now", sa.Time, True)
        yield _Known(f"{text}.time()", names, "utcnow", sa.Time, False)


_KNOWN = tuple(_every())


def known(function: Callable[..., Any], column: sa.Column[Any]) -> str | None:
    """The function of the language that makes the same values for this column."""
    plain = plain_type(column.type, "postgresql")
    if function in (dict, list) and isinstance(plain, sa.JSON | sa.ARRAY):
        return str(function.__name__)
    if function is uuid.uuid4 and isinstance(plain, sa.Uuid):
        return "uuid4"
    if function == datetime.date.today and isinstance(plain, sa.Date):
        return "today"
    zoned = bool(getattr(plain, "timezone", False))
    if isinstance(plain, sa.DateTime) and not zoned and function in (datetime.datetime.utcnow, datetime.datetime.now):
        return str(function.__name__)
    fitting = (it for it in _KNOWN if isinstance(plain, it.type_) and it.zoned in (None, zoned))
    return next((it.name for it in fitting if _is_same(function, it.text, it.names)), None)


def constant(function: Callable[..., Any]) -> list[Any] | dict[str, Any] | None:
    """The list or dict that a function without arguments makes anew each time, of nothing but literals."""
    code = getattr(function, "__code__", None)
    if code is None or code.co_argcount or code.co_names or code.co_freevars or inspect.isgeneratorfunction(function):
        return None
    if any(it.opcode in (*dis.hasjrel, *dis.hasjabs) for it in dis.get_instructions(code)):
        return None
    value = function()
    return value if isinstance(value, list | dict) else None


def called(function: Callable[..., Any]) -> tuple[Any, list[Any] | dict[str, Any]] | None:
    """What a function without arguments calls and does nothing else, and the literals that it calls it with."""
    code = getattr(function, "__code__", None)
    if code is None or code.co_argcount or code.co_freevars or not code.co_names:
        return None
    args = _literals(code)
    inner = [repr(it) for it in args] if isinstance(args, list) else [f"{key}={it!r}" for key, it in args.items()]
    name, *rest = code.co_names
    found = {**vars(builtins), **function.__globals__}.get(name)
    if found is None or not _is_same(function, f"{'.'.join(code.co_names)}({', '.join(inner)})", {name: found}):
        return None
    for part in rest:
        found = getattr(found, part, None)
    return found, args


def _literals(code: CodeType) -> list[Any] | dict[str, Any]:
    """The constants that would be arguments, by name where the last one is the names."""
    values = [it for it in code.co_consts if it is not None]
    if not values or not isinstance(values[-1], tuple):
        return values
    *values, names = values
    return dict(zip(names, values, strict=True)) if len(names) == len(values) else [*values, names]


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
