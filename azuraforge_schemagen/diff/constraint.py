"""Constraints: what changes in place, what is made anew."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.diff.split import Split, split
from azuraforge_schemagen.ir.ops import AddConstraint, AlterConstraint, DropConstraint
from azuraforge_schemagen.ir.schema import Check, Constraint, Exclusion, ForeignKey, PrimaryKey, Table, Unique


def constraint_ops(old: Table, new: Table) -> tuple[list[DropConstraint], list[AlterConstraint], list[AddConstraint]]:
    """Drops, alterations and additions; one that cannot change in place is dropped and added."""
    found: Split[Constraint] = split(old.constraints, new.constraints, _key)
    name = new.name
    partitioned = new.partition_by is not None
    altered = [pair for pair in found.changed if alterable(*pair, partitioned)]
    anew = [pair for pair in found.changed if not alterable(*pair, partitioned)]
    return (
        [DropConstraint(name, it) for it in (*found.removed, *(before for before, _ in anew))],
        [AlterConstraint(name, *pair) for pair in altered],
        [AddConstraint(name, it) for it in (*found.added, *(after for _, after in anew))],
    )


def alterable(old: Constraint, new: Constraint, partitioned: bool = False) -> bool:
    """Whether a server turns one into the other in place: comments, deferrability of a foreign key and whether it is
    enforced, VALIDATE, storage parameters of a key's index, though not of one whose table is ``partitioned``."""
    if isinstance(old, ForeignKey) and isinstance(new, ForeignKey):
        changed = replace(old, comment=new.comment, deferrable=new.deferrable, enforced=new.enforced)
        return (replace(changed, not_valid=False) if not new.not_valid else changed) == new
    if isinstance(old, Check) and isinstance(new, Check):
        changed_check = replace(old, comment=new.comment)
        return (replace(changed_check, not_valid=False) if not new.not_valid else changed_check) == new
    if isinstance(old, PrimaryKey | Unique | Exclusion) and type(old) is type(new):
        changed_key = replace(old, comment=new.comment, index_comment=new.index_comment)
        return (changed_key if partitioned else replace(changed_key, options=new.options)) == new
    return False


def _key(constraint: Constraint) -> tuple[type[Constraint], str]:
    return type(constraint), constraint.name
