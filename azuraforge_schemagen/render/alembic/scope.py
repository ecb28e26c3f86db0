"""What the rendering of one direction of a revision shares: the dialect, the raw types, what was rendered before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Column, Constraint
from azuraforge_schemagen.ir.types import Type
from azuraforge_schemagen.render.alembic.code import Fn, Typed
from azuraforge_schemagen.render.alembic.types import RawTypes, typed

Members = dict[int, tuple[Constraint, Fn]]
"""Constraints likewise."""
Columns = dict[tuple[int, bool | None], tuple[Column, Fn]]
"""Columns that were rendered, by identity: the dialects of a project share every one that is the same on all."""


@dataclass(slots=True)
class Scope:
    """``finals`` are the names that tables of an SQLite rebuild end with."""

    dialect: str
    raws: RawTypes
    columns: Columns
    members: Members
    finals: Mapping[QName, QName] = field(default_factory=dict)
    types: dict[tuple[Type, QName | None], Typed] = field(default_factory=dict)

    @property
    def sqlite(self) -> bool:
        """Whether this is SQLite."""
        return self.dialect == "sqlite"

    def typed(self, type_: Type, collation: QName | None = None) -> Typed:
        """The type of a column."""
        key = (type_, collation)
        if key not in self.types:
            self.types[key] = typed(type_, self.dialect, self.raws, collation)
        return self.types[key]

    def final(self, table: QName) -> QName:
        """The name that a table has at the end."""
        return self.finals.get(table, table)
