"""The effects of objects that are SQL of their own, and of texts that call them."""

from __future__ import annotations

from collections.abc import Iterable

from azuraforge_schemagen.ir import hung, ops
from azuraforge_schemagen.ir.bodies import Hung, MaterializedView, Routine, View
from azuraforge_schemagen.ir.schema import Schema, Table
from azuraforge_schemagen.plan.called import calls
from azuraforge_schemagen.plan.needs import needs, needs_before
from azuraforge_schemagen.plan.pair import Pair
from azuraforge_schemagen.plan.rebuild import Renewal, Work
from azuraforge_schemagen.plan.things import Effects, Thing


def routines(op: Work, found: Effects, pair: Pair) -> None:
    """The functions that texts of tables and domains call; and what goes with a table or view."""
    for part in op.parts if isinstance(op, Renewal) else (op,):
        needed, released = calls(part, pair.names)
        found.consumes.extend(sorted(needed & pair.after.objects.keys()))
        found.releases.extend(sorted(released & pair.before.objects.keys()))
    gone = op.table if isinstance(op, ops.DropTable) else op.object if isinstance(op, ops.DropObject) else None
    if isinstance(gone, Table | View | MaterializedView):
        for it in hung.owned(pair.before.objects, gone.name):
            found.destroys.append(it.ref)


def hung_effects(it: Hung, end: Schema, made: list[Thing], needed: list[Thing], pair: Pair) -> Iterable[Thing]:
    """What an object that is SQL of its own is and stands on; gives what it only mentions."""
    made.append(it.ref)
    if isinstance(it, Routine | View | MaterializedView):
        made.append(own_space(it))
    if isinstance(it, View | MaterializedView):
        made.append(("type", *it.name))
    if isinstance(it, MaterializedView):
        made.extend(("relation", it.name.schema, index.name) for index in it.indexes)
    if it.name.schema:
        needed.append(("schema", it.name.schema))
    return _needs(it, end, needed, pair)


def own_space(it: Hung) -> Thing:
    """The name space that an object's own name is unique in: routines of all kinds share theirs."""
    return ("routine", *it.called, it.inputs) if isinstance(it, Routine) else ("relation", *it.name)


def _needs(it: Hung, end: Schema, needed: list[Thing], pair: Pair) -> Iterable[Thing]:
    stands_on = needs_before(it, pair) if end is pair.before else needs(it, end, pair.names)
    for ref in sorted(stands_on.refs & end.objects.keys()):
        needed.append(ref)
        needed.extend(("column", ref.name, name) for name in stands_on.columns(ref, end))
        if stands_on.whole:  # who means all columns must not see one that is to go
            needed.extend(("left", ref.name, name) for name in stands_on.columns(ref, pair.before))
        table = end.objects.get(ref)
        if stands_on.groups and isinstance(table, Table) and table.primary_key:
            needed.append(("key", ref.name, frozenset(table.primary_key.columns)))
    tables = sorted(ref for ref in stands_on.wishes if isinstance(end.objects.get(ref), Table))
    columns = (("column", ref.name, it.name) for ref in tables for it in pair.columns(ref.name))
    return [*sorted(stands_on.wishes), *columns]
