"""What statements cost on PostgreSQL, and what those on objects that are SQL of their own do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from azuraforge_schemagen.dialects.indexes import made
from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.bodies import MaterializedView, Policy, Routine, Statistics, Trigger, View
from azuraforge_schemagen.ir.schema import Exclusion, Index
from azuraforge_schemagen.plan.called import called
from azuraforge_schemagen.plan.pair import Pair, generated_text, index_texts

ALL = "ACCESS EXCLUSIVE"
WRITES = "SHARE ROW EXCLUSIVE"
SHARE = "SHARE"
LIGHT = "SHARE UPDATE EXCLUSIVE"


@dataclass(slots=True)
class Cost:
    """The hazards of one operation."""

    lock: str = ""
    rewrites: bool = False
    scans: bool = False
    loses: str = ""
    reason: str = ""


BRIEF = Cost(ALL)


def hung_cost(op: ops.CreateObject | ops.AlterObject | ops.DropObject | ops.RenameHung) -> Cost | None:
    """What an object that is SQL of its own costs the table that it belongs to."""
    match op:
        case ops.CreateObject(Trigger()):
            return Cost(WRITES)
        case ops.AlterObject(Trigger() as old, Trigger() as new) if old.enabled != new.enabled:
            return Cost(WRITES)
        case ops.AlterObject(Policy() as old, Policy() as new) if replace(old, comment=new.comment) != new:
            return Cost(ALL, reason=_SEEN)
        case ops.CreateObject(Policy()) | ops.DropObject(Policy()):
            return Cost(ALL, reason=_SEEN)
        case ops.DropObject(Trigger()) | ops.RenameHung(Trigger() | Policy()):
            return BRIEF
        case ops.CreateObject(Statistics()) | ops.DropObject(Statistics()):
            return Cost(LIGHT)
        case _:
            return None


def view_cost(op: ops.CreateObject | ops.AlterObject | ops.DropObject | ops.RenameHung, pair: Pair) -> Cost | None:
    """What a view costs: what was granted on it, and a materialized one the time that its rows or indexes take."""
    match op:
        case ops.DropObject(View() as gone) if gone.ref in pair.after.objects:
            return Cost(reason=_ANEW)
        case ops.DropObject(MaterializedView() as gone) if isinstance(
            later := pair.after.objects.get(gone.ref), MaterializedView
        ):
            reason = _COMPUTED if later.with_data else _EMPTY
            return Cost(reason=f"{_ANEW}; {reason}")
        case ops.AlterObject(MaterializedView() as old, MaterializedView() as new) if old.with_data != new.with_data:
            return Cost(reason=_COMPUTED if new.with_data else _EMPTY)
        case ops.AlterObject(MaterializedView() as old, MaterializedView() as new) if made(old.indexes, new.indexes):
            return Cost(reason="a refresh waits while the index is built")
        case _:
            return None


def routine_cost(op: ops.CreateObject | ops.AlterObject | ops.DropObject | ops.RenameHung, pair: Pair) -> Cost | None:
    """What a routine costs: no lock on any table, but what was computed with it stays as it was."""
    match op:
        case ops.AlterObject(Routine() as old, Routine() as new) if _computes(old) != _computes(new):
            kept = sorted(_stored(new, pair))
            reason = f"{', '.join(kept)}: computed with the old body, and not computed again" if kept else ""
            return Cost(reason=reason)
        case ops.DropObject(Routine() as gone) if gone.ref in pair.after.objects:
            return Cost(reason=_ANEW)
        case _:
            return None


def _computes(of: Routine) -> tuple[object, ...]:
    return of.body, of.language, of.strict, of.settings, of.library


def _stored(of: Routine, pair: Pair) -> Iterator[str]:
    """The indexes and stored columns, before and after, that hold what a routine gave."""
    for old, new in pair.kept():
        indexes: tuple[Index | Exclusion, ...] = (*old.indexes, *old.exclusions)
        kept = {it.name for it in new.indexes} | {it.name for it in new.exclusions}
        for index in indexes:
            if index.name in kept and of.ref in called(index_texts(index), pair.names, old.name.schema):
                yield f"index {index.name}"
        for column in old.columns:
            texts = [generated_text(column)] if column.generated and not column.generated.virtual else []
            if column.name in new.by_name and of.ref in called(texts, pair.names, old.name.schema):
                yield f"column {old.name}.{column.name}"


_SEEN = "who sees and writes which rows is another from here on"
_ANEW = "it is made anew, and privileges granted on it go"
_COMPUTED = "who reads it waits until its rows are computed"
_EMPTY = "nobody can read it until it is refreshed"
