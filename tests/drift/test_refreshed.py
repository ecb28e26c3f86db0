"""A materialized view that somebody filled or emptied is as it was declared."""

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
