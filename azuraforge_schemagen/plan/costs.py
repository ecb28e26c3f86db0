"""What statements cost on PostgreSQL, and what those on objects that are SQL of their own do."""

from __future__ import annotations

from dataclasses import dataclass, replace

from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.bodies import Policy, Statistics, Trigger

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


_SEEN = "who sees and writes which rows is another from here on"
