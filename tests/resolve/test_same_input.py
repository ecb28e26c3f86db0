"""What has no order in the files has none in what they mean; no value here depends on the place of a file."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.load.read import read
from azuraforge_schemagen.resolve import resolve
from tests.resolve.reading import BOTH

CASES = Path(__file__).parent / "cases"
ORDERED = {"columns", "value"}
"""Maps whose order is kept: that of columns, and that of literals."""


def shuffled(value: Any, key: str, chance: random.Random) -> Any:
    if isinstance(value, dict) and key != "value":
        items = list(value.items())
        if key not in ORDERED:
            chance.shuffle(items)
        return {name: shuffled(item, name, chance) for name, item in items}
    return [shuffled(item, "", chance) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
@pytest.mark.parametrize("seed", range(5))
def test_order_does_not_matter_where_it_means_nothing(case: str, seed: int) -> None:
    chance = random.Random(seed)
    documents, broken = read(CASES, case)
    assert not broken
    config = Config(CASES, "app", "app", targets=BOTH)
    other = [replace(it, data=shuffled(it.data, "", chance)) for it in documents]
    chance.shuffle(other)
    one, two = resolve(documents, config), resolve(other, config)
    assert (two.schema, two.orm, two.intent) == (one.schema, one.orm, one.intent)


def test_documents_without_a_tree_will_do() -> None:
    data = {"table": "t", "columns": {"id": {"type": "serial", "primary_key": True}, "x": {"type": "strin"}}}
    found = resolve([Document("t.yaml", "table", data)], Config(Path(), "app", "app")).diagnostics
    assert [(one.code, str(one.span)) for one in found] == [("SG126", "t.yaml")]
