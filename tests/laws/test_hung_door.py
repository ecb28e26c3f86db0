"""Laws 2 to 7 where views, functions, triggers and the like hang on the tables: stopped at every statement, and through
the front door."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azuraforge_schemagen.ir.intent import Intent
from tests.hanging import hung_pairs
from tests.laws import test_import, test_package, test_roundtrip, test_settle
from tests.laws.conduct import conduct
from tests.laws.conftest import NewChain
from tests.laws.databases import Database
from tests.laws.projects import law
from tests.strategies import Pair


@pytest.fixture(autouse=True)
def _fixed_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


@given(pair=hung_pairs("postgresql"))
@law(20)
def test_postgresql_settles(pair: Pair, tmp_path: Path) -> None:
    test_settle.settles(pair, tmp_path, "postgresql")


@given(pair=hung_pairs("sqlite"))
@law(10)
def test_sqlite_settles(pair: Pair, tmp_path: Path) -> None:
    test_settle.settles(pair, tmp_path, "sqlite")


@given(pair=hung_pairs("postgresql"), seed=st.integers(0, 99))
@law(10)
def test_order_of_files_and_keys_changes_nothing(pair: Pair, seed: int, tmp_path: Path) -> None:
    test_settle.order_is_nothing(pair, seed, tmp_path, "postgresql")


@given(pair=hung_pairs("postgresql"))
@law(40)
def test_yaml(pair: Pair) -> None:
    test_roundtrip.stays(pair.new, Intent(), "postgresql")


@pytest.mark.postgresql
@given(pair=hung_pairs("postgresql"))
@law(20)
def test_import_of_postgresql(pair: Pair, postgresql: Database, new_chain: NewChain) -> None:
    test_import.comes_back(pair, postgresql, new_chain)


@given(pair=hung_pairs("sqlite"))
@law(20)
def test_import_of_sqlite(pair: Pair, sqlite: Database, new_chain: NewChain) -> None:
    test_import.comes_back(pair, sqlite, new_chain)


@pytest.mark.postgresql
@given(pair=hung_pairs("postgresql"))
@law(15)
def test_models_on_postgresql(pair: Pair, postgresql: Database, tmp_path: Path) -> None:
    test_package.agrees(pair.new, tmp_path, postgresql)


@given(pair=hung_pairs("sqlite"))
@law(15)
def test_models_on_sqlite(pair: Pair, sqlite: Database, tmp_path: Path) -> None:
    test_package.agrees(pair.new, tmp_path, sqlite)


@pytest.mark.postgresql
@given(pair=hung_pairs("postgresql"))
@law(15)
def test_stops_on_postgresql(pair: Pair, postgresql: Database, new_chain: NewChain) -> None:
    conduct(pair, postgresql, new_chain, "postgresql")


@given(pair=hung_pairs("sqlite"))
@law(15)
def test_stops_on_sqlite(pair: Pair, sqlite: Database, new_chain: NewChain) -> None:
    conduct(pair, sqlite, new_chain, "sqlite")
