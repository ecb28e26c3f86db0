"""Swaps of what looks the same: no state tells whether they were done, so the layers must."""

from __future__ import annotations

from pathlib import Path

import pytest

from azuraforge_schemagen.config import load
from azuraforge_schemagen.pipeline import BuildOptions, build, check

TABLE = "table: t\ncolumns:\n  id: {{ type: integer, primary_key: true }}\n  a: {a}\n  b: {b}\n"
PLAIN = TABLE.format(a="integer", b="integer")
SWAP = TABLE.format(a="{ type: integer, renamed_from: b }", b="{ type: integer, renamed_from: a }")
SETTINGS = '[tool.schemagen]\npackage = "swaps"\ndialects = ["postgresql", "sqlite"]\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    (tmp_path / "schema").mkdir()
    return tmp_path


def operations(root: Path, text: str) -> list[str]:
    """What the build of this text does, one name for each operation of every revision."""
    (root / "schema/t.yaml").write_text(text)
    result = build(load(root), BuildOptions())
    assert check(load(root), cached=False).clean
    return [type(op).__name__ for revision in result.revisions for op in revision.change.ops]


def test_done_once(root: Path) -> None:
    operations(root, PLAIN)
    (root / "schema/t.yaml").write_text(SWAP)
    assert [found.code for found in check(load(root), cached=False).diagnostics if found.code != "SG420"] == ["SG419"]
    assert operations(root, SWAP) == ["RenameColumn"] * 3
    assert operations(root, SWAP) == []
    assert operations(root, SWAP + "  c: integer | null\n") == ["AddColumn"]
    assert operations(root, PLAIN + "  c: integer | null\n") == []
    assert operations(root, SWAP + "  c: integer | null\n  d: integer | null\n") == ["AddColumn"], "still the same swap"


def test_not_done_to_what_was_made_with_it(root: Path) -> None:
    assert operations(root, SWAP) == ["CreateTable"]
    assert operations(root, SWAP) == []
    assert operations(root, SWAP + "  c: integer | null\n") == ["AddColumn"]
    assert operations(root, SWAP + "  c: integer | null\n  d: integer | null\n") == ["AddColumn"]


def test_done_beside_another_change(root: Path) -> None:
    operations(root, PLAIN)
    (root / "schema/u.yaml").write_text("table: u\ncolumns: { id: { type: integer, primary_key: true } }\n")
    assert sorted(operations(root, SWAP)) == ["CreateTable", "RenameColumn", "RenameColumn", "RenameColumn"]
    assert operations(root, SWAP) == []
