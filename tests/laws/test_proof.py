"""Law 2 through the front door: ``verify`` finds nothing wrong with what ``build`` wrote, whatever the schema."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import assume, event, given

from azuraforge_schemagen.pipeline import VerifyOptions, verify
from tests.hanging import hung_pairs
from tests.laws.projects import built, law, new_project, speakable
from tests.strategies import Pair, pairs


@given(pair=pairs())
@law(6)
def test_on_sqlite(pair: Pair, tmp_path: Path) -> None:
    proven(pair, tmp_path, None, "sqlite")


@given(pair=hung_pairs("sqlite"))
@law(6)
def test_views_on_sqlite(pair: Pair, tmp_path: Path) -> None:
    proven(pair, tmp_path, None, "sqlite")


@pytest.mark.postgresql
@given(pair=pairs(portable=False))
@law(4)
def test_on_postgresql(pair: Pair, pg_server: str, tmp_path: Path) -> None:
    proven(pair, tmp_path, pg_server, "postgresql")


def proven(pair: Pair, folder: Path, url: str | None, *dialects: str) -> None:
    """Two builds, and the proof of all that they wrote."""
    assume(speakable(pair.old, pair.new))
    config = new_project(folder, *dialects)
    try:
        built(config, pair.old)
        built(config, pair.new, pair.intent)
        result = verify(config, VerifyOptions(url), lambda _: None)
        assert [it for it in result.diagnostics if it.severity == "error"] == []
        for found in result.diagnostics:
            event(found.code)
        for proof in result.proofs:
            for revision in proof.revisions:
                event(f"rows: {'some' if revision.rows else 'none'}")
    except Exception as error:
        error.add_note(f"steps: {pair.steps}")
        raise
    finally:
        shutil.rmtree(config.root)
