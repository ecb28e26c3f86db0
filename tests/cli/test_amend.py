"""``schemagen build --amend``."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.cli.conftest import POSTS, USERS, Project


def test_amend_replaces_the_head(project: Project) -> None:
    first = project.head()
    project.yaml("posts", POSTS)
    project.ok("build", "-m", "posts", "--rev-id", "second")
    project.yaml("posts", POSTS.replace("100", "50"))
    project.ok("build", "--amend")
    layer = project.layer(project.head())
    assert layer["parents"] == [first]
    assert layer["message"] == "posts", "the message stays"
    assert not list((project.root / "generated").rglob("second*"))
    assert len(project.layers()) == 2
    project.ok("check")


def test_amend_the_first_revision(project: Project) -> None:
    project.yaml("users", USERS + "  age: integer\n")
    project.ok("build", "--amend")
    assert len(project.layers()) == 1
    assert project.layers()[0]["parents"] == []
    project.ok("check")


def test_amend_keeps_what_was_acknowledged(project: Project) -> None:
    project.yaml("users", USERS + "  age: integer\n")
    project.ok("build", "--allow", "not-null:users.age")
    project.yaml("users", USERS + "  age: bigint\n")
    project.ok("build", "--amend")
    assert project.layer(project.head())["acknowledged"] == ["not-null:users.age"]


def test_amend_to_nothing_takes_the_head_out(project: Project) -> None:
    first = project.head()
    project.yaml("posts", POSTS)
    project.ok("build")
    (project.root / "schema/posts.yaml").unlink()
    project.ok("build", "--amend")
    assert project.head() == first
    project.ok("check")


def test_amend_is_reproducible(project: Project) -> None:
    project.yaml("posts", POSTS)
    project.ok("build")
    before = project.files()
    project.ok("build", "--amend")
    assert project.files() == before


def test_there_is_nothing_to_amend(empty: Project) -> None:
    empty.yaml("users", USERS)
    empty.fails("SG440", "build", "--amend")


def test_an_edited_head_stays(project: Project) -> None:
    project.ok("build", "--empty", "-m", "by hand")
    path = project.revision_file(project.head())
    project.edit(path, "def upgrade() -> None:\n    pass", 'def upgrade() -> None:\n    op.execute("x")')
    project.fails("SG440", "build", "--amend")
    project.ok("build", "--accept", project.head())
    project.fails("SG440", "build", "--amend")
    project.ok("build", "--amend", "--force")
    assert len(project.layers()) == 1


def test_a_released_head_stays(project: Project) -> None:
    git = shutil.which("git")
    if git is None:
        pytest.skip("git is not installed")
    remote = project.root.parent / "remote.git"

    def run(*args: str) -> None:
        command = [git, "-C", str(project.root), "-c", "user.name=a", "-c", "user.email=a@b", *args]
        subprocess.run(command, check=True, capture_output=True)

    subprocess.run([git, "init", "-q", "--bare", str(remote)], check=True)
    run("init", "-q", "-b", "main")
    run("add", ".")
    run("commit", "-qm", "one")
    project.yaml("users", USERS + "  age: integer\n")
    project.ok("build", "--amend")
    run("add", "-A", ".")
    run("commit", "-qm", "two")
    run("remote", "add", "origin", str(remote))
    run("push", "-qu", "origin", "main")
    project.yaml("users", USERS + "  age: bigint\n")
    assert "upstream" in project.fails("SG440", "build", "--amend")
    project.ok("build", "--amend", "--force")
