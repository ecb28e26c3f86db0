"""Tables and their parts, as the ``Schema`` holds them: see ``ir.schema``, from where all of them are imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.types import Type

ReferentialAction = Literal["no action", "restrict", "cascade", "set null", "set default"]
Deferrable = Literal["immediate", "deferred"]
"""INITIALLY IMMEDIATE or INITIALLY DEFERRED; ``None`` is NOT DEFERRABLE."""


@dataclass(frozen=True, slots=True)
class Sql:
    """SQL text in canonical form; ``dialects`` (sorted) replaces ``text`` there, ``None`` meaning "not on this one"."""

    text: str | None
    dialects: tuple[tuple[str, str | None], ...] = ()

    def on(self, dialect: str) -> str | None:
        """The text for one dialect."""
        return dict(self.dialects).get(dialect, self.text) if self.dialects else self.text


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal server default: ``value`` is a str, int, bool, or the text of a number with a point.

    ``quoted`` is what the database gets in quotes; an unquoted one is written as it stands.
    """

    value: str | int | bool

    @property
    def quoted(self) -> bool:
        """Strings are quoted; numbers and booleans are not."""
        return isinstance(self.value, str)


@dataclass(frozen=True, slots=True)
class Number:
    """A literal number that is no integer, as its decimal text."""

    text: str


@dataclass(frozen=True, slots=True)
class Function:
    """A known server function without arguments: ``now``, ``current_date``, ``gen_random_uuid``."""

    name: str


Default = Constant | Number | Function | Sql


@dataclass(frozen=True, slots=True)
class Identity:
    """GENERATED ... AS IDENTITY. ``None`` leaves an option to the server; ``sequence`` is the sequence's name."""

    always: bool
    sequence: str
    start: int | None = None
    increment: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    cache: int | None = None
    cycle: bool = False


@dataclass(frozen=True, slots=True)
class Generated:
    """GENERATED ALWAYS AS (expression) STORED, or VIRTUAL."""

    expression: Sql
    virtual: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``serial`` is the name of the sequence that a serial column owns."""

    name: str
    type: Type
    nullable: bool = True
    server_default: Default | None = None
    identity: Identity | None = None
    serial: str | None = None
    generated: Generated | None = None
    collation: QName | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class PrimaryKey:
    """A primary key; its columns are NOT NULL."""

    name: str
    columns: tuple[str, ...]
    include: tuple[str, ...] = ()
    deferrable: Deferrable | None = None
    comment: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    """Storage parameters of its index."""
    index_comment: str | None = None

    def __post_init__(self) -> None:
        _unordered(self)


@dataclass(frozen=True, slots=True)
class Unique:
    """A unique constraint."""

    name: str
    columns: tuple[str, ...]
    include: tuple[str, ...] = ()
    nulls_not_distinct: bool = False
    deferrable: Deferrable | None = None
    comment: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    """Storage parameters of its index."""
    index_comment: str | None = None

    def __post_init__(self) -> None:
        _unordered(self)


@dataclass(frozen=True, slots=True)
class Check:
    """A check constraint; one that is not ``enforced`` (PostgreSQL 18) is never NOT VALID."""

    name: str
    expression: Sql
    not_valid: bool = False
    no_inherit: bool = False
    dialects: tuple[str, ...] = ()
    comment: str | None = None
    enforced: bool = True


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key; ``set_columns`` limits ON DELETE SET NULL / SET DEFAULT to some columns (PostgreSQL 15)."""

    name: str
    columns: tuple[str, ...]
    target: QName
    target_columns: tuple[str, ...]
    on_delete: ReferentialAction = "no action"
    on_update: ReferentialAction = "no action"
    set_columns: tuple[str, ...] = ()
    match_full: bool = False
    deferrable: Deferrable | None = None
    not_valid: bool = False
    comment: str | None = None
    enforced: bool = True


@dataclass(frozen=True, slots=True)
class IndexKey:
    """One key of an index: a column or an expression, never both."""

    column: str | None = None
    expression: Sql | None = None
    descending: bool = False
    nulls: Literal["first", "last"] | None = None
    opclass: str | None = None
    collation: QName | None = None


class Options(tuple[tuple[str, str], ...]):
    """Storage parameters as they were written. Their order is presentation: it makes no two of them different."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, tuple) and sorted(self) == sorted(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(tuple(sorted(self)))


def _unordered(of: PrimaryKey | Unique | Index | Exclusion) -> None:
    if len(of.options) > 1:
        object.__setattr__(of, "options", Options(of.options))


@dataclass(frozen=True, slots=True)
class Index:
    """An index. ``method`` is btree where nothing else is said; ``options`` are its storage parameters."""

    name: str
    keys: tuple[IndexKey, ...]
    unique: bool = False
    method: str = "btree"
    where: Sql | None = None
    include: tuple[str, ...] = ()
    nulls_not_distinct: bool = False
    options: tuple[tuple[str, str], ...] = ()
    dialects: tuple[str, ...] = ()
    comment: str | None = None

    def __post_init__(self) -> None:
        _unordered(self)

    @property
    def columns(self) -> tuple[str, ...]:
        """The plain columns among the keys, in order."""
        return tuple(key.column for key in self.keys if key.column is not None)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """An exclusion constraint: no two rows for which every operator is true of their keys."""

    name: str
    keys: tuple[IndexKey, ...]
    operators: tuple[str, ...]
    """One a key: its symbol, behind its database schema and a dot where the server would not find it."""
    method: str = "gist"
    where: Sql | None = None
    include: tuple[str, ...] = ()
    deferrable: Deferrable | None = None
    dialects: tuple[str, ...] = ()
    comment: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    """Storage parameters of its index."""
    index_comment: str | None = None

    def __post_init__(self) -> None:
        _unordered(self)

    @property
    def columns(self) -> tuple[str, ...]:
        """The plain columns among the keys, in order."""
        return tuple(key.column for key in self.keys if key.column is not None)


Constraint = PrimaryKey | Unique | Check | ForeignKey | Exclusion


@dataclass(frozen=True, slots=True)
class PartitionKey:
    """PARTITION BY. ``keys`` are as those of an index, without an order."""

    strategy: Literal["range", "list", "hash"]
    keys: tuple[IndexKey, ...]


@dataclass(frozen=True, slots=True)
class ListBound:
    """FOR VALUES IN (...); ``None`` is NULL."""

    values: tuple[Default | None, ...]


@dataclass(frozen=True, slots=True)
class RangeBound:
    """FOR VALUES FROM (...) TO (...); MINVALUE and MAXVALUE are SQL."""

    lower: tuple[Default, ...]
    upper: tuple[Default, ...]


@dataclass(frozen=True, slots=True)
class HashBound:
    """FOR VALUES WITH (MODULUS m, REMAINDER r)."""

    modulus: int
    remainder: int


@dataclass(frozen=True, slots=True)
class DefaultBound:
    """DEFAULT: the rows that no other partition takes."""


Bound = ListBound | RangeBound | HashBound | DefaultBound


@dataclass(frozen=True, slots=True)
class Partition:
    """PARTITION OF ``parent`` FOR VALUES ``bound``."""

    parent: QName
    bound: Bound


@dataclass(frozen=True, slots=True)
class Deviation:
    """What a partition's column is otherwise than it comes from the parent. ``default`` counts where ``defaults``
    is true: ``None`` is no default then."""

    column: str
    not_null: bool = False
    defaults: bool = False
    default: Default | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class RowSecurity:
    """ROW LEVEL SECURITY: whether policies count (``enabled``), and for the table's owner too (``forced``)."""

    enabled: bool = True
    forced: bool = False
    dialects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplicaIdentity:
    """REPLICA IDENTITY: what the log keeps of a row as it was. ``index`` is one of the table's by name, a key's too."""

    kind: Literal["full", "nothing", "index"]
    index: str | None = None


FacetName = Literal["row_security", "replica_identity", "unlogged", "clustered"]
Facet = RowSecurity | ReplicaIdentity | bool | str | None
"""A state of a table that is set by itself; ``None`` (or false) is what a new table has."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``columns`` keeps the order of the YAML, which is not compared: ``by_name`` is.

    A partition holds only what is its own: its columns, checks and foreign keys are its parent's, but for
    ``deviations``. ``attached`` are the indexes that belong to one of its parent's, as (the parent's name, its own):
    copies of the parent's index or key where the partition declares nothing of that name (``ir.partitions``).
    ``validated`` are checks that are NOT VALID in its parent and validated here: which of the two a server has is up to
    what came first, so a plan that makes the check follows it, and it is no difference.

    A table that ``inherits`` holds what it has from those tables too (``ir.lineage``).
    """

    name: QName
    columns: tuple[Column, ...] = field(compare=False)
    primary_key: PrimaryKey | None = None
    uniques: tuple[Unique, ...] = ()
    checks: tuple[Check, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[Index, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    dialects: tuple[str, ...] = ()
    comment: str | None = None
    exclusions: tuple[Exclusion, ...] = ()
    partition_by: PartitionKey | None = None
    partition_of: Partition | None = None
    deviations: tuple[Deviation, ...] = ()
    attached: tuple[tuple[str, str], ...] = ()
    validated: tuple[str, ...] = field(default=(), compare=False)
    row_security: RowSecurity | None = None
    replica_identity: ReplicaIdentity | None = None
    unlogged: bool = False
    clustered: str | None = None
    """The index that CLUSTER orders the rows by, a key's too."""
    inherits: tuple[QName, ...] = ()
    depends_on: tuple[str, ...] = field(default=(), compare=False)
    by_name: Mapping[str, Column] = field(init=False, repr=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})
        for name in ("uniques", "checks", "foreign_keys", "exclusions", "indexes"):
            children = getattr(self, name)
            if len(children) > 1:
                object.__setattr__(self, name, tuple(sorted(children, key=_name)))
        if self.partition_of is not None:
            object.__setattr__(self, "deviations", tuple(sorted(self.deviations, key=lambda it: it.column)))
            object.__setattr__(self, "attached", tuple(sorted(self.attached)))

    @property
    def ref(self) -> Ref:
        """The table's address."""
        return Ref("table", self.name)

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        """Primary key, uniques, checks, foreign keys, exclusions, each kind sorted by name."""
        key: tuple[Constraint, ...] = (self.primary_key,) if self.primary_key else ()
        return key + self.uniques + self.checks + self.foreign_keys + self.exclusions


def _name(child: Unique | Check | ForeignKey | Exclusion | Index) -> str:
    return child.name
