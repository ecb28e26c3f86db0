"""A table while it is put together: what its columns and keys say, before the other tables are known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from azuraforge_schemagen.ir.intent import Rename, RenameKind
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import shorten
from azuraforge_schemagen.ir.orm import Attribute
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Deviation,
    Exclusion,
    ForeignKey,
    Index,
    Partition,
    PartitionKey,
    PrimaryKey,
    Unique,
)
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve import names
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.findings import Also, Place, suggest

Child = PrimaryKey | Unique | Check | ForeignKey | Exclusion | Index


class Reference(NamedTuple):
    """A foreign key before its target is known; ``name`` is ``None`` where it is derived."""

    name: str | None
    columns: tuple[str, ...]
    target: QName
    exact: bool
    """Whether the target was written with its schema."""
    target_columns: tuple[str, ...]
    spec: Any
    place: Place
    target_place: Place


@dataclass(slots=True)
class Draft:
    """A table in the making. ``places`` tells where its keys and indexes stand, by section and
    name, ``mixed`` which columns are a mixin's;
    ``constraints`` holds the names of constraints that are taken, the written ones from the start."""

    name: QName
    document: Document
    ctx: Context
    columns: dict[str, Column] = field(default_factory=dict)
    attributes: list[Attribute] = field(default_factory=list)
    key_columns: list[str] = field(default_factory=list)
    key_name: tuple[str, Place] | None = None
    primary_key: PrimaryKey | None = None
    uniques: list[Unique] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    indexes: list[Index] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    exclusions: list[Exclusion] = field(default_factory=list)
    dialects: tuple[str, ...] = ()
    parent: Draft | None = None
    """Of a partition: the table that it is one of."""
    heir_of: tuple[Draft, ...] = ()
    """The tables that it inherits from."""
    partition_by: PartitionKey | None = None
    partition_of: Partition | None = None
    deviations: list[Deviation] = field(default_factory=list)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    mixed: dict[str, Document] = field(default_factory=dict)
    constraints: dict[str, Place] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where the table's name stands."""
        return Place(self.document, ("table",))

    def where(self, kind: str, name: str) -> Place:
        """Where a child stands (``columns``, ``uniques``, ``checks``, ``foreign_keys``, ``indexes``)."""
        if kind == "columns" and name in self.columns:
            return Place(self.mixed.get(name, self.document), (kind, name))
        return self.places.get((kind, name)) or self.place

    def error(self, code: str, message: str, place: Place, help: str = "", also: Also = None) -> None:
        """Says what is wrong."""
        self.ctx.findings.error(code, message, place, help, also)

    def has(self, columns: tuple[str, ...] | list[str], place: Place, what: str) -> bool:
        """Whether these columns exist, each once; says which do not. ``place`` is the list that names them."""
        fine = True
        for index, name in enumerate(columns):
            if name not in self.columns:
                self.lacks(name, place.at(index), what)
                fine = False
            elif name in columns[:index]:
                self.error("SG132", f"{what}: the column '{name}' stands twice", place.at(index))
                fine = False
        return fine

    def lacks(self, column: str, place: Place, what: str) -> None:
        """Says that there is no such column."""
        message = f"{what}: the table '{self.name}' has no column '{column}'"
        self.error("SG131", message, place, suggest(column, self.columns))

    def derive(self, make: Callable[[int], str], place: Place) -> str:
        """A constraint's derived name: numbered, as PostgreSQL does, where it is taken in the table."""
        number = 0
        while (name := make(number)) in self.constraints:
            number += 1
        self.constraints[name] = place
        return name

    def written(self, name: str, place: Place) -> str:
        """A name that somebody wrote. In a mixin it is a template: ``{table}`` is the table; without it the table
        goes in front."""
        names.check(name, place, self.ctx.findings)
        if place.mixin is None:
            return name
        table = self.name.name
        return shorten(name.replace("{table}", table) if "{table}" in name else f"{table}_{name}")

    def renamed(self, kind: RenameKind, spec: Any, new: str, place: Place) -> None:
        """Notes the ``renamed_from`` of a column or another child."""
        old = spec.get("renamed_from")
        if old is None:
            return
        where = place.at("renamed_from")
        if kind != "column":
            old = self.written(old, where)
        self.ctx.rename(Rename(kind, self.name, old, new), self.name, where)

    def children(self) -> Iterator[tuple[str, Child]]:
        """Every named child but columns, with its kind."""
        if self.primary_key:
            yield "primary_key", self.primary_key
        for unique in self.uniques:
            yield "uniques", unique
        for check in self.checks:
            yield "checks", check
        for key in self.foreign_keys:
            yield "foreign_keys", key
        for exclusion in self.exclusions:
            yield "exclusions", exclusion
        for index in self.indexes:
            yield "indexes", index
