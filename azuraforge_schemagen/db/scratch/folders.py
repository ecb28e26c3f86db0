"""Folders for the time of a run. A lock, which ends with its process, tells the living from what was left behind."""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from azuraforge_schemagen.db.scratch.binaries import Unavailable

LOCK = "users"


@contextlib.contextmanager
def using(name: str) -> Iterator[Path]:
    """A folder of this name among the temporary ones, with this process as one of its users."""
    folder = Path(tempfile.gettempdir(), name)
    while True:  # somebody who is just removing it makes this start over
        folder.mkdir(mode=0o711, exist_ok=True)
        if not _is_ours(folder):
            raise Unavailable(f"{folder} belongs to somebody else")
        with contextlib.suppress(FileNotFoundError), (folder / LOCK).open("a") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            if (folder / LOCK).stat().st_ino == os.fstat(users.fileno()).st_ino:
                yield folder
                return


def abandoned(prefix: str) -> Iterator[Path]:
    """The folders whose users are all gone. Nobody else gets one while the caller has it."""
    for folder in sorted(Path(tempfile.gettempdir()).glob(f"{prefix}*")):
        with contextlib.suppress(OSError):
            if not _is_ours(folder):
                continue
            with (folder / LOCK).open("a") as users:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                yield folder


def _is_ours(folder: Path) -> bool:
    return folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == os.geteuid()
