"""What ``drift`` found, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.dialects import qualified, quote
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.pipeline.drift import DriftResult
from azuraforge_schemagen.pipeline.position import position_json, position_lines
from azuraforge_schemagen.plan.deviations import Deviation, Group
from azuraforge_schemagen.plan.facets import Facet

_HEADS: dict[Group, str] = {
    "missing": "missing in the database:",
    "undeclared": "not declared:",
    "different": "differs:",
    "invalid": "invalid (what a CREATE INDEX CONCURRENTLY that failed leaves behind):",
    "not validated": "not validated (rows that were there before may break it):",
}
_LINE = 100
_SERVER = "postgresql"


def drift_lines(config: Config, result: DriftResult, verbose: bool = False) -> list[str]:
    """As ``git status`` says it: where things stand, then what is not as it should be, by group."""
    lines = [*_labelled("database", [f"{result.where} ({_server(result)})"])]
    lines += _labelled("revision", position_lines(config, result.position, result.filled))
    lines += _labelled("compared", [_compared(result), *_yaml(result)])
    for group, found in groupby(result.deviations, lambda it: it.group):
        lines += ["", _HEADS[group]]
        for one in found:
            lines += _deviation(one)
    if result.apart:
        lines += ["", "cannot be compared, for nothing declares what it needs:", *map(_apart, result.apart)]
    if result.unmanaged:
        lines += ["", *_unmanaged(result.unmanaged, verbose)]
    return [*lines, "", "no drift" if not result.deviations else _count(len(result.deviations), "difference")]


def drift_json(result: DriftResult) -> dict[str, Any]:
    """The same as JSON values."""
    return {
        "drift": bool(result.deviations),
        "database": result.where,
        "dialect": result.dialect,
        "server_version": ".".join(map(str, result.version)),
        "position": position_json(result.position),
        "compared_with": result.compared,
        "yaml": result.yaml or None,
        "differences": [_deviation_json(it) for it in result.deviations],
        "not_compared": list(result.apart),
        "unmanaged": list(result.unmanaged),
    }


def _server(result: DriftResult) -> str:
    """SQLite's version is that of the library, not of the file."""
    version = ".".join(map(str, result.version))
    return {"postgresql": f"PostgreSQL {version}", "sqlite": "SQLite"}.get(result.dialect, result.dialect)


def _compared(result: DriftResult) -> str:
    match result.compared:
        case "yaml":
            return "with the YAML"
        case "base":
            return "with an empty database"
        case name:
            return f"with revision{'s' if ',' in name else ''} {name}"


def _yaml(result: DriftResult) -> list[str]:
    match result.yaml:
        case "unbuilt":
            return ["the YAML says more than the newest revision: schemagen build"]
        case "broken":
            return ["the YAML has errors: schemagen check"]
        case "same" | "":
            return []


def _labelled(label: str, texts: list[str]) -> list[str]:
    first, *rest = texts
    return [f"{label:<9} {first}", *(f"{'':<9} {text}" for text in rest)]


def _deviation(found: Deviation) -> Iterator[str]:
    yield f"  {found.kind} {found.title}"
    if found.note:
        yield f"    {found.note}"
    match found.group:
        case "different":
            for facet in found.facets:
                yield from _facet(facet)
        case "invalid" | "not validated":
            yield f"    {_cure(found)}"
        case "missing" | "undeclared":
            pass


def _cure(found: Deviation) -> str:
    """What a person runs; both states are those of PostgreSQL alone."""
    table = found.parent or QName("", "")
    if found.group == "not validated":
        return f"ALTER TABLE {qualified(table, _SERVER)} VALIDATE CONSTRAINT {quote(found.name, _SERVER)}"
    index = qualified(QName(table.schema, found.name), _SERVER)
    return f"REINDEX INDEX CONCURRENTLY {index}, or DROP INDEX CONCURRENTLY {index}"


def _facet(facet: Facet) -> list[str]:
    """One line where it fits."""
    old, new = (_line(text) for text in (facet.old, facet.new))
    name = f"{facet.name}: " if facet.name else ""
    if old == new:
        return [f"    {facet.name}"]
    line = f"    {name}{old}; declared: {new}"
    if len(line) <= _LINE:
        return [line]
    return [f"    {name}".rstrip(), f"      database  {old}", f"      declared  {new}"]


def _line(text: str | None) -> str:
    return "none" if text is None else " ".join(text.split())


def _apart(need: str) -> str:
    """``table:t.c needs base_type:box2`` in words."""
    by, _, on = need.rpartition(" needs ")
    kind, _, name = on.partition(":")
    return f"  {by.partition(':')[2]} needs {kind.replace('_', ' ')} {name}"


def _unmanaged(names: tuple[str, ...], verbose: bool) -> list[str]:
    if verbose:
        pairs = (name.partition(":") for name in names)
        return ["not managed, and not compared:", *(f"  {kind.replace('_', ' ')} {name}" for kind, _, name in pairs)]
    kinds = Counter(name.partition(":")[0].replace("_", " ") for name in names)
    counted = ", ".join(_count(number, kind) for kind, number in sorted(kinds.items()))
    return [f"not managed, and not compared: {counted} (-v names them)"]


def _count(number: int, noun: str) -> str:
    if number == 1 or noun.endswith("s"):
        return f"{number} {noun}"
    if noun.endswith("y"):
        return f"{number} {noun[:-1]}ies"
    return f"{number} {noun}{'es' if noun.endswith('x') else 's'}"


def _deviation_json(found: Deviation) -> dict[str, Any]:
    return {
        "group": found.group.replace(" ", "_"),
        "kind": found.kind.replace(" ", "_"),
        "name": found.name,
        "of": None if found.parent is None else str(found.parent),
        "text": f"{found.kind} {found.title}",
        "facets": [
            {"facet": (it.name or "nullability").replace(" ", "_"), "database": it.old, "declared": it.new}
            for it in found.facets
        ],
        "note": found.note,
    }
