"""The difference between two schemas of one dialect, as operations: minimal, renames declared, nothing guessed."""

from __future__ import annotations

from azuraforge_schemagen.diff.children import rename_children
from azuraforge_schemagen.diff.enum import create_enums, drop_enums, replace_enums
from azuraforge_schemagen.diff.guess import lookalikes
from azuraforge_schemagen.diff.inverse import inverse, merged
from azuraforge_schemagen.diff.model import Difference, Work
from azuraforge_schemagen.diff.namespace import create_namespaces, drop_namespaces
from azuraforge_schemagen.diff.renames import rename_columns, rename_enums, rename_tables, rename_values
from azuraforge_schemagen.diff.table import table_ops
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.schema import Schema

__all__ = ["Difference", "diff", "inverse", "lookalikes", "merged"]


def diff(old: Schema, new: Schema, intent: Intent) -> Difference:
    """What leads from ``old`` to ``new``: ``ir.apply.apply_all(diff(old, new, intent).ops, old) == new``."""
    work = Work(dict(old.objects), intent)
    create_namespaces(work, new)
    if intent.renames:
        rename_enums(work, new)
        rename_tables(work, new)
        rename_columns(work, new)
        rename_values(work, new)
        rename_children(work, new)
    _change(work, new)
    used = Intent(
        renames=tuple(sorted(work.renames)),
        backfills=work.backfills,
        using=work.using,
        removed_values=work.removed_values,
        allow=frozenset(work.allowed),
        naming=intent.naming,
    )
    return Difference(tuple(work.ops), used, temporary=tuple(work.temporary))


def _change(work: Work, new: Schema) -> None:
    """What is left to do once everything that was renamed has its new name."""
    create_enums(work, new)
    tables = table_ops(work, new)
    for op in (*tables.loosen, *tables.drop):
        work.do(op)
    replace_enums(work, new)
    for op in (*tables.shape, *tables.tighten, *tables.refer):
        work.do(op)
    drop_enums(work, new)
    drop_namespaces(work, new)
