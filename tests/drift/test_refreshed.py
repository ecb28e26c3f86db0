"""What is no drift: a materialized view that somebody filled or emptied, columns in another order."""

from __future__ import annotations

from pathlib import Path

import pytest

from azuraforge_schemagen.pipeline.import_ import ImportOptions, import_
from tests.drift.conftest import Shop

VIEWS = {
    "later": "materialized_view: later\ndialects: [postgresql]\nquery: SELECT id FROM customers\nwith_data: false\n",
    "now": "materialized_view: now\ndialects: [postgresql]\nquery: SELECT id FROM customers\n",
}


@pytest.mark.postgresql
def test_no_difference_and_nothing_to_merge(shop: Shop) -> None:
    for name, text in VIEWS.items():
        shop.project.yaml(name, text)
    shop.project.ok("build", "-m", "views")
    shop.upgrade()
    shop.sql("REFRESH MATERIALIZED VIEW later", "REFRESH MATERIALIZED VIEW now WITH NO DATA")
    assert shop.drift()["differences"] == []
    root: Path = shop.project.root
    assert import_(root, shop.url, ImportOptions(merge=True)).changes == ()


@pytest.mark.postgresql
def test_a_view_of_all_columns_shows_them_as_they_came(shop: Shop) -> None:
    shop.project.yaml("bags", "table: bags\ncolumns: { id: { type: integer, primary_key: true }, size: integer }\n")
    shop.project.yaml("seen", "view: seen\ndialects: [postgresql]\nquery: SELECT * FROM bags\n")
    shop.project.ok("build", "-m", "bags")
    columns = "{ id: { type: integer, primary_key: true }, brand: integer | null, size: integer }"
    shop.project.yaml("bags", f"table: bags\ncolumns: {columns}\n")
    shop.project.ok("build", "-m", "brands")
    shop.upgrade()
    assert shop.drift()["differences"] == []
