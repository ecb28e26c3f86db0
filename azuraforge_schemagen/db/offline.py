"""Alembic's offline SQL: what a revision runs, as text, written by Alembic itself."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from azuraforge_schemagen.db.scratch.temporary import tree
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal


def upgrade_sql(files: Mapping[str, str], dialect: str, start: str, end: str) -> str:
    """The SQL of the revisions after ``start`` (``base`` for all) up to ``end`` on one dialect.

    ``files`` are ``env.py``, ``script.py.mako`` and ``versions/*.py``, by their path in Alembic's folder.
    """
    with tree(files) as folder:
        settings = Config()
        settings.set_main_option("script_location", str(folder).replace("%", "%%"))
        return _written(settings, dialect, f"{start}:{end}")


def sql(ini: Path, dialect: str, start: str | None, end: str, down: bool = False) -> str:
    """The same of a package on disk, by its ``alembic.ini``; ``start`` ``None`` is an empty database, ``down`` the
    way back."""
    return _written(Config(ini), dialect, end if start is None else f"{start}:{end}", down)


def _written(settings: Config, dialect: str, path: str, down: bool = False) -> str:
    buffer = io.StringIO()
    settings.output_buffer, settings.stdout = buffer, io.StringIO()
    settings.attributes.update(dialect=dialect, configure_logger=False)
    try:
        with _no_bytecode():
            (command.downgrade if down else command.upgrade)(settings, path, sql=True)
    except (CommandError, KeyError) as error:  # its map of revisions says KeyError where one depends on nothing known
        raise Refusal([Diagnostic("SG444", f"Alembic cannot write the SQL for {dialect}: {error}")]) from error
    return buffer.getvalue()


@contextmanager
def _no_bytecode() -> Iterator[None]:
    """Alembic imports the revisions; the generated tree gets no ``__pycache__`` from it."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before
