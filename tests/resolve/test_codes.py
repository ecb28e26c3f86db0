"""Every code of this room is provoked by a test beside this one."""

from __future__ import annotations

from pathlib import Path

import pytest

from azuraforge_schemagen.diagnostics.codes import Code, hung, objects, references, related, routines

CODES = [*references.CODES, *related.CODES, *objects.CODES, *hung.CODES, *routines.CODES]


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.number)
def test_a_test_provokes_it(code: Code) -> None:
    assert 120 <= int(code.number.removeprefix("SG")) < 200
    others = (path for path in Path(__file__).parent.glob("test_*.py") if path != Path(__file__))
    assert any(code.number in path.read_text(encoding="utf-8") for path in others)
