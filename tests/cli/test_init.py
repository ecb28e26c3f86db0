"""``schemagen init``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from azuraforge_schemagen.cli import main


def init(root: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["init", "-C", str(root), *args])


def test_a_starter_that_builds(tmp_path: Path) -> None:
    root = tmp_path / "My Shop-2"
    root.mkdir()
    result = init(root)
    assert result.exit_code == 0, result.output
    assert 'run "schemagen build"' in result.output
    assert 'package = "my_shop_2_models"' in (root / "pyproject.toml").read_text()
    assert CliRunner().invoke(main, ["build", "-C", str(root)]).exit_code == 0
    assert CliRunner().invoke(main, ["check", "-C", str(root)]).exit_code == 0


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"')
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema/mine.yaml").write_text("table: mine\n")
    assert init(tmp_path, "shop").exit_code == 0
    text = (tmp_path / "pyproject.toml").read_text()
    assert text.startswith('[project]\nname = "x"\n\n[tool.schemagen]\npackage = "shop"\n')
    assert sorted(p.name for p in (tmp_path / "schema").iterdir()) == ["mine.yaml"]
    again = init(tmp_path, "other")
    assert again.exit_code == 0
    assert (tmp_path / "pyproject.toml").read_text() == text
    assert "kept pyproject.toml" in again.output


@pytest.mark.parametrize("name", ["a.b", "alembic", "json", "1x", 'x"\n'])
def test_a_bad_name_changes_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\n')
    result = init(tmp_path, name)
    assert result.exit_code == 1
    assert (tmp_path / "pyproject.toml").read_text() == '[project]\nname = "x"\n'
    assert [p.name for p in tmp_path.iterdir()] == ["pyproject.toml"]


def test_broken_settings_are_kept(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.schemagen]\npackage = 5\n")
    assert init(tmp_path).exit_code == 1
    assert (tmp_path / "pyproject.toml").read_text() == "[tool.schemagen]\npackage = 5\n"


@pytest.mark.parametrize("folder", ["123", "class", "json", "日本", "-"])
def test_names_from_any_folder(tmp_path: Path, folder: str) -> None:
    root = tmp_path / folder
    root.mkdir()
    assert init(root).exit_code == 0


def test_a_symlink_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "real.toml").write_text("")
    (tmp_path / "p").mkdir()
    (tmp_path / "p/pyproject.toml").symlink_to(tmp_path / "real.toml")
    assert init(tmp_path / "p").exit_code == 1
    assert (tmp_path / "real.toml").read_text() == ""


def test_json(tmp_path: Path) -> None:
    data = json.loads(init(tmp_path, "shop", "--format", "json").output)
    assert data["written"] == ["pyproject.toml", "schema/users.yaml"]
