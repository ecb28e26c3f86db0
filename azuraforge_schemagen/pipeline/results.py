"""What a build or an import did, for people and for programs."""

from __future__ import annotations

from typing import Any

from azuraforge_schemagen.pipeline.build import BuildResult
from azuraforge_schemagen.pipeline.import_ import ImportResult
from azuraforge_schemagen.plan.phrases import describe

_DONE = {"create": "wrote", "update": "updated", "remove": "removed"}
_PLANNED = {"create": "would write", "update": "would update", "remove": "would remove"}


def build_lines(result: BuildResult, dry_run: bool) -> list[str]:
    """One line a revision and a file."""
    words = _PLANNED if dry_run else _DONE
    lines = [f'revision {revision.layer.revision} "{revision.layer.message}"' for revision in result.revisions]
    lines += [f"{words[change.action]} {change.path}" for change in result.changes]
    return lines or ["nothing to do: everything is what the YAML says"]


def build_json(result: BuildResult) -> dict[str, Any]:
    """The result as JSON values."""
    return {
        "revisions": [
            {
                "revision": revision.layer.revision,
                "parents": list(revision.layer.parents),
                "message": revision.layer.message,
                "changes": [describe(op) for op in revision.change.ops],
                "acknowledged": list(revision.layer.acknowledged),
            }
            for revision in result.revisions
        ],
        "files": [{"path": change.path, "action": change.action} for change in result.changes],
        "sql": dict(result.sql),
    }


def import_lines(result: ImportResult) -> list[str]:
    """One line a file, and what was found."""
    lines = [f"{_DONE[change.action]} {change.path}" for change in result.changes]
    counts = ", ".join(f"{count} {_counted(kind, count)}" for kind, count in result.objects.items())
    lines.append(f"imported {counts or 'an empty database'}")
    for path, text in result.modules.items():
        lines += ["", f"after schemagen build, {path} becomes", *(f"    {it}".rstrip() for it in text.splitlines())]
    return lines


def _counted(kind: str, count: int) -> str:
    one = kind.replace("_", " ")
    if count == 1 or one == "statistics":
        return one
    return f"{one.removesuffix('y')}ies" if one.endswith("cy") else f"{one}s"


def import_json(result: ImportResult) -> dict[str, Any]:
    """The result as JSON values."""
    return {
        "objects": dict(result.objects),
        "files": [{"path": change.path, "action": change.action} for change in result.changes],
        "modules": dict(result.modules),
    }
