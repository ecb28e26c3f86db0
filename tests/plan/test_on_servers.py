"""Forms whose effect only a server shows: where counters stand, how arrays of an enum move, what a rebuild keeps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from azuraforge_schemagen.db.connect import connect
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.schema import Column, Constant, Enum, Identity, PrimaryKey, Schema, Sql, schema_of
from azuraforge_schemagen.ir.sqltext import string
from azuraforge_schemagen.ir.types import Array, EnumType, Scalar
from tests.laws.harness import Chain, settings
from tests.plan.shapes import INTEGER, TEXT, check, column, name, refers, table

KIND = EnumType(name("kind"))
PLAIN = column("n", INTEGER, nullable=False)
SERIAL = column("n", INTEGER, nullable=False, serial="a_n_seq")
OTHER_SERIAL = column("n", Scalar("bigint"), nullable=False, serial="other")
IDENTITY = column("n", INTEGER, nullable=False, identity=Identity(always=False, sequence="a_n_seq"))
OWN_IDENTITY = column("n", INTEGER, nullable=False, identity=Identity(always=False, sequence="mine", increment=10))


@pytest.fixture
def postgresql(pg_database: str) -> Iterator[sa.Engine]:
    engine = connect(pg_database)
    yield engine
    engine.dispose()


def run(engine: sa.Engine, sql: str) -> list[tuple[object, ...]]:
    with engine.begin() as connection:
        result = connection.exec_driver_sql(sql)
        return [tuple(row) for row in result] if result.returns_rows else []


def chain(folder: Path, dialect: str, *states: Schema, intent: Intent | None = None) -> Chain:
    made = Chain(settings(dialect), folder / "alembic")
    for state in states:
        made.build(state, intent)
    return made


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("old", "new", "after", "again"),
    [
        (PLAIN, SERIAL, 8, None),
        (PLAIN, IDENTITY, 8, None),
        (PLAIN, OWN_IDENTITY, 17, None),
        (SERIAL, IDENTITY, 43, 44),
        (SERIAL, OWN_IDENTITY, 52, 53),
        (SERIAL, OTHER_SERIAL, 43, 44),
        (IDENTITY, SERIAL, 43, 44),
        (IDENTITY, OTHER_SERIAL, 43, 44),
        (IDENTITY, OWN_IDENTITY, 52, 53),
        (SERIAL, PLAIN, None, 8),
    ],
    ids=str,
)
def test_a_counter_goes_on_where_it_was(
    postgresql: sa.Engine, tmp_path: Path, old: Column, new: Column, after: int | None, again: int | None
) -> None:
    """The rows have 1 and 7; a counter that is there has reached 42."""

    def next_value() -> object:
        run(postgresql, "DELETE FROM a WHERE id > 2")
        return run(postgresql, "INSERT INTO a (id) VALUES (3) RETURNING n")[0][0]

    made = chain(tmp_path, "postgresql", schema_of(table("a", old)), schema_of(table("a", new)))
    made.upgrade(postgresql, made.revisions[0])
    run(postgresql, "INSERT INTO a (id, n) VALUES (1, 1), (2, 7)")
    if old.serial or old.identity:
        run(postgresql, "SELECT setval(pg_get_serial_sequence('a', 'n'), 42)")
    made.upgrade(postgresql)
    if after is not None:
        assert next_value() == after
        sequence = new.serial or (new.identity and new.identity.sequence)
        assert run(postgresql, "SELECT pg_get_serial_sequence('a', 'n')") == [(f"public.{sequence}",)]
    run(postgresql, "DELETE FROM a WHERE id > 2")
    made.downgrade(postgresql, made.revisions[0])
    if again is not None:
        assert next_value() == again
    made.upgrade(postgresql)


@pytest.mark.postgresql
def test_a_serial_that_becomes_bigint_does_not_end_early(postgresql: sa.Engine, tmp_path: Path) -> None:
    big = column("n", Scalar("bigint"), nullable=False, serial="a_n_seq")
    made = chain(tmp_path, "postgresql", schema_of(table("a", SERIAL)), schema_of(table("a", big)))
    made.upgrade(postgresql)
    assert run(postgresql, "SELECT seqtypid::regtype::text FROM pg_sequence") == [("bigint",)]
    made.downgrade(postgresql, made.revisions[0])
    assert run(postgresql, "SELECT seqtypid::regtype::text FROM pg_sequence") == [("integer",)]


@pytest.mark.postgresql
def test_a_new_identity_numbers_the_rows(postgresql: sa.Engine, tmp_path: Path) -> None:
    made = chain(tmp_path, "postgresql", schema_of(table("a")), schema_of(table("a", OWN_IDENTITY)))
    made.upgrade(postgresql, made.revisions[0])
    run(postgresql, "INSERT INTO a (id) VALUES (1), (2)")
    made.upgrade(postgresql)
    assert run(postgresql, "SELECT n FROM a ORDER BY id") == [(1,), (11,)]
    assert run(postgresql, "INSERT INTO a (id) VALUES (3) RETURNING n") == [(21,)]


@pytest.mark.postgresql
def test_rows_of_an_enum_and_of_its_arrays_move_over(postgresql: sa.Engine, tmp_path: Path) -> None:
    def state(*values: str, default: str) -> Schema:
        text = string(default)
        parts = (
            column("k", KIND, server_default=Constant(default)),
            column("ks", Array(KIND), server_default=Sql(f"ARRAY[{text}]::kind[]")),
            check("ck", f"k <> {text} OR ks <> ARRAY[{text}]::kind[] OR id > 0"),
        )
        return schema_of(Enum(name("kind"), values), table("a", *parts))

    intent = Intent(removed_values={name("kind"): {"c'": "b"}})
    old, new = state("a", "b", "c'", default="c'"), state("b", "a", "d", default="a")
    made = Chain(settings("postgresql"), tmp_path / "alembic")
    made.build(old)
    made.build(new, intent)
    made.upgrade(postgresql, made.revisions[0])
    run(
        postgresql,
        "INSERT INTO a (id, k, ks) VALUES (1, 'a', '{a,NULL,c''}'), (2, 'c''', NULL), (3, 'b', '{{b},{c''}}')",
    )
    made.upgrade(postgresql)
    assert run(postgresql, "SELECT k::text, ks::text FROM a ORDER BY id") == [
        ("a", "{a,NULL,b}"),
        ("b", None),
        ("b", "{{b},{b}}"),
    ]
    assert run(postgresql, "INSERT INTO a (id) VALUES (4) RETURNING k::text, ks::text") == [("a", "{a}")]
    made.downgrade(postgresql, made.revisions[0])
    assert run(postgresql, "INSERT INTO a (id) VALUES (5) RETURNING k::text") == [("c'",)]


@pytest.mark.postgresql
def test_a_row_with_a_value_that_went_stops_everything(postgresql: sa.Engine, tmp_path: Path) -> None:
    def state(*values: str) -> Schema:
        return schema_of(Enum(name("kind"), values), table("a", column("k", KIND)))

    made = chain(tmp_path, "postgresql", state("a", "b"), state("a"))
    made.upgrade(postgresql, made.revisions[0])
    run(postgresql, "INSERT INTO a (id, k) VALUES (1, 'b')")
    with pytest.raises(sa.exc.DBAPIError, match="invalid input value for enum"):
        made.upgrade(postgresql)
    assert run(postgresql, "SELECT k::text FROM a") == [("b",)]


def test_a_rebuild_keeps_rows_children_triggers_and_views(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'x.sqlite'}")
    sa.event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=ON"))
    child = table("child", column("p"), refers("p", "parent", on_delete="cascade"))
    old = schema_of(table("parent", column("n", TEXT)), child)
    new = schema_of(table("parent", column("n", INTEGER, nullable=False), check("ck", "n >= 0")), child)
    intent = Intent(backfills={(name("parent"), "n"): Sql("0")}, allow=frozenset({"all"}))
    made = Chain(settings("sqlite"), tmp_path / "alembic")
    made.build(old)
    made.build(new, intent)
    made.upgrade(engine, made.revisions[0])
    for sql in (
        "INSERT INTO parent (id, n) VALUES (1, '5'), (2, NULL)",
        "INSERT INTO child (id, p) VALUES (10, 1), (20, 2)",
        "CREATE TABLE log (what)",
        "CREATE VIEW both AS SELECT parent.n, child.id FROM parent JOIN child ON child.p = parent.id",
        "CREATE TRIGGER seen AFTER INSERT ON parent BEGIN INSERT INTO log VALUES (new.n); END",
        "CREATE TRIGGER far AFTER INSERT ON log BEGIN UPDATE parent SET n = n + 1 WHERE id = 1; END",
        "CREATE TRIGGER through INSTEAD OF INSERT ON both BEGIN INSERT INTO parent (n) VALUES (new.n); END",
    ):
        run(engine, sql)
    made.upgrade(engine)
    assert run(engine, "SELECT n, id FROM both ORDER BY id") == [(5, 10), (0, 20)]
    run(engine, "INSERT INTO both (n) VALUES (9)")
    assert run(engine, "SELECT what FROM log") == [(9,)]
    assert run(engine, "SELECT id, n FROM parent ORDER BY id") == [(1, 6), (2, 0), (3, 9)]
    made.downgrade(engine, made.revisions[0])
    assert run(engine, "SELECT count(*) FROM both") == [(2,)]
    assert run(engine, "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'") == [(3,)]
    engine.dispose()


def test_a_key_that_counts_goes_on_counting(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'x.sqlite'}")
    counted = column("id", Scalar("bigint"), nullable=False, identity=Identity(always=False, sequence="a_id_seq"))
    key = PrimaryKey("a_pkey", ("id",))
    old, new = (
        schema_of(table("a", counted, key)),
        schema_of(table("a", counted, key, column("n"), check("ck", "n > 0"))),
    )
    made = chain(tmp_path, "sqlite", old, new)
    made.upgrade(engine, made.revisions[0])
    run(engine, "INSERT INTO a DEFAULT VALUES")
    made.upgrade(engine)
    run(engine, "INSERT INTO a (n) VALUES (1)")
    assert run(engine, "SELECT id FROM a ORDER BY id") == [(1,), (2,)]
    engine.dispose()
