"""Type classes of a project: what stands in a ``types:`` file."""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy.types import PickleType, TypeDecorator, TypeEngine, UserDefinedType

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class Own:
    """A type class that an import reaches and that makes the very type when it is called without arguments."""

    name: str
    path: str


def own_type(type_: TypeEngine[Any]) -> tuple[Own | None, str]:
    """The class of a column's type where it is the project's own, or why no file can say it."""
    cls = type(type_)
    if not isinstance(type_, TypeDecorator | UserDefinedType) or (
        cls.__module__.startswith("sqlalchemy.") and not isinstance(type_, PickleType)
    ):
        return None, ""
    path = f"{cls.__module__}:{cls.__qualname__}"
    if getattr(importlib.import_module(cls.__module__), cls.__qualname__, None) is not cls:
        return None, f"the type class {path}, which no import reaches"
    if not _is_plain(type_, cls):
        return None, f"the arguments of {type_!r}"
    return Own("_".join(_WORDS.split(cls.__qualname__)).lower(), path), ""


def _is_plain(type_: TypeEngine[Any], cls: type[Any]) -> bool:
    """Whether the class alone makes it."""
    try:
        made = cls()
    except TypeError:
        return False
    return repr(made) == repr(type_) and str(made) == str(type_) and not type_._variant_mapping
