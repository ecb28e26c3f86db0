"""Runs the text of a module as Python would import it."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

_NUMBER = itertools.count()


@contextmanager
def loaded(text: str) -> Iterator[ModuleType]:
    """The module, known to ``sys.modules`` while it is in use: SQLAlchemy looks annotations up there."""
    name = f"generated_models_{next(_NUMBER)}"
    module = ModuleType(name)
    sys.modules[name] = module
    try:
        exec(compile(text, f"<{name}>", "exec", dont_inherit=True), module.__dict__)
        yield module
    finally:
        if "Base" in module.__dict__:
            module.Base.registry.dispose()
        del sys.modules[name]


def formatted(text: str) -> str:
    """What ``ruff format`` makes of a module."""
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "120", "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True, encoding="utf-8").stdout
