"""The ``Intent``: how shall we get there? What the author says about a change, which no state can tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import Sql

HungKind = Literal["view", "materialized_view", "function", "procedure", "aggregate", "trigger", "policy", "statistics"]
TypeKind = Literal["enum", "domain", "composite", "range"]
PartKind = Literal["column", "value", "attribute", "index", "constraint"]
RenameKind = Literal["table", "sequence", "collation"] | TypeKind | PartKind | HungKind
TYPE_KINDS: tuple[TypeKind, ...] = get_args(TypeKind)
HUNG_KINDS: tuple[HungKind, ...] = get_args(HungKind)
WHOLE: frozenset[str] = frozenset({"table", "sequence", "collation", *TYPE_KINDS, *HUNG_KINDS}) - {"trigger", "policy"}
"""The kinds of whole objects; the others are parts of one."""
OWNERS: Mapping[str, str] = {"value": "enum", "attribute": "composite"}
"""The kind of object that a part belongs to, where that is no table."""


@dataclass(frozen=True, slots=True, order=True)
class Rename:
    """One ``renamed_from`` line. ``scope`` is the table, enum or composite (by its new name) that holds a column,
    value, attribute, index or constraint; for a whole object it is that object's own new name, a routine's without its
    arguments. ``home`` is the database schema that a whole object comes from, where that is another one."""

    kind: RenameKind
    scope: QName
    old: str
    new: str
    home: str | None = None

    @property
    def was(self) -> QName:
        """The old name of a whole object."""
        return QName(self.scope.schema if self.home is None else self.home, self.old)

    @property
    def ends(self) -> tuple[tuple[object, ...], tuple[object, ...]]:
        """What was renamed and what it is now, as they are unique in a kind."""
        if self.kind in WHOLE:
            return self.was, self.scope
        return (self.scope, self.old), (self.scope, self.new)


def moved(kind: RenameKind, before: QName, after: QName) -> Rename:
    """The line that says so of a whole object."""
    return Rename(kind, after, before.name, after.name, None if before.schema == after.schema else before.schema)


@dataclass(frozen=True, slots=True)
class Using:
    """How the rows of a column reach its new type (``up``) and come back (``down``), as SQL expressions."""

    up: Sql | None = None
    down: Sql | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """Every declared intent of a project. Columns are addressed as (table, column), by their new names."""

    renames: tuple[Rename, ...] = ()
    backfills: Mapping[tuple[QName, str], Sql] = field(default_factory=dict)
    using: Mapping[tuple[QName, str], Using] = field(default_factory=dict)
    removed_values: Mapping[QName, Mapping[str, str]] = field(default_factory=dict)
    """Per enum (new name): a value that went -> the value that its rows take."""
    allow: frozenset[str] = frozenset()
    """``--allow`` of the command line: ``all`` or ``KIND:NAME``."""
    naming: Naming = field(default_factory=Naming)
    """How derived names come about, so that they follow a rename."""

    def allows(self, what: str) -> bool:
        """Whether a loss was acknowledged; ``what`` is KIND:NAME."""
        return "all" in self.allow or what in self.allow
