"""``drop_all`` takes everything that ``create_all`` made, in an order that the server accepts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from azuraforge_schemagen.config import Config, Target
from azuraforge_schemagen.render.sqlalchemy import models
from tests.render.loading import loaded
from tests.resolve.reading import clean

FILES = (
    "enum: mood\nvalues: [a, b]",
    "composite: felt\nattributes: { mood: mood, at: date }",
    "function: glad\narguments: { it: mood }\nreturns: boolean\nvolatility: immutable\nbody: SELECT it = 'a'",
    'domain: gladness\ntype: mood\ncheck: "glad(VALUE)"',
    "range: moods\nsubtype: mood",
    "sequence: numbers",
    "collation: plain\nlocale: C",
    "function: held\narguments: { it: people }\nreturns: boolean\nvolatility: immutable\nbody: SELECT it.id > 0",
    "view: known\nquery: SELECT id FROM people WHERE held(people)",
    "function: touch\nreturns: trigger\nlanguage: plpgsql\nbody: BEGIN RETURN NEW; END",
    """table: people
columns: { id: { type: bigint, primary_key: true }, felt: felt | null, glad: gladness | null, moods: moods | null }
row_security: true
policies:
  all_held: { using: "held(people)" }
  all_known: { using: "id IN (SELECT id FROM known)" }
  all_listed: { using: "id IN (SELECT id FROM listed)" }
triggers:
  held: { timing: before, events: [update], when: "held(NEW)", execute: touch() }
""",
    """table: listed
columns: { id: { type: bigint, primary_key: true, references: people.id } }
row_security: true
policies: { again: { using: "EXISTS (SELECT FROM people WHERE people.id = listed.id)" } }
""",
)
LEFT = """SELECT relname::text FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'public'
UNION ALL SELECT typname FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace WHERE nspname = 'public'
UNION ALL SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'public'
UNION ALL SELECT collname FROM pg_collation JOIN pg_namespace n ON n.oid = collnamespace WHERE nspname = 'public'"""


@contextmanager
def made(url: str, *files: str) -> Iterator[tuple[sa.MetaData, sa.Connection]]:
    targets = (Target("postgresql", (15,)),)
    found = clean(*files, targets=targets)
    text = models(found.schema, found.orm, Config(Path(), "app", "app", targets=targets))
    engine = sa.create_engine(url)
    with loaded(text) as module, engine.connect() as connection:
        yield module.Base.metadata, connection
    engine.dispose()


@pytest.mark.postgresql
def test_nothing_is_left(pg_urls: dict[str, str]) -> None:
    with made(pg_urls["psycopg"], *FILES) as (metadata, connection):
        for _ in range(2):
            metadata.create_all(connection)
            metadata.create_all(connection)
            metadata.drop_all(connection)
            assert connection.scalars(sa.text(LEFT)).all() == []
        metadata.drop_all(connection)


@pytest.mark.postgresql
def test_what_somebody_else_uses_stays(pg_urls: dict[str, str]) -> None:
    files = ("domain: count\ntype: integer", "sequence: numbers", "table: t\ncolumns: { n: count | null }")
    with made(pg_urls["psycopg"], *files) as (metadata, connection):
        metadata.create_all(connection)
        connection.execute(sa.text("CREATE TABLE mine (n count DEFAULT nextval('numbers'))"))
        metadata.drop_all(connection)
        assert set(connection.scalars(sa.text(LEFT))) == {"mine", "_mine", "count", "_count", "numbers"}
