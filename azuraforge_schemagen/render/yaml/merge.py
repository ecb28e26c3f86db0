"""What changed between two renderings of an object, put into the data that a person wrote about it.

Everything else stays as it stands there: what only Python sees, other dialects' types and texts, and every spelling
that means the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from azuraforge_schemagen.dialects import DIALECTS
from azuraforge_schemagen.load.conform import exact
from azuraforge_schemagen.render.yaml.scope import Data

TYPE = ("length", "precision", "scale", "fields", "items", "dimensions", "raw")
"""What a type is made of, beside its name."""
KEY = ("primary_key", "unique", "references", "constraint", "on_delete", "deferrable", "match", "not_valid")
"""Keys of one column in its line: ``constraint`` and ``deferrable`` belong to one of them."""
COMPUTED = ("default", "on_update", "backfill")
"""What a generated column cannot have."""
_ORDERED = frozenset({"arguments", "order_by", "returns", "overloads"})
"""Whose order is meaning: they change as a whole."""
_ALONE = ("triggers", "exclusions", "policies", "statistics")
_NEVER = frozenset({"class", "renamed_from", "moved_from", "dialects"})
_SHORT = {
    "checks": "sql",
    "check": "sql",
    "generated": "sql",
    "uniques": "columns",
    "indexes": "columns",
    "primary_key": "columns",
}
"""The one key that a short form stands for."""
_SQL = frozenset({"sql", "expr", "where", "query", "body", "when"})
_BY_DIALECT = frozenset(DIALECTS) | {"mysql"}


@dataclass(frozen=True, slots=True)
class Merge:
    """``dialect`` is the database's, ``dialects`` are the project's."""

    dialect: str
    dialects: tuple[str, ...]

    def merged(self, mine: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> Data:
        """A file's data: ``before`` is what it says of the database, ``after`` what it shall say."""
        out = dict(mine)
        if _key_moved(before, after):
            out, before = _without_key(out), _without_key(before)
        for name in _changed(before, after):
            if name in _NEVER:
                continue
            if name == "values":
                out[name] = _labels(out.get(name) or [], after[name])
            elif name in _ORDERED:
                _put(out, name, after.get(name))
            else:
                _put(out, name, self._top(name, out.get(name), before.get(name), after.get(name)))
        return out

    def alone(self, mine: Mapping[str, Any], made: Data) -> Data:
        """What is new and no other dialect has, or has in another way, is for this one alone."""
        out, mark = dict(made), {"dialects": [self.dialect]}
        for section in _ALONE if len(self.dialects) > 1 else ():
            if section in made:
                known = mine.get(section) or {}
                out[section] = {key: it if key in known else {**it, **mark} for key, it in made[section].items()}
        if len(self.dialects) > 1 and "row_security" in made and "row_security" not in mine:
            said = made["row_security"]
            out["row_security"] = {**(said if isinstance(said, Mapping) else {"enabled": said}), **mark}
        return out

    def _top(self, name: str, mine: Any, before: Any, after: Any) -> Any:
        if all(isinstance(it or {}, Mapping) for it in (mine, before, after)) and name != "primary_key":
            each: Callable[..., Any] = self._column if name == "columns" else self._thing
            return self._things(name, mine or {}, before or {}, after or {}, each)
        return self._thing(name, mine, before, after)

    def _things(self, section: str, mine: Data, before: Data, after: Data, each: Callable[..., Any]) -> Data:
        """Things by name. A new one stands behind the one that it follows."""
        out = dict(mine)
        for name in _changed(before, after):
            _put(out, name, None if name not in after else each(section, out.get(name), before.get(name), after[name]))
        return _placed(out, list(mine), [name for name in after if name in out])

    def _thing(self, section: str, mine: Any, before: Any, after: Any) -> Any:
        """A thing that may have a short form."""
        short = _SHORT.get(section)
        if short is None or mine is None or before is None or after is None:
            return self._value(section, mine, before, after)
        wide = [_wide(it, short) for it in (mine, before, after)]
        return _narrow(mine, self._keys(*wide), short)

    def _value(self, name: str, mine: Any, before: Any, after: Any) -> Any:
        if mine is None or before is None or after is None:
            return after
        if isinstance(mine, Mapping) and isinstance(before, Mapping) and isinstance(after, Mapping):
            return self._keys(mine, before, after)
        if isinstance(mine, list) and isinstance(before, list) and isinstance(after, list):
            return self._items(mine, before, after)
        return self._text(name, mine, after)

    def _keys(self, mine: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> Data:
        out = dict(mine)
        for name in _changed(before, after):
            _put(out, name, self._value(name, out.get(name), before.get(name), after.get(name)))
        return out

    def _items(self, mine: list[Any], before: list[Any], after: list[Any]) -> list[Any]:
        if not len(mine) == len(before) == len(after):
            return after
        return [
            own if exact(old) == exact(new) else self._value("", own, old, new)
            for own, old, new in zip(mine, before, after, strict=True)
        ]

    def _text(self, name: str, mine: Any, after: Any) -> Any:
        """A text, which may be one a dialect: those of the others stay."""
        if not isinstance(after, str):
            return after
        if isinstance(mine, Mapping) and mine.keys() <= _BY_DIALECT:
            return {**mine, self.dialect: after}
        if isinstance(mine, str) and name in _SQL and len(self.dialects) > 1:
            return {dialect: after if dialect == self.dialect else mine for dialect in self.dialects}
        return after

    def _column(self, section: str, mine: Any, before: Any, after: Any) -> Any:
        if mine is None or before is None:
            return after
        wide, old, new = (_wide(it, "type") for it in (mine, before, after))
        out = self._typed(wide, old, new)
        if any(exact(old.get(name)) != exact(new.get(name)) for name in KEY):
            out = {name: value for name, value in out.items() if name not in KEY}
            out |= {name: new[name] for name in KEY if name in new}
        for name in _changed(old, new):
            if name not in ("type", *TYPE, *KEY):
                _put(out, name, self._thing(name, out.get(name), old.get(name), new.get(name)))
        if "generated" in out:
            out = {name: value for name, value in out.items() if name not in COMPUTED}
        return out["type"] if out.keys() == {"type"} else out

    def _typed(self, mine: Data, before: Data, after: Data) -> Data:
        """The column with another type, in ``variants`` where this dialect has one of its own there."""
        name, nullable = _split(after["type"])
        if name == _split(before["type"])[0] and all(exact(before.get(it)) == exact(after.get(it)) for it in TYPE):
            return {**mine, "type": _joined(_split(mine["type"])[0], nullable)}
        parts = {"type": name, **{it: after[it] for it in TYPE if it in after}}
        if self.dialect in mine.get("variants", ()):
            variants = {**mine["variants"], self.dialect: name if len(parts) == 1 else parts}
            return {**mine, "type": _joined(_split(mine["type"])[0], nullable), "variants": variants}
        return {
            "type": _joined(name, nullable),
            **{it: value for it, value in parts.items() if it != "type"},
            **{it: value for it, value in mine.items() if it not in ("type", *TYPE)},
        }


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    names = dict.fromkeys((*before, *after))
    return [it for it in names if exact(before.get(it)) != exact(after.get(it))]


def _put(out: Data, name: str, value: Any) -> None:
    if value is None or value == {}:
        out.pop(name, None)
    else:
        out[name] = value


def _placed(out: Data, mine: list[str], after: list[str]) -> Data:
    """The names that were there in their order, new ones behind the one before them in ``after``."""
    names = [name for name in mine if name in out]
    for at, name in enumerate(after):
        if name not in names:
            before = next((it for it in reversed(after[:at]) if it in names), None)
            names.insert(0 if before is None else names.index(before) + 1, name)
    return {name: out[name] for name in (*names, *(it for it in out if it not in names))}


def _wide(value: Any, short: str) -> Data:
    """The long form of a thing."""
    if not isinstance(value, Mapping):
        return {short: value}
    if short == "sql" and "sql" not in value:
        texts = {name: text for name, text in value.items() if name in _BY_DIALECT}
        return {"sql": texts, **{name: it for name, it in value.items() if name not in _BY_DIALECT}}
    return dict(value)


def _narrow(mine: Any, wide: Data, short: str) -> Any:
    """The form that it had, where that is enough."""
    if isinstance(mine, Mapping) and short == "sql" and "sql" not in mine and isinstance(wide["sql"], Mapping):
        return {**wide["sql"], **{name: it for name, it in wide.items() if name != "sql"}}
    if wide.keys() == {short} and (not isinstance(mine, Mapping) or len(mine) > 1):
        return wide[short]
    return wide


def _split(type_: str) -> tuple[str, bool]:
    name = type_.removesuffix(" | null")
    return name, name != type_


def _joined(name: str, nullable: bool) -> str:
    return f"{name} | null" if nullable else name


def _labels(mine: list[Any], after: list[str]) -> list[Any]:
    """An enum's values, each with what was said about it."""
    said = {next(iter(it)): it for it in mine if isinstance(it, Mapping)}
    return [said.get(label, label) for label in after]


def _flags(data: Mapping[str, Any]) -> list[str]:
    columns = data.get("columns") or {}
    return [name for name, it in columns.items() if isinstance(it, Mapping) and it.get("primary_key")]


def _key_moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    same = exact(before.get("primary_key")) == exact(after.get("primary_key"))
    return not same or _flags(before) != _flags(after)


def _without_key(data: Mapping[str, Any]) -> Data:
    """The data without a primary key, wherever it says it."""
    out = {name: it for name, it in data.items() if name != "primary_key"}
    if "columns" in out:
        out["columns"] = {name: _unkeyed(it) for name, it in out["columns"].items()}
    return out


def _unkeyed(column: Any) -> Any:
    if not isinstance(column, Mapping) or "primary_key" not in column:
        return column
    alone = "references" not in column and "unique" not in column
    gone = {"primary_key", "constraint", "deferrable"} if alone else {"primary_key"}
    return {name: it for name, it in column.items() if name not in gone}
