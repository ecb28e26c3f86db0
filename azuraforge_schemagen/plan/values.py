"""New values of enums, which PostgreSQL lets nobody use before the transaction that adds them is over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from azuraforge_schemagen.ir import ops, sqltext
from azuraforge_schemagen.ir.bodies import HUNG, Hung, MaterializedView, Policy, Routine, Statistics, Trigger, View
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import (
    Column,
    Constant,
    Constraint,
    Default,
    Domain,
    Exclusion,
    Index,
    IndexKey,
    ListBound,
    Partition,
    RangeBound,
    Sql,
    Table,
)
from azuraforge_schemagen.ir.types import enums_of, refs_of
from azuraforge_schemagen.plan.pair import Pair


def growing(operations: Sequence[ops.Op]) -> set[QName]:
    """The enums that get a value which another of the operations uses."""
    added: dict[QName, set[str]] = {}
    for op in operations:
        if isinstance(op, ops.AddEnumValue):
            added.setdefault(op.enum, set()).add(op.value)
    return {enum for enum, values in added.items() if any(_uses(op, enum, values) for op in operations)}


def at_once(operations: Sequence[ops.Op], pair: Pair) -> list[ops.Op]:
    """The operations with an enum made anew where it must grow and be used in one transaction: on the way back, which
    has no stages. The values of a type that the transaction made are free to use."""
    enums = growing(operations)
    if not enums:
        return list(operations)
    rest = [op for op in operations if not (isinstance(op, ops.AddEnumValue) and op.enum in enums)]
    old = [pair.before.enum(name) for name in sorted(enums)]
    return [*(ops.ReplaceEnum(it, replace(it, values=pair.after.enum(it.name).values)) for it in old), *rest]


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
            return _mentions(_of_constraint(constraint), values)
        case ops.AttachPartition(_, partition):
            return _bound_uses(partition, values)
        case ops.CreateObject(Domain() as domain) | ops.AlterObject(_, Domain() as domain):
            default = domain.default
            named = isinstance(default, Constant) and default.value in values
            return named or _mentions(tuple(it.expression for it in domain.checks), values)
        case ops.CreateIndex(_, index):
            return _mentions(_of_index(index), values)
        case ops.CreateObject(found) | ops.AlterObject(_, found):
            return isinstance(found, HUNG) and _mentions(_of_hung(found), values)
        case _:
            return False


def _of_hung(found: Hung) -> tuple[Sql | None, ...]:
    """What the server reads of it when it is made. Only a body in SQL is read then, and any other one when it runs."""
    match found:
        case View(query=query):
            return (query,)
        case MaterializedView(query=query, indexes=indexes):
            return (query, *(text for index in indexes for text in _of_index(index)))
        case Routine(body=body):
            defaults = (argument.default for argument in found.arguments)
            return (body if found.language == "sql" else None, *defaults)
        case Trigger(when=when):
            return (when,)
        case Policy(using=using, check=check):
            return (using, check)
        case Statistics(keys=keys):
            return _of_keys(keys)


def _of_index(index: Index) -> tuple[Sql | None, ...]:
    return (index.where, *_of_keys(index.keys))


def _of_keys(keys: Sequence[IndexKey]) -> tuple[Sql | None, ...]:
    return tuple(key.expression for key in keys)


def _of_constraint(constraint: Constraint) -> tuple[Sql | None, ...]:
    if isinstance(constraint, Exclusion):
        return (constraint.where, *_of_keys(constraint.keys))
    return (getattr(constraint, "expression", None),)


def _table_uses(table: Table, enum: QName, values: set[str]) -> bool:
    if any(_column_uses(column, enum, values) for column in table.columns):
        return True
    if table.partition_of and _bound_uses(table.partition_of, values):
        return True
    if any(_default_uses(it.default, values) for it in table.deviations):
        return True
    return any(_mentions(_of_constraint(it), values) for it in table.constraints)


def _bound_uses(partition: Partition, values: set[str]) -> bool:
    match partition.bound:
        case ListBound(found):
            return any(_default_uses(it, values) for it in found)
        case RangeBound(lower, upper):
            return any(_default_uses(it, values) for it in (*lower, *upper))
        case _:
            return False


def _default_uses(found: Default | None, values: set[str]) -> bool:
    if isinstance(found, Constant):
        return found.value in values
    return _mentions((found if isinstance(found, Sql) else None,), values)


def _column_uses(column: Column, enum: QName, values: set[str]) -> bool:
    default = column.server_default
    if isinstance(default, Constant):
        may_be = enum in enums_of(column.type) or any(ref.kind == "domain" for ref in refs_of(column.type))
        return default.value in values and may_be
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
