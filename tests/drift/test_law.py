"""Whatever was declared and made by revisions is no drift; whatever else was declared is one."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import given, settings

from azuraforge_schemagen.db.scratch import scratch
from azuraforge_schemagen.db.standing import standing
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.pipeline.declared import Declared, ground_of, on_server
from azuraforge_schemagen.plan.deviations import deviations
from tests.hanging import hung_pairs
from tests.laws.conftest import NewChain, new_chain, postgresql, sqlite
from tests.laws.databases import Database
from tests.strategies import Pair, pairs

EXAMPLES = int(os.environ.get("SCHEMAGEN_EXAMPLES", "8"))

__all__ = ["new_chain", "postgresql", "sqlite"]


def no_drift(pair: Pair, database: Database, make: NewChain, *dialects: str) -> None:
    """The database at ``new``, which two revisions led to, against ``new`` and against ``old``."""
    chain = make(*dialects)
    chain.build(pair.old)
    chain.build(pair.new, pair.intent)
    database.empty()
    chain.upgrade(database.engine)
    url = database.engine.url.render_as_string(hide_password=False)
    live = standing(url, {ref.name.name for ref in pair.new.objects if ref.kind == "schema"})
    with scratch(database.dialect, url) as place:

        def seen(schema: Schema) -> tuple[Schema, Any]:
            declared = Declared(chain.config, database.dialect, schema)
            wanted = on_server(declared, place, ground_of(live, schema))
            return wanted, deviations(declared.own(live.inspection.schema), wanted)

        assert seen(pair.new)[1] == ()
        wanted, found = seen(pair.old)
        assert bool(found) == (wanted != live.inspection.schema)
    chain.remove()


@pytest.mark.postgresql
@given(pair=pairs(portable=False, max_steps=3))
@settings(max_examples=EXAMPLES, deadline=None)
def test_postgresql(pair: Pair, postgresql: Database, new_chain: NewChain) -> None:
    no_drift(pair, postgresql, new_chain, "postgresql")


@given(pair=pairs(max_steps=3))
@settings(max_examples=EXAMPLES, deadline=None)
def test_sqlite(pair: Pair, sqlite: Database, new_chain: NewChain) -> None:
    no_drift(pair, sqlite, new_chain, "postgresql", "sqlite")


@given(pair=hung_pairs("sqlite"))
@settings(max_examples=EXAMPLES, deadline=None)
def test_sqlite_views(pair: Pair, sqlite: Database, new_chain: NewChain) -> None:
    no_drift(pair, sqlite, new_chain, "sqlite")
