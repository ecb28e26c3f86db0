"""Tables that inherit, as their files say it."""

from __future__ import annotations

import pytest

from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Constant, Sql
from tests.resolve.reading import BOTH, class_of, clean, codes, resolved, table

PARENT = """\
table: parent
columns:
  id: { type: serial, primary_key: true }
  size: { type: integer, server_default: 1, default: 3, doc: How big it is. }
  note: string | null
checks: { ck_size: size > 0, ck_own: { sql: size < 9, no_inherit: true } }
indexes: { ix: [size] }
"""


def test_an_heir_has_its_parents_columns_and_checks_first() -> None:
    found = clean(PARENT, "table: heir\ninherits: [parent]\ncolumns: { own: integer }\nchecks: { ck_mine: own > 0 }")
    heir = table(found, "heir")
    assert list(heir.by_name) == ["id", "size", "note", "own"]
    assert heir.by_name["id"].server_default == Sql("nextval('parent_id_seq'::regclass)")
    assert [it.name for it in heir.checks] == ["ck_mine", "ck_size"]
    assert (heir.primary_key, heir.indexes, heir.inherits) == (None, (), (QName("", "parent"),))


def test_a_column_said_anew_stands_in_the_parents_place() -> None:
    found = clean(PARENT, "table: heir\ninherits: [parent]\ncolumns: { own: integer, note: string }\nprimary_key: [id]")
    heir = table(found, "heir")
    assert list(heir.by_name) == ["id", "size", "note", "own"]
    assert heir.by_name["size"].server_default == Constant(1)
    assert not heir.by_name["note"].nullable


def test_attributes_come_with_the_columns() -> None:
    found = clean(PARENT, "table: heir\ninherits: [parent]\nprimary_key: [id]")
    parent, heir = class_of(found, "parent").attributes, class_of(found, "heir").attributes
    assert heir == parent
    span = found.source_map.span(Ref("table", QName("", "heir")), "columns", "size")
    assert span is not None
    assert span.path == "schema/0.yaml"


def test_a_table_of_the_own_database_schema_is_meant() -> None:
    other = "table: parent\nschema: app\ncolumns: { id: integer }"
    found = clean(other, "table: heir\nschema: app\ninherits: [parent]")
    assert table(found, "heir", "app").inherits == (QName("app", "parent"),)


def test_heirs_of_heirs_and_of_several() -> None:
    found = clean(
        "table: a\ninherits: [b, c]",
        "table: b\ninherits: [d]\ncolumns: { b: integer }",
        "table: c\ncolumns: { d: integer, c: integer }",
        "table: d\ncolumns: { d: integer | null }",
    )
    assert list(table(found, "a").by_name) == ["d", "b", "c"]
    assert not table(found, "a").by_name["d"].nullable


def test_a_way_to_a_column_is_that_of_the_heirs_too() -> None:
    parent = "table: parent\ncolumns: { id: { type: integer, backfill: '1' } }"
    intent = clean(parent, "table: heir\ninherits: [parent]").intent
    assert intent.backfills.keys() == {(QName("", "parent"), "id"), (QName("", "heir"), "id")}


@pytest.mark.parametrize(
    "heir",
    [
        "table: heir\ninherits: [nobody]",
        "table: heir\ninherits: [heir]\ncolumns: { id: integer }",
        "table: heir\ninherits: [parent]\npartition_by: { list: [size] }",
        "table: heir\ninherits: [parts]",
        "table: heir\ninherits: [parent, circle]\n",
    ],
)
def test_parents_that_cannot_be(heir: str) -> None:
    parts = "table: parts\ncolumns: { size: integer }\npartition_by: { list: [size] }"
    circle = "table: circle\ninherits: [heir]\ncolumns: { own: integer }"
    texts = (PARENT, parts, circle, heir) if "circle" in heir else (PARENT, parts, heir)
    assert codes(*texts) == ["SG176"]


def test_a_parent_exists_wherever_its_heir_does() -> None:
    parent = "table: parent\ndialects: [sqlite]\ncolumns: { id: integer }"
    assert codes(parent, "table: heir\ndialects: [postgresql]\ninherits: [parent]", targets=BOTH) == ["SG176"]


@pytest.mark.parametrize(
    "said",
    [
        "columns: { size: bigint }",
        "columns: { size: integer | null }",
        "columns: { size: { type: integer, generated: '1' } }",
        "checks: { ck_size: size > 1 }",
        "checks: { ck_own: size < 9 }",
    ],
)
def test_what_cannot_be_said_otherwise(said: str) -> None:
    assert codes(PARENT, f"table: heir\ninherits: [parent]\n{said}") == ["SG177"]


def test_parents_that_differ() -> None:
    other = "table: other\ncolumns: { size: { type: integer, server_default: 2 } }"
    assert codes(PARENT, other, "table: heir\ninherits: [parent, other]") == ["SG177"]
    said = "columns: { size: { type: integer, server_default: 7 } }"
    assert codes(PARENT, other, f"table: heir\ninherits: [parent, other]\n{said}") == []
    other = "table: other\ncolumns: { size: string }"
    assert codes(PARENT, other, "table: heir\ninherits: [parent, other]") == ["SG177"]
    other = "table: other\ncolumns: { size: integer }\nchecks: { ck_size: size > 2 }"
    assert codes(PARENT, other, "table: heir\ninherits: [parent, other]") == ["SG177"]


def test_sqlite_has_none() -> None:
    found = resolved("table: parent\ncolumns: { id: integer }", "table: heir\ninherits: [parent]", targets=BOTH)
    assert [it.code for it in found.diagnostics] == ["SG180"]
