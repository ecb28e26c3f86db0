"""Enum classes of a project in the words of the language."""

from __future__ import annotations

import enum
import inspect
from collections.abc import Container, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from azuraforge_schemagen.db.code.reach import path_of
from azuraforge_schemagen.resolve import identifiers


@dataclass(frozen=True, slots=True)
class EnumWords:
    """The class that the values are of in Python, and whether the database has their values or their names; ``gap`` is
    why no file can say it. ``name`` is that of a class that is generated, with its ``doc``."""

    path: str = ""
    by_value: bool = False
    gap: str = ""
    name: str = ""
    doc: str | None = None


def enum_words(found: sa.Enum, homes: Container[str]) -> EnumWords:
    """What a file says about the class of an enum; nothing where its values are strings. ``homes`` are the modules of
    the mapped classes, in whose place the generated ones come."""
    cls = found.enum_class
    if cls is None:
        return EnumWords(gap="its values are strings in Python, and become members of an enum")
    if cls.__module__ in homes and _is_plain(cls, found.enums):
        return EnumWords(name=cls.__name__, doc=_doc(cls))
    path = path_of(cls)
    if not path:
        return EnumWords(gap=f"no import reaches its class {cls.__module__}:{cls.__qualname__}")
    members: list[enum.Enum] = list(cls)
    labels = list(found.enums)
    if labels == [it.name for it in members]:
        return EnumWords(path)
    if labels == [it.value for it in members]:
        return EnumWords(path, by_value=True)
    return EnumWords(gap=f"its labels are neither the names nor the values of {path}")


def _is_plain(cls: type[enum.Enum], labels: Sequence[str]) -> bool:
    """Whether the generated class of these labels is the same: members, and nothing else."""
    members = tuple((it.name, it.value) for it in cls)
    own = vars(cls).keys() - cls.__members__.keys() - vars(_Nothing).keys() - {"__doc__"}
    return cls.__bases__ == (enum.Enum,) and not own and members == identifiers.members(labels)


def _doc(cls: type[enum.Enum]) -> str | None:
    doc = vars(cls).get("__doc__")
    return inspect.cleandoc(doc) if isinstance(doc, str) and doc != vars(_Nothing).get("__doc__") else None


class _Nothing(enum.Enum):
    pass
