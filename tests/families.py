"""Families of tables for the laws: tables that inherit from each other or not, with columns of the same few names."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from tests.yamlflow import flow

NAMES = ("a", "b", "c", "d")
TYPES = ("integer", "bigint", "string", "kind")
DEFAULTS: dict[str, Any] = {"integer": 5, "bigint": 7, "string": "s", "kind": "x"}
SPECIAL: dict[str, list[dict[str, Any]]] = {
    "s": [{"type": "serial"}, {"type": "integer"}],
    "i": [
        {"type": "integer", "identity": "always"},
        {"type": "integer"},
        {"type": "integer", "identity": "by_default"},
    ],
    "g": [{"type": "boolean | null", "generated": "x IS NULL"}],
}
"""Columns that count or are computed; what a parent has, an heir may say in each of these ways."""
CHECKS: dict[str, Any] = {
    "ck": "x IS NOT NULL",
    "ck_other": "y IS NOT NULL OR x IS NULL",
    "ck_late": {"sql": "z IS NOT NULL", "not_valid": True},
    "ck_alone": {"sql": "x IS NULL", "no_inherit": True},
}
CHECK_NEEDS = {"ck": "x", "ck_other": "xy", "ck_late": "z", "ck_alone": "x"}
OWN: dict[str, dict[str, Any]] = {
    "key": {"primary_key": ["x"]},
    "index": {"indexes": {"ix": ["y"]}},
    "expression": {"indexes": {"ie": {"columns": [{"expr": "x IS NULL"}]}}},
    "unique": {"uniques": {"u": ["x", "y"]}},
    "comment": {"comment": "own"},
    "reference": {"foreign_keys": {"fk": {"columns": ["r"], "references": "r", "to": ["id"]}}},
}


NEEDS = {"key": "x", "index": "y", "expression": "x", "unique": "xy", "comment": "", "reference": "r"}
"""The columns that each of these needs."""


class _Family:
    """The tables so far: whether each of their columns takes NULL, by name."""

    def __init__(self, draw: st.DrawFn, checks: list[str]) -> None:
        self.draw = draw
        self.checks = checks
        self.types = {name: draw(st.sampled_from(TYPES)) for name in ("x", "y", "z")} | {"r": "bigint"}
        self.tables: dict[str, dict[str, bool]] = {}

    def table(self, name: str) -> dict[str, Any]:
        draw = self.draw
        parents = draw(st.lists(st.sampled_from(sorted(self.tables)), unique=True, max_size=2)) if self.tables else []
        columns: dict[str, bool] = {}
        for parent in parents:
            for column, nullable in self.tables[parent].items():
                columns[column] = columns.get(column, True) and nullable
        said = draw(st.sets(st.sampled_from(sorted(self.types)), min_size=not parents))
        said |= {it for it in columns if sum(it in self.tables[one] for one in parents) > 1}
        said |= draw(st.sets(st.sampled_from(sorted(SPECIAL)), max_size=1))
        specs = {it: self._column(it, columns) for it in sorted(said, key=lambda it: (it in SPECIAL, it))}
        if "x" not in columns:
            specs.pop("g", None)
            columns.pop("g", None)
        self.tables[name] = columns
        found: dict[str, Any] = {"table": name, **self._own(name, columns)}
        checks = [it for it in self.checks if set(CHECK_NEEDS[it]) <= columns.keys() and draw(st.integers(0, 2)) == 0]
        found |= {"inherits": parents} if parents else {}
        found |= {"columns": specs} if specs else {}
        return found | ({"checks": {it: CHECKS[it] for it in checks}} if checks else {})

    def _column(self, name: str, columns: dict[str, bool]) -> dict[str, Any]:
        draw = self.draw
        if name in SPECIAL:
            columns[name] = name == "g"
            return draw(st.sampled_from(SPECIAL[name]))
        type_ = self.types[name]
        columns[name] = columns.get(name, True) and draw(st.booleans())
        said: dict[str, Any] = {"type": f"{type_} | null" if columns[name] else type_}
        if draw(st.integers(0, 2)) == 0:
            said["server_default"] = DEFAULTS[type_]
        if draw(st.integers(0, 5)) == 0:
            said["comment"] = "said"
        return said

    def _own(self, table: str, columns: dict[str, bool]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name in sorted(self.draw(st.sets(st.sampled_from(sorted(OWN)), max_size=2))):
            if not set(NEEDS[name]) <= columns.keys() or (name == "key" and columns["x"]):
                continue
            for section, entry in OWN[name].items():
                if section in ("indexes", "uniques", "foreign_keys"):
                    found.setdefault(section, {}).update({f"{table}_{it}": one for it, one in entry.items()})
                else:
                    found[section] = entry
        return found


@st.composite
def families(draw: st.DrawFn, *, late: bool = True) -> list[str]:
    """The files of a project: tables that may inherit from those before them, and ``r`` that they refer to; ``late``
    lets checks be NOT VALID, which ``create_all`` cannot."""
    return [flow(it) for it in _project(draw, late)]


def _project(draw: st.DrawFn, late: bool) -> list[dict[str, Any]]:
    family = _Family(draw, [it for it in sorted(CHECKS) if late or it != "ck_late"])
    files: list[dict[str, Any]] = [
        {"table": "r", "columns": {"id": {"type": "bigint", "primary_key": True}}},
        {"enum": "kind", "values": draw(st.sampled_from([["x", "y"], ["x", "y", "z"], ["y", "x"]]))},
    ]
    return files + [family.table(name) for name in draw(st.permutations(NAMES)) if draw(st.integers(0, 5))]


@st.composite
def renamed(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """The files of a project, and what they are after tables, columns and checks got other names: a column in some
    of the tables that say it, in the others it stays what it is."""
    old = _project(draw, late=False)
    new = deepcopy(old)
    tables = [it for it in new if it.get("table", "r") != "r"]
    column = draw(st.sampled_from(["x", "y", "z", "s", "i"]))
    roots = [it["table"] for it in tables if column in it.get("columns", {}) and not _above(it, column, tables)]
    chosen = draw(st.sets(st.sampled_from(roots))) if roots else set()
    for table in tables:
        if table["table"] in chosen or _above(table, column, tables) & chosen:
            _rename(table, column, "u")
    if tables and draw(st.booleans()):
        name = draw(st.sampled_from(tables))["table"]
        for table in tables:
            if table["table"] == name:
                table |= {"table": "e", "renamed_from": name}
            if name in table.get("inherits", ()):
                table["inherits"] = ["e" if it == name else it for it in table["inherits"]]
    if draw(st.booleans()):
        for table in tables:
            if "ck" in table.get("checks", {}):
                table["checks"]["ck_new"] = {"sql": table["checks"].pop("ck"), "renamed_from": "ck"}
    return [flow(it) for it in old], [flow(it) for it in new]


def _above(table: dict[str, Any], column: str, tables: list[dict[str, Any]]) -> set[str]:
    """The roots from which a table has a column."""
    found: set[str] = set()
    for parent in (it for it in tables if it["table"] in table.get("inherits", ())):
        above = _above(parent, column, tables)
        found |= above or ({parent["table"]} if column in parent.get("columns", {}) else set())
    return found


def _rename(table: dict[str, Any], old: str, new: str) -> None:
    columns = table.get("columns", {})
    if old in columns:
        table["columns"] = {
            (new if name == old else name): {**spec, "renamed_from": old} if name == old else spec
            for name, spec in columns.items()
        }
    for section in ("primary_key", "uniques", "indexes", "checks"):
        if section in table:
            table[section] = _replaced(table[section], old, new)
    for spec in table.get("columns", {}).values():
        if "generated" in spec:
            spec["generated"] = _replaced(spec["generated"], old, new)


def _replaced(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {name: _replaced(it, old, new) for name, it in value.items()}
    if isinstance(value, list):
        return [_replaced(it, old, new) for it in value]
    return re.sub(rf"\b{old}\b", new, value) if isinstance(value, str) else value
