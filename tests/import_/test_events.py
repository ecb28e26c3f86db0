"""Models imported: what their events make beside tables, and the classes of views."""

from __future__ import annotations

from tests.import_.conftest import Project

BOTH = 'dialects = ["postgresql>=15", "sqlite"]\n'
MODELS = "tests.import_.models.events"


def test_views_and_what_else_is_read(project: Project) -> None:
    project.settings(BOTH)
    said = project.ok("import", f"{MODELS}:Base")
    found = project.files()
    assert list(found) == ["Odd_one.yaml", "audit.yaml", "citext.yaml", "kept.yaml", "named.yaml", "things.yaml"]
    assert found["Odd_one.yaml"] == (
        "view: Odd one\nquery: |\n  SELECT 1 AS n\noptions: { security_barrier: true, check_option: local }\n"
        "dialects: [postgresql]\n"
    )
    assert found["citext.yaml"] == "extension: citext\ndialects: [postgresql]\n"
    assert found["audit.yaml"] == "schema: audit\n"
    assert "with_data: false" in found["kept.yaml"]
    assert "left to your code: rows that create_all writes: INSERT INTO things (id) VALUES (1)" in said
    assert "the class tests.import_.models.events.Elsewhere, whose table elsewhere is of another MetaData" in said


def test_a_view_with_a_class(project: Project) -> None:
    project.settings(BOTH)
    project.ok("import", f"{MODELS}:Base")
    assert project.files()["named.yaml"].splitlines() == [
        "view: named",
        "class: Named",
        "doc: Things with a name.",
        "query: |",
        "  WITH named(number, called) AS (SELECT id, name FROM things WHERE name LIKE '%a')",
        "  SELECT *",
        "  FROM named",
        "columns:",
        "  number: integer",
        "  called: { type: string, length: 40, doc: Never empty. }",
        "primary_key: [number]",
    ]
    project.ok("build")
    project.ok("check")


def test_statements_that_nobody_reads(project: Project) -> None:
    project.settings(BOTH)
    said = project.fails("SG511", "import", f"{MODELS}:triggers")
    assert "create_all also runs what no import reads: CREATE TRIGGER stamp AFTER INSERT ON t" in said
    project.ok("import", f"{MODELS}:triggers", "--partial")


def test_an_event_that_needs_a_database(project: Project) -> None:
    said = project.fails("SG511", "import", f"{MODELS}:asking")
    assert "an event that stops where there is no database" in said
