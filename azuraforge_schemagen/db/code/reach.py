"""Objects of a project by the path that an import reaches them by."""

from __future__ import annotations

import importlib
import re
from operator import attrgetter
from typing import Any

_NAMES = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


def path_of(found: Any) -> str:
    """``package.module:Name`` or ``package.module:Outer.Inner``; empty where that is not this very object."""
    module, name = getattr(found, "__module__", None), getattr(found, "__qualname__", "")
    if not module or not _NAMES.fullmatch(name):
        return ""
    try:
        same = attrgetter(name)(importlib.import_module(module)) is found
    except (AttributeError, ImportError):
        return ""
    return f"{module}:{name}" if same else ""
