"""Composites, ranges, collations."""

from __future__ import annotations

from azuraforge_schemagen.diff.model import Work
from azuraforge_schemagen.diff.standalone import compared, create_and_alter
from azuraforge_schemagen.ir.ops import DropObject
from azuraforge_schemagen.ir.schema import Collation, Composite, Range, Schema


def create_types(work: Work, new: Schema) -> None:
    """Those that are new or other ones now."""
    for before, after in compared(work, new, Range).changed:
        if before.subtype != after.subtype:
            work.allow(f"narrow:{after.name}")
    for old, target in compared(work, new, Composite).changed:
        _allow(work, old, target)
    create_and_alter(work, new, Collation)
    create_and_alter(work, new, Range)
    create_and_alter(work, new, Composite)


def _allow(work: Work, old: Composite, new: Composite) -> None:
    for name, attribute in old.by_name.items():
        later = new.by_name.get(name)
        if later is None:
            work.allow_drop("attribute", new.name, name)
        elif later.type != attribute.type:
            work.allow(f"narrow:{new.name}.{name}")


def drop_types(work: Work, new: Schema) -> None:
    """Those that went, once nothing is of them."""
    for composite in compared(work, new, Composite).removed:
        work.allow_drop("composite", composite.name, composite.name.name)
        work.do(DropObject(composite))
    for range_ in compared(work, new, Range).removed:
        work.allow_drop("range", range_.name, range_.name.name)
        work.do(DropObject(range_))
    for collation in compared(work, new, Collation).removed:
        work.allow_drop("collation", collation.name, collation.name.name)
        work.do(DropObject(collation))
