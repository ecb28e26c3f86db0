"""Databases of SQLite: files of a temporary folder, which goes at the end; the next run takes away a killed one's."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import sqlalchemy as sa

PREFIX = "schemagen-sqlite-"


@dataclass(frozen=True)
class Files:
    """A folder for databases."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    version: tuple[int, ...] = sqlite3.sqlite_version_info

    @property
    def where(self) -> str:
        """The place for people."""
        return f"SQLite {sqlite3.sqlite_version}, files in a temporary folder"

    @contextlib.contextmanager
    def database(self) -> Iterator[sa.Engine]:
        """An engine of a fresh, empty database, which goes at the end."""
        file = self.folder / f"scratch{next(self.numbers)}.sqlite"
        engine = sa.create_engine(sa.URL.create("sqlite", database=str(file)))
        try:
            yield engine
        finally:
            engine.dispose()
            for path in self.folder.glob(f"{file.name}*"):
                path.unlink(missing_ok=True)


@contextlib.contextmanager
def serving() -> Iterator[Files]:
    """A place for databases."""
    try:
        from azuraforge_schemagen.db.scratch.folders import abandoned, using
    except ImportError:  # Windows has no such locks
        with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
            yield Files(Path(folder))
        return
    for left in abandoned(PREFIX):
        shutil.rmtree(left, ignore_errors=True)
    with using(PREFIX + secrets.token_hex(8)) as folder:
        try:
            yield Files(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
