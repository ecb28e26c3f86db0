"""Two heads, and what joins them."""

from __future__ import annotations

from collections.abc import Callable

from tests.cli.conftest import POSTS, USERS, Project

Fork = Callable[..., Project]


def test_two_heads_are_refused_by_name(forked: Fork) -> None:
    project = forked(USERS + "  a: string | null\n", USERS + "  b: string | null\n")
    project.yaml("users", USERS + "  a: string | null\n  b: string | null\n")
    for command in (["build"], ["build", "--amend"], ["build", "--empty", "-m", "x"], ["diff"]):
        output = project.fails("SG418", *command)
        assert '("mine")' in output
        assert '("theirs")' in output
        assert "--merge" in output
    project.fails("SG418", "check")


def test_merge(forked: Fork) -> None:
    project = forked(USERS + "  a: string | null\n", USERS + "  b: string | null\n")
    project.yaml("users", USERS + "  a: string | null\n  b: string | null\n")
    project.ok("build", "--merge")
    layer = project.layer(project.head())
    assert len(layer["parents"]) == 2
    assert layer["parents"] == sorted(layer["parents"])
    assert [column["name"] for column in layer["objects"]["table:users"]["columns"]][2:] in (["a", "b"], ["b", "a"])
    assert "nothing to do" not in project.ok("build"), "the models were of one side"
    project.ok("check")
    project.yaml("posts", POSTS)
    project.ok("build")
    project.ok("check")


def test_a_merge_is_not_amended(forked: Fork) -> None:
    project = forked(USERS + "  a: string | null\n", USERS + "  b: string | null\n")
    project.ok("build", "--merge")
    project.fails("SG440", "build", "--amend")


def test_a_conflict_is_named(forked: Fork) -> None:
    project = forked(USERS + "  a: string | null\n", USERS + "  a: integer | null\n")
    output = project.fails("SG421", "build", "--merge")
    assert "table:users" in output
    assert len(project.layers()) == 3


def test_a_rename_and_an_addition_merge(forked: Fork) -> None:
    renamed = USERS.replace(
        "email: { type: string, index: unique }", "mail: { type: string, index: unique, renamed_from: email }"
    )
    project = forked(renamed, USERS + "  b: string | null\n")
    project.ok("build", "--merge")
    names = [column["name"] for column in project.layer(project.head())["objects"]["table:users"]["columns"]]
    assert sorted(names) == ["b", "id", "mail"]
    project.yaml("users", renamed + "  b: string | null\n")
    project.ok("build")
    project.ok("check")


def test_a_table_that_one_side_makes_anew_on_sqlite(forked: Fork) -> None:
    """The rebuild copies the columns that its side knows: the other side's would be lost."""
    project = forked(USERS.replace("type: string,", "type: string | null,"), USERS + "  b: string | null\n")
    assert "anew on SQLite" in project.fails("SG421", "build", "--merge")
