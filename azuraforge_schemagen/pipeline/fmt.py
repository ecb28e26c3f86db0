"""``fmt``: the canonical layout of the YAML, comments kept."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal, order
from azuraforge_schemagen.load import folder
from azuraforge_schemagen.load.fmt import formatted, not_laid_out
from azuraforge_schemagen.pipeline.collector import without_collector
from azuraforge_schemagen.timing import stage
from azuraforge_schemagen.write import Change, apply, plan_writes


@dataclass(frozen=True, slots=True)
class FmtResult:
    """The files that were laid out anew, or would be; ``seen`` are all of them."""

    changes: tuple[Change, ...]
    seen: int

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """A finding for each of them."""
        return tuple(not_laid_out(change.path, change.line) for change in self.changes)


@without_collector
def fmt(config: Config, paths: Sequence[Path] = (), check: bool = False) -> FmtResult:
    """Lay out files and the files of folders, by default those of the schema: all or none, for ``check`` none.

    Raises ``Refusal`` where one of them is no YAML of the language.
    """
    contents, problems = _contents(config, [Path(os.path.abspath(path)) for path in paths])  # noqa: PTH100
    with stage("fmt"):
        texts, found = formatted(contents.items())
    if problems or found:
        raise Refusal(order([*problems, *found]))
    changed = {path: text for path, text in texts.items() if text.encode() != contents[path]}
    writes = plan_writes(config.root, None, changed, owned=False)
    if writes.refused:
        raise Refusal(writes.refused)
    if not check:
        apply(config.root, writes)
    return FmtResult(writes.changes, len(contents))


def _contents(config: Config, paths: Sequence[Path]) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """The files by path. A link inside a folder leads to a file that is laid out where it is."""
    found: dict[str, bytes] = {}
    problems: list[Diagnostic] = []
    for path in paths or (config.root / config.schema,):
        if not path.is_relative_to(config.root):
            problems.append(Diagnostic("SG430", f"{str(path)!r} is no path inside the project"))
        elif path.is_file():
            content = folder.file(config.root, path)
            if isinstance(content, Diagnostic):
                problems.append(content)
            else:
                found.update([content])
        else:
            files, wrong = folder.files(config.root, path.relative_to(config.root).as_posix())
            problems += wrong
            found.update((name, content) for name, content in files if not (config.root / name).is_symlink())
    return found, problems
