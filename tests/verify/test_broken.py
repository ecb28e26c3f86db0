"""A revision that somebody broke is found, in whichever way it was broken."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Project
from tests.verify.conftest import Prove

ON = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(params=ON)
def where(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """The options for one dialect."""
    if request.param == "sqlite":
        return ("--dialect", "sqlite")
    return ("--dialect", "postgresql", "--scratch-url", str(request.getfixturevalue("pg_server")))


def head(project: Project) -> str:
    return project.revision_file(project.head())


def also(project: Project, place: str, line: str) -> None:
    """Puts a line at the start of a function of the head."""
    project.edit(head(project), f"def {place}() -> None:\n", f"def {place}() -> None:\n    {line}\n")


def messages(found: dict[str, Any], code: str) -> list[str]:
    return [it["message"] for it in found["diagnostics"] if it["code"] == code]


def last(found: dict[str, Any]) -> dict[str, Any]:
    revision: dict[str, Any] = found["dialects"][0]["revisions"][-1]
    return revision


def test_what_nobody_broke_is_proven(people: Project, where: tuple[str, ...], prove: Prove) -> None:
    found = prove(people, *where)
    assert found["proven"] is True
    assert set(found["codes"]) <= {"SG522"}
    first, second = found["dialects"][0]["revisions"]
    assert (first["up"], first["down"], second["up"], second["down"]) == ("ok", "ok", "ok", "ok")
    assert (second["rows"], second["rows_kept"]) == (4, 4)
    assert found["dialects"][0]["models"] == {"create_all": "ok", "compare_metadata": "ok", "known": []}


def test_values_of_a_column(people: Project, where: tuple[str, ...], prove: Prove) -> None:
    also(people, "upgrade", "op.execute('UPDATE people SET nick = NULL')")
    found = prove(people, *where, exit_code=1)
    (text,) = messages(found, "SG528")
    assert people.head() in text
    assert "column nick: 2 of its values" in text
    assert "are gone" in text
    assert last(found)["rows_kept"] == 2
    people.ok("build", "--accept", "head")
    assert "SG528" in prove(people, *where, exit_code=1)["codes"], "accepted or not, they are lost"


def test_values_that_are_others(people: Project, where: tuple[str, ...], prove: Prove) -> None:
    also(people, "upgrade", "op.execute(\"UPDATE people SET name = 'x'\")")
    (text,) = messages(prove(people, *where, exit_code=1), "SG528")
    assert "column name: 4 of its values" in text
    assert "others, such as 'x'" in text
    people.ok("build", "--accept", "head")
    found = prove(people, *where)
    (warning,) = [it for it in found["diagnostics"] if it["code"] == "SG528"]
    assert warning["severity"] == "warning", "an accepted edit may be there for it"


def test_rows(people: Project, where: tuple[str, ...], prove: Prove) -> None:
    also(people, "downgrade", "op.execute('DELETE FROM people')")
    (text,) = messages(prove(people, *where, exit_code=1), "SG528")
    assert "downgrade of" in text
    assert "4 of 4 rows lost" in text


def test_an_index_is_forgotten(people: Project, where: tuple[str, ...], prove: Prove) -> None:
    line = '    op.create_index("ix_people_nick", "people", ["nick"], unique=False)\n'
    people.edit(head(people), line, "")
    people.edit(head(people), '    op.drop_index("ix_people_nick", table_name="people")\n', "")
    found = prove(people, *where, exit_code=1)
    (text,) = messages(found, "SG526")
    assert (
        f"after revision {people.head()} table people differs from its snapshot: index ix_people_nick is missing"
        in text
    )
    assert (last(found)["up"], last(found)["down"]) == ("differs", "ok")
    assert messages(found, "SG529"), "the models have it"
    assert messages(found, "SG530"), "and Alembic sees that"


def test_a_difference_is_told_once(people: Project, where: tuple[str, ...], prove: Prove) -> None:
    people.edit(head(people), '    op.create_index("ix_people_nick", "people", ["nick"], unique=False)\n', "")
    people.edit(head(people), '    op.drop_index("ix_people_nick", table_name="people")\n', "")
    broken = people.head()
    people.ok("build", "--accept", "head")
    people.yaml("pets", "table: pets\ncolumns:\n  id: { type: bigint, primary_key: true }\n")
    people.ok("build")
    (text,) = messages(prove(people, *where, exit_code=1), "SG526")
    assert broken in text


def test_a_downgrade_that_leaves_something(people: Project, where: tuple[str, ...], prove: Prove) -> None:
    people.edit(head(people), '    op.drop_column("people", "born")\n', "    pass\n")
    found = prove(people, *where, exit_code=1)
    (text,) = messages(found, "SG527")
    assert "table people is not what it was: column born should not be there" in text
    assert (last(found)["up"], last(found)["down"]) == ("ok", "differs")


@pytest.mark.parametrize(("place", "what"), [("upgrade", "does not upgrade"), ("downgrade", "does not downgrade")])
def test_a_revision_that_does_not_run(
    people: Project, where: tuple[str, ...], place: str, what: str, prove: Prove
) -> None:
    also(people, place, "op.execute('SELECT nothing')")
    found = prove(people, *where, exit_code=1)
    (text,) = messages(found, "SG525")
    assert f"{people.head()} {what}: " in text
    assert "nothing" in text
    assert last(found)["up"] == ("failed" if place == "upgrade" else "ok")


def test_a_revision_that_runs_once(people: Project, where: tuple[str, ...], prove: Prove) -> None:
    """Any exception of the revision's own is a finding, and no crash."""
    also(people, "upgrade", "RUNS.append(1)\n    assert RUNS == [1], 'twice'")
    people.edit(head(people), "def upgrade()", "RUNS = []\n\n\ndef upgrade()")
    (text,) = messages(prove(people, *where, exit_code=1), "SG525")
    assert "does not upgrade again after its downgrade: AssertionError: twice" in text


def test_models_that_differ(people: Project, where: tuple[str, ...], prove: Prove) -> None:
    people.edit("generated/shop/models.py", "sa.String(40)", "sa.String(41)")
    found = prove(people, *where, exit_code=1)
    (text,) = messages(found, "SG529")
    assert (
        "create_all makes table people other than the revisions do: column name: type string(41) -> string(40)" in text
    )
    assert messages(found, "SG530") == [
        f"on {where[1]}, Alembic's compare_metadata says: modify_type people.name: VARCHAR(40) -> VARCHAR(41)"
    ]
    models = found["dialects"][0]["models"]
    assert (models["create_all"], models["compare_metadata"]) == ("differs", "differs")


def test_models_that_do_not_import(people: Project, prove: Prove) -> None:
    people.edit("generated/shop/models.py", "import sqlalchemy as sa", "import no_such_module\nimport sqlalchemy as sa")
    found = prove(people, exit_code=1)
    assert found["codes"] == ["SG533"]
    assert "no_such_module" in found["diagnostics"][0]["message"]


def test_what_a_revision_prints_is_no_part_of_the_output(people: Project, prove: Prove) -> None:
    also(people, "upgrade", "print('noise')")
    assert prove(people)["proven"] is True, "the output is JSON all the same"


@pytest.mark.parametrize("place", ["upgrade", "downgrade"])
def test_a_revision_that_ends_the_process(people: Project, place: str, prove: Prove) -> None:
    also(people, place, "raise SystemExit(0)")
    (text,) = messages(prove(people, exit_code=1), "SG525")
    assert "Exited: it ended the process, with 0" in text


def test_models_that_end_the_process(people: Project) -> None:
    people.edit("generated/shop/models.py", "import sqlalchemy as sa", "raise SystemExit(0)\nimport sqlalchemy as sa")
    assert "it ended the process" in people.fails("SG533", "verify", "--dialect", "sqlite")


def test_a_revision_that_is_no_python(people: Project) -> None:
    people.edit(head(people), "def upgrade()", "def upgrade(")
    assert f"{people.head()}_" in people.fails("SG533", "verify", "--dialect", "sqlite"), "the file is named"


def test_a_table_without_rows_is_lost(people: Project, prove: Prove) -> None:
    also(people, "upgrade", "op.drop_table('people'); return")
    found = prove(people, "--rows", "0", exit_code=1)
    assert "table people differs from its snapshot: it is missing" in messages(found, "SG526")[0]


def test_an_object_that_no_schema_holds_is_left(people: Project, where: tuple[str, ...], prove: Prove) -> None:
    also(people, "upgrade", "op.execute('CREATE VIEW names AS SELECT name FROM people')")
    (text,) = messages(prove(people, *where, exit_code=1), "SG527")
    assert "view names is not what it was: it should not be there" in text


def test_a_loss_is_told_once(people: Project, where: tuple[str, ...], prove: Prove) -> None:
    line = "op.execute(\"UPDATE people SET name = name || (SELECT count(*) FROM people) || 'x'\")"
    also(people, "upgrade", line)
    assert len(messages(prove(people, *where, exit_code=1), "SG528")) == 1, "not of the second upgrade's values again"


def test_a_downgrade_for_an_empty_database_alone(people: Project, where: tuple[str, ...], prove: Prove) -> None:
    also(people, "downgrade", "assert not op.get_bind().exec_driver_sql('SELECT 1 FROM people').all(), 'rows'")
    found = prove(people, *where)
    (text,) = [it for it in found["diagnostics"] if it["code"] == "SG531" and "downgrade" in it["message"]]
    assert text["severity"] == "info", "people is what the revision is about: it may be empty"
    people.yaml("pets", "table: pets\ncolumns:\n  id: { type: bigint, primary_key: true }\n")
    people.ok("build", "--accept", "head")
    people.ok("build")
    also(people, "downgrade", "assert not op.get_bind().exec_driver_sql('SELECT 1 FROM people').all(), 'rows'")
    (text,) = [it for it in prove(people, *where, "head")["diagnostics"] if it["code"] == "SG531"]
    assert (text["severity"], "fails on all rows" in text["message"]) == ("warning", True)
