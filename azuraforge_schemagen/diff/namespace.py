"""Database schemas."""

from __future__ import annotations

from collections.abc import Mapping

from azuraforge_schemagen.diff.model import Work
from azuraforge_schemagen.diff.split import split
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.ops import CreateNamespace, DropNamespace, SetComment
from azuraforge_schemagen.ir.schema import Namespace, Object, Schema


def create_namespaces(work: Work, new: Schema) -> None:
    """Those that are new, before anything is put into them, and comments."""
    found = split(_all(work.state), _all(new.objects), _ref)
    for namespace in found.added:
        work.do(CreateNamespace(namespace))
    for old, target in found.changed:
        work.do(SetComment("schema", old.name, None, old.comment, target.comment))


def drop_namespaces(work: Work, new: Schema) -> None:
    """Those that went, once they are empty."""
    for namespace in split(_all(work.state), _all(new.objects), _ref).removed:
        work.allow(f"drop-schema:{namespace.name}")
        work.do(DropNamespace(namespace))


def _all(objects: Mapping[Ref, Object]) -> list[Namespace]:
    return [it for it in objects.values() if isinstance(it, Namespace)]


def _ref(namespace: Namespace) -> Ref:
    return namespace.ref
