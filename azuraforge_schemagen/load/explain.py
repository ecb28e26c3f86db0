"""Why a document is not of the language: jsonschema's errors as diagnostics. The only place that imports it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from azuraforge_schemagen.diagnostics import Diagnostic, Label
from azuraforge_schemagen.load.parser import PLAIN, Source
from azuraforge_schemagen.load.schema_file import language
from azuraforge_schemagen.load.spans import locate
from azuraforge_schemagen.load.text import line
from azuraforge_schemagen.source import Span

_TYPE_NAMES = {
    "string": "text",
    "object": "a map",
    "array": "a list",
    "null": "null",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
}
_QUOTE_SQL = "quote SQL inside { }: unquoted it ends at , [ ] { } and at ' #'"


def errors(kind: str, data: Any) -> list[Any]:
    """jsonschema's errors for a document of a kind."""
    from jsonschema import Draft202012Validator

    schema = {"$ref": f"#/$defs/{kind}", "$defs": language()["$defs"]}
    return list(Draft202012Validator(schema).iter_errors(_without_nan(data)))


def _without_nan(value: Any) -> Any:
    """The same data with NaN as a float: a Decimal one raises where it is compared."""
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_nan(item) for item in value]
    return float("nan") if isinstance(value, Decimal) and value.is_nan() else value


def explain(path: str, kind: str, data: Any, source: Source) -> list[Diagnostic]:
    """The diagnostics of a document that the compiled check refused."""
    found = errors(kind, data)
    unknown = [error for error in found if error.validator == "additionalProperties"]
    meant = {(tuple(error.absolute_path), near) for error in unknown for _, near in _unknown_keys(error)}
    out: list[Diagnostic] = []
    for error in found:
        out.extend(_explained(_Error(path, kind, source, error), meant))
    return list(dict.fromkeys(out))


class _Error:
    """One of jsonschema's errors, and where it stands."""

    def __init__(self, file: str, kind: str, source: Source, error: Any) -> None:
        self.file, self.source, self.error = file, source, error
        self.path: tuple[str | int, ...] = tuple(error.absolute_path)
        self.key = "propertyNames" in error.absolute_schema_path
        self.top = kind
        schema = error.schema
        rule = list(error.absolute_schema_path)
        self.because = str(rule[rule.index("dependentSchemas") + 1]) if "dependentSchemas" in rule else ""
        self.own: str = schema.get("errorMessage", "") if isinstance(schema, dict) else ""

    @property
    def span(self) -> Span:
        if self.key:
            return self.at((*self.path, self.error.instance), key=True)
        return self.at(self.path)

    def at(self, path: tuple[str | int, ...], key: bool = False) -> Span:
        return locate(self.file, self.source, path, key)

    @property
    def owner(self) -> Span:
        """The key of the map that the error is about; the kind's key for the whole document."""
        return self.at(self.path, key=True) if self.path else self.at((self.top,), key=True)

    @property
    def excluded(self) -> Span:
        """The key that may not stand here; where a type excludes it, the error itself is about the type."""
        path = (*self.path[:-1], self.because) if self.because and self.path[-1:] == ("type",) else self.path
        return self.at(path, key=True)

    @property
    def subject(self) -> str:
        """What people call the value."""
        if self.key:
            return "this name"
        if not self.path:
            return "the file"
        last = self.path[-1]
        if isinstance(last, str):
            return f"'{last}'"
        parent = next((part for part in reversed(self.path) if isinstance(part, str)), "the list")
        return f"item {last + 1} of '{parent}'"


def _explained(error: _Error, meant: set[tuple[tuple[str | int, ...], str]]) -> Iterator[Diagnostic]:
    value = error.error.validator_value
    match error.error.validator:
        case "additionalProperties":
            yield from _unknown(error)
        case "required":
            yield from _missing(error, meant)
        case "type":
            yield _wrong_type(error)
        case "enum" | "const":
            yield _not_allowed(error, value)
        case "pattern" | "not" if error.because:
            yield Diagnostic("SG107", error.own, error.excluded)
        case "pattern":
            yield Diagnostic(
                "SG105", f"{error.subject} cannot be {_shown(error.error.instance)}", error.span, error.own
            )
        case "not":
            message = error.own or f"{error.subject} cannot be {_shown(error.error.instance)}"
            yield Diagnostic("SG107", message, error.excluded)
        case "uniqueItems":
            yield _twice(error)
        case "minimum" | "maximum" | "minItems" | "maxItems" | "minProperties" | "maxProperties":
            yield _out_of_limits(error, value)
        case other:
            yield Diagnostic("SG105", f"{error.subject} does not fit: {error.error.message} ({other})", error.span)


def _unknown_keys(error: Any) -> Iterator[tuple[str, str]]:
    """Each unknown key of an error, and the known one that it looks like."""
    known = error.schema.get("properties", {})
    for key in error.instance:
        if key not in known:
            free = [name for name in known if name not in error.instance]
            yield key, next(iter(get_close_matches(key, free, 1)), "")


def _unknown(error: _Error) -> Iterator[Diagnostic]:
    known = error.error.schema.get("properties", {})
    for key, near in _unknown_keys(error.error):
        help_ = f"did you mean '{near}'?" if near else f"keys here are {', '.join(known)}"
        if _broken_flow(error, key):
            help_ = _QUOTE_SQL
        yield Diagnostic("SG101", f"unknown key '{key}'", error.at((*error.path, key), key=True), help_)


def _broken_flow(error: _Error, key: str) -> bool:
    """Whether a key is the rest of an SQL text that a comma broke: no value, inside ``{ }``."""
    node: Any = error.source.root
    for part in error.path:
        pairs = node.value if node.id == "sequence" else {name.value: value for name, value in node.value}
        node = pairs[part]
    value = next(value for name, value in node.value if name.value == key)
    return bool(node.flow_style) and value.tag is PLAIN and value.value == ""


def _missing(error: _Error, meant: set[tuple[tuple[str | int, ...], str]]) -> Iterator[Diagnostic]:
    message = error.error.message
    name = next(key for key in error.error.validator_value if repr(key) in message and key not in error.error.instance)
    if (error.path, name) in meant:
        return
    where = f" in {error.subject}" if error.path else ""
    place = error.at((*error.path, error.because), key=True) if error.because else error.owner
    message = error.own if error.because and error.own else f"key '{name}' is missing{where}"
    yield Diagnostic("SG103", message, place, _describe(error.error.schema, name))


def _describe(schema: Mapping[str, Any], name: str) -> str:
    found: str = schema.get("properties", {}).get(name, {}).get("description", "")
    return f"{name}: {found}" if found else ""


def _wrong_type(error: _Error) -> Diagnostic:
    wanted = error.error.validator_value
    names = [wanted] if isinstance(wanted, str) else wanted
    expected = " or ".join(_TYPE_NAMES[name] for name in names)
    instance = error.error.instance
    help_ = error.own
    if error.own and "string" not in names:
        return Diagnostic("SG102", f"{error.subject} cannot be {_shown(instance)}", error.span, error.own)
    if "string" in names and not isinstance(instance, dict | list) and instance is not None:
        help_ = f'quote it: "{_written(error)}"'
    return Diagnostic("SG102", f"{error.subject} must be {expected}, not {_kind_of_value(instance)}", error.span, help_)


def _written(error: _Error) -> str:
    span = error.span
    return line(error.source.text, span.line - 1)[span.column - 1 : span.end_column - 1]


def _kind_of_value(value: Any) -> str:
    match value:
        case dict():
            return "a map"
        case list():
            return "a list"
        case None:
            return "null"
        case str():
            return "text"
        case bool():
            return "true or false"
        case _:
            return "a number"


def _not_allowed(error: _Error, value: Any) -> Diagnostic:
    allowed = value if isinstance(value, list) else [value]
    instance = error.error.instance
    names = [_plain(each) for each in allowed]
    near = get_close_matches(instance.replace(" ", "_").lower(), names, 1) if isinstance(instance, str) else []
    help_ = error.own or (f"did you mean '{near[0]}'?" if near else f"it is one of {', '.join(names)}")
    return Diagnostic("SG104", f"{error.subject} cannot be {_shown(instance)}", error.span, help_)


def _twice(error: _Error) -> Diagnostic:
    items = error.error.instance
    second = next(at for at, item in enumerate(items) if item in items[:at])
    first = Label(error.at((*error.path, items.index(items[second]))), "it stands here already")
    message = f"{_shown(items[second])} stands twice in {error.subject}"
    return Diagnostic("SG108", message, error.at((*error.path, second)), "keep one", (first,))


_LIMITS = {
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "minItems": "needs at least {} item(s)",
    "maxItems": "has more than {} items",
    "minProperties": "needs at least {} key(s)",
    "maxProperties": "has more than {} key(s)",
}


def _out_of_limits(error: _Error, limit: Any) -> Diagnostic:
    message = f"{error.subject} {_LIMITS[error.error.validator].format(limit)}"
    schema = error.error.schema
    keys = schema.get("properties", {}) if error.error.validator in ("minProperties", "maxProperties") else {}
    help_ = error.own or (f"keys here are {', '.join(keys)}" if keys else "")
    return Diagnostic("SG106", message, error.span, help_)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)


def _shown(value: Any) -> str:
    if isinstance(value, dict | list | None):
        return _kind_of_value(value)
    if not isinstance(value, str):
        return _plain(value) if isinstance(value, bool) else f"the number {_plain(value)[:57]}"
    text = _plain(value)
    return f"'{text[:57]}...'" if len(text) > 60 else f"'{text}'"
