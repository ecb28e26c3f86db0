"""Views and triggers on SQLite: those that mention a table which changes are dropped first and made again at the end.

SQLite reads all of them when a table or a column is renamed or a column goes, and rewrites their texts; none of them
is looked at when it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from azuraforge_schemagen.ir import hung, ops
from azuraforge_schemagen.ir.bodies import HUNG, Hung, Trigger
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.ir.steps import Step
from azuraforge_schemagen.plan.names import names_of
from azuraforge_schemagen.plan.needs import needs
from azuraforge_schemagen.plan.pair import Pair
from azuraforge_schemagen.plan.rebuild import Rebuild, Work


@dataclass(frozen=True, slots=True)
class Bodies:
    """What stands before and behind everything else."""

    down: tuple[Step, ...]
    up: tuple[Step, ...]


def around(old: Schema, renames: Sequence[ops.Op], changes: Iterable[Work], pair: Pair) -> Bodies:
    """The drops in front of a change of tables, and what is made behind it."""
    before = {ref: it for ref, it in old.objects.items() if isinstance(it, HUNG)}
    after = {ref: it for ref, it in pair.after.objects.items() if isinstance(it, HUNG)}
    gone = {ref for ref, it in before.items() if after.get(ref) != it}
    touched = _touched(renames, changes) | {hung.own_name(before[ref]).lower() for ref in gone}
    gone |= _hit(before, old, touched)
    down = sorted((before[ref] for ref in gone), key=_triggers_first)
    up = sorted((it for ref, it in after.items() if ref not in before or ref in gone), key=_views_first)
    return Bodies(tuple(Step(ops.DropObject(it)) for it in down), tuple(Step(ops.CreateObject(it)) for it in up))


def _touched(renames: Iterable[ops.Op], changes: Iterable[Work]) -> set[str]:
    """The names of tables that get another name, lose a column or are made anew."""
    found: set[str] = set()
    for op in (*renames, *changes):
        match op:
            case ops.RenameTable(one, two):
                found |= {one.name, two.name}
            case ops.RenameColumn(table) | ops.DropColumn(table):
                found.add(table.name)
            case Rebuild(_, table_) | ops.DropTable(table_):
                found.add(table_.name.name)
            case _:
                continue
    return {it.lower() for it in found}


def _hit(before: dict[Ref, Hung], old: Schema, touched: set[str]) -> set[Ref]:
    """What mentions one of these tables, and what mentions that."""
    names = names_of(old)
    needed = {ref: needs(it, old, names) for ref, it in before.items()}
    mentioned = {ref: {name.lower() for _, name in needed[ref].dotted} for ref in before}
    for ref, it in before.items():
        if isinstance(it, Trigger):
            mentioned[ref].add(it.table.name.lower())
    found: set[Ref] = set()
    while True:
        more = {ref for ref, said in mentioned.items() if ref not in found and not said.isdisjoint(touched)}
        if not more:
            return found
        found |= more
        touched = touched | {hung.own_name(before[ref]).lower() for ref in more}


def _triggers_first(found: Hung) -> tuple[bool, Ref]:
    return not isinstance(found, Trigger), found.ref


def _views_first(found: Hung) -> tuple[bool, Ref]:
    return isinstance(found, Trigger), found.ref
