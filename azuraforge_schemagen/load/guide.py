"""What the language's JSON Schema says about a place in a document: the order of keys, and which text is SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from azuraforge_schemagen.load.compiled import Compiler
from azuraforge_schemagen.load.schema_file import language

_Part = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Guide:
    """The parts of the schema that apply to one value; none of them where the language knows nothing about it."""

    parts: tuple[_Part, ...] = ()
    top: bool = False
    """Whether the value stands under a key of the file itself."""

    @property
    def keys(self) -> dict[str, int]:
        """The known keys of a map, each with its place."""
        known = dict.fromkeys(key for part in self.parts for key in part.get("properties", ()))
        return {key: place for place, key in enumerate(known)}

    @property
    def is_sql(self) -> bool:
        """Whether the value is SQL text."""
        return any(part is language()["$defs"]["sql_text"] for part in self.parts)

    @property
    def names_things(self) -> bool:
        """Whether the value is a map of things by name, such as ``columns``, each of which may be a map itself."""
        return any(_may_be_map(part.get("additionalProperties", False)) for part in self.parts)

    def of(self, key: str | int, value: Any) -> Guide:
        """The guide of the value at a key or a list's place."""
        schema = next(filter(None, (_at(part, key) for part in self.parts)), None)
        top = any(part is language() for part in self.parts)
        return Guide(tuple(_parts(schema, value)), top)


def whole(data: Any) -> Guide:
    """The guide of a document."""
    return Guide(tuple(_parts(language(), data)))


def _at(part: _Part, key: str | int) -> Any:
    if isinstance(key, int):
        return part.get("items")
    return part.get("properties", {}).get(key) or part.get("additionalProperties")


def _parts(schema: Any, value: Any) -> Iterator[_Part]:
    if not isinstance(schema, Mapping):
        return
    yield schema
    if "$ref" in schema:
        yield from _parts(_definition(schema["$ref"]), value)
    if "if" in schema:
        yield from _parts(schema.get("then" if _holds(schema["if"], value) else "else"), value)


def _definition(pointer: str) -> Any:
    return language()["$defs"][pointer.removeprefix("#/$defs/")]


_CHECKS: dict[int, Any] = {}


def _holds(condition: _Part, value: Any) -> bool:
    # The language lives as long as the process: so do the identities of its parts.
    check = _CHECKS.get(id(condition))
    if check is None:
        check = _CHECKS[id(condition)] = _compiler().compile(condition)
    return bool(check(value))


@cache
def _compiler() -> Compiler:
    return Compiler(language())


def _may_be_map(schema: Any) -> bool:
    if not isinstance(schema, Mapping):
        return False
    if "properties" in schema or schema.get("type") == "object":
        return True
    inner = [_definition(schema["$ref"])] if "$ref" in schema else []
    return any(map(_may_be_map, (*inner, schema.get("then"), schema.get("else"))))
