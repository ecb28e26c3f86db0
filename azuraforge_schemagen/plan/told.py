"""``depends_on`` of an older state, with what a newer one says."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.schema import Extension, Namespace, Object, Schema


def told(state: Schema, newer: Schema) -> Schema:
    """A state whose objects also need what a newer one says that they do: it is nothing of the database, so that
    writing it makes no revision, and the snapshot does not know it."""
    found: dict[Ref, Object | None] = {}
    for ref, it in state.objects.items():
        later = newer.objects.get(ref)
        if later is None or isinstance(it, Namespace | Extension) or isinstance(later, Namespace | Extension):
            continue
        if not set(later.depends_on) <= set(it.depends_on):
            found[ref] = replace(it, depends_on=tuple(sorted({*it.depends_on, *later.depends_on})))
    return state.with_objects(found) if found else state
