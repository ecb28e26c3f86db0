"""``schemagen fmt``: files on disk, all of them or none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from azuraforge_schemagen.load import folder
from tests.cli.conftest import USERS, Project

UGLY = "table: tags # of posts\ncolumns: {id: {primary_key: true, type: bigint}, name: {type: string}}\n"
LAID_OUT = "table: tags  # of posts\ncolumns:\n  id: { type: bigint, primary_key: true }\n  name: { type: string }\n"


@pytest.fixture
def ugly(empty: Project) -> Project:
    empty.yaml("users", USERS)
    empty.yaml("tags", UGLY)
    return empty


def schema(project: Project, name: str) -> str:
    return (project.root / "schema" / f"{name}.yaml").read_text()


def test_lays_out_what_is_not_and_says_so(ugly: Project) -> None:
    assert ugly.ok("fmt") == "laid out schema/tags.yaml\n"
    assert schema(ugly, "tags") == LAID_OUT
    assert schema(ugly, "users") == USERS
    assert ugly.ok("fmt") == "nothing to do: 2 files laid out as they should be\n"
    assert ugly.ok("fmt", "--check", "-q") == ""


def test_check_names_the_files_and_writes_nothing(ugly: Project) -> None:
    output = ugly.fails("SG027", "fmt", "--check")
    assert "schema/tags.yaml:1:1" in output
    assert schema(ugly, "tags") == UGLY
    found = json.loads(ugly.run("fmt", "--check", "--format", "json").output)
    assert found["files"] == ["schema/tags.yaml"]
    assert [it["code"] for it in found["diagnostics"]] == ["SG027"]


def test_only_what_is_named(ugly: Project) -> None:
    users = str(ugly.root / "schema/users.yaml")
    assert ugly.ok("fmt", users) == "nothing to do: 1 file laid out as they should be\n"
    assert ugly.ok("fmt", users, str(ugly.root / "schema")) == "laid out schema/tags.yaml\n"


def test_all_or_nothing(ugly: Project) -> None:
    ugly.yaml("broken", "table: &a t\n")
    ugly.fails("SG014", "fmt")
    assert schema(ugly, "tags") == UGLY


def test_a_full_disk_leaves_every_file(ugly: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    ugly.yaml("users", f"{USERS}\n\n\n")

    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(Path, "hardlink_to", full)
    ugly.fails("SG433", "fmt", exit_code=3)
    assert schema(ugly, "tags") == UGLY
    assert schema(ugly, "users") == f"{USERS}\n\n\n"
    assert sorted(file.name for file in (ugly.root / "schema").iterdir()) == ["tags.yaml", "users.yaml"]


def test_nothing_outside_is_touched(ugly: Project, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(UGLY)
    ugly.fails("SG430", "fmt", str(outside))
    (ugly.root / "schema/link.yaml").symlink_to(outside)
    ugly.fails("SG005", "fmt")
    assert outside.read_text() == UGLY


def test_a_link_inside_is_laid_out_where_it_leads(ugly: Project) -> None:
    link = ugly.root / "schema/link.yaml"
    link.symlink_to(ugly.root / "schema/tags.yaml")
    ugly.fails("SG431", "fmt", str(link))
    assert ugly.ok("fmt") == "laid out schema/tags.yaml\n"
    assert link.is_symlink()


def test_other_bytes_of_the_same_text_are_a_difference(ugly: Project) -> None:
    file = ugly.root / "schema/tags.yaml"
    file.write_bytes(LAID_OUT.replace("\n", "\r\n").encode())
    ugly.fails("SG027", "fmt", "--check")
    ugly.ok("fmt")
    assert file.read_bytes() == LAID_OUT.encode()


def test_a_file_that_cannot_be_read(ugly: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "too_large", lambda *_: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    ugly.fails("SG001", "fmt", str(ugly.root / "schema/tags.yaml"))
