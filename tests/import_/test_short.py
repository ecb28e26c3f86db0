"""Models imported: what the language derives by itself is not written."""

from __future__ import annotations

import pytest

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import Orm
from azuraforge_schemagen.pipeline.import_short import Said, standing
from tests.import_.conftest import Project

SOURCE = "tests.import_.models.short:Base"


@pytest.fixture
def files(project: Project) -> dict[str, str]:
    project.settings('dialects = ["postgresql>=15", "sqlite"]\n')
    output = project.ok("import", SOURCE)
    assert "Home: left to your code: the method __repr__" in output
    assert "Pet: left" not in output
    assert "Owner: left" not in output
    return project.files()


def test_relationships(files: dict[str, str]) -> None:
    assert "relationships" not in files["owners.yaml"]
    assert files["pets.yaml"].split("relationships:\n")[1].splitlines() == [
        "  home: { via: keeper_id, back: guests }",
    ]
    assert files["homes.yaml"].split("relationships:\n")[1].splitlines() == [
        "  parent: { via: parent_id, back: rooms }",
        "  rooms: { via: parent_id, target: homes, back: parent }",
        "  guests: { via: keeper_id, target: pets, back: home }",
    ]


def test_reprs(files: dict[str, str]) -> None:
    assert "repr: [name]\n" in files["owners.yaml"]
    assert "repr" not in files["pets.yaml"]
    assert "repr" not in files["homes.yaml"]


def test_enums(files: dict[str, str]) -> None:
    """The module goes: a class that the generated one equals goes with it."""
    assert files["mood.yaml"] == "enum: mood\ndoc: How it goes.\nvalues: [GOOD, BAD]\n"
    assert files["loud.yaml"] == 'enum: loud\npython: tests.import_.models.short:Loud\nvalues: ["YES"]\n'


def test_enums_where_there_are_none(project: Project) -> None:
    project.settings('dialects = ["sqlite"]\n')
    project.ok("import", SOURCE)
    assert project.files()["mood.yaml"] == "enum: mood\ndoc: How it goes.\nvalues: [GOOD, BAD]\n"
    assert "  mood: mood\n" in project.files()["pets.yaml"]
    assert project.files()["unused.yaml"] == 'enum: unused\nvalues: ["YES"]\n'


def test_relationships_that_do_not_stand_together() -> None:
    """What does not compile is left out, and nothing else."""
    words = {name: {"via": name} for name in "abcd"}
    said = {QName("", "t"): words}

    def compiled(tried: Said) -> Orm | None:
        return None if "c" in tried[QName("", "t")] else Orm()

    assert standing(said, compiled) == {QName("", "t"): {key: words[key] for key in "abd"}}
    assert standing(said, lambda _: None) is said
