"""Domains."""

from __future__ import annotations

from azuraforge_schemagen.diff.model import Work
from azuraforge_schemagen.diff.standalone import compared, create_and_alter
from azuraforge_schemagen.ir.ops import DropObject
from azuraforge_schemagen.ir.schema import Domain, Schema


def create_domains(work: Work, new: Schema) -> None:
    """Those that are new or other ones now."""
    for old, target in compared(work, new, Domain).changed:
        if old.type != target.type:
            work.allow(f"narrow:{target.name}")
        if old.nullable and not target.nullable:
            work.allow(f"not-null:{target.name}")
    create_and_alter(work, new, Domain)


def drop_domains(work: Work, new: Schema) -> None:
    """Those that went, once no column is of them."""
    for domain in compared(work, new, Domain).removed:
        work.allow_drop("domain", domain.name, domain.name.name)
        work.do(DropObject(domain))
