"""Enum classes of a project in the words of the language."""

from __future__ import annotations

import enum
import importlib
from dataclasses import dataclass

import sqlalchemy as sa


@dataclass(frozen=True, slots=True)
class EnumWords:
    """The class that the values are of in Python, and whether the database has their values or their names; ``gap`` is
    why no file can say it."""

    path: str = ""
    by_value: bool = False
    gap: str = ""


def enum_words(found: sa.Enum) -> EnumWords:
    """What a file says about the class of an enum; nothing where its values are strings."""
    cls = found.enum_class
    if cls is None:
        return EnumWords(gap="its values are strings in Python, and become members of an enum")
    path = f"{cls.__module__}:{cls.__qualname__}"
    if (
        not cls.__qualname__.isidentifier()
        or getattr(importlib.import_module(cls.__module__), cls.__qualname__) is not cls
    ):
        return EnumWords(gap=f"no import reaches its class {path}")
    members: list[enum.Enum] = list(cls)
    labels = list(found.enums)
    if labels == [it.name for it in members]:
        return EnumWords(path)
    if labels == [it.value for it in members]:
        return EnumWords(path, by_value=True)
    return EnumWords(gap=f"its labels are neither the names nor the values of {path}")
