"""Tables that inherit are proved row by row: those of an heir show in its parents, and are its own all the same."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Project
from tests.verify.conftest import Prove
from tests.verify.test_broken import last

pytestmark = pytest.mark.postgresql

PARENT = """\
table: items
columns: { id: { type: serial, primary_key: true }, size: integer, note: string | null }
checks: { ck_size: size > 0 }
"""
HEIR = """\
table: books
dialects: [postgresql]
inherits: [items]
columns: { pages: integer | null }
primary_key: [id]
"""
ALONE = """\
table: maps
dialects: [postgresql]
columns: { id: integer, size: integer, note: string | null }
checks: { ck_size: size > 0 }
"""
JOINED = """\
table: maps
dialects: [postgresql]
inherits: [items]
columns: { remark: { type: string | null, renamed_from: note } }
"""


def test_rows_of_heirs_stay(empty: Project, pg_server: str, prove: Prove) -> None:
    for name, text in (("items", PARENT), ("books", HEIR), ("maps", ALONE)):
        empty.yaml(name, text)
    empty.ok("build")
    changed = PARENT.replace("size: integer", "size: bigint").replace(
        "note: string | null",
        "remark: { type: string | null, renamed_from: note }, extra: { type: integer, backfill: size }",
    )
    empty.yaml("items", changed)
    empty.yaml("maps", JOINED)
    empty.ok("build")
    found = prove(empty, "--dialect", "postgresql", "--scratch-url", pg_server)
    assert set(found["codes"]) <= {"SG522"}  # the server is not the oldest one that is asked for
    assert last(found)["rows_kept"] == last(found)["rows"] == 12
