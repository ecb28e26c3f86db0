"""What inheritance adds to the effects of operations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from azuraforge_schemagen.ir import lineage, ops
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Schema, Table
from azuraforge_schemagen.plan.describe import subject
from azuraforge_schemagen.plan.pair import Pair
from azuraforge_schemagen.plan.rebuild import Work
from azuraforge_schemagen.plan.things import Effects


def heirs_of(old: Schema, new: Schema, operations: Sequence[ops.Op]) -> dict[QName, frozenset[QName]]:
    """By table of a family at either end: its heirs and theirs while the operations run, without those that leave
    before or join after everything else."""
    names = {it.name for end in (old, new) for it in lineage.families(end.objects)}
    ends = [dict(end.objects) for end in (old, new)] if names else []
    for op in operations if names else ():
        if isinstance(op, ops.SetInherits):
            left = len(op.new) < len(op.old)
            table = ends[not left][Ref("table", op.table)]
            assert isinstance(table, Table)
            ends[not left][table.ref] = replace(table, inherits=op.new if left else op.old)
    return {name: frozenset(it.name for end in ends for it in lineage.descendants(end, name)) for name in names}


def in_families(op: Work, found: Effects, pair: Pair) -> None:
    """Heirs have their parents' columns and checks, come after them and go before them."""
    for made in (found.produces, found.destroys):
        shared = [it for it in made if it[0] in ("column", "constraint") and it[1] in pair.heirs]
        made.extend((it[0], heir, it[2]) for it in shared for heir in sorted(pair.heirs[it[1]]))  # type: ignore[index]
    match op:
        case ops.CreateTable(table):
            found.consumes.extend(("table", it) for it in table.inherits)
        case ops.DropTable(table):
            found.releases.extend(("table", it) for it in table.inherits)
        case ops.SetInherits():
            _inherits(op, found)
            return
        case _:
            pass
    name, _ = subject(op)
    if name is not None:
        found.consumes.append(("loose", name))
        found.releases.append(("free", name))


def _inherits(op: ops.SetInherits, found: Effects) -> None:
    """Everything else that happens to an heir or a parent happens after the one leaves the other, or before it joins
    it."""
    for parent in op.old:
        if parent not in op.new:
            found.produces.extend((("loose", op.table), ("loose", parent)))
            found.releases.append(("table", parent))
    for parent in op.new:
        if parent not in op.old:
            found.destroys.extend((("free", op.table), ("free", parent)))
            found.consumes.append(("table", parent))
