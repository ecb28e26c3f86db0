"""Every example in README and docs is run; what a page shows is what happens."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Golden
from tests.docs.pages import blocks, run_page

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_page_shows_what_happens(page: Path, tmp_path: Path, golden: Golden) -> None:
    text = page.read_text(encoding="utf-8")
    golden(page, run_page(text, tmp_path))


def test_no_yaml_stands_outside_a_project() -> None:
    stray = [
        f"{page.name}: {block.body.splitlines()[0]}"
        for page in PAGES
        for block in blocks(page.read_text(encoding="utf-8"))
        if block.info.split(" ")[0] == "yaml" and not block.title
    ]
    assert stray == []


def test_language_reference_is_up_to_date() -> None:
    import json

    from scripts.reference import PAGE, SCHEMA, page

    assert PAGE.read_text(encoding="utf-8") == page(json.loads(SCHEMA.read_text(encoding="utf-8")))
