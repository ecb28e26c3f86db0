"""Type classes of a project: what stands in a ``types:`` file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.types import PickleType, TypeDecorator, TypeEngine, UserDefinedType

from azuraforge_schemagen.db.code.reach import path_of
from azuraforge_schemagen.resolve.identifiers import unique

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
    path = path_of(cls)
    if not path:
        return None, f"the type class {cls.__module__}:{cls.__qualname__}, which no import reaches"
    if not _is_plain(type_, cls):
        return None, f"the arguments of {type_!r}"
    return Own("_".join(_WORDS.split(cls.__name__)).lower(), path), ""


def named_apart(found: Iterable[dict[str, Own]], taken: Collection[str]) -> None:
    """Give each class a name of its own: where its own is taken, with that of the package before it."""
    names: dict[str, str] = {}
    for types in found:
        for column, own in types.items():
            if own.path not in names:
                used = {*taken, *names.values()}
                package = own.path.partition(".")[0].partition(":")[0].lower()
                names[own.path] = own.name if own.name not in used else unique(f"{package}_{own.name}", used)
            types[column] = Own(names[own.path], own.path)


def _is_plain(type_: TypeEngine[Any], cls: type[Any]) -> bool:
    """Whether the class alone makes it."""
    try:
        made = cls()
    except TypeError:
        return False
    return repr(made) == repr(type_) and str(made) == str(type_) and not type_._variant_mapping
