"""``schemagen diff``."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import POSTS, USERS, Project


@pytest.fixture
def three(project: Project) -> Project:
    """Three revisions: users, posts, a column renamed twice."""
    project.yaml("posts", POSTS)
    project.ok("build", "--rev-id", "two_posts")
    project.yaml(
        "posts", POSTS.replace("title:", "headline:").replace("length: 100", "length: 100, renamed_from: title")
    )
    project.ok("build", "--rev-id", "three")
    return project


def test_nothing(project: Project) -> None:
    assert "no difference" in project.ok("diff")


def test_yaml_against_the_head(project: Project) -> None:
    project.yaml("posts", POSTS)
    output = project.ok("diff")
    assert f"{project.head()} -> yaml" in output
    assert "+ create table posts" in output
    assert "create table posts  [" not in output, "said once for both dialects"


def test_a_column_that_changes_says_what_becomes_what(project: Project) -> None:
    project.yaml("t", "table: t\ncolumns: { a: { type: string, length: 5 }, b: { type: bigint, server_default: 1 } }")
    project.ok("build")
    project.yaml("t", "table: t\ncolumns: { a: text | null, b: { type: bigint, server_default: { sql: abs(2) } } }")
    output = project.ok("diff")
    assert "~ alter column t.a: type string(5) -> text, not null -> null\n" in output
    assert "~ alter column t.b: default 1 -> abs(2)\n" in output


def test_hazards(three: Project) -> None:
    output = three.ok("diff", "head", "base")
    assert "- drop table posts" in output
    assert "! postgresql: drop table posts: loses the rows of posts" in output


def test_two_revisions_follow_renames(three: Project) -> None:
    assert "~ rename column posts.title to headline" in three.ok("diff", "two", "three")
    assert "~ rename column posts.headline to title" in three.ok("diff", "three", "two")
    text = POSTS.replace("title:", "name:").replace("length: 100", "length: 100, renamed_from: headline")
    three.yaml("posts", text)
    assert "~ rename column posts.headline to name" in three.ok("diff")
    three.ok("build", "--rev-id", "four")
    assert "~ rename column posts.title to name" in three.ok("diff", "two_posts", "four"), "two steps in one"
    assert "~ rename column posts.title to name" in three.ok("diff", "two_posts", "yaml")
    assert "~ rename column posts.name to title" in three.ok("diff", "four", "two_posts")


def test_base_to_yaml(three: Project) -> None:
    output = three.ok("diff", "base")
    assert "create table users" in output
    assert "create table posts" in output


def test_sql(three: Project) -> None:
    output = three.ok("diff", "two", "three", "--sql")
    assert "-- postgresql" in output
    assert "ALTER TABLE posts RENAME title TO headline;" in output
    assert "alembic_version" not in output
    assert three.ok("diff", "head", "head", "--sql") == ""


def test_json(three: Project) -> None:
    data = json.loads(three.ok("diff", "three", "two", "--format", "json", "--sql"))
    assert (data["from"], data["to"]) == ("three", "two_posts")
    (change,) = data["dialects"]["sqlite"]["changes"]
    assert change == {"operation": "RenameColumn", "text": "rename column posts.headline to title"}
    assert "RENAME" in data["sql"]["sqlite"]


def test_revisions_that_are_none(three: Project) -> None:
    assert "did you mean three?" in three.fails("SG451", "diff", "thre3")
    three.fails("SG451", "diff", "")
    three.yaml("users", USERS + "  age: integer | null\n")
    three.ok("build", "--rev-id", "three_more")
    assert "beginning of" in three.fails("SG451", "diff", "thre")
    three.ok("diff", "three", "head")


def test_before_the_first_revision(empty: Project) -> None:
    empty.yaml("users", USERS)
    assert "base -> yaml" in empty.ok("diff")
    empty.fails("SG451", "diff", "abc")
