"""What a file says of the class of its table, put into the map of the table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from azuraforge_schemagen.render.yaml.merge import TYPE
from azuraforge_schemagen.render.yaml.scope import Data
from azuraforge_schemagen.resolve import identifiers


def with_class(
    data: Data, name: str, doc: str | None, columns: Mapping[str, Data], relationships: Mapping[str, Any]
) -> Data:
    """The map of a table with its class; ``name`` is empty where no class maps it."""
    made = dict(data)
    if name:
        made.pop("class", None)
        if name != identifiers.class_name(str(made.get("table") or made.get("enum") or "")):
            made["class"] = name
        if doc:
            made["doc"] = doc
    if columns:
        made["columns"] = {
            column: {**_whole(spec), **columns[column]} if column in columns else spec
            for column, spec in made["columns"].items()
        }
    if relationships:
        made["relationships"] = dict(relationships)
    return made


def with_mapping(data: Data, mapper: Data, subclasses: Data, info: Data) -> Data:
    """The map of a table with what its class says to its mapper, the classes that share it, and its values."""
    said = {"mapper": mapper, "subclasses": subclasses, "info": info}
    return {**data, **{key: it for key, it in said.items() if it}}


def with_columns(data: Data, table: Data) -> Data:
    """The map of a view with the columns and the key of its class, from the map of the table that it would be."""
    key = table.get("primary_key")
    columns = {column: _keyless(spec) for column, spec in table["columns"].items()}
    own = [column for column, spec in table["columns"].items() if spec != columns[column]]
    return {**data, "columns": columns, "primary_key": (key["columns"] if isinstance(key, Mapping) else key) or own}


def _keyless(spec: Any) -> Any:
    if not isinstance(spec, Mapping):
        return spec
    left = {key: it for key, it in spec.items() if key not in ("primary_key", "constraint")}
    return left["type"] if left.keys() == {"type"} else left


def with_alias(spec: Any, alias: str) -> tuple[Any, Data]:
    """A column whose type is an alias, and what the alias is in the database."""
    whole = _whole(spec)
    text = str(whole["type"])
    ddl = {"type": text.removesuffix("| null").strip(), **{key: whole[key] for key in TYPE if key in whole}}
    said: Data = {"ddl": ddl["type"] if len(ddl) == 1 else ddl}
    if "variants" in whole:
        said["variants"] = whole["variants"]
    nullable = text.endswith("| null")
    left = {key: value for key, value in whole.items() if key not in (*TYPE, "variants")}
    type_ = f"{alias} | null" if nullable else alias
    return type_ if left.keys() == {"type"} else {**left, "type": type_}, said


def _whole(spec: Any) -> Data:
    return dict(spec) if isinstance(spec, Mapping) else {"type": spec}
