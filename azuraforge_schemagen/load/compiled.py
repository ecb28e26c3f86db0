"""JSON Schema (draft 2020-12) compiled into closures that answer only yes or no.

It covers the keywords that the language's schema uses and refuses to compile any other. Where it says no, jsonschema
explains why; a property test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

Check = Callable[[Any], bool]

_ANNOTATIONS = frozenset({"$schema", "$id", "$defs", "$comment", "title", "description", "errorMessage", "examples"})
_HANDLED_ELSEWHERE = frozenset({"then", "else", "additionalProperties"})


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _is_nan(value: int | Decimal) -> bool:
    return isinstance(value, Decimal) and value.is_nan()


_TYPES: Mapping[str, Check] = {
    "string": lambda value: isinstance(value, str),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": _is_number,
}


class Compiler:
    """Compiles parts of one schema, each ``$ref`` once."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        self._refs: dict[str, Check] = {}

    def compile(self, schema: Any) -> Check:
        """The check of a schema. Raises ``ValueError`` for a keyword that is not covered."""
        if schema is True or schema is False:
            return _never if schema is False else _always
        unknown = set(schema) - _ANNOTATIONS - _HANDLED_ELSEWHERE - set(_KEYWORDS)
        if unknown:
            raise ValueError(f"compiled checks do not cover {sorted(unknown)}")
        keywords = [name for name in _KEYWORDS if name in schema]
        if "additionalProperties" in schema and "properties" not in schema:
            keywords.append("properties")
        return _all([_KEYWORDS[name](self, schema) for name in keywords])

    def ref(self, pointer: str) -> Check:
        """The check of ``#/$defs/NAME``, which may refer to itself."""
        if pointer not in self._refs:
            self._refs[pointer] = self._later(pointer)
            self._refs[pointer] = self.compile(self._root["$defs"][pointer.removeprefix("#/$defs/")])
        return self._refs[pointer]

    def _later(self, pointer: str) -> Check:
        # Looked up at the call: what stands there now is only this stand-in.
        return lambda value: self._refs[pointer](value)  # noqa: PLW0108


def _always(_: Any) -> bool:
    return True


def _never(_: Any) -> bool:
    return False


def _all(checks: list[Check]) -> Check:
    checks = [check for check in checks if check is not _always]
    if not checks:
        return _always
    if len(checks) == 1:
        return checks[0]
    if len(checks) == 2:
        first, second = checks
        return lambda value: first(value) and second(value)
    rest = tuple(checks)

    def check(value: Any) -> bool:
        # A loop, because all() with a generator takes twice the time.
        for each in rest:  # noqa: SIM110
            if not each(value):
                return False
        return True

    return check


def _ref(compiler: Compiler, schema: Any) -> Check:
    return compiler.ref(schema["$ref"])


def _type(_: Compiler, schema: Any) -> Check:
    names = schema["type"]
    if isinstance(names, str):
        return _TYPES[names]
    checks = [_TYPES[name] for name in names]
    return lambda value: any(check(value) for check in checks)


def _same(one: Any, two: Any) -> bool:
    """JSON equality: 1 is 1.0, true is not 1."""
    if isinstance(one, bool) or isinstance(two, bool):
        return one is two
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(_same, one, two))
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(_same(value, two[key]) for key, value in one.items())
    return bool(one == two)


def _enum(_: Compiler, schema: Any) -> Check:
    allowed = schema["enum"]
    texts = frozenset(value for value in allowed if isinstance(value, str))
    others = [value for value in allowed if not isinstance(value, str)]
    return lambda value: value in texts if isinstance(value, str) else any(_same(value, each) for each in others)


def _const(_: Compiler, schema: Any) -> Check:
    only = schema["const"]
    return lambda value: _same(value, only)


def _pattern(_: Compiler, schema: Any) -> Check:
    search = re.compile(schema["pattern"]).search
    return lambda value: not isinstance(value, str) or search(value) is not None


def _minimum(_: Compiler, schema: Any) -> Check:
    least = schema["minimum"]
    return lambda value: not _is_number(value) or _is_nan(value) or value >= least


def _maximum(_: Compiler, schema: Any) -> Check:
    most = schema["maximum"]
    return lambda value: not _is_number(value) or _is_nan(value) or value <= most


def _size(kind: type[list[Any]] | type[dict[str, Any]], keyword: str) -> Callable[[Compiler, Any], Check]:
    def make(_: Compiler, schema: Any) -> Check:
        size = schema[keyword]
        if keyword.startswith("min"):
            return lambda value: not isinstance(value, kind) or len(value) >= size
        return lambda value: not isinstance(value, kind) or len(value) <= size

    return make


def _unique_items(_: Compiler, schema: Any) -> Check:
    return unique if schema["uniqueItems"] else _always


def unique(value: Any) -> bool:
    """Whether a list holds nothing twice."""
    if not isinstance(value, list):
        return True
    if all(isinstance(item, str) for item in value):
        return len(set(value)) == len(value)
    return not any(_same(one, two) for at, one in enumerate(value) for two in value[:at])


def _items(compiler: Compiler, schema: Any) -> Check:
    check = compiler.compile(schema["items"])
    return lambda value: not isinstance(value, list) or all(map(check, value))


def _properties(compiler: Compiler, schema: Any) -> Check:
    checks = {name: compiler.compile(each) for name, each in schema.get("properties", {}).items()}
    other = compiler.compile(schema.get("additionalProperties", True))
    if len(checks) <= 3 and other is _always:
        return _few_properties(checks)

    def check(value: Any) -> bool:
        if isinstance(value, dict):
            for key, item in value.items():
                if not checks.get(key, other)(item):
                    return False
        return True

    return check


def _few_properties(checks: Mapping[str, Check]) -> Check:
    pairs = tuple(checks.items())

    def check(value: Any) -> bool:
        if isinstance(value, dict):
            for key, each in pairs:
                if key in value and not each(value[key]):
                    return False
        return True

    return check


def _property_names(compiler: Compiler, schema: Any) -> Check:
    check = compiler.compile(schema["propertyNames"])
    return lambda value: not isinstance(value, dict) or all(map(check, value))


def _required(_: Compiler, schema: Any) -> Check:
    names = tuple(schema["required"])
    if len(names) == 1:
        (name,) = names
        return lambda value: not isinstance(value, dict) or name in value
    return lambda value: not isinstance(value, dict) or all(name in value for name in names)


def _dependent_schemas(compiler: Compiler, schema: Any) -> Check:
    checks = {name: compiler.compile(each) for name, each in schema["dependentSchemas"].items()}

    def check(value: Any) -> bool:
        if isinstance(value, dict):
            for name in checks.keys() & value.keys():
                if not checks[name](value):
                    return False
        return True

    return check


def _if(compiler: Compiler, schema: Any) -> Check:
    condition = compiler.compile(schema["if"])
    then = compiler.compile(schema.get("then", True))
    otherwise = compiler.compile(schema.get("else", True))
    return lambda value: then(value) if condition(value) else otherwise(value)


def _not(compiler: Compiler, schema: Any) -> Check:
    check = compiler.compile(schema["not"])
    return lambda value: not check(value)


_KEYWORDS: Mapping[str, Callable[[Compiler, Any], Check]] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "pattern": _pattern,
    "minimum": _minimum,
    "maximum": _maximum,
    "minItems": _size(list, "minItems"),
    "maxItems": _size(list, "maxItems"),
    "uniqueItems": _unique_items,
    "items": _items,
    "minProperties": _size(dict, "minProperties"),
    "maxProperties": _size(dict, "maxProperties"),
    "propertyNames": _property_names,
    "required": _required,
    "properties": _properties,
    "not": _not,
    "$ref": _ref,
    "dependentSchemas": _dependent_schemas,
    "if": _if,
}
