"""The comparison: what it looks at, and in which order its operations come."""

from __future__ import annotations

from azuraforge_schemagen.diff.attached import settled_names
from azuraforge_schemagen.diff.children import rename_children
from azuraforge_schemagen.diff.enum import create_enums, drop_enums, replace_enums
from azuraforge_schemagen.diff.model import Difference, Work
from azuraforge_schemagen.diff.namespace import create_namespaces, drop_namespaces
from azuraforge_schemagen.diff.renames import rename_columns, rename_enums, rename_tables, rename_values
from azuraforge_schemagen.diff.table import table_ops
from azuraforge_schemagen.ir.apply import apply_all
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.schema import Schema, Table


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
    _change(work, old, new)
    used = Intent(
        renames=tuple(sorted(work.renames)),
        backfills=work.backfills,
        using=work.using,
        removed_values=work.removed_values,
        allow=frozenset(work.allowed),
        naming=intent.naming,
    )
    return Difference(tuple(work.ops), used, temporary=tuple(work.temporary))


def _change(work: Work, old: Schema, new: Schema) -> None:
    """What is left to do once everything that was renamed has its new name."""
    create_enums(work, new)
    tables = table_ops(work, new)
    # Nothing below looks at the tables of the state again, so their operations need not run on it.
    work.ops += tables.loosen + tables.drop
    replace_enums(work, new)
    work.ops += tables.shape + tables.tighten + tables.refer + tables.attach
    if any(isinstance(it, Table) and it.attached for it in new.objects.values()):
        work.ops += settled_names(dict(apply_all(work.ops, old).objects), new.objects)
    drop_enums(work, new)
    drop_namespaces(work, new)
