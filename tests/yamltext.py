"""A Schema and what its author says about the way to it, written as the files of the language."""

from __future__ import annotations

from typing import Any

from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.load import layout
from azuraforge_schemagen.render import yaml

BOTH = ("postgresql", "sqlite")

Files = dict[str, str]
Data = dict[str, Any]


def files(schema: Schema, intent: Intent | None = None, dialects: tuple[str, ...] = BOTH) -> Files:
    """File name -> text, one object a file."""
    return {file_name(number): layout.text(data) for number, data in enumerate(objects(schema, intent, dialects))}


def objects(schema: Schema, intent: Intent | None = None, dialects: tuple[str, ...] = BOTH) -> list[Data]:
    """The maps that stand in the files."""
    return [written.data for written in yaml.objects(schema, intent, dialects)]


def file_name(number: int) -> str:
    """What the file of an object is called."""
    return f"object_{number:03}.yaml"
