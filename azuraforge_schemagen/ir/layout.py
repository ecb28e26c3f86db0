"""The order of columns: it is no part of what a table is, but what ``SELECT *`` of a view shows."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.schema import Object, Schema, Table


def laid_out(schema: Schema, like: Schema) -> Schema:
    """The schema with the columns of its tables in the order that they have in another one."""
    found: dict[Ref, Object | None] = {}
    for ref, table in schema.objects.items():
        other = like.objects.get(ref)
        if isinstance(table, Table) and isinstance(other, Table):
            places = {name: place for place, name in enumerate(other.by_name)}
            columns = sorted(table.columns, key=lambda it: places.get(it.name, len(places)))
            found[ref] = replace(table, columns=tuple(columns))
    return schema.with_objects(found)
