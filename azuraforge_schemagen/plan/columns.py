"""Columns on PostgreSQL: how one is added and changed while rows are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from azuraforge_schemagen.dialects import default_sql, qualified, quote, type_sql
from azuraforge_schemagen.ir import ops, partitions
from azuraforge_schemagen.ir.intent import Using
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Column, Sql
from azuraforge_schemagen.ir.steps import Backfill, Execute, Step
from azuraforge_schemagen.plan import casts, invent, sequences
from azuraforge_schemagen.plan.pair import Pair, text_of, with_domain

_PG = "postgresql"


def add(op: ops.AddColumn, pair: Pair) -> Iterator[Step]:
    """ADD COLUMN; with a backfill nullable first, filled, then tightened."""
    table, column = op.table, op.column
    if op.backfill is not None and text_of(op.backfill):
        plain = replace(column, nullable=True, server_default=None, identity=None, serial=None)
        yield Step(ops.AddColumn(table, plain))
        yield from alter(ops.AlterColumn(table, plain, column, backfill=op.backfill), pair)
        return
    if column.identity and not sequences.derived(table, column, pair.naming):
        sequence = pair.naming.sequence(table.name, column.name)
        named = replace(column, identity=replace(column.identity, sequence=sequence))
        yield Step(ops.AddColumn(table, named))
        yield from executed(sequences.replace_identity(table, column), ops.AlterColumn(table, named, column))
        return
    bare = bare_not_null(with_domain(column, pair.domains))
    made_up = invent.value(table, column, pair, _PG) if bare else None
    if made_up is None:
        yield Step(op if op.backfill is None else replace(op, backfill=None))
        return
    filled = replace(column, server_default=made_up)
    invents = f"rows that are there get {default_sql(made_up, _PG)}"
    yield Step(ops.AddColumn(table, filled), invents=invents)
    yield Step(ops.AlterColumn(table, filled, column))


def bare_not_null(column: Column) -> bool:
    """Whether rows that are there would have no value in this new column."""
    counts = column.identity is not None or column.serial is not None
    return not (column.nullable or column.server_default is not None or counts or column.generated)


def executed(statements: Iterable[str], does: ops.Op) -> Iterator[Step]:
    """Statements that together do what an operation says."""
    texts = list(statements)
    for text in texts[:-1]:
        yield Step(Execute(text))
    if texts:
        yield Step(Execute(texts[-1], does))


def alter(op: ops.AlterColumn, pair: Pair) -> Iterator[Step]:
    """ALTER COLUMN facet by facet, in an order in which none is in another's way."""
    table, new, now = op.table, op.new, op.old
    retyped = (now.type, now.collation) != (new.type, new.collation)
    if now.generated and not new.generated:
        plain = replace(now, generated=None)
        yield from executed([f"{_alter(table, new)} DROP EXPRESSION"], ops.AlterColumn(table, now, plain))
        now = plain
    if retyped and now.server_default is not None:
        bare = replace(now, server_default=None)
        yield Step(ops.AlterColumn(table, now, bare))
        now = bare
    if sequences.counter(now) and not sequences.counter(new):
        plain = replace(now, identity=None, serial=None)
        yield from executed(sequences.release(table, now), ops.AlterColumn(table, now, plain))
        now = plain
    if retyped and not _at_once(op, now):
        other = replace(now, type=new.type, collation=new.collation)
        yield _retype(ops.AlterColumn(table, now, other, op.using), pair)
        now = other
    yield from _tighten(op, now, pair)
    yield from _finish(op, now, pair)
    if retyped and new.server_default is not None and op.old.server_default == new.server_default:
        yield from _own_defaults(op, pair)


def _own_defaults(op: ops.AlterColumn, pair: Pair) -> Iterator[Step]:
    """Partitions with a default of their own, or none, get that again: it went with the parent's."""
    given = {op.table: op.new.server_default}
    for table, column in pair.own_defaults():
        above = [it.name for it in partitions.ancestors(pair.before.objects, table) if it.name in given]
        later = next((it for it in pair.columns(table.name) if it.name == op.new.name), None)
        if not above or later is None or (column.name, column.server_default) != (later.name, later.server_default):
            continue
        if later.server_default != given[above[0]]:
            yield Step(ops.AlterColumn(table.name, replace(later, server_default=given[above[0]]), later))
        given[table.name] = later.server_default


def _at_once(op: ops.AlterColumn, now: Column) -> bool:
    """Whether one ALTER can do the type and the rest: nothing must come between them."""
    defaults = now.server_default is not None or op.new.server_default is not None
    counts = sequences.counter(now) or sequences.counter(op.new)
    return not (defaults or counts or op.new.collation or now.collation or op.old.nullable != op.new.nullable)


def _retype(op: ops.AlterColumn, pair: Pair) -> Step:
    name = quote(op.new.name, _PG)
    text = text_of(op.using.up) if op.using else ""
    if not text and op.old.type != op.new.type and op.new.generated is None:
        text = casts.using(name, pair.plain(op.old.type), pair.plain(op.new.type)) or ""
    if op.old.collation == op.new.collation and op.new.collation is None:
        return Step(replace(op, using=Using(Sql(text)) if text else None))
    collate = f" COLLATE {qualified(op.new.collation, _PG)}" if op.new.collation else ""
    sql = f"{_alter(op.table, op.new)} TYPE {type_sql(op.new.type, _PG)}{collate}"
    does = replace(op, using=None, backfill=None)
    return Step(Execute(f"{sql} USING {text}" if text else sql, does))


def _tighten(op: ops.AlterColumn, now: Column, pair: Pair) -> Iterator[Step]:
    """Values for the rows that have none, before NOT NULL comes."""
    if not now.nullable or now.generated:
        return
    text = text_of(op.backfill)
    if text:
        yield Step(Backfill(op.table, op.new.name, text))
        return
    made_up = invent.value(op.table, op.new, pair, _PG) if not op.new.nullable else None
    if made_up is not None:
        expression = default_sql(made_up, _PG)
        yield Step(Backfill(op.table, op.new.name, expression), invents=f"rows with NULL get {expression}")


def _finish(op: ops.AlterColumn, now: Column, pair: Pair) -> Iterator[Step]:
    """Nullability, default, comment; then the counter, which wants NOT NULL to be there."""
    table, new = op.table, op.new
    plain = replace(new, identity=now.identity, serial=now.serial)
    if now.type != plain.type or now.collation != plain.collation:
        yield _retype(ops.AlterColumn(table, now, plain, op.using), pair)
    elif now != plain:
        yield Step(ops.AlterColumn(table, now, plain))
    if not sequences.counter(new):
        return
    does = ops.AlterColumn(table, plain, new)
    if not sequences.counter(now):
        yield from executed(sequences.acquire(table, new, filled=True), does)
        return
    yield from executed(sequences.change(table, replace(op.old, identity=now.identity, serial=now.serial), new), does)


def _alter(table: QName, column: Column) -> str:
    return f"ALTER TABLE {qualified(table, _PG)} ALTER COLUMN {quote(column.name, _PG)}"
