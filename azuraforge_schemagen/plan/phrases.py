"""Operations in words, one line each, for people who read a diff or a message."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.bodies import Policy, Trigger
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.ops import Op
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Constraint,
    Enum,
    Exclusion,
    FacetName,
    ForeignKey,
    PrimaryKey,
    Standalone,
    Unique,
)
from azuraforge_schemagen.plan.describe import home
from azuraforge_schemagen.plan.facets import facets

MESSAGE_LENGTH = 72

Phrase = tuple[str, str]
"""A verb and its object; phrases of one verb are joined in a message."""


def describe(op: Op) -> str:
    """One operation as one line, with what changes inside it."""
    verb, what = phrase(op)
    if isinstance(op, ops.AlterColumn | ops.AlterObject):
        return f"{verb} {what}: {', '.join(_facets(op.old, op.new))}"
    return f"{verb} {what}"


def message(operations: Iterable[Op]) -> str:
    """A revision's message where nobody gave one: ``create table users, experiments``."""
    groups: dict[str, list[str]] = {}
    found = tuple(operations)
    made = {op.table.name for op in found if isinstance(op, ops.CreateTable)}
    for operation in found:
        if home(operation) in made and not isinstance(operation, ops.CreateTable):
            continue  # part of the new table, as a reader sees it
        verb, what = phrase(operation)
        if what not in groups.setdefault(verb, []):
            groups[verb].append(what)
    text = "; ".join(f"{verb} {', '.join(names)}" for verb, names in groups.items())
    if len(text) <= MESSAGE_LENGTH:
        return text or "change settings"
    count = sum(map(len, groups.values()))
    short = "; ".join(f"{verb} {names[0]}" for verb, names in groups.items())
    if len(groups) == 1 or len(short) > MESSAGE_LENGTH - 12:
        verb, names = next(iter(groups.items()))
        return f"{verb} {names[0]} and {count - 1} more" if count > 1 else f"{verb} {names[0]}"
    return f"{short} and {count - len(groups)} more" if count > len(groups) else short


def phrase(op: Op) -> Phrase:
    """Verb and object of an operation."""
    match op:
        case ops.CreateNamespace(namespace):
            return "create schema", str(namespace.name)
        case ops.DropNamespace(namespace):
            return "drop schema", str(namespace.name)
        case ops.CreateEnum(enum):
            return "create enum", str(enum.name)
        case ops.DropEnum(enum):
            return "drop enum", str(enum.name)
        case ops.RenameEnum(old, new):
            return "rename enum", f"{old} to {new}"
        case ops.AddEnumValue(enum_name, value):
            return "add value", f"{enum_name}.{value}"
        case ops.RenameEnumValue(enum_name, old_value, new_value):
            return "rename value", f"{enum_name}.{old_value} to {new_value}"
        case ops.ReplaceEnum(old_enum, new_enum):
            return "change values of enum", _values(old_enum, new_enum)
        case ops.CreateObject(it):
            return f"create {_kind(it)}", _named(it)
        case ops.DropObject(it):
            return f"drop {_kind(it)}", _named(it)
        case ops.AlterObject(it):
            return f"alter {_kind(it)}", _named(it)
        case ops.RenameObject(ref, name):
            return f"rename {ref.kind}", f"{ref.name} to {QName(ref.name.schema, name)}"
        case ops.RenameHung(it, name):
            return f"rename {_kind(it)}", f"{_named(it)} to {name}"
        case ops.RenameAttribute(composite, old_value, new_value):
            return "rename attribute", f"{composite}.{old_value} to {new_value}"
        case ops.MoveObject():
            return f"move {op.ref.kind.replace('_', ' ')}", f"{op.ref.name} to {op.new.name}"
        case ops.SplitSerial(table, column):
            return "take sequence out of serial", f"{table}.{column.name}"
        case ops.JoinSerial(table, column):
            return "make serial", f"{table}.{column.name}"
        case _:
            return _table_phrase(op)


def _table_phrase(
    op: ops.CreateTable
    | ops.DropTable
    | ops.RenameTable
    | ops.AddColumn
    | ops.DropColumn
    | ops.RenameColumn
    | ops.AlterColumn
    | ops.AddConstraint
    | ops.DropConstraint
    | ops.AlterConstraint
    | ops.RenameConstraint
    | ops.CreateIndex
    | ops.DropIndex
    | ops.RenameIndex
    | ops.SetComment
    | ops.SetOptions
    | ops.SetFacet
    | ops.AttachPartition
    | ops.DetachPartition
    | ops.AttachIndex
    | ops.RenameAttached
    | ops.SetInherits,
) -> Phrase:
    match op:
        case ops.CreateTable(table):
            return "create table", str(table.name)
        case ops.DropTable(table):
            return "drop table", str(table.name)
        case ops.RenameTable(old, new):
            return "rename table", f"{old} to {new}"
        case ops.AddColumn(name, column):
            return "add column", f"{name}.{column.name}"
        case ops.DropColumn(name, column):
            return "drop column", f"{name}.{column.name}"
        case ops.RenameColumn(name, old_column, new_column):
            return "rename column", f"{name}.{old_column} to {new_column}"
        case ops.AlterColumn(name, column):
            return "alter column", f"{name}.{column.name}"
        case ops.AddConstraint(name, constraint):
            return f"add {kind_of(constraint)}", _of(name, constraint.name)
        case ops.DropConstraint(name, constraint):
            return f"drop {kind_of(constraint)}", _of(name, constraint.name)
        case ops.AlterConstraint(name, constraint):
            return f"alter {kind_of(constraint)}", _of(name, constraint.name)
        case ops.RenameConstraint(name, constraint, new_name):
            return f"rename {kind_of(constraint)}", f"{_of(name, constraint.name)} to {new_name}"
        case ops.CreateIndex(name, index):
            return "create index", _of(name, index.name)
        case ops.DropIndex(name, index):
            return "drop index", _of(name, index.name)
        case ops.RenameIndex(name, index, new_name):
            return "rename index", f"{_of(name, index.name)} to {new_name}"
        case ops.SetComment(kind, name, child):
            return "comment on", f"{kind} {name}" if child is None else f"index {child}"
        case ops.SetOptions(name):
            return "set options of table", str(name)
        case ops.SetInherits(name, old_parents, new_parents):
            return _inherits(name, old_parents, new_parents)
        case ops.SetFacet(name, "unlogged", _, unlogged):
            return f"make {'unlogged' if unlogged else 'logged'}", str(name)
        case ops.SetFacet(name, facet):
            return f"set {facet_words(facet)} of table", str(name)
        case _:
            return _partition_phrase(op)


def _inherits(table: QName, old: tuple[QName, ...], new: tuple[QName, ...]) -> Phrase:
    if len(new) < len(old):
        return "end inheritance of table", f"{table} from {', '.join(str(it) for it in old if it not in new)}"
    return "let table inherit", f"{table} from {', '.join(str(it) for it in new if it not in old)}"


def facet_words(facet: FacetName) -> str:
    """A state of a table in words."""
    return "clustering" if facet == "clustered" else facet.replace("_", " ")


def _partition_phrase(
    op: ops.AttachPartition | ops.DetachPartition | ops.AttachIndex | ops.RenameAttached,
) -> Phrase:
    match op:
        case ops.AttachPartition(name, partition):
            return "attach partition", f"{name} to {partition.parent}"
        case ops.DetachPartition(name, partition):
            return "detach partition", f"{name} from {partition.parent}"
        case ops.AttachIndex(name, _, index, own):
            return "attach index", f"{_of(name, own)} to {index}"
        case ops.RenameAttached(name, _, old, new):
            return "rename index", f"{_of(name, old)} to {new}"
        case _:
            assert_never(op)


def kind_of(constraint: Constraint) -> str:
    """What a constraint is called."""
    match constraint:
        case PrimaryKey():
            return "primary key"
        case Unique():
            return "unique"
        case Check():
            return "check"
        case ForeignKey():
            return "foreign key"
        case Exclusion():
            return "exclusion"
        case _:
            assert_never(constraint)


def _kind(of: Standalone) -> str:
    return of.ref.kind.replace("_", " ")


def _named(of: Standalone) -> str:
    return _of(of.table, of.label) if isinstance(of, Trigger | Policy) else str(of.name)


def _of(table: QName, child: str) -> str:
    return f"{child} on {table}"


def _values(old: Enum, new: Enum) -> str:
    gone = [value for value in old.values if value not in new.values]
    added = [value for value in new.values if value not in old.values]
    notes = [f"-{value}" for value in gone] + [f"+{value}" for value in added]
    return f"{new.name} ({' '.join(notes) or 'order'})"


def _facets(old: Column | Standalone, new: Column | Standalone) -> list[str]:
    """What becomes what, in a few words."""
    found = facets(old, new)
    return [it.name if it.name == "comment" else str(it) for it in found] or ["values"]
