"""Whether a materialized view is filled is up to whoever refreshed it last; a schema says how it is made."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.ir.bodies import MaterializedView
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.schema import Object, Schema


def as_declared(live: Schema, declared: Schema) -> Schema:
    """A live state with its materialized views made as the declared ones are."""
    found: dict[Ref, Object | None] = {}
    for ref, it in live.objects.items():
        said = declared.objects.get(ref)
        if isinstance(it, MaterializedView) and isinstance(said, MaterializedView):
            found[ref] = replace(it, with_data=said.with_data)
    return live.with_objects(found)
