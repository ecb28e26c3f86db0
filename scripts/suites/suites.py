"""The suites: ``suites.toml`` as values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from scripts.realworld.projects import ROOT, Project

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Suite(Project):
    """The tests of a project. ``sdist`` has them where the ``package`` has not, ``npm`` is what they run beside Python,
    ``mixins`` is the file for the code of the models."""

    package: str = ""
    sdist: str = ""
    npm: tuple[str, ...] = ()
    mixins: str = ""
    tests: tuple[str, ...] = ()

    @property
    def home(self) -> Path:
        """Where its environment and the two copies of it are."""
        return ROOT / "build" / "suites" / self.name


def suites() -> dict[str, Suite]:
    """All of them, by name."""
    data = tomllib.loads((HERE / "suites.toml").read_text(encoding="utf-8"))
    return {name: _suite(name, it) for name, it in data.items()}


def _suite(name: str, data: dict[str, object]) -> Suite:
    return Suite(name, **{key: tuple(it) if isinstance(it, list) else it for key, it in data.items()})  # type: ignore[arg-type]
