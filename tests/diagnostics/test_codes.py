"""The table of codes: unique, documented, and each one of files and language provoked by a test."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest

from azuraforge_schemagen.diagnostics import codes
from azuraforge_schemagen.diagnostics.codes import CODES, Code, files, language

MODULES = [importlib.import_module(f"{codes.__name__}.{found.name}") for found in pkgutil.iter_modules(codes.__path__)]
ALL = list({id(code): code for module in MODULES for code in getattr(module, "CODES", ())}.values())


def test_no_number_is_given_twice_and_none_is_forgotten() -> None:
    assert sorted(code.number for code in ALL) == sorted(CODES)


@pytest.mark.parametrize("code", ALL, ids=lambda code: code.number)
def test_it_has_a_title_and_a_manual(code: Code) -> None:
    assert code.title
    assert len(code.manual) > 60
    assert code.manual.count("```") % 2 == 0


@pytest.mark.parametrize("code", [*files.CODES, *language.CODES], ids=lambda code: code.number)
def test_a_test_provokes_it(code: Code) -> None:
    room = range(1, 100) if code in files.CODES else range(101, 120)
    assert int(code.number.removeprefix("SG")) in room
    tests = Path(__file__).parents[1] / "load"
    assert any(code.number in path.read_text(encoding="utf-8") for path in tests.glob("test_*.py"))
