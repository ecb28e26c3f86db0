"""Views and routines that come after tables, in one order: each may stand on the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from azuraforge_schemagen.ir.bodies import MaterializedView, View
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.plan.queue import queue
from azuraforge_schemagen.render.python import Expr
from azuraforge_schemagen.render.sqlalchemy.routines import Routines, late
from azuraforge_schemagen.render.sqlalchemy.support import Support
from azuraforge_schemagen.render.sqlalchemy.views import views


def hung(held: Mapping[str, Schema], routines: Routines, support: Support) -> Iterator[Expr]:
    """The calls for the projected schemas. PostgreSQL's order is one for all: only there it matters."""
    calls: dict[Ref, list[Expr]] = {}
    for ref, call in (*views(held, support), *late(routines, support)):
        calls.setdefault(ref, []).append(call)
    of = routines.schema
    both = [it for it in of.objects.values() if isinstance(it, View | MaterializedView) or it.ref in calls]
    order = [it.ref for it in queue(both, of)]  # type: ignore[arg-type]
    for ref in (*order, *(it for it in calls if it not in order)):
        yield from calls.get(ref, ())
