"""The ``Schema``: what the database is. Frozen values; references between objects are names.

Canonical before anything compares it: every name final, SQL text in ``sqltext.canonical`` form, defaults by the type
of their column, constraints and indexes sorted by name. Equality is plain ``==``; column order is presentation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from azuraforge_schemagen.ir.bodies import Hung
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.tables import (
    Bound,
    Check,
    Column,
    Constant,
    Constraint,
    Default,
    DefaultBound,
    Deferrable,
    Deviation,
    Exclusion,
    Facet,
    FacetName,
    ForeignKey,
    Function,
    Generated,
    HashBound,
    Identity,
    Index,
    IndexKey,
    ListBound,
    Number,
    Options,
    Partition,
    PartitionKey,
    PrimaryKey,
    RangeBound,
    ReferentialAction,
    ReplicaIdentity,
    RowSecurity,
    Sql,
    Table,
    Unique,
)
from azuraforge_schemagen.ir.types import DomainType, Named, Type, exchanged
from azuraforge_schemagen.ir.usertypes import Attribute, Collation, Composite, Range

__all__ = [
    "Attribute",
    "Bound",
    "Check",
    "Collation",
    "Column",
    "Composite",
    "Constant",
    "Constraint",
    "Default",
    "DefaultBound",
    "Deferrable",
    "Deviation",
    "Domain",
    "Enum",
    "Exclusion",
    "Extension",
    "Facet",
    "FacetName",
    "ForeignKey",
    "Function",
    "Generated",
    "HashBound",
    "Identity",
    "Index",
    "IndexKey",
    "ListBound",
    "Namespace",
    "Number",
    "Object",
    "Options",
    "Owner",
    "Partition",
    "PartitionKey",
    "PrimaryKey",
    "Range",
    "RangeBound",
    "ReferentialAction",
    "ReplicaIdentity",
    "RowSecurity",
    "Schema",
    "Sequence",
    "Sql",
    "Standalone",
    "Table",
    "Unique",
    "plain_type",
    "schema_of",
]


@dataclass(frozen=True, slots=True)
class Enum:
    """An enum type; the order of its values is meaning."""

    name: QName
    values: tuple[str, ...]
    dialects: tuple[str, ...] = ()
    comment: str | None = None
    depends_on: tuple[str, ...] = field(default=(), compare=False)

    @property
    def ref(self) -> Ref:
        """The enum's address."""
        return Ref("enum", self.name)


@dataclass(frozen=True, slots=True)
class Namespace:
    """A database schema, as in CREATE SCHEMA."""

    name: QName
    comment: str | None = None

    @property
    def ref(self) -> Ref:
        """The schema's address."""
        return Ref("schema", self.name)


@dataclass(frozen=True, slots=True)
class Owner:
    """The column that a sequence goes with."""

    table: QName
    column: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """A sequence that is no serial's or identity's own. ``None`` leaves an option to the server; a ``start`` that the
    server would choose is ``None`` too."""

    name: QName
    type: Literal["smallint", "integer", "bigint"] = "bigint"
    start: int | None = None
    increment: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    cache: int | None = None
    cycle: bool = False
    owned_by: Owner | None = None
    dialects: tuple[str, ...] = ()
    comment: str | None = None
    depends_on: tuple[str, ...] = field(default=(), compare=False)

    @property
    def ref(self) -> Ref:
        """The sequence's address."""
        return Ref("sequence", self.name)


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain: a type with constraints, in which a check calls the value ``VALUE``. ``checks`` are sorted by name."""

    name: QName
    type: Type
    nullable: bool = True
    default: Default | None = None
    collation: QName | None = None
    checks: tuple[Check, ...] = ()
    dialects: tuple[str, ...] = ()
    comment: str | None = None
    depends_on: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "checks", tuple(sorted(self.checks, key=lambda check: check.name)))

    @property
    def ref(self) -> Ref:
        """The domain's address."""
        return Ref("domain", self.name)


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension of the server. ``schema`` is where its objects are, empty for the default one; without a
    ``version`` it is the server's own choice."""

    name: QName
    schema: str = ""
    version: str | None = None
    dialects: tuple[str, ...] = ()

    @property
    def ref(self) -> Ref:
        """The extension's address."""
        return Ref("extension", self.name)


Standalone = Sequence | Domain | Extension | Composite | Range | Collation | Hung
"""Objects that come, change and go as a whole: ``CreateObject``, ``AlterObject``, ``DropObject``."""

Object = Table | Enum | Namespace | Standalone


@dataclass(frozen=True, slots=True)
class Schema:
    """Every object of a database by address. The mapping is read-only; build a new one with ``with_objects``."""

    objects: Mapping[Ref, Object] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def tables(self) -> dict[QName, Table]:
        """The tables by name, sorted by name."""
        return {ref.name: obj for ref, obj in sorted(self.objects.items(), key=_ref) if isinstance(obj, Table)}

    @property
    def enums(self) -> dict[QName, Enum]:
        """The enums by name, sorted by name."""
        return {ref.name: obj for ref, obj in sorted(self.objects.items(), key=_ref) if isinstance(obj, Enum)}

    @property
    def domains(self) -> dict[QName, Domain]:
        """The domains by name, sorted by name."""
        return {ref.name: obj for ref, obj in sorted(self.objects.items(), key=_ref) if isinstance(obj, Domain)}

    @property
    def sequences(self) -> dict[QName, Sequence]:
        """The sequences with a definition of their own by name, sorted by name."""
        return {ref.name: obj for ref, obj in sorted(self.objects.items(), key=_ref) if isinstance(obj, Sequence)}

    def table(self, name: QName) -> Table:
        """The table of this name. Raises ``KeyError`` where there is none."""
        found = self.objects[Ref("table", name)]
        assert isinstance(found, Table)
        return found

    def enum(self, name: QName) -> Enum:
        """The enum of this name. Raises ``KeyError`` where there is none."""
        found = self.objects[Ref("enum", name)]
        assert isinstance(found, Enum)
        return found

    def with_objects(self, changed: Mapping[Ref, Object | None]) -> Schema:
        """A schema with these objects put in, ``None`` taking one out."""
        merged = {**self.objects, **changed}
        return schema_of(*(obj for obj in merged.values() if obj is not None))


def plain_type(type_: Type, domains: Mapping[QName, Domain]) -> Type:
    """The type with every domain in it replaced by what it holds; an unknown one stays."""

    def base(found: Named) -> Type:
        domain = domains.get(found.name) if isinstance(found, DomainType) else None
        return found if domain is None else plain_type(domain.type, domains)

    return exchanged(type_, base)


def schema_of(*objects: Object) -> Schema:
    """The schema of these objects."""
    return Schema(MappingProxyType({obj.ref: obj for obj in objects}))


def _ref(item: tuple[Ref, Object]) -> Ref:
    return item[0]
