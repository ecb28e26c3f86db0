"""Random projects whose classes inherit: over joined tables, and several on one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from azuraforge_schemagen.resolve.mappers import TOP

_OPTIONS: Mapping[str, list[Any]] = {
    "eager_defaults": [True, False],
    "confirm_deleted_rows": [False],
    "passive_updates": [False],
    "batch": [False],
}


@st.composite
def hierarchies(draw: st.DrawFn) -> list[dict[str, Any]]:
    """The data of each table's file, roots first. Every column but keys and discriminators may be NULL."""
    tables: list[dict[str, Any]] = []
    for number in range(draw(st.integers(2, 5))):
        above = draw(st.sampled_from([None, *tables])) if tables else None
        tables.append(_table(draw, f"t{number}", above))
    for table in tables:
        for number in range(draw(st.integers(0, 2))):
            _reference(draw, table, f"{table['table']}_r{number}_id", draw(st.sampled_from(tables)))
        _share(draw, table, tables)
    return tables


def _table(draw: st.DrawFn, name: str, above: dict[str, Any] | None) -> dict[str, Any]:
    key = f"{above['table']}.{_key(above)}" if above else None
    key_name = draw(st.sampled_from(["id", f"{name}_id"]))
    if above and key_name == "id" and _key(above) != "id":
        key_name = f"{name}_id"  # "id" is another attribute up there
    columns: dict[str, Any] = {key_name: {"type": "integer", "primary_key": True}}
    mapper: dict[str, Any] = {}
    if above:
        columns[key_name]["references"] = key
        mapper["inherits"] = above["table"]
    elif draw(st.booleans()):
        columns["kind"] = draw(st.sampled_from(["string", "integer"]))
        mapper["polymorphic_on"] = "kind"
    columns |= {f"{name}_c{number}": "string | null" for number in range(draw(st.integers(0, 3)))}
    made = {"table": name, "mapper": mapper, "columns": columns, "above": above}
    _identify(draw, made, mapper, name)
    if not above and draw(st.booleans()):
        columns["version"] = "integer"
        mapper["version_id_col"] = "version"
    for option, values in _OPTIONS.items():
        if draw(st.integers(0, 5)) == 0 and not (above and option in TOP):
            mapper[option] = draw(st.sampled_from(values))
    return made


def _key(table: Mapping[str, Any]) -> str:
    return next(name for name, spec in table["columns"].items() if isinstance(spec, dict) and "primary_key" in spec)


def _root(table: dict[str, Any]) -> dict[str, Any]:
    return table if table["above"] is None else _root(table["above"])


def _identify(draw: st.DrawFn, table: dict[str, Any], mapper: dict[str, Any], name: str) -> None:
    """A value of the discriminator of its own, where there is one."""
    kind = _root(table)["columns"].get("kind")
    if kind is not None:
        number = len(_root(table).setdefault("identities", []))
        mapper["polymorphic_identity"] = name if kind == "string" else number
        _root(table)["identities"].append(name)


def _reference(draw: st.DrawFn, table: dict[str, Any], column: str, target: dict[str, Any]) -> None:
    action = draw(st.sampled_from([{}, {"on_delete": "cascade"}, {"unique": True}]))
    reference = f"{target['table']}.{_key(target)}"
    table["columns"][column] = {"type": "integer | null", "references": reference, **action}


def _share(draw: st.DrawFn, table: dict[str, Any], tables: list[dict[str, Any]]) -> None:
    """Classes on the same table, with columns and references of their own."""
    shared: dict[str, Any] = {}
    if _root(table)["columns"].get("kind") is None:
        return
    for number in range(draw(st.integers(0, 2))):
        name = f"S{table['table'][1:]}{number}"
        spec: dict[str, Any] = {"mapper": {}}
        _identify(draw, table, spec["mapper"], name)
        if shared and draw(st.booleans()):
            spec["inherits"] = draw(st.sampled_from(sorted(shared)))
        own = f"{name.lower()}_c"
        if draw(st.booleans()):
            table["columns"][own] = draw(
                st.sampled_from(["string | null", {"type": "string | null", "deferred": True, "attr": f"{own}_x"}])
            )
            spec["columns"] = [own]
        if draw(st.booleans()):
            _reference(draw, table, f"{own}_id", draw(st.sampled_from(tables)))
            spec.setdefault("columns", []).append(f"{own}_id")
        shared[name] = spec
    if shared:
        table["subclasses"] = shared


def files(tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What stands in the files."""
    kept = ("table", "mapper", "subclasses", "columns")
    return [{key: it[key] for key in kept if it.get(key)} for it in tables]
