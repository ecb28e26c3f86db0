"""``schemagen check``: every kind of edit is found and named."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import POSTS, USERS, Project


@pytest.fixture
def built(project: Project) -> Project:
    project.yaml("posts", POSTS)
    project.ok("build", "--rev-id", "second")
    project.ok("check")
    return project


def test_a_clean_project(built: Project) -> None:
    assert "clean" in built.ok("check", "--no-cache")
    assert json.loads(built.ok("check", "--format", "json")) == {"clean": True, "diagnostics": []}
    assert built.ok("check", "-q") == ""


def test_yaml_that_was_not_built(built: Project) -> None:
    built.yaml("users", USERS + "  age: integer | null\n")
    output = built.fails("SG419", "check")
    assert "table:users" in output
    assert "schemagen build" in output


@pytest.mark.parametrize(
    "path", ["shop/models.py", "shop/__init__.py", "shop/alembic/env.py", "pyproject.toml", "schemagen.schema.json"]
)
def test_an_edited_file(built: Project, path: str) -> None:
    file = built.root / "generated" / path
    file.write_text(file.read_text() + "\n")
    assert f"generated/{path}" in built.fails("SG420", "check")
    built.ok("build")
    built.ok("check")


def test_a_missing_file_and_an_orphan(built: Project) -> None:
    (built.root / "generated/shop/py.typed").unlink()
    shutil.copy(built.root / "generated/shop/models.py", built.root / "generated/shop/old_models.py")
    output = built.fails("SG420", "check")
    assert "py.typed is missing" in output
    assert "nothing generates generated/shop/old_models.py" in output
    built.ok("build")
    built.ok("check")


def test_files_of_others_do_not_matter(built: Project) -> None:
    (built.root / "generated/NOTES.txt").write_text("mine\n")
    built.ok("check")
    built.ok("build")
    assert (built.root / "generated/NOTES.txt").exists()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"message": "', '"message": "not '),
        ('"length": 100', '"length": 99'),
        ('"nullable": false', '"nullable": true'),
        ('"parents": ["', '"parents": ["second", "'),
        ('"objects": {', '"acknowledged": ["all"], "objects": {'),
        ('"before": ["', '"before": ["0'),
        ('"after": "', '"after": "0'),
        ('"content": "', '"content": "0'),
    ],
)
def test_an_edited_layer(built: Project, old: str, new: str) -> None:
    """bad input 82"""
    built.edit("generated/snapshots/second.json", old, new)
    result = built.run("check")
    assert result.exit_code == 1
    assert "generated/snapshots/second.json" in result.output or "second" in result.output
    assert "SG41" in result.output
    assert built.run("build").exit_code == 1, "nothing is built on it"


def test_an_edited_layer_below_the_head(built: Project) -> None:
    first = next(layer["revision"] for layer in built.layers() if not layer["parents"])
    built.edit(f"generated/snapshots/{first}.json", '"nullable": false, "identity"', '"identity"')
    assert f"snapshots/{first}.json" in built.fails("SG413", "check")


def test_an_edited_digest(built: Project) -> None:
    built.edit("generated/snapshots/second.json", '"digest": "', '"digest": "0')
    built.edit("generated/snapshots/second.json", '"text": "', '"text": "0')
    built.fails("SG417", "check")


def test_a_layer_of_another_history(built: Project, tmp_path: Path) -> None:
    """Every layer is as schemagen wrote it, and yet they do not fit."""
    other = Project(tmp_path / "other")
    other.yaml("users", USERS + "  age: integer | null\n")
    first = next(layer["revision"] for layer in built.layers() if not layer["parents"])
    other.ok("build", "--rev-id", first, "-m", "create table users")
    for path, text in other.files().items():
        if first in path:
            (built.root / path).write_text(text)
    built.fails("SG414", "check")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"format": 99}', '{"format": 1}', "\ufeffnope", "<<<<<<< HEAD\n", '{"format": NaN}', "[" * 100000],
)
def test_a_layer_that_is_none(built: Project, text: str) -> None:
    (built.root / "generated/snapshots/second.json").write_text(text)
    assert "git checkout" in built.fails("SG410", "check")
    built.fails("SG410", "build")


def test_objects_that_are_none(built: Project) -> None:
    built.edit("generated/snapshots/second.json", '"type": "bigint"', '"type": {"kind": "nonsense"}')
    assert built.run("check").exit_code == 1
    assert built.run("build").exit_code == 1
    built.fails("SG410", "diff")


def test_names_of_layers(built: Project) -> None:
    """bad input 82"""
    folder = built.root / "generated/snapshots"
    shutil.copy(folder / "second.json", folder / "third.json")
    built.fails("SG411", "check")
    (folder / "third.json").rename(folder / "a b.json")
    built.fails("SG411", "check")


def test_a_parent_without_a_layer(built: Project) -> None:
    first = next(layer["revision"] for layer in built.layers() if not layer["parents"])
    (built.root / f"generated/snapshots/{first}.json").unlink()
    assert first in built.fails("SG412", "check")


def test_revisions_in_a_circle(built: Project) -> None:
    first = next(layer["revision"] for layer in built.layers() if not layer["parents"])
    built.edit(f"generated/snapshots/{first}.json", '"parents": []', '"parents": ["second"]')
    built.fails("SG412", "check")


def test_an_edited_revision(built: Project) -> None:
    built.edit(built.revision_file("second"), 'ondelete="CASCADE"', 'ondelete="RESTRICT"')
    output = built.fails("SG417", "check")
    assert built.revision_file("second") in output
    assert "--accept second" in output
    (built.root / built.revision_file("second")).write_text("def upgrade(:\n")
    built.fails("SG417", "check")


def test_a_formatter_is_no_edit(built: Project) -> None:
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")
    if ruff is None:
        pytest.skip("ruff is not installed")
    file = built.root / built.revision_file("second")
    before = file.read_text()
    command = [
        ruff,
        "format",
        "--isolated",
        "--line-length",
        "60",
        "--config",
        "format.quote-style='single'",
        str(file),
    ]
    subprocess.run(command, check=True, capture_output=True)
    assert file.read_text() != before
    built.ok("check", "--no-cache")
    assert "nothing to do" in built.ok("build"), "and it is left alone"


def test_lost_revisions_and_strangers(built: Project) -> None:
    path = built.root / built.revision_file("second")
    text = path.read_text()
    path.unlink()
    built.fails("SG415", "check")
    built.fails("SG415", "build")
    path.write_text(text)
    path.with_name("abc_by_hand.py").write_text("revision = 'abc'\n")
    assert "abc_by_hand.py" in built.fails("SG416", "check")
    built.fails("SG416", "build")


def test_a_renamed_revision_file_is_the_same_revision(built: Project) -> None:
    path = built.root / built.revision_file("second")
    path.rename(path.with_name("second_posts.py"))
    built.ok("check")


def test_the_cache(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    built.ok("check")
    assert (built.root / ".schemagen-cache/.gitignore").read_text() == "*\n"
    monkeypatch.setattr(sys.modules["azuraforge_schemagen.pipeline.check"], "read_source", None)
    built.ok("check")
    assert built.run("check", "--no-cache").exit_code == 70
    built.edit("generated/shop/models.py", "class Posts", "class Post")
    assert built.run("check").exit_code == 70, "other bytes are looked at"


def test_a_cache_that_cannot_be_written(built: Project) -> None:
    shutil.rmtree(built.root / ".schemagen-cache")
    (built.root / ".schemagen-cache").write_text("in the way")
    built.ok("check")
