"""The settings: ``[tool.schemagen]`` of pyproject.toml as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Target:
    """A dialect of the project and the least server version that it runs on, ``()`` where none is asked for."""

    dialect: str
    version: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting; ``root`` is the folder of pyproject.toml, all paths are relative to it."""

    root: Path
    package: str
    distribution: str
    version: str = "0.1.0"
    schema: str = "schema"
    output: str = "generated"
    targets: tuple[Target, ...] = (Target("postgresql", (14,)),)
    naming: Mapping[str, str] = field(default_factory=dict)
    lock_timeout: str = "2s"
    external: tuple[str, ...] = ()

    @property
    def dialects(self) -> tuple[str, ...]:
        """The names of the project's dialects, in the order of the settings."""
        return tuple(target.dialect for target in self.targets)
