"""The projects: ``projects.toml`` as values."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Project:
    """One project: what is installed, and what is imported."""

    name: str
    requires: tuple[str, ...]
    sources: tuple[str, ...]
    beside: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    dialects: tuple[str, ...] = ("postgresql>=15", "sqlite")

    @property
    def home(self) -> Path:
        """Where its environment and its generated models are."""
        return ROOT / "build" / "realworld" / self.name


def projects() -> dict[str, Project]:
    """All of them, by name."""
    data = tomllib.loads((HERE / "projects.toml").read_text(encoding="utf-8"))
    return {name: _project(name, it) for name, it in data.items()}


def _project(name: str, data: Mapping[str, Any]) -> Project:
    env = {key: it.format(home=ROOT / "build" / "realworld" / name / "home") for key, it in data.get("env", {}).items()}
    lists = [tuple(data.get(key, ())) for key in ("requires", "sources", "with")]
    more = {"dialects": tuple(data["dialects"])} if "dialects" in data else {}
    return Project(name, *lists, env=env, note=data.get("note", ""), **more)
