"""The states of tables."""

from __future__ import annotations

import pytest

from azuraforge_schemagen.ir.schema import ReplicaIdentity, RowSecurity
from tests.resolve.reading import BOTH, clean, codes, table

TABLE = "table: t\ncolumns: { a: { type: integer, primary_key: true }, b: integer, c: integer | null }\n"


def test_states_of_a_table() -> None:
    found = table(
        clean(TABLE + "row_security: true\nreplica_identity: { index: t_pkey }\nunlogged: true\nclustered: t_pkey"), "t"
    )
    assert found.row_security == RowSecurity()
    assert found.replica_identity == ReplicaIdentity("index", "t_pkey")
    assert (found.unlogged, found.clustered) == (True, "t_pkey")


def test_what_a_table_has_anyway_is_not_said() -> None:
    found = table(clean(TABLE + "row_security: { enabled: false }\nunlogged: false"), "t")
    assert (found.row_security, found.replica_identity, found.unlogged, found.clustered) == (None, None, False, None)
    forced = clean(TABLE + "row_security: { enabled: false, forced: true }\nreplica_identity: full")
    assert table(forced, "t").row_security == RowSecurity(enabled=False, forced=True)
    assert table(forced, "t").replica_identity == ReplicaIdentity("full")


def test_an_index_by_its_final_name() -> None:
    text = "table: t\nmixins: [m]\ncolumns: { a: { type: integer, index: unique } }\n"
    mixin = "mixin: m\ncolumns: { b: integer }\nindexes: { '{table}_b': [b] }"
    assert codes(text + "replica_identity: { index: ix_t_a }\nclustered: t_b", mixin) == []
    assert codes(text + "clustered: b", mixin) == ["SG190"]


@pytest.mark.parametrize(
    "index",
    [
        "[b]",
        "{ columns: [c], unique: true }",
        "{ columns: [b], unique: true, where: b > 0 }",
        "{ columns: [{ expr: b + 1 }], unique: true }",
        "{ columns: [b], unique: true, dialects: [sqlite] }",
    ],
)
def test_an_index_that_identifies_no_row(index: str) -> None:
    text = TABLE + f"indexes: {{ i: {index} }}\nreplica_identity: {{ index: i }}"
    assert codes(text, targets=BOTH) == ["SG190"]


def test_a_key_that_is_checked_late_identifies_no_row() -> None:
    text = TABLE + "uniques: { u: { columns: [b], deferrable: deferred } }\nreplica_identity: { index: u }"
    assert codes(text) == ["SG190"]
    assert codes(text.replace(", deferrable: deferred", "")) == []


@pytest.mark.parametrize("index", ["{ columns: [b], using: hash }", "{ columns: [b], where: b > 0 }"])
def test_an_index_without_an_order(index: str) -> None:
    assert codes(TABLE + f"indexes: {{ i: {index} }}\nclustered: i") == ["SG190"]


def test_rows_of_a_partitioned_table_are_in_its_partitions() -> None:
    text = "table: t\ncolumns: { a: integer }\nindexes: { i: [a] }\npartition_by: { list: [a] }\n"
    assert codes(text + "unlogged: true\nclustered: i") == ["SG190", "SG190"]
    assert codes(text + "partitions: { p: { in: [1], unlogged: true, clustered: p_a_idx } }") == []
    assert codes(text + "partitions: { p: { in: [1], clustered: i } }") == ["SG190"]


def test_a_logged_table_refers_to_no_unlogged_one() -> None:
    target = TABLE + "unlogged: true"
    referring = "table: u\ncolumns: { a: { type: integer, references: t.a } }\n"
    assert codes(referring, target) == ["SG191"]
    assert codes(referring + "unlogged: true", target) == []
    assert codes(referring + "unlogged: true", TABLE) == []


def test_sqlite_hides_no_rows() -> None:
    text = TABLE + "replica_identity: full\nunlogged: true\nclustered: t_pkey\n"
    assert codes(text, targets=BOTH) == []
    assert codes(text + "row_security: true", targets=BOTH) == ["SG180"]
    assert codes(text + "row_security: { forced: true, dialects: [postgresql] }", targets=BOTH) == []
