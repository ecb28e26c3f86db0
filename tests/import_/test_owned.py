"""Triggers, policies and statistics come with their table, and go with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.import_.conftest import Project

Make = Callable[[str], str]
NOTES = """
CREATE SCHEMA app;
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE app.notes (id integer PRIMARY KEY, name text NOT NULL, rank integer NOT NULL);
CREATE TRIGGER touched BEFORE UPDATE OF name ON app.notes FOR EACH ROW WHEN (new.name <> '')
    EXECUTE FUNCTION app.touch();
CREATE CONSTRAINT TRIGGER late AFTER INSERT ON app.notes DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION app.touch('a', 'it''s');
CREATE POLICY own ON app.notes FOR SELECT TO pg_monitor USING (rank > 0);
CREATE STATISTICS app.st_notes (mcv) ON name, rank FROM app.notes;
"""
WRITTEN = """\
triggers:
  late:
    timing: after
    events: [insert]
    execute: { function: app.touch, arguments: [a, it's] }
    constraint: true
    deferrable: deferred
  touched: { timing: before, events: [{ update: [name] }], when: "new.name <> ''::text", execute: app.touch() }
policies:
  own: { for: select, to: [pg_monitor], using: "rank > 0" }
statistics:
  st_notes: { columns: [name, rank], kinds: [mcv] }
"""

pytestmark = pytest.mark.postgresql


def test_they_stand_in_the_file_of_their_table(pg: Make, project: Project) -> None:
    out = project.ok("import", pg(NOTES))
    assert "imported" in out
    assert project.files()["app/notes.yaml"].endswith(WRITTEN)


def test_what_is_recorded_is_left_alone(pg: Make, project: Project) -> None:
    url = pg(NOTES)
    project.ok("import", url)
    record = "unmanaged: [policy:app.notes.own, trigger:app.notes.late]\n"
    (project.root / "schema/unmanaged.yaml").write_text(record)
    project.ok("import", "--force", url)
    files = project.files()
    assert files["unmanaged.yaml"] == record
    assert "late" not in files["app/notes.yaml"]
    assert "policies" not in files["app/notes.yaml"]
    assert "touched" in files["app/notes.yaml"]


def test_patterns_choose_them_with_their_table(pg: Make, project: Project) -> None:
    project.ok("import", pg(NOTES + "CREATE TABLE other (id integer)"), "--exclude", "app.notes")
    assert sorted(project.files()) == ["app/touch.yaml", "other.yaml"]


def test_merge_changes_only_what_differs(pg: Make, project: Project) -> None:
    project.ok("import", pg(NOTES))
    path = project.root / "schema/app/notes.yaml"
    mine = (
        path.read_text()
        .replace("policies:", "# who sees what\npolicies:")
        .replace("new.name <> ''::text", "NEW.name <> ''")
    )
    path.write_text(mine)
    url = pg("ALTER POLICY own ON app.notes USING (rank > 1); DROP STATISTICS app.st_notes")
    project.ok("import", "--merge", url)
    merged = path.read_text()
    assert "# who sees what" in merged
    assert "NEW.name <> ''" in merged, "the server says the same of it"
    assert "rank > 1" in merged
    assert "statistics" not in merged
