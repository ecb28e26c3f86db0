"""Defaults: ``server_default`` -> ``ir.schema.Default``, ``default`` and ``on_update`` -> ``ir.orm.ClientDefault``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from azuraforge_schemagen.dialects import DIALECTS
from azuraforge_schemagen.ir.orm import ClientDefault, PyCall, PyFunction, PySequence, PySql, PyValue
from azuraforge_schemagen.ir.schema import Constant, Default, Function, Sql
from azuraforge_schemagen.ir.types import STRING_TYPES, TIME_TYPES, Array, Raw, Scalar, Type, Variant
from azuraforge_schemagen.resolve.arguments import arguments
from azuraforge_schemagen.resolve.catalog import target_of
from azuraforge_schemagen.resolve.findings import Findings, Place
from azuraforge_schemagen.resolve.literals import Enums, Literal, Misfit, literal
from azuraforge_schemagen.resolve.text import Texts

SERVER_FUNCTIONS = frozenset(name for dialect in DIALECTS.values() for name in dialect.functions)
CLIENT_FUNCTIONS = frozenset({"uuid4", "now", "utcnow", "today", "dict", "list"})
_NOW = {"now()": "now", "current_timestamp": "current_timestamp"}
_CALL = re.compile(r"([A-Za-z_][\w.]*)\((.*)\)\s*(;.*)?", re.DOTALL)
_FORMS = frozenset({"sql", "call", "value", "sequence"})
_DATES = frozenset({"date", "timestamp", "timestamptz"})
_RETURNS: Mapping[str, frozenset[str]] = {
    "now": TIME_TYPES | {"date"} | STRING_TYPES,
    "current_timestamp": TIME_TYPES | {"date"} | STRING_TYPES,
    "utcnow": TIME_TYPES | {"date"},
    "current_date": _DATES | STRING_TYPES,
    "today": _DATES,
    "current_time": frozenset({"time", "timetz"}) | STRING_TYPES,
    "localtime": frozenset({"time", "timetz"}) | STRING_TYPES,
    "localtimestamp": TIME_TYPES | {"date"} | STRING_TYPES,
    "current_user": STRING_TYPES,
    "gen_random_uuid": STRING_TYPES | {"uuid"},
    "uuid4": STRING_TYPES | {"uuid"},
    "random": frozenset({"double", "real", "numeric", "integer", "bigint", "smallint"}),
    "dict": frozenset({"json", "jsonb", "hstore"}),
    "list": frozenset({"json", "jsonb"}),
}


@dataclass(frozen=True, slots=True)
class Defaults:
    """Reads defaults; ``enums`` are the values of the project's enums."""

    enums: Enums
    texts: Texts
    findings: Findings

    def server(self, value: Any, type_: Type, place: Place) -> Default | None:
        """What the database sets, in the canonical form of the column's type; ``None`` for nothing."""
        if isinstance(value, Mapping) and "sql" in value and len(value) == 1:
            return _known(self.texts.read(value["sql"], place.at("sql")))
        if isinstance(value, str):
            called = self._function(value, type_, SERVER_FUNCTIONS, place)
            if called is not None:
                return Function(called) if called else None
            self._ambiguous_json(value, type_, place)
        if isinstance(value, Mapping) and "value" in value and len(value) == 1:
            value, place = value["value"], place.at("value")
        if value is None:
            return None
        if isinstance(type_, Array) and isinstance(value, list):
            return self._array(value, type_, place)
        return self._literal(value, type_, place)

    def client(self, value: Any, type_: Type, place: Place, checked: bool = True) -> ClientDefault | None:
        """What Python sets; ``checked`` is false where a class of the user's own decides what fits."""
        if isinstance(value, Mapping) and len(value.keys() - {"args"}) == 1 and _FORMS & value.keys():
            return self._form(value, type_, place, checked)
        if isinstance(value, str):
            called = self._function(value, None if not checked else type_, CLIENT_FUNCTIONS, place)
            if called is not None:
                return PyFunction(called) if called else None
        return self._value(value, type_, place, checked)

    def _form(self, value: Mapping[str, Any], type_: Type, place: Place, checked: bool) -> ClientDefault | None:
        if "value" in value:
            return self._value(value["value"], type_, place.at("value"), checked)
        if "call" in value:
            module, _, name = str(value["call"]).partition(":")
            return PyCall(module, name, *arguments(value))
        if "sequence" in value:
            return PySequence(target_of(value["sequence"])[0])
        sql = self.texts.read(value["sql"], place.at("sql"), query=True)
        texts = tuple((dialect, text or "NULL") for dialect, text in sql.dialects)
        return PySql(sql.text or "", texts)

    def _value(self, value: Any, type_: Type, place: Place, checked: bool) -> ClientDefault:
        free = value is None or not checked or _is_binary(type_)
        if isinstance(type_, Array) and isinstance(value, list):
            for item in value:
                if not isinstance(item, list):
                    self._value(item, type_.items, place, checked)
        elif not free:
            self._literal(value, type_, place)
        return PyValue(value)

    def _literal(self, value: Any, type_: Type, place: Place) -> Literal | None:
        try:
            return literal(value, type_, self.enums)
        except Misfit as misfit:
            self.findings.error("SG135", misfit.message, place, misfit.help)
            return None

    def _function(self, text: str, type_: Type | None, known: frozenset[str], place: Place) -> str | None:
        """The known function that a bare text calls; ``""`` after an error; ``None`` where it is a literal."""
        call = _CALL.fullmatch(text.strip()) if "(" in text else None
        if call is None:
            return None
        name = call[1].lower()
        if call[2].strip() or call[3]:
            message = f"{text!r} looks like SQL, and a bare default is a literal"
            self.findings.error("SG136", message, place, 'write { sql: "..." } for SQL, { value: "..." } for the text')
            return ""
        if name not in known:
            self._unknown(name, known, place)
            return ""
        if type_ is not None and not _returns(name, type_):
            spelled = type_.name if isinstance(type_, Scalar) else str(getattr(type_, "name", "array"))
            self.findings.error("SG135", f"{name}() gives no value of type '{spelled}'", place)
            return ""
        return name

    def _unknown(self, name: str, known: frozenset[str], place: Place) -> None:
        other = {"uuid4": "gen_random_uuid", "utcnow": "now", "today": "current_date"}.get(name)
        if other and other in known:
            help_ = f"that is Python's; the server's is {other}()"
        else:
            listed = ", ".join(f"{it}()" for it in sorted(known))
            help_ = f'known are {listed}; anything else is {{ sql: "..." }}, a text is {{ value: ... }}'
        self.findings.error("SG136", f"unknown function {name}()", place, help_)

    def _ambiguous_json(self, value: str, type_: Type, place: Place) -> None:
        base = type_.base if isinstance(type_, Variant) else type_
        if not (isinstance(base, Scalar) and base.name in ("json", "jsonb") and value[:1] in "[{"):
            return
        try:
            json.loads(value)
        except ValueError:
            return
        message = f"{value!r} is a text that looks like JSON"
        help_ = f"write {{ value: {value} }} for the JSON, {{ value: {json.dumps(value)} }} for a JSON text"
        self.findings.error("SG135", message, place, help_)

    def _array(self, value: list[Any], type_: Array, place: Place) -> Default | None:
        from azuraforge_schemagen.resolve.literals import json_text

        items = [self._literal(item, type_.items, place.at(index)) for index, item in enumerate(value)]
        texts = {
            "postgresql": _quoted("{" + ",".join(_element(item) for item in items if item is not None) + "}"),
            "sqlite": _quoted(json_text(value)),
        }
        chosen = tuple((name, texts[name]) for name in sorted(self.texts.dialects) if name in texts)
        return Sql(chosen[0][1]) if len(chosen) == 1 else Sql(None, chosen)


def _known(sql: Sql) -> Default:
    """SQL that is a known function's on every dialect; SQLite has one word for now() and CURRENT_TIMESTAMP."""
    texts = [sql.text] if sql.text is not None else [text for _, text in sql.dialects]
    found = {_NOW.get(text.lower()) if text is not None else None for text in texts}
    if not found or None in found:
        return sql
    return Function("now" if "now" in found else "current_timestamp")


def _returns(name: str, type_: Type) -> bool:
    match type_:
        case Variant(base, _):
            return _returns(name, base)
        case Array():
            return name == "list"
        case Raw():
            return True
        case Scalar(spelled):
            return spelled in _RETURNS.get(name, frozenset({spelled}))
        case _:
            return False


def _is_binary(type_: Type) -> bool:
    return isinstance(type_, Scalar) and type_.name == "binary"


def _element(item: Literal) -> str:
    if isinstance(item, Constant) and isinstance(item.value, str):
        return '"' + item.value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    value = item.value if isinstance(item, Constant) else item.text
    return str(value).lower() if isinstance(value, bool) else str(value)


def _quoted(text: str) -> str:
    from azuraforge_schemagen.ir import sqltext

    return sqltext.string(text)
