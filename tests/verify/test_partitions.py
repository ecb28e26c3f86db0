"""Partitions are proved where their rows stand: attached, detached and made, no row is lost."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Project
from tests.verify.conftest import Prove
from tests.verify.test_broken import last

pytestmark = pytest.mark.postgresql

OLD = """\
table: events
columns: { id: bigint, at: timestamptz, region: string, note: string | null }
primary_key: [id, at, region]
indexes: { ix_note: [note] }
partition_by: { range: [at] }
partitions:
  events_2024: { from: ["2024-01-01"], to: ["2025-01-01"], columns: { note: { not_null: true } } }
  events_2025:
    from: ["2025-01-01"]
    to: ["2026-01-01"]
    partition_by: { list: [region] }
    partitions: { events_2025_eu: { in: [eu] }, events_2025_rest: default }
  events_rest: default
"""
NEW = (
    OLD.replace("note: string | null }", "note: string | null, extra: { type: integer | null, index: true } }")
    .replace("  events_rest: default\n", '  events_2026: { from: ["2026-01-01"], to: ["2027-01-01"] }\n')
    .replace('from: ["2024-01-01"]', 'from: ["2023-12-31"]')
)
ALONE = """\
table: events_rest
columns: { id: bigint, at: timestamptz, region: string, note: string | null }
primary_key: [id, at, region]
"""


def test_rows_of_partitions_stay(empty: Project, pg_server: str, prove: Prove) -> None:
    empty.yaml("events", OLD)
    empty.ok("build")
    empty.yaml("events", NEW)
    empty.yaml("events_rest", ALONE)
    empty.ok("build")
    found = prove(empty, "--dialect", "postgresql", "--scratch-url", pg_server)
    assert set(found["codes"]) <= {"SG522"}  # the server is not the oldest one that is asked for
    assert last(found)["rows_kept"] == last(found)["rows"] > 12
