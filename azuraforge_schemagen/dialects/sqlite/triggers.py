"""What SQLite cannot hold of triggers."""

from __future__ import annotations

from collections.abc import Iterator

from azuraforge_schemagen.dialects.base import Finding
from azuraforge_schemagen.ir.bodies import Trigger
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.ir.sqltext import fold

_ELSEWHERE = "mark it 'dialects: [postgresql]'"


def triggers(schema: Schema) -> Iterator[Finding]:
    """Everything in the schema's triggers that SQLite refuses, or would do otherwise."""
    taken: dict[str, Trigger] = {}
    for found in schema.objects.values():
        if not isinstance(found, Trigger) or (found.dialects and "sqlite" not in found.dialects):
            continue
        if found.body is None:
            message = "SQLite executes no functions: a trigger has a 'body' there"
            yield Finding(found.ref, (), message, f"write the statements as 'body:', or {_ELSEWHERE}")
            continue
        yield from _trigger(found)
        first = taken.setdefault(fold(found.label), found)
        if first is not found:
            message = f"triggers share one set of names on SQLite, and '{first.table}' has one {first.label!r}"
            yield Finding(found.ref, (), message, "give one of them another name")


def _trigger(found: Trigger) -> Iterator[Finding]:
    if not found.each_row:
        yield Finding(found.ref, ("each",), "SQLite's triggers fire for each row", _ELSEWHERE)
    elif len(found.events) > 1 or found.events[0].kind == "truncate":
        message = "a trigger of SQLite has one event: insert, update or delete"
        yield Finding(found.ref, ("events",), message, f"write one trigger for each, or {_ELSEWHERE}")
    if found.enabled == "disabled":
        yield Finding(found.ref, ("enabled",), "SQLite fires every trigger that is there", _ELSEWHERE)
