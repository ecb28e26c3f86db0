"""Operations: the closed union of what a change is made of. Small frozen values that act on memory (``apply``) as
well as on databases (``render``). Every name is the one in force when the operation runs."""

from __future__ import annotations

from dataclasses import dataclass

from azuraforge_schemagen.ir.bodies import Hung, Routine
from azuraforge_schemagen.ir.intent import Using
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import (
    Column,
    Constraint,
    Enum,
    Facet,
    FacetName,
    Index,
    Namespace,
    Partition,
    Range,
    Sequence,
    Sql,
    Standalone,
    Table,
)


@dataclass(frozen=True, slots=True)
class CreateNamespace:
    """CREATE SCHEMA."""

    namespace: Namespace


@dataclass(frozen=True, slots=True)
class DropNamespace:
    """DROP SCHEMA."""

    namespace: Namespace


@dataclass(frozen=True, slots=True)
class CreateEnum:
    """CREATE TYPE ... AS ENUM."""

    enum: Enum


@dataclass(frozen=True, slots=True)
class DropEnum:
    """DROP TYPE."""

    enum: Enum


@dataclass(frozen=True, slots=True)
class RenameEnum:
    """ALTER TYPE ... RENAME TO; every column that uses it follows."""

    old: QName
    new: QName


@dataclass(frozen=True, slots=True)
class AddEnumValue:
    """ALTER TYPE ... ADD VALUE; ``before`` is the value that it is put in front of, ``None`` at the end."""

    enum: QName
    value: str
    before: str | None


@dataclass(frozen=True, slots=True)
class RenameEnumValue:
    """ALTER TYPE ... RENAME VALUE; literal defaults of its columns follow."""

    enum: QName
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ReplaceEnum:
    """Values removed or reordered: a new type takes the place; ``mapping`` (old value, new value) moves the rows."""

    old: Enum
    new: Enum
    mapping: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CreateObject:
    """CREATE of a stand-alone object."""

    object: Standalone


@dataclass(frozen=True, slots=True)
class DropObject:
    """DROP of a stand-alone object, when nothing uses it any more."""

    object: Standalone


@dataclass(frozen=True, slots=True)
class AlterObject:
    """Everything of a stand-alone object that differs but its name."""

    old: Standalone
    new: Standalone


@dataclass(frozen=True, slots=True)
class RenameObject:
    """ALTER ... RENAME TO of a stand-alone object, or of a range's ``multirange``; whatever refers to it follows.
    ``range`` is the range as it is before: its functions have its names, and get the new ones."""

    old: Ref
    new: str
    range: Range | None = None


@dataclass(frozen=True, slots=True)
class RenameHung:
    """ALTER ... RENAME TO of an object that is SQL of its own; ``old`` is it under its old name."""

    old: Hung
    new: str


@dataclass(frozen=True, slots=True)
class RenameAttribute:
    """ALTER TYPE ... RENAME ATTRIBUTE; SQL text that reads it follows."""

    composite: QName
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class MoveObject:
    """ALTER ... SET SCHEMA; what a table owns goes along, and whatever refers to either follows. ``old`` is the address
    of the object, or a routine or range as it was; ``schema`` is where to."""

    old: Ref | Routine | Range
    schema: str

    @property
    def ref(self) -> Ref:
        """The object's address before."""
        return self.old if isinstance(self.old, Ref) else self.old.ref

    @property
    def new(self) -> Ref:
        """The object's address afterwards."""
        return Ref(self.ref.kind, QName(self.schema, self.ref.name.name))


@dataclass(frozen=True, slots=True)
class SplitSerial:
    """A serial column written as what it is: a default that draws from a sequence, which the column owns. Nothing
    changes in a database."""

    table: QName
    old: Column
    new: Column
    sequence: Sequence


@dataclass(frozen=True, slots=True)
class JoinSerial:
    """The way back: ``sequence`` and the default of ``old`` are those that a serial column has."""

    table: QName
    old: Column
    new: Column
    sequence: Sequence


@dataclass(frozen=True, slots=True)
class CreateTable:
    """CREATE TABLE, without indexes and foreign keys (the plan may fold some back in)."""

    table: Table


@dataclass(frozen=True, slots=True)
class DropTable:
    """DROP TABLE, as it is when nothing refers to it any more; ``table`` is its whole old definition."""

    table: Table


@dataclass(frozen=True, slots=True)
class RenameTable:
    """ALTER TABLE ... RENAME TO; foreign keys that refer to it follow, derived names do not."""

    old: QName
    new: QName


@dataclass(frozen=True, slots=True)
class AddColumn:
    """ALTER TABLE ... ADD COLUMN. ``backfill`` fills existing rows of a NOT NULL column."""

    table: QName
    column: Column
    backfill: Sql | None = None


@dataclass(frozen=True, slots=True)
class DropColumn:
    """ALTER TABLE ... DROP COLUMN, of this table and its partitions: heirs keep theirs. ``only`` says that it has some,
    so that the server must be told."""

    table: QName
    column: Column
    only: bool = False


@dataclass(frozen=True, slots=True)
class RenameColumn:
    """ALTER TABLE ... RENAME COLUMN; keys, indexes and SQL text that mention it follow."""

    table: QName
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class AlterColumn:
    """Every facet of a column that differs but its name: type, nullability, default, identity, comment ..."""

    table: QName
    old: Column
    new: Column
    using: Using | None = None
    backfill: Sql | None = None


@dataclass(frozen=True, slots=True)
class AddConstraint:
    """ALTER TABLE ... ADD CONSTRAINT; ``only`` leaves the partitions out (a key's index waits for theirs)."""

    table: QName
    constraint: Constraint
    only: bool = False


@dataclass(frozen=True, slots=True)
class DropConstraint:
    """ALTER TABLE ... DROP CONSTRAINT, of this table and its partitions; ``only`` is as in ``DropColumn``."""

    table: QName
    constraint: Constraint
    only: bool = False


@dataclass(frozen=True, slots=True)
class AlterConstraint:
    """What a server changes in place: a foreign key's deferrability, VALIDATE, a constraint's comment."""

    table: QName
    old: Constraint
    new: Constraint


@dataclass(frozen=True, slots=True)
class RenameConstraint:
    """ALTER TABLE ... RENAME CONSTRAINT. ``constraint`` is it under its old name."""

    table: QName
    constraint: Constraint
    new: str


@dataclass(frozen=True, slots=True)
class CreateIndex:
    """CREATE INDEX; ``only`` leaves the partitions out: the index waits for theirs."""

    table: QName
    index: Index
    only: bool = False


@dataclass(frozen=True, slots=True)
class DropIndex:
    """DROP INDEX."""

    table: QName
    index: Index


@dataclass(frozen=True, slots=True)
class RenameIndex:
    """ALTER INDEX ... RENAME TO. ``index`` is it under its old name."""

    table: QName
    index: Index
    new: str


@dataclass(frozen=True, slots=True)
class AttachPartition:
    """ALTER TABLE ... ATTACH PARTITION; the table keeps what is its own."""

    table: QName
    partition: Partition


@dataclass(frozen=True, slots=True)
class DetachPartition:
    """ALTER TABLE ... DETACH PARTITION; the table is one of its own afterwards, with all that it had."""

    table: QName
    partition: Partition


@dataclass(frozen=True, slots=True)
class AttachIndex:
    """ALTER INDEX ... ATTACH PARTITION: the index ``name`` of a partition belongs to ``index`` of its parent."""

    table: QName
    parent: QName
    index: str
    name: str


@dataclass(frozen=True, slots=True)
class RenameAttached:
    """ALTER INDEX ... RENAME TO, of a partition's copy of its parent's ``index``; a key's constraint follows."""

    table: QName
    index: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class SetInherits:
    """ALTER TABLE ... INHERIT or NO INHERIT, one parent after the other: the table keeps all that it has."""

    table: QName
    old: tuple[QName, ...]
    new: tuple[QName, ...]


@dataclass(frozen=True, slots=True)
class SetComment:
    """COMMENT ON a table, enum or schema (``kind``), or on an index of ``name`` (``child``)."""

    kind: str
    name: QName
    child: str | None
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class SetOptions:
    """A table's options and storage parameters."""

    table: QName
    old: tuple[tuple[str, str], ...]
    new: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SetFacet:
    """A state of a table: row security, replica identity, whether it is logged, the index that it is clustered by."""

    table: QName
    facet: FacetName
    old: Facet
    new: Facet


Op = (
    CreateNamespace
    | DropNamespace
    | CreateEnum
    | DropEnum
    | RenameEnum
    | AddEnumValue
    | RenameEnumValue
    | ReplaceEnum
    | CreateObject
    | DropObject
    | AlterObject
    | RenameObject
    | RenameAttribute
    | RenameHung
    | MoveObject
    | SplitSerial
    | JoinSerial
    | CreateTable
    | DropTable
    | RenameTable
    | AddColumn
    | DropColumn
    | RenameColumn
    | AlterColumn
    | AddConstraint
    | DropConstraint
    | AlterConstraint
    | RenameConstraint
    | CreateIndex
    | DropIndex
    | RenameIndex
    | SetComment
    | SetOptions
    | SetFacet
    | AttachPartition
    | DetachPartition
    | AttachIndex
    | RenameAttached
    | SetInherits
)
