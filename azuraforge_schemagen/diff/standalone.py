"""Stand-alone objects, which come, change and go as a whole; what each kind adds to that is in its own file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from azuraforge_schemagen.diff.model import Work
from azuraforge_schemagen.diff.split import Split, split
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.ops import AlterObject, CreateObject
from azuraforge_schemagen.ir.schema import (
    Collation,
    Composite,
    Domain,
    Extension,
    Object,
    Range,
    Schema,
    Sequence,
)

Kind = TypeVar("Kind", Sequence, Domain, Extension, Composite, Range, Collation)


def compared(work: Work, new: Schema, kind: type[Kind]) -> Split[Kind]:
    """What differs among the objects of a kind, in the order of their names."""
    return split(_all(work.state.values(), kind), _all(new.objects.values(), kind), _ref)


def create_and_alter(work: Work, new: Schema, kind: type[Kind]) -> None:
    """Objects that are new, and those that are other ones now."""
    found = compared(work, new, kind)
    for made in found.added:
        work.do(CreateObject(made))
    for old, target in found.changed:
        work.do(AlterObject(old, target))


def _all(objects: Iterable[Object], kind: type[Kind]) -> list[Kind]:
    return sorted((it for it in objects if isinstance(it, kind)), key=_ref)


def _ref(found: Kind) -> Ref:
    return found.ref
