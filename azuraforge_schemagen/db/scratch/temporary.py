"""Temporary folders that outlive nobody: those of a run that was killed go with the next one."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

TREE = "schemagen-tree-"


@contextlib.contextmanager
def temporary(prefix: str) -> Iterator[Path]:
    """A folder for the time of a ``with``. Those of this prefix whose makers are gone are removed before."""
    try:
        from azuraforge_schemagen.db.scratch.folders import abandoned, using
    except ImportError:  # Windows has no such locks
        with tempfile.TemporaryDirectory(prefix=prefix) as made:
            yield Path(made)
        return
    for left in abandoned(prefix):
        shutil.rmtree(left, ignore_errors=True)
    with using(prefix + secrets.token_hex(8)) as folder:
        folder.chmod(0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def tree(files: Mapping[str, str]) -> Iterator[Path]:
    """A folder that holds these files, by their paths in it."""
    with temporary(TREE) as folder:
        for path, text in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")
        yield folder
