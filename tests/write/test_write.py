"""The generated tree: all or nothing, only our own files, never through a symlink."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from azuraforge_schemagen.config import MARKER
from azuraforge_schemagen.diagnostics import Refusal
from azuraforge_schemagen.write import Writes, apply, plan_writes

OURS = f"# {MARKER}\n"


def run(root: Path, files: dict[str, str], **options: object) -> Writes:
    writes = plan_writes(root, "generated", files, **options)  # type: ignore[arg-type]
    apply(root, writes)
    return writes


def tree(root: Path) -> dict[str, str]:
    return {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*") if path.is_file()}


def refused(root: Path, writes: Writes) -> Refusal | None:
    try:
        apply(root, writes)
    except Refusal as refusal:
        return refusal
    return None


def codes(writes: Writes) -> list[str]:
    return [found.code for found in writes.refused]


def test_creates_updates_and_settles(tmp_path: Path) -> None:
    files = {"generated/a.py": OURS + "1\n", "generated/p/b.py": OURS}
    first = run(tmp_path, files)
    assert [(c.path, c.action) for c in first.changes] == [("generated/a.py", "create"), ("generated/p/b.py", "create")]
    assert tree(tmp_path) == files
    files["generated/a.py"] = OURS + "2\n"
    second = run(tmp_path, files)
    assert [(c.path, c.action, c.line) for c in second.changes] == [("generated/a.py", "update", 2)]
    assert tree(tmp_path) == files
    assert run(tmp_path, files).changes == ()


def test_nothing_is_written_by_planning(tmp_path: Path) -> None:
    plan_writes(tmp_path, "generated", {"generated/a.py": OURS})
    assert tree(tmp_path) == {}


def test_only_marked_orphans_go(tmp_path: Path) -> None:
    (tmp_path / "generated/old").mkdir(parents=True)
    (tmp_path / "generated/old/gone.py").write_text(OURS)
    (tmp_path / "generated/mine.txt").write_text("written by a person\n")
    (tmp_path / "generated/empty.txt").write_text("")
    (tmp_path / "generated/kept.py").write_text(OURS)
    (tmp_path / "elsewhere.py").write_text(OURS)
    writes = run(tmp_path, {"generated/a.py": OURS}, keep=["generated/kept.py"])
    assert [c.path for c in writes.changes if c.action == "remove"] == ["generated/old/gone.py"]
    assert sorted(tree(tmp_path)) == [
        "elsewhere.py",
        "generated/a.py",
        "generated/empty.txt",
        "generated/kept.py",
        "generated/mine.txt",
    ]
    assert not (tmp_path / "generated/old").exists()


def test_a_foreign_file_is_never_overwritten(tmp_path: Path) -> None:
    """bad input 63"""
    (tmp_path / "generated").mkdir()
    (tmp_path / "generated/models.py").write_text("class Mine: ...\n")
    writes = plan_writes(tmp_path, "generated", {"generated/models.py": OURS, "generated/a.py": OURS})
    assert codes(writes) == ["SG432"]
    assert "generated/models.py" in writes.refused[0].message
    with pytest.raises(Refusal):
        apply(tmp_path, writes)
    assert tree(tmp_path) == {"generated/models.py": "class Mine: ...\n"}


@pytest.mark.parametrize("link", ["generated", "generated/models", "generated/models/a.py"])
def test_symlinks_are_refused(tmp_path: Path, link: str) -> None:
    """bad input 62"""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.py").write_text(OURS)
    project = tmp_path / "project"
    (project / link).parent.mkdir(parents=True)
    (project / link).symlink_to(outside / "a.py" if link.endswith(".py") else outside)
    writes = plan_writes(project, "generated", {"generated/b.py": OURS, "generated/models/a.py": OURS + "new"})
    assert set(codes(writes)) == {"SG431"}
    with pytest.raises(Refusal):
        apply(project, writes)
    assert tree(outside) == {"a.py": OURS}


def test_orphans_are_not_looked_for_behind_symlinks(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious.py").write_text(OURS)
    (tmp_path / "project/generated").mkdir(parents=True)
    (tmp_path / "project/generated/link").symlink_to(outside)
    (tmp_path / "project/generated/file.py").symlink_to(outside / "precious.py")
    assert run(tmp_path / "project", {"generated/b.py": OURS}).changes[0].path == "generated/b.py"
    assert tree(outside) == {"precious.py": OURS}


@pytest.mark.parametrize(
    "path", ["../../etc/x", "/etc/passwd", "generated/../../x", "a\\..\\b", "generated/a\0.py", ""]
)
def test_paths_that_lead_out(tmp_path: Path, path: str) -> None:
    """bad inputs 58 and 59"""
    assert codes(plan_writes(tmp_path, "generated", {path: OURS})) == ["SG430"]


def test_two_names_that_are_one_on_some_disks(tmp_path: Path) -> None:
    assert codes(plan_writes(tmp_path, "generated", {"generated/A.py": OURS, "generated/a.py": OURS})) == ["SG430"]


def test_a_file_where_a_folder_has_to_be(tmp_path: Path) -> None:
    (tmp_path / "generated").write_text(OURS)
    assert codes(plan_writes(tmp_path, "generated", {"generated/a.py": OURS})) == ["SG430"]
    (tmp_path / "generated").unlink()
    (tmp_path / "generated/a.py").mkdir(parents=True)
    assert codes(plan_writes(tmp_path, "generated", {"generated/a.py": OURS})) == ["SG430"]


@pytest.mark.parametrize("fail_at", range(1, 12))
def test_a_full_disk_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fail_at: int) -> None:
    before = {"generated/a.py": OURS + "a\n", "generated/b.py": OURS + "b\n", "generated/gone.py": OURS}
    run(tmp_path, before)
    wanted = {"generated/a.py": OURS + "A\n", "generated/b.py": OURS + "B\n", "generated/new/c.py": OURS}
    writes = plan_writes(tmp_path, "generated", wanted)
    calls = 0

    def failing(original: object) -> object:
        def call(self: Path, *args: object, **kwargs: object) -> object:
            nonlocal calls
            calls += 1
            if calls == fail_at:
                raise OSError(errno.ENOSPC, "No space left on device", str(self))
            return original(self, *args, **kwargs)  # type: ignore[operator]

        return call

    with monkeypatch.context() as patch:
        for name in ("replace", "hardlink_to", "mkdir"):
            patch.setattr(Path, name, failing(getattr(Path, name)))
        from azuraforge_schemagen import write

        patch.setattr(write, "_write_new", failing(write._write_new))
        refusal = refused(tmp_path, writes)
    if refusal is None:
        assert calls < fail_at
        assert tree(tmp_path) == wanted
    else:
        assert (refusal.exit_code, refusal.diagnostics[0].code) == (3, "SG433")
        assert tree(tmp_path) == before


def test_an_unwritable_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from azuraforge_schemagen import write

    def denied(file: Path, data: bytes) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(file))

    monkeypatch.setattr(write, "_write_new", denied)
    with pytest.raises(Refusal, match="Permission denied"):
        run(tmp_path, {"generated/deep/a.py": OURS})
    assert not (tmp_path / "generated").exists()


def test_left_overs_of_a_killed_run_do_not_matter(tmp_path: Path) -> None:
    run(tmp_path, {"generated/a.py": OURS})
    (tmp_path / "generated/.a.py.schemagen-new").write_text("half")
    (tmp_path / "generated/.a.py.schemagen-old").write_text("half")
    run(tmp_path, {"generated/a.py": OURS + "2"})
    assert tree(tmp_path) == {"generated/a.py": OURS + "2"}


def test_files_named_to_be_removed(tmp_path: Path) -> None:
    run(tmp_path, {"generated/v/1.py": OURS})
    writes = run(tmp_path, {"generated/v/2.py": OURS}, remove=["generated/v/1.py", "generated/v/none.py"])
    assert [(c.path, c.action) for c in writes.changes] == [
        ("generated/v/2.py", "create"),
        ("generated/v/1.py", "remove"),
    ]
    assert list(tree(tmp_path)) == ["generated/v/2.py"]
