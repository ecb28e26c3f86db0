"""Write docs/language.md, the language's reference, from the descriptions in its JSON Schema.

usage: reference.py [--check]   --check: write nothing, exit 1 where the page is out of date.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "azuraforge_schemagen" / "load" / "language.schema.json"
PAGE = ROOT / "docs" / "language.md"


def resolved(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The node, with what its ``$ref`` names underneath its own keys."""
    reference = node.get("$ref")
    if not reference:
        return node
    target: Any = schema
    for part in reference.removeprefix("#/").split("/"):
        target = target[part]
    return {**resolved(target, schema), **{k: v for k, v in node.items() if k != "$ref"}}


def spelling(node: dict[str, Any], schema: dict[str, Any]) -> str:
    """What a value looks like, in a few words."""
    node = resolved(node, schema)
    if "const" in node:
        return f"`{json.dumps(node['const'])}`"
    if "enum" in node:
        return " ".join(f"`{json.dumps(value).strip(chr(34))}`" for value in node["enum"])
    kinds = node.get("type")
    names = kinds if isinstance(kinds, list) else [kinds] if kinds else []
    if names == ["array"] and isinstance(node.get("items"), dict):
        return "list of " + spelling(node["items"], schema)
    return " or ".join({"object": "map", "array": "list"}.get(name, name) for name in names) or "any"


def rows(node: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    """One table row a key."""
    required = set(node.get("required", ()))
    for key, value in node.get("properties", {}).items():
        full = resolved(value, schema) if isinstance(value, dict) else {}
        text = " ".join(str(full.get("description", "")).split()).replace("|", "\\|")
        mark = " (required)" if key in required else ""
        yield f"| `{key}`{mark} | {spelling(value, schema).replace('|', chr(92) + '|')} | {text} |"


def page(schema: dict[str, Any]) -> str:
    """The whole page: the kinds of files, then every named part, in the schema's order."""
    lines = [
        "# The language",
        "",
        "Generated from `azuraforge_schemagen/load/language.schema.json` by `make docs`; do not edit.",
        "",
        " ".join(str(schema.get("description", "")).split()),
        "",
    ]
    for name, definition in schema.get("$defs", {}).items():
        node = resolved(definition, schema)
        if not isinstance(node, dict) or not (node.get("properties") or node.get("description")):
            continue
        lines += [f"## {name.replace('_', ' ')}", "", " ".join(str(node.get("description", "")).split()), ""]
        if node.get("properties"):
            lines += ["| key | value | meaning |", "|---|---|---|", *rows(node, schema), ""]
        elif "enum" in node:
            lines += [spelling(node, schema), ""]
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    """Write the page, or say that it is out of date."""
    text = page(json.loads(SCHEMA.read_text(encoding="utf-8")))
    if "--check" in sys.argv[1:]:
        same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
        print("docs/language.md is up to date" if same else "docs/language.md is out of date: run `make docs`")
        return 0 if same else 1
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
