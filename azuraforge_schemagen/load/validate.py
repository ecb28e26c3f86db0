"""Is a document one of the language? Compiled checks answer; only where they say no is the reason looked for."""

from __future__ import annotations

from functools import cache
from typing import Any

from azuraforge_schemagen.diagnostics import Diagnostic, Label
from azuraforge_schemagen.load.compiled import Check, Compiler
from azuraforge_schemagen.load.parser import Source
from azuraforge_schemagen.load.schema_file import KINDS, SHARED, language
from azuraforge_schemagen.load.spans import locate
from azuraforge_schemagen.source import Span

MAX_LABEL_BYTES = 63


@cache
def check_of(kind: str) -> Check:
    """The compiled check of a kind of document."""
    return Compiler(language()).ref(f"#/$defs/{kind}")


def kind_of(path: str, data: Any, source: Source) -> str | list[Diagnostic]:
    """The document's kind, or what is wrong with its kind keys."""
    if data is None:
        help_ = "name its object, as in 'table: users', or remove the file"
        return [Diagnostic("SG021", "the file is empty", Span(path), help_)]
    if not isinstance(data, dict):
        what = "a list" if isinstance(data, list) else "one value"
        return [
            Diagnostic("SG022", f"the file holds {what}, not a map", locate(path, source, ()), "write 'table: NAME'")
        ]
    kinds = [kind for kind in KINDS if kind in data and kind not in SHARED]
    if len(kinds) > 1:
        return [_two_kinds(path, kinds, source)]
    if kinds:
        return kinds[0]
    for kind in SHARED:
        if kind in data and not any(_nearest_kind(key) for key in data if key not in SHARED):
            return kind
    return [_no_kind(path, data, source)]


def _two_kinds(path: str, kinds: list[str], source: Source) -> Diagnostic:
    first, second = sorted((locate(path, source, (kind,), key=True), kind) for kind in kinds)[:2]
    message = f"'{first[1]}' and '{second[1]}' stand in one file"
    return Diagnostic("SG111", message, second[0], "one object a file", (Label(first[0], "the first one"),))


def _no_kind(path: str, data: dict[str, Any], source: Source) -> Diagnostic:
    for key in data:
        if near := _nearest_kind(key):
            message = f"no kind of object is called '{key}'"
            return Diagnostic("SG110", message, locate(path, source, (key,), key=True), f"did you mean '{near}'?")
    help_ = f"exactly one of {_kinds()} stands in a file"
    return Diagnostic("SG110", "the file does not say what it describes", Span(path, 1, 1), help_)


def _nearest_kind(key: str) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(key, KINDS, 1, 0.75)), "") if key not in KINDS else ""


def _kinds() -> str:
    return ", ".join(KINDS)


def validate(path: str, kind: str, data: Any, source: Source) -> list[Diagnostic]:
    """Everything that the language has against a document."""
    found: list[Diagnostic] = []
    if not check_of(kind)(data):
        from azuraforge_schemagen.load.explain import explain

        found = explain(path, kind, data, source)
    if kind == "enum" and not found:
        found = _labels(path, data, source)
    return found


def _labels(path: str, data: Any, source: Source) -> list[Diagnostic]:
    """What JSON Schema cannot say about an enum's values: their bytes, and equality across both spellings."""
    found = []
    first: dict[str, int] = {}
    for at, item in enumerate(data["values"]):
        label = item if isinstance(item, str) else next(iter(item))
        span = locate(path, source, ("values", at))
        if first.setdefault(label, at) != at:
            earlier = Label(locate(path, source, ("values", first[label])), "it stands here already")
            found.append(Diagnostic("SG108", f"value '{label}' stands twice", span, "keep one", (earlier,)))
        if (size := len(label.encode())) > MAX_LABEL_BYTES:
            message = f"the value has {size} bytes; at most {MAX_LABEL_BYTES} fit"
            found.append(Diagnostic("SG109", message, span, "shorten it"))
    return found
