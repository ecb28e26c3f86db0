"""Constraints and indexes that models have once for each dialect, under one name (``ddl_if``)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import sqlalchemy as sa

from azuraforge_schemagen.db.code.ddl import is_made
from azuraforge_schemagen.db.code.lost import Lost, Part
from azuraforge_schemagen.ir.schema import Check, ForeignKey, Index, Unique

Kind = TypeVar("Kind", Check, ForeignKey, Index, Unique)


@dataclass
class Once:
    """Takes them together. ``gaps`` says what cannot be; ``apart`` is whether any were on one dialect each."""

    dialects: Sequence[str]
    gaps: list[Lost] = field(default_factory=list)
    apart: bool = False

    def of(self, found: Iterable[tuple[sa.Constraint | sa.Index, Kind]]) -> tuple[Kind, ...]:
        """Each name once: as the first dialect has it, with the dialects that have it at all."""
        made: dict[str, Kind] = {}
        marks: dict[str, set[str]] = {}
        for item, one in found:
            here = {it for it in self.dialects if is_made(item, it)}
            held = marks.setdefault(one.name, set())
            if held & here and one != made[one.name]:
                self.gaps.append(Lost(_part(one), one.name, f"{one.name}, of which there are two"))
            self.apart = self.apart or (bool(held) and held.isdisjoint(here))
            if one.name not in made or (self.dialects[0] in here and self.dialects[0] not in held):
                made[one.name] = one
            held |= here
        return tuple(self._marked(one, marks[name]) for name, one in made.items())

    def _marked(self, one: Kind, held: set[str]) -> Kind:
        names = () if held == set(self.dialects) else tuple(sorted(held))
        if isinstance(one, Check | Index):
            return replace(one, dialects=names)
        if names:
            self.gaps.append(Lost(_part(one), one.name, f"that {one.name} is for {' and '.join(names)} alone"))
        return one


def _part(one: Check | ForeignKey | Index | Unique) -> Part:
    return "index" if isinstance(one, Index) else "constraint"
