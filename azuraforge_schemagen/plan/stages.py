"""Changes that one transaction cannot hold: the states on the way, each a revision of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diff import diff
from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.apply import apply_all
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Enum, Schema
from azuraforge_schemagen.plan.values import growing


def stages(old: Schema, new: Schema, intent: Intent, config: Config) -> tuple[Schema, ...]:
    """The unprojected states that lead from ``old`` to ``new``, which is the last: usually the only one.

    PostgreSQL adds a value to an enum, but lets nobody use it before the transaction is over. Where the same change
    uses it, the first state has the enums' new values and nothing else that is new. A stage takes the intent
    ``without`` what earlier ones used.
    """
    if "postgresql" not in config.dialects or not _may_grow(old, new):
        return (new,)
    found = diff(old, new, intent).ops
    enums = growing(found)
    if not enums:
        return (new,)
    return (apply_all((op for op in found if _grows(op, enums, _renames(found, enums))), old), new)


def of_first(old: Schema, new: Schema, intent: Intent) -> Intent:
    """The intent for the first of several stages: what it says about the enums that grow there. A swap of anything
    else would be done there, and undone because the state is to stay."""
    found = diff(old, new, intent).ops
    enums = growing(found)
    renamed = _renames(found, enums)
    lines = (
        it for it in intent.renames if (it.kind == "value" and it.scope in enums) or (it.kind == "enum" and renamed)
    )
    return replace(intent, renames=tuple(lines))


def _renames(found: Iterable[ops.Op], enums: set[QName]) -> bool:
    """Whether one of these enums has another name."""
    names = {op.new for op in found if isinstance(op, ops.RenameEnum)}
    names |= {op.new.name for op in found if isinstance(op, ops.MoveObject) and op.ref.kind == "enum"}
    return not names.isdisjoint(enums)


def without(intent: Intent, used: Intent) -> Intent:
    """The intent for the stages after one that used some of it up."""
    taken = set(used.renames)
    return replace(intent, renames=tuple(line for line in intent.renames if line not in taken))


def _may_grow(old: Schema, new: Schema) -> bool:
    """Whether any enum that was there in some form has a value that is new to it."""
    if not any(isinstance(found, Enum) for found in old.objects.values()):
        return False
    enums = (found for found in new.objects.values() if isinstance(found, Enum))
    return any(_grown(old.objects.get(enum.ref), enum) for enum in enums)


def _grown(before: object, enum: Enum) -> bool:
    return not (isinstance(before, Enum) and set(enum.values) <= set(before.values))


def _grows(op: ops.Op, enums: set[QName], renamed: bool) -> bool:
    """Whether an operation belongs to the first state. Where a name is exchanged, all names of enums change there."""
    match op:
        case ops.RenameEnum() | ops.MoveObject(Ref("enum")) | ops.CreateNamespace():
            return renamed
        case ops.RenameEnumValue(enum) | ops.AddEnumValue(enum):
            return enum in enums
        case _:
            return False
