"""A generated package, imported, and its revisions, run one at a time in their own environment."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationStep, RevisionStep
from alembic.script import ScriptDirectory

from azuraforge_schemagen.db.history import Environment, run


class Exited(Exception):
    """Code of the project wanted to end the process that ran it."""


@contextmanager
def contained() -> Iterator[None]:
    """For code of the project: what it prints is no part of this command's output, and it ends nothing but itself."""
    try:
        with redirect_stdout(sys.stderr):
            yield
    except SystemExit as end:
        raise Exited(f"it ended the process, with {end.code!r}") from None


@dataclass(frozen=True)
class Migrations:
    """The revisions of a package."""

    config: Config
    script: ScriptDirectory

    def upgrade(self, engine: sa.Engine, revisions: Iterable[str]) -> None:
        """Run these, each standing on what has run before."""
        self._run(engine, [MigrationStep.upgrade_from_script(self._map, it) for it in self._scripts(revisions)])

    def downgrade(self, engine: sa.Engine, revision: str) -> None:
        """Undo this one, on which nothing stands."""
        self._run(engine, [MigrationStep.downgrade_from_script(self._map, it) for it in self._scripts([revision])])

    @property
    def _map(self) -> Any:
        return self.script.revision_map

    def _scripts(self, revisions: Iterable[str]) -> list[Any]:
        return [self.script.get_revision(revision) for revision in revisions]

    def _run(self, engine: sa.Engine, steps: list[RevisionStep]) -> None:
        self.config.attributes["connection"] = engine
        with contained(), EnvironmentContext(self.config, self.script, fn=lambda _, __: steps):
            self.script.run_env()


@dataclass(frozen=True)
class Adopted:
    """The revisions of an adopted history and those after it, in the environment that somebody wrote."""

    environment: Environment

    def upgrade(self, engine: sa.Engine, revisions: Iterable[str]) -> None:
        """Run these; the first one with all that it stands on and that has not run. Raises ``Broken``."""
        run(self.environment, engine, up=tuple(revisions))

    def downgrade(self, engine: sa.Engine, revision: str) -> None:
        """Undo this one, on which nothing stands. Raises ``Broken``."""
        run(self.environment, engine, down=revision)

    def stamp(self, engine: sa.Engine, revision: str) -> None:
        """Note this one, whose state is there. Raises ``Broken``."""
        run(self.environment, engine, stamp=revision)


def migrations(ini: Path) -> Migrations:
    """The revisions of the package whose ``alembic.ini`` this is, all of them imported."""
    config = Config(str(ini))
    config.attributes["configure_logger"] = False
    script = ScriptDirectory.from_config(config)
    with contained():
        script.get_heads()
    return Migrations(config, script)


@contextmanager
def imported(folder: Path, package: str) -> Iterator[ModuleType]:
    """The package of a folder, with its mappers configured. Nothing of it is left in this process or beside it."""
    path, bytecode = list(sys.path), sys.dont_write_bytecode
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True
    _forget(package)
    importlib.invalidate_caches()
    try:
        with contained():
            module = importlib.import_module(package)
            sa.orm.configure_mappers()
        yield module
        module.Base.registry.dispose()
    finally:
        _forget(package)
        sys.path[:], sys.dont_write_bytecode = path, bytecode


def _forget(package: str) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        del sys.modules[name]
