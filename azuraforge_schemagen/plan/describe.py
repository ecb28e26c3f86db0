"""What an operation is about, in words."""

from __future__ import annotations

import re

from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.bodies import owner
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.plan.rebuild import Rebuild, Renewal, Unchecked, Work

_WORDS = re.compile(r"(?<!^)(?=[A-Z])")


def subject(op: Work) -> tuple[QName | None, str]:
    """The table that an operation belongs to, if any, and the name of what it touches there."""
    match op:
        case ops.CreateTable(table) | ops.DropTable(table):
            return table.name, ""
        case Rebuild(_, new):
            return new.name, ""
        case Unchecked(inner):
            return subject(inner)
        case Renewal(parts):
            return None, ", ".join(str(it.old.ref) for it in parts)
        case ops.RenameTable(old) | ops.MoveObject(Ref("table", old)):
            return old, ""
        case ops.AddColumn(name, column) | ops.DropColumn(name, column) | ops.AlterColumn(name, _, column):
            return name, column.name
        case ops.RenameColumn(name, old_column):
            return name, old_column
        case ops.AddConstraint(name, child) | ops.DropConstraint(name, child) | ops.AlterConstraint(name, child):
            return name, child.name
        case ops.CreateIndex(name, index) | ops.DropIndex(name, index) | ops.RenameIndex(name, index):
            return name, index.name
        case ops.RenameConstraint(name, constraint):
            return name, constraint.name
        case ops.SplitSerial(name, column) | ops.JoinSerial(name, column):
            return name, column.name
        case ops.SetOptions(name) | ops.SetFacet(name) | ops.SetInherits(name):
            return name, ""
        case ops.AttachPartition(name) | ops.DetachPartition(name):
            return name, ""
        case ops.AttachIndex(name, _, _, own) | ops.RenameAttached(name, _, own):
            return name, own
        case ops.SetComment(kind, name, child_name):
            return (name if kind == "table" else None), child_name or ("" if kind == "table" else str(name))
        case _:
            return None, _free(op)


def home(op: Work) -> QName | None:
    """The table or view that an operation is about, or whose part it is about."""
    match op:
        case ops.CreateObject(it) | ops.DropObject(it) | ops.AlterObject(it) | ops.RenameHung(it):
            return owner(it)
        case _:
            return subject(op)[0]


def _free(
    op: ops.CreateNamespace
    | ops.DropNamespace
    | ops.CreateEnum
    | ops.DropEnum
    | ops.RenameEnum
    | ops.AddEnumValue
    | ops.RenameEnumValue
    | ops.ReplaceEnum
    | ops.CreateObject
    | ops.DropObject
    | ops.AlterObject
    | ops.RenameObject
    | ops.RenameHung
    | ops.RenameAttribute
    | ops.MoveObject,
) -> str:
    match op:
        case ops.CreateNamespace(it) | ops.DropNamespace(it) | ops.CreateEnum(it) | ops.DropEnum(it):
            return str(it.name)
        case ops.ReplaceEnum(it):
            return str(it.name)
        case ops.CreateObject(it) | ops.DropObject(it) | ops.AlterObject(it):
            return str(it.ref)
        case ops.RenameObject(ref) | ops.MoveObject(ref=ref):
            return str(ref)
        case ops.RenameHung(it):
            return str(it.ref)
        case ops.RenameEnum(old):
            return str(old)
        case ops.AddEnumValue(name) | ops.RenameEnumValue(name) | ops.RenameAttribute(name):
            return str(name)


def describe(op: Work) -> str:
    """An operation in a few words: ``add column users.age``."""
    table, name = subject(op)
    words = _WORDS.sub(" ", type(op).__name__).lower()
    where = ".".join(str(part) for part in (table, name) if part not in (None, ""))
    return f"{words} {where}"
