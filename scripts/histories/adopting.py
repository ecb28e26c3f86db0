"""One history on one server, there and back."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from azuraforge_schemagen.db.inspect import inspect
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.verify.rows import fill
from scripts.realworld.projects import ROOT, Project

NOTE = "schemagen_note"
SETTINGS = '[tool.schemagen]\npackage = "adopted_models"\ndialects = ["{dialect}"]\n'
INI = """[alembic]
script_location = %(here)s/{folder}
sqlalchemy.url = {url}

[loggers]
keys = root

[handlers]
keys = console

[formatters]
keys = plain

[logger_root]
level = WARN
handlers = console

[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = plain

[formatter_plain]
format = %(message)s
"""
_TARGETS = {"postgresql": "postgresql>=15", "sqlite": "sqlite"}
_REVISION = re.compile(r'^down_revision(?:: [^=]+)? = "(\w[\w.]*)"', re.MULTILINE)
Rows = dict[str, list[str]]


class Unproved(Exception):
    """What went wrong on the way."""


@dataclass(frozen=True)
class History:
    """The history of a project, as ``histories.toml`` says it."""

    project: Project
    folder: str
    table: str
    at_head: bool = False
    start: str = ""
    note: str = ""


@dataclass
class Adoption:
    """A database of the project, and the project of ours that adopts its history."""

    history: History
    engine: sa.Engine
    dialect: str
    python: Path
    server: str
    revisions: int = 0
    tables: int = 0
    rows: int = field(default=0)

    def __str__(self) -> str:
        return f"proved: {self.revisions} revisions, {self.tables} tables, {self.rows} rows stay"

    @property
    def root(self) -> Path:
        """The folder of the project of ours."""
        return ROOT / "build" / "histories" / self.history.project.name / self.dialect

    @property
    def url(self) -> str:
        """Where the database is."""
        return self.engine.url.render_as_string(hide_password=False)

    def run(self) -> None:
        """There and back. Raises ``Unproved``."""
        head = self._begin()
        self._schemagen("import", self.url, "--alembic", "alembic.ini", *self._how())
        self._is(self._schemagen("build"), "before a change of the YAML", self._versions() == self.known)
        before, rows = self._schema(), self._rows()
        self._add_a_column()
        self._schemagen("build", "-m", "A note")
        (made,) = self._new(head)
        self._alembic("upgrade", "head")
        self._is(self._rows(), "rows after the upgrade", self._rows() == rows)
        self._is(self._schema(), "the database after the upgrade", self._schema() != before)
        self._schemagen("drift", self.url, *self._scratch())
        self._schemagen("verify", *self._scratch())
        self._schemagen("check")
        self._alembic("downgrade", head)
        self._is(self._rows(), "rows after the downgrade", self._rows() == rows)
        self._is(made, "the database after the downgrade", self._schema() == before)

    def _begin(self) -> str:
        """A project with the environment in it, and the database at its head with rows; the head."""
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir(parents=True)
        settings = SETTINGS.format(dialect=_TARGETS[self.dialect])
        (self.root / "pyproject.toml").write_text(settings, encoding="utf-8")
        there = self._run("-c", f"import {self._package} as it; print(it.__path__[0])").strip().splitlines()[-1]
        folder = Path(self.history.folder).name
        shutil.copytree(Path(there).parent / self.history.folder, self.root / folder)
        ini = INI.format(folder=folder, url=self.url.replace("%", "%%"))
        (self.root / "alembic.ini").write_text(ini, encoding="utf-8")
        self.known = self._versions()
        if self.history.start:
            self._run("-c", f"URL = {self.url!r}\n{self.history.start}")
        else:
            self._alembic("upgrade", "head")
        filled = fill(self.engine, self._schema(), self.dialect)
        self._is(filled.empty, "tables without rows", not filled.empty)
        self.revisions, self.tables, self.rows = len(self.known), len(filled.rows), sum(filled.rows.values())
        with self.engine.connect() as connection:
            return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())

    @property
    def _package(self) -> str:
        return self.history.folder.partition("/")[0]

    def _how(self) -> list[str]:
        return ["--at-head"] if self.history.at_head else self._scratch()

    def _scratch(self) -> list[str]:
        return ["--scratch-url", self.server] if self.dialect == "postgresql" else []

    def _add_a_column(self) -> None:
        file = self.root / "schema" / f"{self.history.table}.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("columns:\n", f"columns:\n  {NOTE}: string | null\n", 1), encoding="utf-8")

    def _versions(self) -> set[Path]:
        return set((self.root / Path(self.history.folder).name / "versions").glob("[!_]*.py"))

    def _new(self, head: str) -> list[str]:
        """The revisions that were not there before: one, on the head."""
        texts = [it.read_text(encoding="utf-8") for it in self._versions() - self.known]
        on = [found[1] if (found := _REVISION.search(text)) else "nothing" for text in texts]
        self._is(on, f"not one revision on {head}", on == [head])
        return texts

    def _schema(self) -> Schema:
        """The database without the table of the revision."""
        with self.engine.connect() as connection:
            found = inspect(connection).schema
        self.engine.dispose()
        return found.with_objects({Ref("table", QName("", "alembic_version")): None})

    def _rows(self) -> Rows:
        """Every row of every table, without the new column."""
        found: Rows = {}
        with self.engine.connect() as connection:
            for name, table in self._schema().tables.items():
                columns = [it.name for it in table.columns if it.name != NOTE]
                query = sa.select(*map(sa.column, columns)).select_from(sa.table(name.name))
                found[name.name] = sorted(map(repr, connection.execute(query)))
        self.engine.dispose()
        return found

    def _alembic(self, *args: str) -> str:
        return self._run("-m", "alembic", *args)

    def _schemagen(self, *args: str) -> str:
        return self._run("-c", "from azuraforge_schemagen.cli import main; main()", *args)

    def _run(self, *args: str) -> str:
        """A program in the project's environment. Raises ``Unproved``."""
        env = {**os.environ, **self.history.project.env, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [self.python, "-W", "ignore", *args]
        done = subprocess.run(command, cwd=self.root, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Unproved(f"{' '.join(args[2:])}: {(done.stdout + done.stderr)[-3000:]}")
        return done.stdout

    def _is(self, found: object, what: str, true: bool) -> None:
        if not true:
            raise Unproved(f"{what}: {found}")
