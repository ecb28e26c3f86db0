"""Rules that are not enforced."""

from __future__ import annotations

from azuraforge_schemagen.config import Target
from azuraforge_schemagen.dialects import project, unsupported
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Schema
from tests import yamltext
from tests.resolve.reading import clean, codes, table

NEW = (Target("postgresql", (18,)),)
TEXT = """table: t
columns: { a: { type: integer, primary_key: true }, b: integer }
checks:
  c: { sql: a > 0, enforced: false, not_valid: true }
  d: { sql: a > 1, enforced: true }
foreign_keys:
  f: { columns: [b], references: t, to: [a], enforced: false }
"""


def schema() -> Schema:
    return clean(TEXT, targets=NEW).schema


def test_what_is_not_enforced_is_not_even_not_valid() -> None:
    found = schema().table(QName("", "t"))
    assert [(it.name, it.enforced, it.not_valid) for it in found.checks] == [("c", False, False), ("d", True, False)]
    assert [(it.name, it.enforced) for it in found.foreign_keys] == [("f", False)]


def test_it_is_written_as_it_was_said() -> None:
    files = yamltext.files(schema(), dialects=("postgresql",))
    assert table(clean(*files.values(), targets=NEW), "t") == schema().table(QName("", "t"))


def test_older_servers_refuse_it() -> None:
    assert codes(TEXT, targets=(Target("postgresql", (17,)),)) == ["SG180", "SG180"]
    assert codes(TEXT, targets=(*NEW, Target("sqlite"))) == []


def test_sqlite_leaves_it_out() -> None:
    found = project(schema(), "sqlite").table(QName("", "t"))
    assert [it.name for it in found.checks] == ["d"]
    assert found.foreign_keys == ()
    assert list(unsupported(schema(), Target("sqlite"))) == []
