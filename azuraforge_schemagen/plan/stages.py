"""Changes that one transaction cannot hold: the states on the way, each a revision of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diff import diff
from azuraforge_schemagen.ir import ops, sqltext
from azuraforge_schemagen.ir.apply import apply_all
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Column, Constant, Enum, Schema, Sql, Table
from azuraforge_schemagen.ir.types import enums_of


def stages(old: Schema, new: Schema, intent: Intent, config: Config) -> tuple[Schema, ...]:
    """The unprojected states that lead from ``old`` to ``new``, which is the last: usually the only one.

    PostgreSQL adds a value to an enum, but lets nobody use it before the transaction is over. Where the same change
    uses it, the first state has the enums' new values and nothing else that is new. A stage takes the intent
    ``without`` what earlier ones used.
    """
    if "postgresql" not in config.dialects or not _may_grow(old, new):
        return (new,)
    found = diff(old, new, intent).ops
    added: dict[QName, set[str]] = {}
    for op in found:
        if isinstance(op, ops.AddEnumValue):
            added.setdefault(op.enum, set()).add(op.value)
    growing = {enum for enum, values in added.items() if any(_uses(op, enum, values) for op in found)}
    if not growing:
        return (new,)
    return (apply_all((op for op in found if _grows(op, growing)), old), new)


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


def _grows(op: ops.Op, growing: set[QName]) -> bool:
    match op:
        case ops.RenameEnum(_, new):
            return new in growing
        case ops.RenameEnumValue(enum) | ops.AddEnumValue(enum):
            return enum in growing
        case _:
            return False


def _uses(op: ops.Op, enum: QName, values: set[str]) -> bool:
    """Whether an operation needs one of the values to be usable already."""
    match op:
        case ops.CreateTable(table):
            return _table_uses(table, enum, values)
        case ops.AddColumn(_, column, backfill):
            return _column_uses(column, enum, values) or _mentions((backfill,), values)
        case ops.AlterColumn(_, old, column, using, backfill):
            said = (backfill, using.up if using else None)
            changed = old.server_default != column.server_default or old.type != column.type
            return (changed and _column_uses(column, enum, values)) or _mentions(said, values)
        case ops.AddConstraint(_, constraint):
            return _mentions((getattr(constraint, "expression", None),), values)
        case ops.CreateIndex(_, index):
            return _mentions((index.where, *(key.expression for key in index.keys)), values)
        case _:
            return False


def _table_uses(table: Table, enum: QName, values: set[str]) -> bool:
    if any(_column_uses(column, enum, values) for column in table.columns):
        return True
    return any(_mentions((check.expression,), values) for check in table.checks)


def _column_uses(column: Column, enum: QName, values: set[str]) -> bool:
    default = column.server_default
    if isinstance(default, Constant):
        return default.value in values and enum in enums_of(column.type)
    said = (default if isinstance(default, Sql) else None, column.generated.expression if column.generated else None)
    return _mentions(said, values)


def _mentions(texts: tuple[Sql | None, ...], values: set[str]) -> bool:
    """Whether a value stands in any of the texts; inside an array literal too."""
    strings = {
        string for sql in texts if sql is not None for text in _spellings(sql) for string in sqltext.strings(text)
    }
    return any(value in string for value in values for string in strings)


def _spellings(sql: Sql) -> Iterator[str]:
    yield from (text for text in (sql.text, *(text for _, text in sql.dialects)) if text)
