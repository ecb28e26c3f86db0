"""``import --check``: how much of a source the language can carry, before anything is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.import_.conftest import Project

SETTINGS = 'dialects = ["postgresql>=15", "sqlite"]\n'


def checked(project: Project, *args: str, exit_code: int) -> dict[str, Any]:
    """What it says for programs; nothing is there afterwards that was not there before."""
    before = sorted(project.root.rglob("*"))
    result = project.run("import", "--check", *args, "--format", "json")
    assert result.exit_code == exit_code, result.output
    assert sorted(project.root.rglob("*")) == before
    said: dict[str, Any] = json.loads(result.output)
    return said


def counts(said: dict[str, Any]) -> dict[str, tuple[int, int]]:
    return {kind: (it["carried"], it["total"]) for kind, it in said["kinds"].items()}


def test_models_that_are_carried(project: Project) -> None:
    project.settings('dialects = ["postgresql>=15"]\n')
    said = checked(project, "tests.import_.models.odd:Base", exit_code=0)
    assert said["whole"]
    assert counts(said) == {"table": (1, 1), "column": (6, 6), "constraint": (1, 1), "class": (1, 1)}
    assert said["diagnostics"] == []
    result = project.run("import", "--check", "tests.import_.models.odd:Base")
    assert result.output.splitlines() == [
        "tables       1 of 1",
        "columns      6 of 6",
        "constraints  1 of 1",
        "classes      1 of 1",
        "everything is carried",
    ]


def test_parts_of_models_that_are_not_carried(project: Project) -> None:
    """Each is counted once, and named."""
    project.settings(SETTINGS)
    said = checked(project, "tests.import_.models.lost:parts", exit_code=1)
    assert counts(said) == {"table": (1, 1), "column": (1, 3), "constraint": (1, 2), "index": (0, 2)}
    assert sorted(it["code"] for it in said["diagnostics"]) == ["SG511"] * 4 + ["SG561"]


def test_the_code_of_classes_is_named_and_not_counted(project: Project) -> None:
    project.settings(SETTINGS)
    said = checked(project, "tests.import_.models.shop:Base", exit_code=1)  # a lambda is the default of a column
    assert counts(said)["relationship"] == (8, 8)
    assert any("hybrid property full" in it["message"] for it in said["diagnostics"])


def test_relationships_that_are_not_carried(project: Project) -> None:
    project.settings(SETTINGS)
    found = counts(checked(project, "tests.import_.models.staff:Base", exit_code=1))
    carried, total = found["relationship"]
    assert 0 < carried < total


@pytest.mark.postgresql
def test_a_database(project: Project, pg: Callable[[str], str]) -> None:
    table = "CREATE TABLE t (id int PRIMARY KEY, n int CHECK (n > 0)); CREATE INDEX ON t (n)"
    url = pg(f"{table}; CREATE VIEW v AS SELECT 1")
    found = counts(checked(project, url, exit_code=0))
    assert found == {"table": (1, 1), "column": (2, 2), "constraint": (2, 2), "index": (1, 1), "view": (1, 1)}


@pytest.mark.postgresql
def test_what_of_a_database_is_not_carried(project: Project, pg: Callable[[str], str]) -> None:
    url = pg("CREATE TABLE t (id int PRIMARY KEY); CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING")
    said = checked(project, url, exit_code=1)
    assert counts(said) == {"table": (1, 1), "column": (1, 1), "constraint": (1, 1), "rule": (0, 1)}
    assert [it["code"] for it in said["diagnostics"]] == ["SG511"]


def test_options_that_write(project: Project) -> None:
    for option in (("--force",), ("--merge",), ("--alembic", "migrations")):
        project.fails("SG566", "import", "--check", "tests.import_.models.shop:Base", *option, exit_code=2)
