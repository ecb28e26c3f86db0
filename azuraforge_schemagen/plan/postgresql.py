"""The safe form of a change on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from azuraforge_schemagen.dialects import literal, quote
from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.intent import Using
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.naming import MAX_BYTES, clip
from azuraforge_schemagen.ir.schema import Schema, Sql, Table
from azuraforge_schemagen.ir.steps import Step
from azuraforge_schemagen.ir.types import Array, EnumType, Type
from azuraforge_schemagen.plan import casts, columns, dependents, fold, sequences
from azuraforge_schemagen.plan.order import order
from azuraforge_schemagen.plan.pair import Pair
from azuraforge_schemagen.plan.rebuild import Rebuild

_PG = "postgresql"


def steps(old: Schema, renames: Sequence[ops.Op], rest: Sequence[ops.Op], pair: Pair) -> Iterator[Step]:
    """The steps of a change: renames, then everything else in order."""
    for rename in renames:
        yield from _expand(rename, pair)
    folded, created = fold.constraints(dependents.around(rest, pair))
    untied, gone = fold.untie(folded)
    for op in order(untied, pair, created, gone):
        assert not isinstance(op, Rebuild)
        yield from _expand(op, pair)


def _expand(op: ops.Op, pair: Pair) -> Iterator[Step]:
    match op:
        case ops.CreateTable(table):
            yield from _create_table(table, pair)
        case ops.AddColumn():
            yield from columns.add(op, pair)
        case ops.AlterColumn():
            yield from columns.alter(op, pair)
        case ops.ReplaceEnum():
            yield from _replace_enum(op, pair)
        case _:
            yield Step(op)


def _create_table(table: Table, pair: Pair) -> Iterator[Step]:
    """CREATE TABLE; an identity whose sequence has a name of its own comes after it, for only ALTER can say that."""
    apart = [it for it in table.columns if it.identity and not sequences.derived(table.name, it, pair.naming)]
    if not apart:
        yield Step(ops.CreateTable(table))
        return
    plain = tuple(replace(it, identity=None) if it in apart else it for it in table.columns)
    yield Step(ops.CreateTable(replace(table, columns=plain)))
    for column in apart:
        does = ops.AlterColumn(table.name, replace(column, identity=None), column)
        yield from columns.executed(sequences.acquire(table.name, column, filled=False), does)


def _replace_enum(op: ops.ReplaceEnum, pair: Pair) -> Iterator[Step]:
    """A new type takes the old one's name; the columns move over through text."""
    aside = _aside(op.old.name, pair)
    texts = tuple((literal(one, _PG), literal(other, _PG)) for one, other in op.mapping)
    yield Step(ops.RenameEnum(op.old.name, aside))
    yield from _expand(ops.CreateEnum(op.new), pair)
    for table, column in pair.enum_columns(op.old.name):
        new = replace(column, server_default=None, type=_of(column.type, op.old.name, op.new.name))
        old = replace(new, type=_of(column.type, op.old.name, aside))
        using = casts.mapped(quote(column.name, _PG), new.type, op.mapping, texts)
        yield Step(ops.AlterColumn(table.name, old, new, Using(Sql(using))))
    yield Step(ops.DropEnum(replace(op.old, name=aside)))


def _of(type_: Type, old: QName, new: QName) -> Type:
    if isinstance(type_, Array):
        return replace(type_, items=_of(type_.items, old, new))
    return EnumType(new) if type_ == EnumType(old) else type_


def _aside(name: QName, pair: Pair) -> QName:
    """A name for the old type that nothing has."""
    ends = (pair.before, pair.after)
    for number in range(1, 1000):
        suffix = "__old" if number == 1 else f"__old{number}"
        aside = QName(name.schema, clip(name.name, MAX_BYTES - len(suffix)) + suffix)
        if not any(Ref(kind, aside) in end.objects for kind in ("enum", "table") for end in ends):
            return aside
    raise AssertionError(name)
