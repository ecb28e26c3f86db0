"""A local memory of clean checks, ignored by git: it answers only where exactly these bytes were seen."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import azuraforge_schemagen
from azuraforge_schemagen.config import FILE, Config

FOLDER = ".schemagen-cache"
_LEFT_OUT = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"})


def key(config: Config) -> str:
    """A hash over the tool, the settings, and the bytes of everything that goes in and comes out."""
    total = hashlib.sha256()
    for part in _tool():
        total.update(part)
    folders = (config.schema, config.output, *([config.versions] if config.versions else ()))
    for path in (config.root / FILE, *(file for folder in folders for file in _files(config.root / folder))):
        content = b"->" + os.fsencode(path.readlink()) if path.is_symlink() else path.read_bytes()
        total.update(f"{path.relative_to(config.root)}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        total.update(content)
    return total.hexdigest()


def is_clean(config: Config, digest: str) -> bool:
    """Whether these bytes were found clean before."""
    try:
        return (config.root / FOLDER / "clean").read_text(encoding="ascii") == digest
    except (OSError, ValueError):
        return False


def remember(config: Config, digest: str) -> None:
    """Note that these bytes are clean. A cache that cannot be written is none."""
    folder = config.root / FOLDER
    if folder.is_symlink():
        return
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
        (folder / ".gitignore").write_text("*\n", encoding="ascii")
        (folder / "clean").write_text(digest, encoding="ascii")


def _tool() -> Iterator[bytes]:
    """This very installation, also while somebody works on it."""
    home = Path(azuraforge_schemagen.__file__).parent
    for path in _files(home):
        status = path.stat()
        yield f"{path.relative_to(home)} {status.st_size} {status.st_mtime_ns}\0".encode()


def _files(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _LEFT_OUT)
        for name in sorted((*names, *(name for name in folders if Path(here, name).is_symlink()))):
            yield Path(here, name)
