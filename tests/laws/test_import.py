"""Law 3, the part of real databases: the import of a database that a schema made gives the schema back."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from azuraforge_schemagen.config import load
from azuraforge_schemagen.dialects import project, storage
from azuraforge_schemagen.pipeline import import_
from azuraforge_schemagen.pipeline.source import read_source
from tests.laws.comparing import same
from tests.laws.conftest import NewChain
from tests.laws.databases import Database
from tests.laws.essence import essence, expected
from tests.laws.projects import speakable
from tests.strategies import Pair, pairs

EXAMPLES = int(os.environ.get("SCHEMAGEN_EXAMPLES", "25"))
law = settings(
    max_examples=EXAMPLES,
    deadline=None,
    print_blob=True,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.postgresql
@given(pair=pairs(portable=False))
@law
def test_postgresql(pair: Pair, postgresql: Database, new_chain: NewChain) -> None:
    comes_back(pair, postgresql, new_chain)


@given(pair=pairs())
@law
def test_sqlite(pair: Pair, sqlite: Database, new_chain: NewChain) -> None:
    comes_back(pair, sqlite, new_chain)


def comes_back(pair: Pair, database: Database, new_chain: NewChain) -> None:
    assume(speakable(pair.new))
    chain = new_chain(database.dialect)
    try:
        chain.build(pair.new)
        database.empty()
        chain.upgrade(database.engine)
    finally:
        chain.remove()
    url = database.engine.url.render_as_string(hide_password=False)
    with tempfile.TemporaryDirectory() as folder:
        import_(Path(folder), url)
        config = load(Path(folder))
        found = storage(project(read_source(config).schema, database.dialect), database.dialect)
    same(found, database.inspect().schema, "the YAML is not what the database is")
    same(essence(found, database.dialect), expected(pair.new, database.dialect), "the YAML is another schema")
