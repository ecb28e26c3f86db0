"""Defaults: those that the server sets and those that Python sets."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import assert_never

from azuraforge_schemagen import dialects
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import ClientDefault, EnumClass, PyCall, PyFunction, PySequence, PySql, PyValue
from azuraforge_schemagen.ir.schema import Column, Constant, Function, Number, Sql
from azuraforge_schemagen.ir.types import STRING_TYPES, Array, EnumType, Scalar, Type, Variant
from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.python import Call, Expr
from azuraforge_schemagen.render.sqlalchemy.arguments import arguments
from azuraforge_schemagen.render.sqlalchemy.names import enum_name
from azuraforge_schemagen.render.sqlalchemy.scope import Scope
from azuraforge_schemagen.render.sqlalchemy.support import Support

_CLASSES: Mapping[str, type[datetime.date] | type[datetime.time]] = {
    "date": datetime.date,
    "time": datetime.time,
    "timetz": datetime.time,
    "timestamp": datetime.datetime,
    "timestamptz": datetime.datetime,
}
_SHORT = 80
"""The longest literal that a lambda returns; a longer one gets a function of its own."""


class Defaults:
    """Writes defaults; ``functions`` collects those that the module must define for them."""

    def __init__(self, scope: Scope, support: Support, enums: Mapping[QName, EnumClass]) -> None:
        self._scope = scope
        self._support = support
        self._enums = enums
        self.functions: list[str] = []

    def server(self, projected: Sequence[tuple[str, Column]]) -> Expr | None:
        """What ``server_default=`` gets, ``None`` where no dialect has a default."""
        default = projected[0][1].server_default
        if len(projected) == 1 or all(column.server_default == default for _, column in projected):
            match default:
                case None:
                    return None
                case Constant(bool() as value):
                    return f"{self._scope.sa}.{'true' if value else 'false'}()"
                case Constant(int() as value):
                    return self.text(str(value))
                case Constant(value):
                    return python.string(str(value))
                case Number(text):
                    return self.text(text)
                case Function("now"):
                    return f"{self._scope.sa}.func.now()"
                case Function() | Sql():
                    pass
        return self.by_dialect({dialect: _server_text(dialect, column) for dialect, column in projected})

    def by_dialect(self, texts: Mapping[str, str]) -> Expr:
        """``sa.text``, or an element that knows the text of each dialect."""
        different = set(texts.values())
        if len(different) == 1:
            return self.text(different.pop())
        longest = max(different, key=len)
        if all(text in (longest, longest[1:-1]) for text in different) and longest[0] == "(":
            return self.text(longest)
        args = [f"{dialect}={python.sql(text)}" for dialect, text in texts.items()]
        return Call(self._support.name("ByDialect"), args)

    def text(self, sql: str) -> Expr:
        """``sa.text`` of SQL."""
        return Call(f"{self._scope.sa}.text", (python.sql(sql),))

    def client(self, default: ClientDefault, type_: Type, owner: str) -> Expr:
        """What ``default=`` or ``onupdate=`` gets; ``owner`` names a function that has to be made."""
        match default:
            case PyValue(value):
                return self._value(value, _base(type_), owner)
            case PyFunction(name):
                return self._function(name, _base(type_))
            case PyCall():
                return self._call(default, owner)
            case PySql(text, texts):
                return self.by_dialect(dict(texts)) if texts else self.text(text)
            case PySequence(name):
                schema = [f"schema={python.string(name.schema)}"] if name.schema else []
                return Call(f"{self._scope.sa}.Sequence", [python.string(name.name), *schema])
        assert_never(default)

    def _call(self, of: PyCall, owner: str) -> Expr:
        """The function itself, or one that calls it with something."""
        called = self._scope.name(of.module, of.name)
        args = arguments(of, self._scope)
        if not args:
            return called
        return self._made(Call(called, args), self._scope.name("typing", "Any"), owner)

    def _made(self, value: Expr, returns: str, owner: str) -> Expr:
        """A callable that makes a value."""
        if len(python.flat(value)) <= _SHORT:
            return f"lambda: {python.flat(value)}"
        name = self._scope.claim(f"{owner}_default")
        body = python.returned(value, 4)
        self.functions.append(f"def {name}() -> {returns}:\n    {body}")
        return name

    def _value(self, value: object, type_: Type, owner: str) -> Expr:
        if value is None:
            return f"{self._scope.sa}.null()"
        if isinstance(value, list | tuple | dict):
            return self._fresh(value, type_, owner)
        if isinstance(value, str):
            return self._text_value(value, type_)
        return self._plain(value, type_)

    def _plain(self, value: object, type_: Type) -> Expr:
        if isinstance(type_, Scalar) and type_.name == "numeric" and isinstance(value, Decimal):
            return f"{self._scope.name('decimal', 'Decimal')}({python.string(str(value))})"
        return python.value(value, _float)

    def _text_value(self, value: str, type_: Type) -> Expr:
        literal = python.string(value)
        if isinstance(type_, EnumType):
            found = self._enums[type_.name]
            member = next((name for name, stored in found.members if stored == value), None)
            if found.module and not found.names:
                return f"{enum_name(found, self._scope)}({literal})"
            return literal if member is None else f"{enum_name(found, self._scope)}.{member}"
        match type_:
            case Scalar("uuid"):
                return f"{self._scope.module('uuid')}.UUID({literal})"
            case Scalar("date" | "time" | "timetz" | "timestamp" | "timestamptz" as name):
                return _moment(value, name, self._scope.module("datetime")) or literal
            case Scalar("numeric"):
                return f"{self._scope.name('decimal', 'Decimal')}({literal})"
            case Scalar("binary"):
                return f"{literal}.encode()"
            case _:
                return literal

    def _fresh(self, value: object, type_: Type, owner: str) -> Expr:
        """A callable that makes a new list or dict for each row."""
        if not value:
            return self._scope.builtin("dict" if isinstance(value, dict) else "list")
        items = type_.items if isinstance(type_, Array) else Scalar("json")
        return self._made(self._items(value, _base(items)), self._container(value), owner)

    def _items(self, value: object, items: Type) -> Expr:
        if isinstance(value, list | tuple) and items != Scalar("json"):
            return Call("", (self._items(item, items) for item in value), "[]")
        return self._text_value(value, items) if isinstance(value, str) else self._json(value, items)

    def _json(self, value: object, items: Type) -> Expr:
        return python.value(value, _float) if items == Scalar("json") else self._plain(value, items)

    def _container(self, value: object) -> str:
        builtin, any_ = self._scope.builtin, self._scope.name("typing", "Any")
        return (
            f"{builtin('dict')}[{builtin('str')}, {any_}]" if isinstance(value, dict) else f"{builtin('list')}[{any_}]"
        )

    def _function(self, name: str, type_: Type) -> Expr:
        scope = self._scope
        if name in ("dict", "list"):
            return scope.builtin(name)
        if name == "uuid4":
            made = f"{scope.module('uuid')}.uuid4"
            return made if type_ == Scalar("uuid") else f"lambda: {scope.builtin('str')}({made}())"
        moment = scope.module("datetime")
        if name == "today" or type_ == Scalar("date"):
            return f"{moment}.date.today"
        return f"lambda: {_now(moment, name, type_)}"


def _now(module: str, name: str, type_: Type) -> str:
    kind = type_.name if isinstance(type_, Scalar) else ""
    if kind in ("timestamptz", "timetz") or name == "utcnow":
        aware = f"{module}.datetime.now({module}.timezone.utc)"
    else:
        aware = f"{module}.datetime.now()"
    if kind == "timetz":
        return f"{aware}.timetz()"
    if kind == "time":
        return f"{aware}.time()"
    if kind in STRING_TYPES:
        return f"{aware}.isoformat()"
    return f"{aware}.replace(tzinfo=None)" if name == "utcnow" and kind == "timestamp" else aware


def _server_text(dialect: str, column: Column) -> str:
    if column.server_default is None:
        return "NULL"
    return dialects.default_sql(column.server_default, dialect)


def _base(type_: Type) -> Type:
    return _base(type_.base) if isinstance(type_, Variant) else type_


def _moment(value: str, name: str, module: str) -> str | None:
    """A date or a time as the call that makes it; ``infinity`` has none."""
    cls = _CLASSES[name]
    try:
        made = cls.fromisoformat(value.replace(" +", "+").replace(" -", "-"))
    except ValueError:
        return None
    return repr(made).replace("datetime.", f"{module}.")


def _float(value: Decimal) -> str:
    return repr(float(value)) if value.is_finite() else f'float("{value}")'.lower()
