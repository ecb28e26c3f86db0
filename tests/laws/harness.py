"""Revisions made from schemas in memory and run by Alembic, in the environment that every generated package has."""

from __future__ import annotations

import io
import itertools
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import sqlalchemy as sa
from alembic import command
from alembic.config import Config as AlembicConfig

from azuraforge_schemagen.config import Config, Target
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.pipeline.change import Change, change
from azuraforge_schemagen.plan import of_first, stages, without
from azuraforge_schemagen.render.alembic import RevisionText, env_py, revision, script_mako

PACKAGE = "schemagen_laws_package"
BOTH = (Target("postgresql", (15,)), Target("sqlite"))
_numbers = itertools.count(1)


def settings(*dialects: str) -> Config:
    """A project on these dialects."""
    targets = tuple(target for target in BOTH if target.dialect in dialects)
    return Config(root=Path(), package=PACKAGE, distribution="laws", targets=targets)


@dataclass
class Chain:
    """A chain of revisions from nothing, each with the change that it makes."""

    config: Config
    folder: Path
    revisions: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    state: Schema = field(default_factory=Schema)

    def __post_init__(self) -> None:
        stub = ModuleType(PACKAGE)
        stub.Base = type("Base", (), {"metadata": sa.MetaData()})  # type: ignore[attr-defined]
        sys.modules[PACKAGE] = stub
        (self.folder / "versions").mkdir(parents=True)
        (self.folder / "env.py").write_text(env_py(self.config), encoding="utf-8")
        (self.folder / "script.py.mako").write_text(script_mako(), encoding="utf-8")

    def build(self, new: Schema, intent: Intent | None = None) -> str:
        """The revisions that lead to ``new``; gives the last one's id."""
        intent = intent or Intent(allow=frozenset({"all"}))
        for stage in stages(self.state, new, intent, self.config):
            here = intent if stage == new else of_first(self.state, new, intent)
            made = change(self.config, self.state, stage, here)
            self._add(made)
            intent = without(intent, made.used)
            self.state = stage
        return self.revisions[-1] if self.revisions else "base"

    def _add(self, made: Change) -> None:
        name = f"r{next(_numbers):011d}"
        text = revision(
            RevisionText(
                revision=name,
                down_revisions=tuple(self.revisions[-1:]),
                message="a law's example",
                created="2024-01-01 00:00:00+00:00",
                upgrade={side.dialect: side.up for side in made.sides},
                downgrade={side.dialect: side.down for side in made.sides},
            )
        )
        (self.folder / "versions" / f"{name}.py").write_text(text, encoding="utf-8")
        self.revisions.append(name)
        self.changes.append(made)
        self.texts.append(text)

    def upgrade(self, engine: sa.Engine, target: str = "head") -> None:
        """Runs Alembic's upgrade."""
        self._run(engine, command.upgrade, target)

    def downgrade(self, engine: sa.Engine, target: str) -> None:
        """Runs Alembic's downgrade."""
        self._run(engine, command.downgrade, target)

    def script(self, dialect: str, start: str, end: str, down: bool = False) -> str:
        """What Alembic writes for a server instead of running it."""
        config = self._config(dialect=dialect, configure_logger=False)
        config.output_buffer = io.StringIO()
        (command.downgrade if down else command.upgrade)(config, f"{start}:{end}", sql=True)
        return config.output_buffer.getvalue()

    def _run(self, engine: sa.Engine, verb: object, target: str) -> None:
        verb(self._config(connection=engine), target)  # type: ignore[operator]

    def _config(self, **attributes: object) -> AlembicConfig:
        config = AlembicConfig()
        config.set_main_option("script_location", str(self.folder).replace("%", "%%"))
        config.attributes.update(attributes)
        return config

    def remove(self) -> None:
        """Takes the files away."""
        shutil.rmtree(self.folder)


def shown(texts: Sequence[str]) -> str:
    """Revisions as a report of a failure has them."""
    return "\n\n".join(texts)
