"""What Alembic itself refuses, when it is asked for the SQL."""

from __future__ import annotations

from tests.cli.conftest import USERS, Project


def test_a_revision_that_depends_on_nothing_known(project: Project) -> None:
    project.edit(
        project.revision_file(project.head()), "depends_on: str | None = None", 'depends_on: str | None = "zzz"'
    )
    project.ok("build", "--accept", "head")
    project.yaml("users", USERS + "  nick: string | null\n")
    project.fails("SG444", "build", "--sql", "--dry-run")
