"""A schema's objects while operations run on them: what is there, put in, taken out. Strict, as a server is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from azuraforge_schemagen.ir import follow
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Column, Composite, Domain, Enum, Object, Range, Sequence, Table

State = dict[Ref, Object]


def column_of(table: Table, name: str) -> Column:
    """A column that must be there."""
    if name not in table.by_name:
        raise ValueError(f"{table.name} has no column {name!r}")
    return table.by_name[name]


def table_of(state: State, name: QName) -> Table:
    """A table that must be there."""
    found = state.get(Ref("table", name))
    if not isinstance(found, Table):
        raise ValueError(f"there is no table {name}")  # noqa: TRY004
    return found


def enum_of(state: State, name: QName) -> Enum:
    """An enum that must be there."""
    found = state.get(Ref("enum", name))
    if not isinstance(found, Enum):
        raise ValueError(f"there is no enum {name}")  # noqa: TRY004
    return found


def put(state: State, new: Object) -> None:
    """Adds what is not there."""
    if new.ref in state:
        raise ValueError(f"there is a {new.ref} already")
    state[new.ref] = new


def take(state: State, old: Object) -> None:
    """Takes out what is there exactly so."""
    if state.get(old.ref) != old:
        raise ValueError(f"there is no such {old.ref}")
    del state[old.ref]


def each_sequence(state: State, change: Callable[[Sequence], Sequence]) -> None:
    """Changes every sequence, whose name stays."""
    for ref, found in state.items():
        if isinstance(found, Sequence):
            state[ref] = change(found)


def each_holder(state: State, change: Callable[[follow.Holder], follow.Holder]) -> None:
    """Changes every table and type, whose names stay."""
    for ref, found in state.items():
        if isinstance(found, (Table, Domain, Composite, Range)):
            state[ref] = change(found)


def each_table(state: State, change: Callable[[Table], Table]) -> None:
    """Changes every table, whose name stays."""
    for ref, found in state.items():
        if isinstance(found, Table):
            state[ref] = change(found)


def owned(state: Mapping[Ref, Object], table: QName, column: str | None = None) -> list[Sequence]:
    """The sequences that go with a table, or with a column of it."""
    return [
        it
        for it in state.values()
        if isinstance(it, Sequence)
        and it.owned_by is not None
        and it.owned_by.table == table
        and column in (None, it.owned_by.column)
    ]
