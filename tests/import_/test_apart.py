"""Models imported: classes that no generated one is like are named, and what is written compiles without them."""

from __future__ import annotations

from tests.import_.conftest import Project

SOURCE = "tests.import_.models.apart:Base"


def test_they_are_named(project: Project) -> None:
    project.settings('dialects = ["postgresql>=15", "sqlite"]\n')
    said = project.ok("import", SOURCE)
    assert "Below: left to your code: it inherits from the mapped class Shared in a way of its own" in said
    assert "Below: left to your code: its identity among the classes of the table" in said
    assert "Keyless: left to your code: that its rows are told apart by x" in said
    assert "the class tests.import_.models.apart.Joined, which maps no table, but a join or a query" in said
    project.ok("build")


def test_a_class_that_gets_another_name_is_named(project: Project) -> None:
    project.settings('dialects = ["postgresql>=15"]\n')
    said = project.ok("import", "tests.import_.models.apart:Named")
    assert "Part: left to your code: its name, which another class has: it is StorePart now" in said
