"""What the steps of a change work with: origins, derived names, samples of every type, parts of tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from azuraforge_schemagen.dialects import type_sql
from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.intent import Rename, moved
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Composite,
    Constant,
    Constraint,
    Enum,
    ForeignKey,
    Index,
    PrimaryKey,
    Sql,
    Table,
    Unique,
)
from azuraforge_schemagen.ir.types import Array, DomainType, EnumType, Raw, Scalar, Type, UserType, enums_of, on
from tests.making import NAMING, SAMPLES

WIDER: dict[Scalar, tuple[Scalar, ...]] = {
    Scalar("smallint"): (Scalar("integer"), Scalar("bigint")),
    Scalar("integer"): (Scalar("bigint"),),
    Scalar("string", length=40): (Scalar("string"), Scalar("text"), Scalar("string", length=60)),
    Scalar("string"): (Scalar("text"),),
    Scalar("numeric", precision=12, scale=2): (Scalar("numeric", precision=14, scale=2),),
}
"""Conversions that keep every value, even under keys, checks and foreign keys."""


Derived = tuple[Constraint | Index | Column, tuple[str, ...]]
"""A child (a column stands for its sequence) that is called after these columns."""


@dataclass
class Origin:
    """What a table or enum was called in the old schema (``None``: it is new), and its columns, values, children."""

    name: QName | None
    parts: dict[tuple[str, str], str] = field(default_factory=dict)
    """(kind, name now) -> old name, of columns, values, and of indexes and constraints renamed by declaration."""


def sample(type_: Type, enums: list[Enum]) -> Sql:
    """An expression of a type, on either dialect."""
    seen = on(type_, "postgresql")
    match seen:
        case EnumType(name):
            text = sqltext.string(next(it.values[0] for it in enums if it.name == name))
        case Array():
            text = "'{}'"
        case Raw(raw):
            text = SAMPLES[raw]
        case DomainType(name):
            raise AssertionError(name)
        case UserType():
            text = "NULL"
        case _:
            assert isinstance(seen, Scalar)
            text = SAMPLES[seen.name]
    lite = "'[]'" if isinstance(seen, Array) else "1" if text == "true" else text
    if isinstance(seen, Scalar) and seen.name == "interval":
        text = "'1 day'"
    return Sql(lite, (("postgresql", f"CAST({text} AS {type_sql(seen, 'postgresql')})"),))


def lines(ref: Ref, origin: Origin) -> Iterator[Rename]:
    if origin.name is None:
        return
    if origin.name != ref.name:
        yield moved(ref.kind, origin.name, ref.name)  # type: ignore[arg-type]
    for (kind, now), before in origin.parts.items():
        if now != before:
            yield Rename(kind, ref.name, before, now)  # type: ignore[arg-type]


def parts(found: object) -> Iterator[tuple[tuple[str, str], str]]:
    if isinstance(found, Table):
        yield from ((("column", it.name), it.name) for it in found.columns)
    if isinstance(found, Enum):
        yield from ((("value", it), it) for it in found.values)
    if isinstance(found, Composite):
        yield from ((("attribute", it), it) for it in found.by_name)


def derived_name(table: QName, child: Constraint | Index | Column, sources: tuple[str, ...]) -> str:
    match child:
        case Column():
            return NAMING.sequence(table.name, sources[0])
        case Check():
            return NAMING.check(table.name, sources[0])
        case ForeignKey():
            return NAMING.foreign_key(table.name, sources, child.target.name)
        case Index():
            return NAMING.index(table.name, sources, table.schema)
        case Unique():
            return NAMING.unique(table.name, sources)
        case PrimaryKey():
            return NAMING.primary_key(table.name)


def sequence(child: Constraint | Index | Column) -> str:
    """The name of a child; of a column, that of its sequence."""
    if isinstance(child, Column):
        return child.serial or (child.identity.sequence if child.identity else "")
    return child.name


def with_sequence(column: Column, name: str) -> Column:
    if column.identity:
        return replace(column, identity=replace(column.identity, sequence=name))
    return replace(column, serial=name)


def quoted(table: Table) -> str:
    return sqltext.quoted(table.columns[0].name)


def fields(child: Constraint | Index) -> str:
    return {"Unique": "uniques", "Check": "checks", "ForeignKey": "foreign_keys", "Index": "indexes"}[
        type(child).__name__
    ]


def excluding(table: Table, child: Constraint | Index) -> Table:
    if child is table.primary_key:
        return replace(table, primary_key=None)
    name = fields(child)
    return replace(table, **{name: tuple(it for it in getattr(table, name) if it is not child)})


def including(table: Table, child: Constraint | Index) -> Table:
    if type(child).__name__ == "PrimaryKey":
        return replace(table, primary_key=child)  # type: ignore[arg-type]
    name = fields(child)
    return replace(table, **{name: (*getattr(table, name), child)})


def tied(state: dict[Ref, object], table: Table) -> set[str]:
    """The columns of a table that a key, a unique index or a foreign key holds fast, and sources of generated ones."""
    found = {name for key in (table.primary_key, *table.uniques, *table.foreign_keys) if key for name in key.columns}
    found |= {name for index in table.indexes if index.unique for name in index.columns}
    found |= {
        name for it in table.columns if it.generated for name in sqltext.names(it.generated.expression.text or "")
    }
    for other in state.values():
        if isinstance(other, Table):
            found |= {name for key in other.foreign_keys if key.target == table.name for name in key.target_columns}
    return found


def mentions(text: Sql | None, column: str) -> bool:
    return text is not None and column in sqltext.names(text.text or "")


def without_texts(table: Table, column: str) -> Table:
    """The table without what says or indexes something about a column."""
    return replace(
        table,
        checks=tuple(it for it in table.checks if not mentions(it.expression, column)),
        columns=tuple(it for it in table.columns if not (it.generated and mentions(it.generated.expression, column))),
        indexes=tuple(
            it for it in table.indexes
            if not mentions(it.where, column)
            and column not in it.columns
            and not any(mentions(key.expression, column) for key in it.keys)
            and column not in it.include
        ),
    )  # fmt: skip


def without_value(table: Table, enum: QName, gone: str, instead: str) -> Table:
    """The table after a value went: defaults take another one, texts that name it go."""
    if not any(enum in enums_of(it.type) for it in table.columns):
        return table
    columns = tuple(
        replace(it, server_default=Constant(instead))
        if it.server_default == Constant(gone) and it.type == EnumType(enum)
        else it
        for it in table.columns
    )
    checks = tuple(it for it in table.checks if gone not in sqltext.strings(it.expression.text or ""))
    return replace(table, columns=columns, checks=checks)
