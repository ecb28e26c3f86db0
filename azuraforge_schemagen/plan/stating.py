"""What states of tables need and allow: who may refer to whom, and which columns identify rows."""

from __future__ import annotations

from collections.abc import Iterator

from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Constraint, ForeignKey, Schema, Table
from azuraforge_schemagen.plan.pair import Pair
from azuraforge_schemagen.plan.things import Effects, Thing


def facet_effects(op: ops.SetFacet, found: Effects, pair: Pair) -> None:
    """The effects of a state that is set."""
    table = op.table
    found.change(("facet", table, op.facet))
    found.consumes.append(("table", table))
    if op.facet == "replica_identity":
        # No column of the index by which rows were identified becomes nullable before.
        found.releases.extend(("column", table, column) for column in pair.identifying(op))
    elif op.facet == "unlogged":
        made, ended = ("unlogged", "logged") if op.new else ("logged", "unlogged")
        found.produces.append((made, table))
        found.destroys.append((ended, table))
        targets = [("logged", target) for target in pair.targets(table)]
        (found.releases if op.new else found.consumes).extend(targets)


def persistence(table: QName, constraint: Constraint, end: Schema) -> Iterator[Thing]:
    """What lets a foreign key be there: its own table is unlogged, or else its target is logged."""
    if isinstance(constraint, ForeignKey):
        own = end.objects.get(Ref("table", table))
        unlogged = isinstance(own, Table) and own.unlogged
        yield ("unlogged", table) if unlogged else ("logged", constraint.target)
