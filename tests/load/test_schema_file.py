from __future__ import annotations

import json

import jsonschema

from azuraforge_schemagen.config import MARKER
from azuraforge_schemagen.load.schema_file import editor_schema, language

TEXT = editor_schema({"users": ["name", "id"], "app.room": ("id",), "a.b.c": ("id",)}, ["mood"], ["utc"])


def test_it_completes_this_projects_names() -> None:
    definitions = json.loads(TEXT)["$defs"]
    assert definitions["column_reference_text"]["enum"] == ["app.room.id", "users.id", "users.name"]
    assert {"mood", "utc | null", "jsonb | null"} <= set(definitions["nullable_type_name"]["enum"])
    assert "mood | null" not in definitions["type_name"]["enum"]


def test_it_judges_as_the_language_does_and_knows_the_project() -> None:
    schema = json.loads(TEXT)
    jsonschema.Draft202012Validator.check_schema(schema)
    valid = jsonschema.Draft202012Validator(schema).is_valid
    assert valid({"table": "t", "columns": {"a": "mood | null", "b": {"type": "text", "references": "users.id"}}})
    assert not valid({"table": "t", "columns": {"a": "moody"}})
    assert not valid({"table": "t", "columns": {"b": {"type": "text", "references": "users.nothing"}}})


def test_it_is_marked_and_the_same_for_any_order() -> None:
    assert json.loads(TEXT)["$comment"] == MARKER
    again = editor_schema({"a.b.c": ("id",), "app.room": ["id"], "users": ["id", "name"]}, ["mood"], ["utc"])
    assert again == TEXT


def test_an_empty_project_still_has_types() -> None:
    assert "pattern" in json.loads(editor_schema({}))["$defs"]["column_reference_text"]
    assert "pattern" in language()["$defs"]["type_name"]
