"""Projects whose revisions are proved."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.cli.conftest import Project, empty, forked, project

__all__ = ["Prove", "empty", "forked", "people", "project", "prove"]

Prove = Callable[..., dict[str, Any]]

PEOPLE = """\
table: people
columns:
  id: { type: bigint, primary_key: true, identity: by_default }
  name: { type: string, length: 40 }
  nick: string | null
"""
LATER = PEOPLE.replace("nick: string | null", "nick: { type: string | null, index: true }") + "  born: date | null\n"


@pytest.fixture
def people(empty: Project) -> Project:
    """Two revisions: a table, then a column and an index more."""
    empty.yaml("people", PEOPLE)
    empty.ok("build")
    empty.yaml("people", LATER)
    empty.ok("build")
    return empty


@pytest.fixture
def prove() -> Prove:
    """``prove(project, *options)`` on SQLite alone unless they say otherwise: the JSON; ``codes`` are in it."""

    def run(project: Project, *options: str, exit_code: int = 0) -> dict[str, Any]:
        where = () if "--scratch-url" in options else ("--dialect", "sqlite")
        result = project.run("verify", "--format", "json", *where, *options)
        assert result.exit_code == exit_code, result.output
        found: dict[str, Any] = json.loads(result.stdout)
        found["codes"] = [it["code"] for it in found["diagnostics"]]
        return found

    return run
