"""The names that a models module gives away, settled before anything is imported into it."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import ClassMap, Orm, Subclass
from azuraforge_schemagen.ir.schema import Schema

BASE = "Base"
_OTHERS = frozenset({BASE, "get_session_local", "sa_create_engine", *keyword.kwlist})


@dataclass(frozen=True, slots=True)
class Names:
    """Classes and enums (sorted), tables without a class, the constants of enum types; ``taken`` is every name that
    something in the module bears, attributes too."""

    classes: tuple[str, ...]
    tables: Mapping[QName, str]
    enum_types: Mapping[QName, str]
    taken: frozenset[str]

    @property
    def exported(self) -> list[str]:
        """What a package exports, sorted."""
        return sorted({BASE, *self.classes, *self.tables.values()})


def names_of(schema: Schema, orm: Orm) -> Names:
    """The names of a module with these models."""
    mapped = [*orm.classes.values(), *(it.of for it in orm.views.values())]
    every: list[ClassMap | Subclass] = [*mapped, *(it for made in mapped for it in made.subclasses)]
    classes = {made.name for made in every} | {made.name for made in orm.enums.values() if not made.module}
    taken = {*classes, *_OTHERS}
    taken.update(it.name for made in mapped for it in made.attributes)
    taken.update(it.name for made in every for it in made.relationships)
    enum_types = {
        name: _claim(f"{made.name.rpartition('.')[2]}Type", taken) for name, made in sorted(orm.enums.items())
    }
    tables = {
        name: _claim(_identifier(name.name), taken)
        for name, table in schema.tables.items()
        if table.partition_of is None and (table.primary_key is None or name not in orm.classes)
    }
    return Names(tuple(sorted(classes)), tables, enum_types, frozenset(taken))


def _claim(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def _identifier(name: str) -> str:
    made = re.sub(r"\W", "_", name).strip("_") or "table"
    return made if made.isidentifier() else f"table_{made}"
