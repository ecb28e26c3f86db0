"""The only room that touches the generated tree: collect first, look at everything, then write all or nothing."""

from __future__ import annotations

import errno
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal

from azuraforge_schemagen.config import MARKER
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.source import Span

HEAD = 4096
"""The marker stands in the first bytes of a file."""

_SIGN = MARKER.partition(".")[0].encode()
_CACHES = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"})


@dataclass(frozen=True, slots=True)
class Change:
    """One file that is not what it should be. Paths are relative to the project, with ``/``."""

    path: str
    action: Literal["create", "update", "remove"]
    line: int = 0
    """The first line that differs."""


@dataclass(frozen=True, slots=True)
class Writes:
    """What it takes to make the tree say ``files``; ``refused`` says why it must not be done."""

    changes: tuple[Change, ...]
    files: Mapping[str, bytes]
    refused: tuple[Diagnostic, ...] = ()


@dataclass(slots=True)
class _Progress:
    """What has been done so far, so that it can be undone without a byte of free space."""

    folders: list[Path] = field(default_factory=list)
    temporary: list[tuple[Path, Path]] = field(default_factory=list)
    backups: list[tuple[Path, Path]] = field(default_factory=list)
    placed: list[Path] = field(default_factory=list)


def plan_writes(
    root: Path,
    output: str | None,
    files: Mapping[str, str],
    keep: Collection[str] = (),
    remove: Collection[str] = (),
    *,
    owned: bool = True,
) -> Writes:
    """Compare ``files`` (path -> text) with the disk, byte for byte.

    Files in ``output`` that carry the marker and are neither in ``files`` nor in ``keep`` are orphans and go (``None``
    looks for none); those in ``remove`` go too. ``owned``: only what carries the marker may be overwritten; without it
    the files are a person's, who asked for it. Nothing is written.
    """
    wanted = {path: text.encode() for path, text in files.items()}
    refused = [wrong for path in (*wanted, *remove) for wrong in _precheck(root, path)]
    refused += _same_on_some_disks(wanted)
    changes: list[Change] = []
    if not refused:
        for path in sorted(wanted):
            changes += _compare(root, path, wanted[path], refused, owned)
        found = _generated(root, output) if output else ()
        orphans = {path for path in found if path not in wanted and path not in keep}
        existing = {path for path in remove if path not in wanted and (root / path).is_file()}
        changes += [Change(path, "remove") for path in sorted(orphans | existing)]
    return Writes(tuple(changes), wanted, tuple(refused))


def apply(root: Path, writes: Writes) -> None:
    """Make the changes, all of them or none. Raises ``Refusal``; what was there before is there again then."""
    if writes.refused:
        raise Refusal(writes.refused)
    done = _Progress()
    try:
        _prepare(root, writes, done)
        _place(root, writes, done)
    except OSError as error:
        _undo(done)
        raise Refusal([_failed(root, error)], 3) from error
    except BaseException:
        _undo(done)
        raise
    for _, backup in done.backups:
        backup.unlink(missing_ok=True)
    _remove_empty(root, writes)


def is_ours(path: Path) -> bool:
    """Whether a file carries the marker, or is empty."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    return not head or _SIGN in head


def _precheck(root: Path, path: str) -> Iterator[Diagnostic]:
    """Nothing on the way to a file may be a symlink, nor anything but a folder; the file must be ours."""
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or "\\" in path or "\0" in path:
        yield Diagnostic("SG430", f"{path!r} is no path inside the project")
        return
    here = root
    for depth, part in enumerate(parts):
        here = here / part
        last = depth == len(parts) - 1
        if here.is_symlink():
            message = f"{here.relative_to(root).as_posix()} is a symlink; schemagen writes through none"
            yield Diagnostic("SG431", message, Span(path), "replace it by a real file or folder")
            return
        if not here.exists():
            return
        if here.is_dir() is last:
            what = "a folder" if last else "no folder"
            yield Diagnostic("SG430", f"{here.relative_to(root).as_posix()} is {what}", Span(path))
            return


def _same_on_some_disks(paths: Iterable[str]) -> Iterator[Diagnostic]:
    seen: dict[str, str] = {}
    for path in sorted(paths):
        other = seen.setdefault(path.casefold(), path)
        if other != path:
            yield Diagnostic("SG430", f"{path} and {other} are one file where case does not count", Span(path))


def _compare(root: Path, path: str, wanted: bytes, refused: list[Diagnostic], owned: bool) -> Iterator[Change]:
    file = root / path
    try:
        found = file.read_bytes()
    except FileNotFoundError:
        yield Change(path, "create")
        return
    except OSError as error:
        refused.append(_failed(root, error))
        return
    if found == wanted:
        return
    if owned and found and _SIGN not in found[:HEAD]:
        help_ = "move it away, or point 'output' of [tool.schemagen] at another folder"
        refused.append(Diagnostic("SG432", f"{path} was not generated by schemagen, so it stays", Span(path), help_))
        return
    yield Change(path, "update", _first_difference(found, wanted))


def _first_difference(one: bytes, two: bytes) -> int:
    mine, yours = one.split(b"\n"), two.split(b"\n")
    for number, (left, right) in enumerate(zip(mine, yours, strict=False), 1):
        if left != right:
            return number
    return min(len(mine), len(yours)) + 1


def _generated(root: Path, output: str) -> Iterator[str]:
    """Every generated file in the output folder; symlinks are not followed."""
    for folder, folders, names in os.walk(root / output, followlinks=False):
        folders[:] = sorted(name for name in folders if name not in _CACHES)
        for name in sorted(names):
            file = Path(folder, name)
            if not file.is_symlink() and file.is_file() and file.stat().st_size and is_ours(file):
                yield file.relative_to(root).as_posix()


def _prepare(root: Path, writes: Writes, done: _Progress) -> None:
    """Everything that may run out of space happens beside the files, before one of them is touched."""
    for change in writes.changes:
        if change.action == "remove":
            continue
        file = root / change.path
        _make_folders(file.parent, done)
        temporary = file.with_name(f".{file.name}.schemagen-new")
        temporary.unlink(missing_ok=True)
        done.temporary.append((temporary, file))
        _write_new(temporary, writes.files[change.path])


def _write_new(file: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(file, flags, 0o666)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)


def _make_folders(folder: Path, done: _Progress) -> None:
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir()
        done.folders.append(path)


def _place(root: Path, writes: Writes, done: _Progress) -> None:
    for temporary, file in done.temporary:
        if file.exists():
            _back_up(file, done)
        else:
            done.placed.append(file)
        temporary.replace(file)
    for change in writes.changes:
        if change.action == "remove":
            file = root / change.path
            _back_up(file, done)
            file.unlink()


def _back_up(file: Path, done: _Progress) -> None:
    backup = file.with_name(f".{file.name}.schemagen-old")
    backup.unlink(missing_ok=True)
    try:
        backup.hardlink_to(file)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.EXDEV, errno.ENOSYS):
            raise
        backup.write_bytes(file.read_bytes())
    done.backups.append((file, backup))


def _undo(done: _Progress) -> None:
    for file, backup in reversed(done.backups):
        with suppress(OSError):
            backup.replace(file)
            backup.unlink(missing_ok=True)  # renaming one hard link of a file over another leaves both
    for file in (*done.placed, *(temporary for temporary, _ in done.temporary)):
        with suppress(OSError):
            file.unlink(missing_ok=True)
    for folder in reversed(done.folders):
        with suppress(OSError):
            folder.rmdir()


def _remove_empty(root: Path, writes: Writes) -> None:
    """Folders that held nothing but what was removed."""
    for change in writes.changes:
        if change.action == "remove":
            with suppress(OSError):
                (root / change.path).parent.rmdir()


def _failed(root: Path, error: OSError) -> Diagnostic:
    name = str(error.filename or "")
    path = name.removeprefix(f"{root}{os.sep}") if name else ""
    message = f"cannot write {path or 'the output'}: {error.strerror or error}; everything is as it was before"
    return Diagnostic("SG433", message, Span(path) if path else None)
