"""A project on disk, and the command line to run on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from azuraforge_schemagen.cli import main

SETTINGS = '[tool.schemagen]\npackage = "shop"\ndialects = ["postgresql>=14", "sqlite"]\n'
USERS = """\
table: users
columns:
  id: { type: bigint, primary_key: true, identity: by_default }
  email: { type: string, index: unique }
"""
POSTS = """\
table: posts
columns:
  id: { type: bigint, primary_key: true, identity: by_default }
  author_id: { type: bigint, references: users.id, on_delete: cascade, index: true }
  title: { type: string, length: 100 }
"""


class Project:
    """A folder with settings and YAML. Commands return click's result."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "schema").mkdir(parents=True, exist_ok=True)
        (root / "pyproject.toml").write_text(SETTINGS)

    def yaml(self, name: str, text: str) -> None:
        (self.root / "schema" / f"{name}.yaml").write_text(text)

    def edit(self, path: str, old: str, new: str) -> None:
        file = self.root / path
        text = file.read_text()
        assert old in text, f"{path} has no {old!r}"
        file.write_text(text.replace(old, new))

    def run(self, *args: str) -> Result:
        return CliRunner().invoke(main, [args[0], "-C", str(self.root), *args[1:]])

    def ok(self, *args: str) -> str:
        result = self.run(*args)
        assert result.exit_code == 0, result.output
        return result.output

    def fails(self, code: str, *args: str, exit_code: int = 1) -> str:
        """Run what is refused with this code; the text of the finding."""
        result = self.run(*args)
        assert f"[{code}]" in result.output, result.output
        assert result.exit_code == exit_code, result.output
        assert "Traceback" not in result.output
        return result.output

    def files(self) -> dict[str, str]:
        generated = self.root / "generated"
        return {f.relative_to(self.root).as_posix(): f.read_text() for f in sorted(generated.rglob("*")) if f.is_file()}

    def layers(self) -> list[dict[str, Any]]:
        found = [json.loads(f.read_text()) for f in (self.root / "generated/snapshots").glob("*.json")]
        return sorted(found, key=lambda layer: len(layer["parents"]))

    def layer(self, revision: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.root / f"generated/snapshots/{revision}.json").read_text())
        return found

    def head(self) -> str:
        layers = self.layers()
        parents = {parent for layer in layers for parent in layer["parents"]}
        (head,) = [layer["revision"] for layer in layers if layer["revision"] not in parents]
        return str(head)

    def revision_file(self, revision: str) -> str:
        (file,) = (self.root / "generated/shop/alembic/versions").glob(f"{revision}_*.py")
        return file.relative_to(self.root).as_posix()

    def copy(self, root: Path) -> Project:
        import shutil

        shutil.copytree(self.root, root)
        return Project(root)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.delenv("SCHEMAGEN_TRACEBACK", raising=False)
    return Project(tmp_path / "project")


@pytest.fixture
def project(empty: Project) -> Project:
    """A table, built."""
    empty.yaml("users", USERS)
    empty.ok("build")
    return empty


@pytest.fixture
def forked(project: Project) -> Callable[[str, str], Project]:
    """Two branches that each built on the first revision, merged in git's sense: all files of both are there."""

    def fork(mine: str, theirs: str, name: str = "users") -> Project:
        other = project.copy(project.root.parent / "other")
        project.yaml(name, mine)
        project.ok("build", "-m", "mine", "--allow", "all")
        other.yaml(name, theirs)
        other.ok("build", "-m", "theirs", "--allow", "all")
        for path, text in other.files().items():
            if "/snapshots/" in path or "/versions/" in path:
                (project.root / path).write_text(text)
        return project

    return fork
