"""This repository's own models, written by hand or generated, give its own YAML when they are imported."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from azuraforge_schemagen.config import Config, load
from azuraforge_schemagen.load.read import read_texts
from azuraforge_schemagen.pipeline import import_
from azuraforge_schemagen.resolve import Resolved, resolve
from tests.import_.conftest import Project

ROOT = Path(__file__).parents[2]
SETTINGS = re.compile(r"^\[tool\.schemagen\]\n(?:.+\n)+", re.MULTILINE)
QUERY = re.compile(r"^query:\n(?:  .*\n)+", re.MULTILINE)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """An empty project with this repository's settings."""
    found = SETTINGS.search((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert found is not None
    (tmp_path / "pyproject.toml").write_text(found[0], encoding="utf-8")
    return load(tmp_path)


def texts(root: Path) -> dict[str, str]:
    """The YAML without its comments, which no module has: the line for editors is the only one."""
    found = {path.name: path.read_text(encoding="utf-8") for path in sorted((root / "schema").glob("*.yaml"))}
    assert all(text.count("\n#") == 0 for text in found.values())
    return {name: re.sub(r"\A# yaml-language-server: .*\n", "", text) for name, text in found.items()}


def meaning(config: Config) -> Resolved:
    documents, broken = read_texts({f"schema/{name}": text for name, text in texts(config.root).items()})
    assert not broken
    return resolve(documents, config)


def is_the_same(config: Config) -> None:
    ours, theirs = meaning(load(ROOT)), meaning(config)
    assert theirs.schema == ours.schema
    assert theirs.orm == ours.orm


def test_written_by_hand(config: Config) -> None:
    assert import_(config.root, "tests.azuraforge.rewritten:Base").diagnostics == ()
    assert texts(config.root) == texts(ROOT)
    is_the_same(config)


def test_generated(config: Config, models: ModuleType) -> None:
    """The layout of queries is not in the models: they hold each in one line."""
    assert models.Base.__module__ in sys.modules
    assert import_(config.root, "azuraforge_dbmodels.models:Base").diagnostics == ()
    found = {name: QUERY.sub("", text) for name, text in texts(config.root).items()}
    assert found == {name: QUERY.sub("", text) for name, text in texts(ROOT).items()}
    is_the_same(config)


def test_without_settings(tmp_path: Path, models: ModuleType) -> None:
    """Nothing but the servers' versions, which no module says, comes from the settings."""
    project = Project(tmp_path)
    project.ok("import", "tests.azuraforge.rewritten:Base")
    assert texts(tmp_path) == texts(ROOT)
