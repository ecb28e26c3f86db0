"""Rows on SQLite: what a column is there, and where its values come from when its table is made anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from azuraforge_schemagen.dialects import default_sql, quote, type_sql
from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Column, Sql, Table
from azuraforge_schemagen.ir.types import STRING_TYPES, Scalar
from azuraforge_schemagen.plan import invent
from azuraforge_schemagen.plan.columns import bare_not_null
from azuraforge_schemagen.plan.pair import Pair, generated_text, text_of
from azuraforge_schemagen.plan.rebuild import Rebuild

_LITE = "sqlite"
Place = tuple[QName, str]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the author said about rows, by (table, column)."""

    backfills: Mapping[Place, Sql] = field(default_factory=dict)
    using: Mapping[Place, Sql] = field(default_factory=dict)

    def converts(self, table: QName) -> bool:
        """Whether values of a column of the table are converted, be its definition the same or not."""
        return any(place[0] == table for place in self.using)


def wishes(operations: Sequence[ops.Op]) -> Wishes:
    """The backfills and conversions of operations."""
    backfills: dict[Place, Sql] = {}
    using: dict[Place, Sql] = {}
    for op in operations:
        if isinstance(op, ops.AddColumn) and text_of(op.backfill):
            backfills[op.table, op.column.name] = Sql(text_of(op.backfill))
        elif isinstance(op, ops.AlterColumn):
            if text_of(op.backfill):
                backfills[op.table, op.new.name] = Sql(text_of(op.backfill))
            if op.using is not None and text_of(op.using.up):
                using[op.table, op.new.name] = Sql(text_of(op.using.up))
    return Wishes(backfills, using)


def definition(column: Column) -> tuple[object, ...]:
    """What a column is in SQLite's CREATE TABLE. Counters are not: any INTEGER PRIMARY KEY counts."""
    default = column.server_default
    return (
        type_sql(column.type, _LITE),
        column.nullable,
        None if default is None else default_sql(default, _LITE),
        generated_text(column),
        column.generated is not None and column.generated.virtual,
        column.collation,
    )


def can_be_added(table: QName, column: Column, said: Wishes) -> bool:
    """Whether ALTER TABLE ADD COLUMN takes the column: no constant default, no way to NOT NULL, and nothing STORED."""
    filled = (table, column.name) in said.backfills
    if column.generated is not None:
        return column.generated.virtual
    if column.identity is not None or column.serial is not None:
        return False
    if column.server_default is None:
        return column.nullable
    text = default_sql(column.server_default, _LITE)
    constant = not text.startswith("(") and not text.upper().startswith("CURRENT_") and text.upper() != "NULL"
    return constant and not filled


def rebuild(old: Table, new: Table, said: Wishes, pair: Pair) -> Rebuild:
    """The rebuild of one table: every stored column, and the expression over the old row that fills it."""
    values: dict[str, str] = {}
    invents: list[str] = []
    for column in new.columns:
        if column.generated is None:
            value, made_up = _value(old, new.name, column, said, pair)
            if value is not None:
                values[column.name] = value
            if made_up:
                invents.append(made_up)
    if not values:
        values = dict(_anything(new))
    texts = [text_of(sql) for (table, _), sql in (*said.backfills.items(), *said.using.items()) if table == new.name]
    gone = [it.name for it in old.columns if it.name not in new.by_name and not it.generated]
    return Rebuild(
        old,
        new,
        tuple(values),
        tuple(values.values()),
        tuple(texts),
        invents="; ".join(invents),
        loses=f"the values of {', '.join(f'{new.name}.{name}' for name in gone)}" if gone else "",
    )


def _value(old: Table, table: QName, column: Column, said: Wishes, pair: Pair) -> tuple[str | None, str]:
    """The expression for a column, ``None`` where its default does it; and what is made up."""
    before = old.by_name.get(column.name)
    backfill = text_of(said.backfills.get((table, column.name)))
    if before is None:
        if backfill:
            return f"({backfill})", ""
        made_up = invent.value(table, column, pair, _LITE) if bare_not_null(column) else None
        if made_up is None:
            return None, ""
        text = default_sql(made_up, _LITE)
        return text, f"rows that are there get {text} in {column.name}"
    using = text_of(said.using.get((table, column.name)))
    value = f"({using})" if using else _converted(before, column)
    if not before.nullable or column.nullable:
        return value, ""
    if backfill:
        return f"COALESCE({value}, ({backfill}))", ""
    made_up = invent.value(table, column, pair, _LITE)
    if made_up is None:
        return value, ""
    text = default_sql(made_up, _LITE)
    return f"COALESCE({value}, {text})", f"rows with NULL get {text} in {column.name}"


def _converted(old: Column, new: Column) -> str:
    """The old value. SQLite converts by the column's affinity and keeps what it cannot; a CAST would make it 0."""
    name = quote(old.name, _LITE)
    if old.type == Scalar("boolean") and isinstance(new.type, Scalar) and new.type.name in STRING_TYPES:
        return f"CASE {name} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE {name} END"
    return name


def _anything(new: Table) -> Iterator[tuple[str, str]]:
    """One column with its default, so that every old row gives a new one though nothing is left of it."""
    for column in new.columns:
        if column.generated is None:
            yield column.name, default_sql(column.server_default, _LITE) if column.server_default else "NULL"
            return
