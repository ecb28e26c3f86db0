"""Rows for any schema: whatever a table asks for, the server takes some."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from azuraforge_schemagen.config import load
from azuraforge_schemagen.db.scratch import scratch
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Column, ForeignKey, Table
from azuraforge_schemagen.ir.types import Scalar
from azuraforge_schemagen.pipeline.project import read_history
from azuraforge_schemagen.verify.migrations import imported, migrations
from azuraforge_schemagen.verify.order import groups, is_circular, required_keys
from azuraforge_schemagen.verify.rows import Amount, Filled, fill
from tests.cli.conftest import Project

ON = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
ID = "  id: { type: bigint, primary_key: true, identity: by_default }\n"

TABLES = {
    "one_of": ("columns:\n" + ID + "  kind: string\nchecks:\n  c: \"kind IN ('cat', 'dog')\"\n"),
    "bounds": (
        "columns:\n" + ID + '  low: { type: integer, check: "low >= 1000 AND low < 1003" }\n'
        '  ratio: { type: numeric, precision: 4, scale: 2, check: "ratio > 17.5" }\n'
    ),
    "ordered": "columns:\n" + ID + "  a: integer\n  b: integer\n  c: integer\nchecks:\n  c1: a < b\n  c2: b < c\n",
    "sized": "columns:\n" + ID + '  code: { type: string, check: "length(code) = 7" }\n',
    "patterned": "columns:\n" + ID + "  mail: { type: string, check: \"mail LIKE '%_@example.org'\" }\n",
    "either": "columns:\n" + ID + "  a: integer | null\n  b: string | null\nchecks:\n  c: (a IS NULL) <> (b IS NULL)\n",
    "many": "columns:\n"
    + ID
    + "".join(f'  c{n}: {{ type: integer, check: "c{n} BETWEEN {n * 100} AND {n * 100 + 1}" }}\n' for n in range(1, 9)),
    "keyed": "columns:\n  a: { type: boolean }\n  b: { type: string, length: 1 }\nprimary_key: [a, b]\n",
    "child": (
        "columns:\n" + ID + "  a: boolean\n  b: { type: string, length: 1 }\n"
        "foreign_keys:\n  fk: { columns: [a, b], references: keyed, to: [a, b] }\n"
    ),
    "tree": "columns:\n" + ID + "  parent_id: { type: bigint, references: tree.id }\n",
    "chicken": "columns:\n" + ID + "  egg_id: { type: bigint, references: egg.id }\n",
    "egg": "columns:\n  id: { type: bigint, primary_key: true }\n  hen_id: { type: bigint, references: chicken.id }\n",
    "loop_a": "columns:\n" + ID + "  b_id: { type: bigint | null, references: loop_b.id }\n",
    "loop_b": "columns:\n" + ID + "  a_id: { type: bigint | null, references: loop_a.id }\n",
    "just_id": "columns:\n" + ID,
}
IMPOSSIBLE = "columns:\n" + ID + "  a: integer\nchecks:\n  never: a <> a\n"


@pytest.fixture(scope="module", params=ON)
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[sa.Engine, Filled, Filled]]:
    """The tables with four rows each, and then with twelve."""
    made = Project(tmp_path_factory.mktemp("rows") / "project")
    for name, text in {**TABLES, "impossible": IMPOSSIBLE}.items():
        made.yaml(name, f"table: {name}\n{text}")
    made.ok("build", "--rev-id", "first")
    config = load(made.root)
    state = read_history(config).chain.schema(["first"])
    url = str(request.getfixturevalue("pg_server")) if request.param == "postgresql" else None
    with scratch(request.param, url) as place, place.database() as engine:
        with imported(made.root / "generated", "shop"):
            migrations(made.root / "generated/shop/alembic.ini").upgrade(engine, ["first"])
        first = fill(engine, state, request.param)
        yield engine, first, fill(engine, state, request.param, Amount(12))


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_rows(filled: tuple[sa.Engine, Filled, Filled], table: str) -> None:
    _, few, more = filled
    assert few.rows[QName("", table)] >= (2 if table in ("chicken", "egg", "tree") else 4)
    assert more.rows[QName("", table)] >= few.rows[QName("", table)]


def test_what_is_asked_for_is_there(filled: tuple[sa.Engine, Filled, Filled]) -> None:
    engine, few, more = filled
    assert few.empty == more.empty == (QName("", "impossible"),)
    assert few.taken == sum(few.rows.values())
    assert more.taken == sum(more.rows.values()) - sum(few.rows.values())
    with engine.connect() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM just_id").scalar()
        assert count == more.rows[QName("", "just_id")] == 12
        linked = connection.exec_driver_sql("SELECT count(*) FROM loop_b JOIN loop_a ON loop_a.id = a_id").scalar()
        assert linked
        assert len(set(connection.exec_driver_sql("SELECT kind FROM one_of").scalars())) == 2


def test_a_large_circle_is_filled_table_by_table() -> None:
    """Many tables that refer to each other, all but one by columns that may be NULL."""
    count = 3000
    names = [QName("", f"t{n}") for n in range(count)]
    tables = {name: linked(name, names[(n + 1) % count], nullable=n != 7) for n, name in enumerate(names)}
    (whole,) = groups(tables)
    assert (len(whole), is_circular(whole)) == (count, True)
    parts = list(groups(tables, required_keys))
    assert len(parts) == count
    assert parts.index((tables[names[8]],)) < parts.index((tables[names[7]],))
    assert not any(is_circular(part, required_keys) for part in parts)


def linked(name: QName, target: QName, nullable: bool) -> Table:
    columns = (Column("id", Scalar("integer"), nullable=False), Column("other", Scalar("integer"), nullable=nullable))
    return Table(name, columns, foreign_keys=(ForeignKey("fk", ("other",), target, ("id",)),))
