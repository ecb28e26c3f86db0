"""The language as JSON Schema, and the project's own copy of it for editors."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from azuraforge_schemagen.config import MARKER

KINDS = (
    *("table", "enum", "mixin", "types", "unmanaged", "sequence", "domain", "extension", "view", "materialized_view"),
    *("composite", "range", "function", "procedure", "aggregate", "collation", "schema"),
)
"""The kinds of objects, by their key."""
SHARED = ("collation", "schema")
"""Those whose key is a property of others too: they count only where no other kind stands beside them."""


@cache
def language() -> dict[str, Any]:
    """The JSON Schema of the language, draft 2020-12. Not to be changed."""
    text = Path(__file__).with_name("language.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def editor_schema(tables: Mapping[str, Iterable[str]], enums: Iterable[str] = (), aliases: Iterable[str] = ()) -> str:
    """``schemagen.schema.json``: the language, with this project's types and referable columns to complete.

    ``tables`` maps a table's name, as references write it (``schema.table``), to its columns.
    """
    schema = copy.deepcopy(language())
    definitions = schema["$defs"]
    types = [*definitions["builtin_type"]["enum"], *sorted({*enums, *aliases})]
    _complete(definitions["type_name"], types)
    _complete(definitions["nullable_type_name"], [text for name in types for text in (name, f"{name} | null")])
    columns = [f"{table}.{column}" for table in sorted(tables) for column in sorted(tables[table]) if "." not in column]
    _complete(definitions["column_reference_text"], [name for name in columns if name.count(".") <= 2])
    schema = {"$schema": schema.pop("$schema"), "$comment": MARKER, **schema}
    del schema["$id"]
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _complete(definition: dict[str, Any], values: list[str]) -> None:
    """Put a closed list in place of a pattern; nothing to refer to leaves the pattern."""
    if values:
        definition.pop("pattern", None)
        definition["enum"] = values
