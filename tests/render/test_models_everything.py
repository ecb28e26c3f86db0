"""One of everything that a models module can say, on SQLite and PostgreSQL."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from types import ModuleType

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from azuraforge_schemagen.render.sqlalchemy import models
from tests.render import azuraforge, sink
from tests.render.loading import formatted, loaded

CONSTRAINTS = {
    "ck:percent%": ("CHECK ((t <> 'a:b %s :c'::text))", "why % not"),
    "ck_differs": ("CHECK ((a > 0))", None),
    "ck_one": ("CHECK ((b > 0))", None),
    "ck_own": ("CHECK ((b > 1)) NO INHERIT", None),
    "fk_self": (
        "FOREIGN KEY (c, d) REFERENCES constraints(b, a) MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL (c) "
        "DEFERRABLE INITIALLY DEFERRED",
        None,
    ),
    "fk_types": ("FOREIGN KEY (e) REFERENCES types(id) ON DELETE RESTRICT DEFERRABLE", None),
    "pk_other": ("PRIMARY KEY (b, a)", None),
    "uq_deferred": ("UNIQUE (c, d) DEFERRABLE INITIALLY DEFERRED", None),
    "uq_plain": ("UNIQUE (c)", "it's"),
}
INDEXES = {
    "ix_class": "USING btree (t text_pattern_ops) INCLUDE (f)",
    "ix_collated": 'USING btree (t COLLATE "C" text_pattern_ops DESC)',
    "ix_expression": "USING btree (lower(t), ((a + b)))",
    "ix_filled": "USING btree (f) WITH (fillfactor='70')",
    "ix_method": "USING hash (a)",
    "ix_sorted": "USING btree (a DESC NULLS LAST, b)",
    "ix_where": "USING btree (a) WHERE (t <> ':x'::text)",
}


@pytest.fixture(scope="module")
def text() -> str:
    return models(sink.schema(extensions=False), sink.orm(extensions=False), azuraforge.CONFIG)


@pytest.fixture
def module(text: str) -> Iterator[ModuleType]:
    with warnings.catch_warnings():
        warnings.filterwarnings("error", module=r"(sqlalchemy|generated_models)")
        with loaded(text) as found:
            orm.configure_mappers()
            assert found.Base.metadata.sorted_tables
            yield found


def test_ruff_has_nothing_to_change(text: str) -> None:
    assert formatted(text) == text
    extended = models(sink.schema(), sink.orm(), azuraforge.CONFIG)
    assert formatted(extended) == extended


def test_sqlite_holds_what_it_can(module: ModuleType) -> None:
    engine = sa.create_engine("sqlite://")
    module.Base.metadata.create_all(engine)
    found = sa.inspect(engine)
    assert "only" not in found.get_table_names()
    checks = {one["name"]: one["sqltext"] for one in found.get_check_constraints("constraints")}
    assert checks == {"ck:percent%": "t <> 'a:b %s :c'", "ck_differs": "a > 1", "ck_own": "b > 1"}
    with engine.connect() as connection:
        query = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        made = {name: sql.partition(" ON ")[2] for name, sql in connection.execute(query)}
    assert made["ix_where"] == "constraints (a) WHERE t <> ':y'"
    assert made["ix_collated"] == "constraints (t DESC)"
    assert made["ix_sorted"] == "constraints (a DESC, b)"
    assert made["ix_one"] == "constraints (e)"
    _use(module, engine, "s")
    engine.dispose()


def _use(module: ModuleType, engine: sa.Engine, mark: str) -> None:
    """Rows with every default, an identity, generated columns, a tree and a many-to-many."""
    with orm.Session(engine) as session:
        row = module.Defaults()
        session.add(row)
        session.flush()
        session.refresh(row)
        assert (row.text, row.flag, row.count, row.differs, row.nothing) == (sink.NASTY, True, 0, mark, None)
        assert (row.mood, row.meta, row.tags) == (module.Mood.so_so, {"a": [1, 1.5, None]}, [])
        assert (str(row.day), str(row.at), len(row.long)) == ("2024-01-31", "12:30:00", 9)
        tree = module.Node(children=[module.Node(), module.Node()], tags={module.Tag(name="x")})
        session.add(tree)
        session.flush()
        assert [node.parent for node in tree.children] == [tree, tree]
        typed = module.Types(integer_=2, text_="t", array_=["a"], matrix_=[[1, 2]], mood_=module.Mood.v)
        session.add(typed)
        session.flush()
        session.refresh(typed)
        assert (typed.twice, typed.either, typed.array_, typed.mood_) == (4, f"t{mark}", ["a"], module.Mood.v)
        session.add(module.Odd(q_x=sink.NASTY, count=1))
        session.commit()
    module.Base.metadata.drop_all(engine)
    assert sa.inspect(engine).get_table_names() == []


@pytest.mark.postgresql
@pytest.mark.parametrize("driver", ["psycopg", "psycopg2"])
def test_postgresql_holds_all_of_it(module: ModuleType, pg_urls: dict[str, str], driver: str) -> None:
    engine = sa.create_engine(pg_urls[driver])
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE SCHEMA auth"))
        connection.execute(sa.text("CREATE TABLE auth.users (id uuid PRIMARY KEY)"))
    module.Base.metadata.create_all(engine)
    with engine.connect() as connection:
        _check_catalog(connection)
    _use(module, engine, "p")
    engine.dispose()


def _check_catalog(connection: sa.Connection) -> None:
    def rows(query: str) -> dict[str, object]:
        return {
            name: value[0] if len(value) == 1 else tuple(value) for name, *value in connection.execute(sa.text(query))
        }

    of = "'constraints'\\:\\:regclass"
    query = f"SELECT conname, pg_get_constraintdef(oid), obj_description(oid) FROM pg_constraint WHERE conrelid = {of}"
    assert rows(f"{query} AND contype <> 'n'") == CONSTRAINTS
    query = "SELECT indexname, substring(indexdef FROM 'USING.*') FROM pg_indexes WHERE tablename = 'constraints'"
    assert {name: sql for name, sql in rows(query).items() if name.startswith("ix_")} == INDEXES
    only = "'app.only'\\:\\:regclass"
    query = f"SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = {only} AND contype = 'p'"
    assert rows(query) == {"only_pkey": "PRIMARY KEY (id) DEFERRABLE"}
    types = "SELECT typname, typnamespace\\:\\:regnamespace\\:\\:text, obj_description(oid) FROM pg_type"
    expected = {"mood": ("public", "how % it's"), "unused": ("app", None)}
    assert rows(f"{types} WHERE typtype = 'e'") == expected
    assert rows("SELECT 1, obj_description('app'\\:\\:regnamespace)") == {1: "its %"}
    assert rows("SELECT relname, reloptions FROM pg_class WHERE relname = 'constraints'") == {
        "constraints": ["fillfactor=70"]
    }
    identity = "SELECT seqstart, seqcache FROM pg_sequence WHERE seqrelid = 'types_id_seq'\\:\\:regclass"
    assert connection.execute(sa.text(identity)).one() == (1000, 5)
