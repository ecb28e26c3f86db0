"""The files of a schema folder, in sorted order, never through a link that leads out of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from azuraforge_schemagen.diagnostics import Diagnostic
from azuraforge_schemagen.load.text import too_large
from azuraforge_schemagen.source import Span

_SUFFIXES = (".yaml", ".yml")


def files(root: Path, folder: str) -> tuple[list[tuple[str, bytes]], list[Diagnostic]]:
    """(path relative to the project, content) of every YAML file under the folder, and what could not be read.

    Hidden files and folders are left out: they belong to editors and tools.
    """
    top = root / folder
    if not top.is_dir():
        help_ = "run `schemagen init`, or set `schema` in [tool.schemagen]"
        return [], [Diagnostic("SG001", f"there is no folder '{folder}'", Span(folder), help_)]
    found: list[tuple[str, bytes]] = []
    problems: list[Diagnostic] = []
    inside = os.path.realpath(top) + os.sep
    for path in _walk(str(top), inside, str(root), problems):
        shown = _shown(path, str(root))
        content = _read(Path(path), shown, inside)
        if isinstance(content, Diagnostic):
            problems.append(content)
        else:
            found.append((shown, content))
    return sorted(found), problems


def file(root: Path, path: Path) -> tuple[str, bytes] | Diagnostic:
    """(path relative to the project, content) of one file that stands inside of it."""
    shown = _shown(str(path), str(root))
    content = _read(path, shown, os.path.realpath(root) + os.sep)
    return content if isinstance(content, Diagnostic) else (shown, content)


def _walk(folder: str, inside: str, root: str, problems: list[Diagnostic]) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        problems.append(_unreadable(_shown(folder, root), error))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, inside, root, problems)
        elif entry.is_symlink() and entry.is_dir():
            if not (os.path.realpath(entry.path) + os.sep).startswith(inside):
                problems.append(_leads_out(_shown(entry.path, root)))
        elif entry.name.endswith(_SUFFIXES):
            yield entry.path


def _read(path: Path, shown: str, inside: str) -> bytes | Diagnostic:
    try:
        if path.is_symlink() and not os.path.realpath(path).startswith(inside):
            return _leads_out(shown)
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return Diagnostic("SG001", "this is no regular file", Span(shown), "remove it, or give it another suffix")
        if problem := too_large(shown, status.st_size):
            return problem
        return path.read_bytes()
    except OSError as error:
        return _unreadable(shown, error)


def _unreadable(shown: str, error: OSError) -> Diagnostic:
    return Diagnostic(
        "SG001", f"cannot be read: {error.strerror or error}", Span(shown), "check that it exists and may be read"
    )


def _leads_out(shown: str) -> Diagnostic:
    help_ = "copy the file into the schema folder"
    return Diagnostic("SG005", "this link leads out of the schema folder", Span(shown), help_)


def _shown(path: str, root: str) -> str:
    """The path that people see: relative to the project, with ``/``, and printable whatever the bytes of its name."""
    inside = path.startswith(root + os.sep)
    relative = (path[len(root) + 1 :] if inside else os.path.relpath(path, root)).replace(os.sep, "/")
    return relative.encode("utf-8", "backslashreplace").decode()
