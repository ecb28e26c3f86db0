"""The plan of a change on one dialect: small passes over operations, then over steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diff import Difference
from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.apply import apply_all
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import Schema, Table
from azuraforge_schemagen.ir.steps import Plan
from azuraforge_schemagen.plan import fold, hazards, postgresql, sqlite
from azuraforge_schemagen.plan.attached import named
from azuraforge_schemagen.plan.declaring import declares
from azuraforge_schemagen.plan.inheriting import heirs_of
from azuraforge_schemagen.plan.names import names_of
from azuraforge_schemagen.plan.pair import Pair, project_intents
from azuraforge_schemagen.plan.past import Past, past_of
from azuraforge_schemagen.plan.settle import settle
from azuraforge_schemagen.plan.states import is_last, with_last
from azuraforge_schemagen.plan.told import told

_DIALECTS = {"postgresql": postgresql.steps, "sqlite": sqlite.steps}


def plan(
    old: Schema,
    new: Schema,
    difference: Difference,
    dialect: str,
    config: Config,
    *,
    downgrade: bool = False,
    labels: Mapping[tuple[QName, str], str] | None = None,
) -> Plan:
    """The ordered, safe steps from ``old`` to ``new``, both as ``dialect`` sees them.

    ``downgrade`` allows values to be made up for NOT NULL columns that come back; ``labels`` is a value for every
    enum's column, by (table, column), where the dialect keeps it as a string. Raises ``Refusal`` (SG319) where
    changes need one another in a circle.
    """
    if not difference.ops:
        return Plan(dialect, ())
    renames, rest = _split(list(project_intents(difference.ops, dialect)))
    before = apply_all(renames, old) if renames else old
    partitioned = any(isinstance(it, Table) and it.partition_by for end in (old, new) for it in end.objects.values())
    before, new = (before, told(new, before)) if downgrade else (told(before, new), new)
    labels, released = labels or {}, _released(rest)
    names, heirs = names_of(before, new), heirs_of(before, new, rest)
    naming, tied = Naming(config.naming), dialect != "sqlite"
    past = past_of(old, renames, before) if names else Past()
    declared = declares(before) or declares(new)
    pair = Pair(before, new, naming, downgrade, tied, labels, partitioned, released, names, past, heirs, declared)
    renames, rest = fold.early_drops(renames, rest, pair)
    steps = list(_DIALECTS[dialect](old, renames, [op for op in rest if not is_last(op)], pair))
    steps = settle(old, steps, bool(heirs))
    steps = with_last(old, named(old, steps, new) if partitioned else steps, new)
    return Plan(dialect, tuple(hazards.mark(steps, dialect, pair)))


def _released(operations: Sequence[ops.Op]) -> frozenset[Ref]:
    return frozenset(op.object.ref for op in operations if isinstance(op, ops.DropObject))


_RENAMES = (
    ops.RenameTable,
    ops.RenameColumn,
    ops.RenameEnum,
    ops.RenameEnumValue,
    ops.RenameObject,
    ops.RenameHung,
    ops.RenameAttribute,
    ops.MoveObject,
    ops.SplitSerial,
    ops.RenameConstraint,
    ops.RenameIndex,
)


def _split(operations: Sequence[ops.Op]) -> tuple[list[ops.Op], list[ops.Op]]:
    """Everything up to the last rename, which keeps its order, and the rest, which gets one."""
    last = max((place for place, op in enumerate(operations) if isinstance(op, _RENAMES)), default=-1)
    return list(operations[: last + 1]), list(operations[last + 1 :])
