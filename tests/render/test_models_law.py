"""Law 6 on generated schemas: the models are read without a warning, ruff has nothing to change, and ``create_all``
makes the database that the revisions make."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from types import ModuleType

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from sqlalchemy import orm

from azuraforge_schemagen.dialects import project
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.render.sqlalchemy import models
from tests.laws.conftest import NewChain, new_chain, postgresql, sqlite
from tests.laws.databases import Database
from tests.laws.harness import settings as project_settings
from tests.laws.harness import shown
from tests.render.loading import formatted, loaded
from tests.render.mapping import orm_of
from tests.strategies import schemas

__all__ = ["new_chain", "postgresql", "sqlite"]
EXAMPLES = int(os.environ.get("SCHEMAGEN_EXAMPLES", "25"))
law = settings(
    max_examples=EXAMPLES,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@given(schema=schemas(portable=False))
@law
def test_ruff_has_nothing_to_change(schema: Schema) -> None:
    text = models(schema, orm_of(schema), project_settings("postgresql"))
    assert formatted(text) == text


@given(schema=schemas())
@law
def test_on_sqlite_the_models_make_what_the_revisions_make(
    schema: Schema, sqlite: Database, new_chain: NewChain
) -> None:
    same(schema, sqlite, new_chain, "postgresql", "sqlite")


@pytest.mark.postgresql
@given(schema=schemas(portable=False))
@law
def test_on_postgresql_the_models_make_what_the_revisions_make(
    schema: Schema, postgresql: Database, new_chain: NewChain
) -> None:
    same(schema, postgresql, new_chain, "postgresql")


@pytest.mark.postgresql
@given(schema=schemas())
@law
def test_models_of_both_dialects_on_postgresql(schema: Schema, postgresql: Database, new_chain: NewChain) -> None:
    same(schema, postgresql, new_chain, "postgresql", "sqlite")


def same(schema: Schema, database: Database, new_chain: NewChain, *dialects: str) -> None:
    """Makes the database both ways and compares what an inspection finds, SQL text and all."""
    config = project_settings(*dialects)
    text = models(schema, orm_of(schema), config)
    chain = new_chain(*dialects)
    try:
        database.empty()
        chain.build(schema)
        chain.upgrade(database.engine)
        with database.engine.begin() as connection:
            connection.execute(sa.text("DROP TABLE alembic_version"))
        revised = database.inspect()
        database.empty()
        with _strict(text) as module:
            module.Base.metadata.create_all(database.engine)
            created = database.inspect()
        found = differences(created.schema, revised.schema)
        assert not found, "\n".join(found)
        assert set(created.schema.objects) == set(project(schema, database.dialect).objects)
    except Exception as error:
        error.add_note(f"{text}\n\n{shown(chain.texts)}")
        raise
    finally:
        chain.remove()


def differences(created: Schema, revised: Schema) -> list[str]:
    """Every field of every object that is not the same, to be read."""
    found = []
    for ref in sorted({*created.objects, *revised.objects}):
        one, other = created.objects.get(ref), revised.objects.get(ref)
        if one is None or other is None or type(one) is not type(other):
            found.append(f"{ref}: {one} != {other}")
        elif one != other:
            named = [it.name for it in fields(one) if it.name != "by_name"]
            pairs = [(name, getattr(one, name), getattr(other, name)) for name in named]
            found += [f"{ref} {name}: {left}\n!= {right}" for name, left, right in pairs if left != right]
    return found


@contextmanager
def _strict(text: str) -> Iterator[ModuleType]:
    with warnings.catch_warnings():
        warnings.filterwarnings("error", module=r"(sqlalchemy|generated_models)")
        warnings.filterwarnings("error", category=sa.exc.SAWarning)
        with loaded(text) as module:
            orm.configure_mappers()
            assert module.Base.metadata.sorted_tables or not module.Base.metadata.tables
            yield module
