"""Laws 2 and 7: on real servers, with rows in the tables, in both directions, stopped at every statement.

A few examples of each by default; ``SCHEMAGEN_EXAMPLES=500`` makes as many.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings

from tests.hanging import hung_pairs
from tests.laws.conduct import conduct
from tests.laws.conftest import NewChain
from tests.laws.databases import Database
from tests.strategies import Pair, pairs

EXAMPLES = int(os.environ.get("SCHEMAGEN_EXAMPLES", "25"))
law = settings(
    max_examples=EXAMPLES,
    deadline=None,
    print_blob=True,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)


@pytest.mark.postgresql
@given(pair=pairs(portable=False))
@law
def test_postgresql(pair: Pair, postgresql: Database, new_chain: NewChain) -> None:
    observed(conduct(pair, postgresql, new_chain, "postgresql"))


@given(pair=pairs())
@law
def test_sqlite(pair: Pair, sqlite: Database, new_chain: NewChain) -> None:
    observed(conduct(pair, sqlite, new_chain, "sqlite"))


@given(pair=hung_pairs("sqlite"))
@law
def test_sqlite_views(pair: Pair, sqlite: Database, new_chain: NewChain) -> None:
    observed(conduct(pair, sqlite, new_chain, "sqlite"))


@pytest.mark.postgresql
@given(pair=pairs())
@law
def test_one_revision_for_both(pair: Pair, postgresql: Database, sqlite: Database, new_chain: NewChain) -> None:
    observed(conduct(pair, postgresql, new_chain, "postgresql", "sqlite"))
    observed(conduct(pair, sqlite, new_chain, "postgresql", "sqlite"))


def observed(notes: Counter[str]) -> None:
    """Tells hypothesis what an example had."""
    for note, number in notes.items():
        event(f"{note}: {'some' if number else 'none'}")
