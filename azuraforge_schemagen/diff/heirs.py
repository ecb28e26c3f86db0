"""Renames of what heirs have from their parents: they follow, or leave their parents and are renamed by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from azuraforge_schemagen.diff.model import Work
from azuraforge_schemagen.ir import lineage
from azuraforge_schemagen.ir.intent import Rename
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.ops import RenameColumn, RenameConstraint, SetInherits
from azuraforge_schemagen.ir.schema import Check, Constraint, Table

Names = Callable[[Table], set[str]]
Moves = dict[str, str]


def parents_first(work: Work, moves: Iterable[tuple[QName, Moves]]) -> Iterable[tuple[QName, Moves]]:
    """Renames by table, those of parents before those of their heirs, to which they go through."""
    places = {it.name: place for place, it in enumerate(lineage.families(work.state))}
    return sorted(moves, key=lambda it: places.get(it[0], -1)) if places else moves


def rename_column(work: Work, table: QName, old: str, new: str) -> None:
    """RENAME COLUMN, with the heirs' columns that come from it."""
    _make_way(work, table, old, new, lambda it: set(it.by_name))
    work.do(RenameColumn(table, old, new))
    for name in _left(work, table):
        if old in _table(work, name).by_name and new not in _table(work, name).by_name:
            rename_column(work, name, old, new)


def rename_constraint(work: Work, table: QName, constraint: Constraint, new: str) -> None:
    """RENAME CONSTRAINT; a check that heirs have is renamed there too."""
    if not isinstance(constraint, Check) or constraint.no_inherit:
        work.do(RenameConstraint(table, constraint, new))
        return
    _make_way(work, table, constraint.name, new, _checks)
    work.do(RenameConstraint(table, constraint, new))
    for name in _left(work, table):
        own = next((it for it in _table(work, name).checks if it.name == constraint.name), None)
        if own is not None and new not in _checks(_table(work, name)):
            rename_constraint(work, name, own, new)


def _checks(table: Table) -> set[str]:
    return {it.name for it in table.checks if not it.no_inherit}


def _make_way(work: Work, table: QName, old: str, new: str, names: Names) -> None:
    """Who cannot follow leaves: whoever has the new name already, or the old one from somebody else too. Who leaves is
    somebody else to its own heirs from then on."""
    while (stuck := _stuck(work, table, old, new, names)) is not None:
        work.do(SetInherits(stuck.name, stuck.inherits, ()))
        work.left[stuck.name] = stuck.inherits


def _stuck(work: Work, table: QName, old: str, new: str, names: Names) -> Table | None:
    """The first of a table and its heirs that a rename cannot reach, or cannot reach alone."""
    heirs = lineage.descendants(work.state, table)
    whole = {table, *(it.name for it in heirs)}
    for one in (_table(work, table), *heirs):
        others = [it for it in lineage.parents_of(work.state, one) if one.name == table or it.name not in whole]
        if any(old in names(it) for it in others) or (one.name != table and new in names(one)):
            return one
    return None


def follow(work: Work, kind: Literal["column", "constraint"], table: QName, moves: Moves) -> None:
    """Notes that the heirs' columns or checks were renamed with these."""
    work.followed += [Rename(kind, heir, old, new) for heir in _followers(work, table) for old, new in moves.items()]


def not_followed(work: Work, kind: Literal["column", "constraint"], table: QName, moves: Moves) -> Moves:
    """The renames that are not done with the parents' ones."""
    done = {(it.old, it.new) for it in work.followed if (it.kind, it.scope) == (kind, table)}
    return {old: new for old, new in moves.items() if (old, new) not in done} if done else moves


def _followers(work: Work, table: QName) -> list[QName]:
    heirs = [it.name for it in lineage.descendants(work.state, table)]
    return [*heirs, *(it for name in _left(work, table) for it in (name, *_followers(work, name)))]


def _left(work: Work, parent: QName) -> list[QName]:
    """Who was an heir of this table until it could not follow."""
    return [name for name, parents in work.left.items() if parent in parents]


def _table(work: Work, name: QName) -> Table:
    found = work.state[Ref("table", name)]
    assert isinstance(found, Table)
    return found
