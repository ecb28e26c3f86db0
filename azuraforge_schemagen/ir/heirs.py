"""What PostgreSQL does to the heirs of a table when something happens to the table, and when one joins or leaves its
parents. In place, on the objects of a schema."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.ir import follow, ops
from azuraforge_schemagen.ir.lineage import (
    checks_from,
    columns_from,
    descendants,
    fits,
    from_parent,
    heirs_of,
    parents_of,
    same_check,
)
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Check, Column, Object, Table

State = dict[Ref, Object]


def bequeath(op: ops.Op, table: Table, state: State) -> None:
    """What an operation on a table does to its heirs; what goes from it they keep."""
    match op:
        case ops.AddColumn(_, column):
            _added_column(state, table, column)
        case ops.AlterColumn(_, old, new):
            _altered_column(state, table, old, new)
        case ops.AddConstraint(_, Check() as check):
            _added_check(state, table, check)
        case ops.AlterConstraint(_, Check() as before, Check() as after):
            _altered_check(state, table, before, after)
        case ops.RenameConstraint(_, Check() as check, name):
            _renamed_check(state, table, check, name)
        case _:
            return


def none(state: State, table: QName) -> None:
    """A table that goes has none."""
    for heir in heirs_of(state, table):
        raise ValueError(f"{heir.name} inherits from {table}")


def join(state: State, table: Table, old: tuple[QName, ...], inherits: tuple[QName, ...]) -> None:
    """ALTER TABLE ... INHERIT and NO INHERIT: nothing else changes, but the table must have what its parents have."""
    if table.inherits != old:
        raise ValueError(f"{table.name} inherits from others")
    table = replace(table, inherits=inherits)
    parents = parents_of(state, table)
    if len(parents) < len(inherits):
        raise ValueError(f"a parent of {table.name} is missing")
    checks = {it.name: it for it in table.checks}
    for name, column in columns_from(parents).items():
        if name not in table.by_name or not fits(table.by_name[name], column):
            raise ValueError(f"{table.name}.{name} is another column than its parents'")
    for name, check in checks_from(parents).items():
        own = checks.get(name)
        if own is None or not same_check(own, check) or own.not_valid > check.not_valid:
            raise ValueError(f"{table.name} has no such check {name!r} as its parents have")
    state[table.ref] = table


def _added_column(state: State, table: Table, column: Column) -> None:
    """ADD COLUMN gives it to every heir that has none of the name."""
    theirs = from_parent(table, column)
    for heir in descendants(state, table.name):
        if column.name not in heir.by_name:
            state[heir.ref] = replace(heir, columns=(*heir.columns, theirs))


_FACETS = ("type", "collation", "generated", "nullable", "server_default")


def _altered_column(state: State, table: Table, old: Column, new: Column) -> None:
    """ALTER COLUMN goes through to the heirs: what is another one in the parent is so in them."""
    before, after = from_parent(table, old), from_parent(table, new)
    changed = {name: getattr(after, name) for name in _FACETS if getattr(before, name) != getattr(after, name)}
    renames = old.serial is not None and new.serial is not None
    for heir in descendants(state, table.name) if changed else ():
        own = heir.by_name[new.name]
        if renames and own.server_default != before.server_default:
            continue  # only the sequence has another name
        columns = (replace(it, **changed) if it is own else it for it in heir.columns)
        state[heir.ref] = replace(heir, columns=tuple(columns))


def renamed_column(state: State, table: Table, old: str, new: str) -> None:
    """RENAME COLUMN: the heirs' columns follow, with all that mentions them there."""
    for heir in descendants(state, table.name):
        if old not in heir.by_name or new in heir.by_name:
            raise ValueError(f"{heir.name}.{old} cannot become {new!r} with its parent's")
        state[heir.ref] = follow.column(heir, old, new)


def _added_check(state: State, table: Table, check: Check) -> None:
    """ADD CHECK: an heir's own one that says the same becomes its share of it."""
    for heir in descendants(state, table.name) if not check.no_inherit else ():
        found = next((it for it in heir.checks if it.name == check.name), None)
        if found is not None and not same_check(found, replace(check, comment=None)):
            raise ValueError(f"{heir.name} has another check {check.name!r}")
        if found is None:
            state[heir.ref] = replace(heir, checks=(*heir.checks, replace(check, comment=None)))


def _altered_check(state: State, table: Table, old: Check, new: Check) -> None:
    """VALIDATE CONSTRAINT validates the heirs' shares too."""
    for heir in descendants(state, table.name) if old.not_valid and not new.not_valid else ():
        checks = (replace(it, not_valid=False) if it.name == new.name else it for it in heir.checks)
        state[heir.ref] = replace(heir, checks=tuple(checks))


def _renamed_check(state: State, table: Table, check: Check, new: str) -> None:
    """RENAME CONSTRAINT: the heirs' shares follow."""
    for heir in descendants(state, table.name) if not check.no_inherit else ():
        if new in {it.name for it in heir.checks}:
            raise ValueError(f"{heir.name} has a check {new!r} already")
        checks = (replace(it, name=new) if it.name == check.name else it for it in heir.checks)
        state[heir.ref] = replace(heir, checks=tuple(checks))
