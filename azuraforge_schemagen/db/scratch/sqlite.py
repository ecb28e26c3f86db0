"""Databases of SQLite: files of a temporary folder, which goes at the end; the next run takes away a killed one's."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import sqlalchemy as sa

from azuraforge_schemagen.db.scratch.temporary import temporary

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
    with temporary(PREFIX) as folder:
        yield Files(folder)
