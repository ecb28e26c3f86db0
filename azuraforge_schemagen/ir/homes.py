"""Where objects stand in files: several may share one, under one address."""

from __future__ import annotations

from collections.abc import Mapping

from azuraforge_schemagen.ir.bodies import ROUTINES, Policy, Routine, Statistics, Trigger
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.partitions import root_of
from azuraforge_schemagen.ir.schema import Object, Schema, Table


def home(found: Object, objects: Mapping[Ref, Object]) -> Ref:
    """The address that an object's file says: a partition stands in the file of its tree, a routine in that of its
    name, a trigger in that of its table."""
    match found:
        case Table():
            return root_of(objects, found).ref
        case Routine():
            return Ref(found.kind, found.called)
        case Trigger() | Policy() | Statistics():
            refs = (Ref(kind, found.table) for kind in ("table", "view", "materialized_view"))
            own = next((objects[ref] for ref in refs if ref in objects), None)
            return Ref("table", found.table) if own is None else home(own, objects)
        case _:
            return found.ref


def homes(schema: Schema) -> frozenset[Ref]:
    """The addresses of all files of a Schema."""
    return frozenset(home(it, schema.objects) for it in schema.objects.values())


def plain_name(ref: Ref) -> QName:
    """The name that patterns are for: a routine's without its arguments."""
    if ref.kind not in ROUTINES or not ref.name.name.endswith(")"):
        return ref.name
    return QName(ref.name.schema, ref.name.name.rpartition("(")[0])
