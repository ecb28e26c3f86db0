"""Schemas and operations in few words, for tests that a person reads."""

from __future__ import annotations

from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.intent import Rename, RenameKind
from azuraforge_schemagen.ir.names import QName, parse_qname
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Constraint,
    Enum,
    ForeignKey,
    Index,
    IndexKey,
    PrimaryKey,
    Sql,
    Table,
    Unique,
)
from azuraforge_schemagen.ir.types import EnumType, Scalar, Type


def column(name: str, type_: str | Type = "string", nullable: bool = True, **rest: object) -> Column:
    return Column(name, Scalar(type_) if isinstance(type_, str) else type_, nullable, **rest)  # type: ignore[arg-type]


def table(name: str, *parts: Column | Constraint | Index | str, **rest: object) -> Table:
    """A table of parts; a word is a column of strings."""
    made = [column(it) if isinstance(it, str) else it for it in parts]
    return Table(
        parse_qname(name),
        columns=tuple(it for it in made if isinstance(it, Column)),
        primary_key=next((it for it in made if isinstance(it, PrimaryKey)), None),
        uniques=tuple(it for it in made if isinstance(it, Unique)),
        checks=tuple(it for it in made if isinstance(it, Check)),
        foreign_keys=tuple(it for it in made if isinstance(it, ForeignKey)),
        indexes=tuple(it for it in made if isinstance(it, Index)),
        **rest,  # type: ignore[arg-type]
    )


def enum(name: str, *values: str) -> Enum:
    return Enum(parse_qname(name), values)


def of(name: str) -> EnumType:
    return EnumType(parse_qname(name))


def index(name: str, *columns: str, unique: bool = False, where: str | None = None) -> Index:
    return Index(name, tuple(IndexKey(it) for it in columns), unique, where=None if where is None else Sql(where))


def check(name: str, text: str) -> Check:
    return Check(name, Sql(text))


def reference(name: str, columns: str, target: str, to: str, **rest: object) -> ForeignKey:
    return ForeignKey(name, tuple(columns.split()), parse_qname(target), tuple(to.split()), **rest)  # type: ignore[arg-type]


def renamed(kind: RenameKind, scope: str, old: str, new: str) -> Rename:
    return Rename(kind, parse_qname(scope), old, new)


def say(op: ops.Op) -> str:
    """An operation as a line."""
    match op:
        case ops.CreateNamespace(it) | ops.CreateEnum(it) | ops.CreateTable(it):
            return f"create {_kind(it)} {it.name}"
        case ops.DropNamespace(it) | ops.DropEnum(it) | ops.DropTable(it):
            return f"drop {_kind(it)} {it.name}"
        case ops.RenameEnum(old, new) | ops.RenameTable(old, new):
            return f"rename {_kind(op)[6:]} {old} -> {new}"
        case ops.AddEnumValue(name, value, before):
            return f"add value {name}.{value}" + (f" before {before}" if before else "")
        case ops.RenameEnumValue(name, one, other):
            return f"rename value {name}.{one} -> {other}"
        case ops.ReplaceEnum(before_, after, mapping):
            moved = "".join(f", {one} becomes {other}" for one, other in mapping)
            return f"replace enum {before_.name} {_list(before_.values)} by {_list(after.values)}{moved}"
        case ops.SetComment(kind, name, child, _, new_comment):
            return f"comment on {kind} {name}{'.' + child if child else ''}: {new_comment}"
        case _:
            return _say_in_table(op)


def _say_in_table(op: ops.Op) -> str:
    match op:
        case ops.AddColumn(name, it, backfill):
            return f"add column {name}.{it.name}" + (f" filled by {backfill.text}" if backfill else "")
        case ops.DropColumn(name, it):
            return f"drop column {name}.{it.name}"
        case ops.RenameColumn(name, old, new):
            return f"rename column {name}.{old} -> {new}"
        case ops.AlterColumn(name, old_column, new_column, using):
            facets = [it for it in _FACETS if getattr(old_column, it) != getattr(new_column, it)]
            return f"alter column {name}.{new_column.name}: {' '.join(facets)}" + (
                f" using {using.up.text}" if using and using.up else ""
            )
        case ops.AddConstraint(name, it) | ops.CreateIndex(name, it):
            return f"add {_kind(it)} {name}.{it.name}"
        case ops.DropConstraint(name, it) | ops.DropIndex(name, it):
            return f"drop {_kind(it)} {name}.{it.name}"
        case ops.AlterConstraint(name, _, it):
            return f"alter {_kind(it)} {name}.{it.name}"
        case ops.RenameConstraint(name, it, new) | ops.RenameIndex(name, it, new):
            return f"rename {_kind(it)} {name}.{it.name} -> {new}"
        case ops.SetOptions(name, _, options):
            return f"set options of {name}: {dict(options)}"
    raise AssertionError(op)


_FACETS = ("type", "nullable", "server_default", "identity", "serial", "generated", "collation", "comment")


def _kind(thing: object) -> str:
    return type(thing).__name__.lower()


def _list(values: tuple[str, ...]) -> str:
    return "[" + " ".join(values) + "]"


__all__ = ["QName", "check", "column", "enum", "index", "of", "reference", "renamed", "say", "table"]
