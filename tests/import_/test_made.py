"""Models imported: defaults that functions make, and odd names."""

from __future__ import annotations

from tests.import_.conftest import Project


def test_defaults(project: Project) -> None:
    project.settings('dialects = ["postgresql>=15", "sqlite"]\n')
    project.ok("import", "tests.import_.models.made:Base")
    found = project.files()["made.yaml"].splitlines()
    assert found[found.index("columns:") + 1 :] == [
        '  id: { type: uuid, primary_key: true, default: "00000000-0000-0000-0000-000000000001" }',
        '  "on": { type: date | null, default: "2024-02-03" }',
        '  at: { type: timestamp | null, default: "2024-02-03 04:05:00" }',
        "  text: { type: text | null, default: now() }",
        "  naive: { type: timestamp | null, default: utcnow() }",
        "  local: { type: timestamp | null, default: now() }",
        "  time: { type: time | null, default: now() }",
        "  tags: { type: json | null, default: { value: [a, b] } }",
        "  more: { type: json | null, default: { value: { a: [1] } } }",
        "  chance: { type: double | null, default: { call: random:random } }",
        "  nothing: { type: integer | null, default: null }",
        "  secret: { type: binary | null, default: { value: x } }",
        '  number: { type: integer | null, server_default: { sql: "abs(-7)" } }',
    ]


def test_types_of_sqlite_alone(project: Project) -> None:
    """Its own words are fewer than those of Python."""
    project.settings('dialects = ["sqlite"]\n')
    project.ok("import", "tests.import_.models.made:Base")
    found = project.files()["made.yaml"]
    assert "  id: { type: uuid, " in found
    assert "  secret: { type: binary | null, " in found


def test_names(project: Project) -> None:
    project.settings('dialects = ["postgresql>=15", "sqlite"]\n')
    project.ok("import", "tests.import_.models.made:Base")
    found = project.files()["seen.yaml"]
    assert "  ix_odd: [{ column: a :name, sort: desc }]" in found
    assert "  ix_class: [{ column: a :name, nulls: first, opclass: text_pattern_ops }]" in found
    assert """  ix_lower: [{ expr: 'lower("a :name")', opclass: text_pattern_ops }]""" in found
    assert "  dotted: { via: dotted_id, back: null, viewonly: true }" in found


def test_a_type_that_only_has_a_name(project: Project) -> None:
    project.settings('dialects = ["postgresql>=15"]\n')
    project.ok("import", "tests.import_.models.made:Placed")
    assert "  at: point | null\n" in project.files()["places.yaml"]


def test_what_a_generated_class_is_not(project: Project) -> None:
    project.settings('dialects = ["postgresql>=15", "sqlite"]\n')
    said = project.ok("import", "tests.import_.models.made:Unlike")
    assert "Written: left to your code: that it is a dataclass" in said
    assert "doc" not in project.files()["written.yaml"]
    assert "table:written: id, which counts, is INTEGER on SQLite and not BIGINT" in said
    assert "Keyword: left to your code: that the UUIDs of id are strings in Python" in said
    assert "Keyword: left to your code: the attribute class, whose name a generated class cannot have" in said
