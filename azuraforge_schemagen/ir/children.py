"""The constraints and indexes of a table, taken out, put in, exchanged and renamed."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.ir import facets
from azuraforge_schemagen.ir.tables import (
    Check,
    Constraint,
    Exclusion,
    ForeignKey,
    Index,
    PrimaryKey,
    Table,
    Unique,
)

Child = Constraint | Index
_FIELDS: dict[type[Child], str] = {
    Unique: "uniques",
    Check: "checks",
    ForeignKey: "foreign_keys",
    Exclusion: "exclusions",
    Index: "indexes",
}


def exchange(table: Table, old: Child | None, new: Child | None) -> Table:
    """The table with one constraint or index taken out, put in, or replaced."""
    one = old or new
    assert one is not None
    if isinstance(one, PrimaryKey):
        if table.primary_key != old:
            raise ValueError(f"{table.name} has another primary key")
        return replace(table, primary_key=new)  # type: ignore[arg-type]
    name = _FIELDS[type(one)]
    children: tuple[Child, ...] = getattr(table, name)
    if old is not None:
        if old not in children:
            raise ValueError(f"{table.name} has no such {type(old).__name__.lower()} {old.name!r}")
        children = tuple(it for it in children if it.name != old.name)
    if new is not None:
        if any(it.name == new.name for it in children):
            raise ValueError(f"{table.name} has {new.name!r} already")
        children = (*children, new)
    return replace(table, **{name: children})  # type: ignore[arg-type]


def called(table: Table, child: Child, name: str) -> Table:
    """The table after one of its own indexes was renamed, which may belong to one of its parent's."""
    if isinstance(child, Check | ForeignKey):
        return table
    table = facets.following(table, child.name, name)
    if not table.attached:
        return table
    pairs = tuple((index, name if own == child.name else own) for index, own in table.attached)
    return replace(table, attached=pairs)
