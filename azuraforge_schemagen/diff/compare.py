"""The comparison: what it looks at, and in which order its operations come."""

from __future__ import annotations

from azuraforge_schemagen.diff.attached import settled_names
from azuraforge_schemagen.diff.children import rename_children
from azuraforge_schemagen.diff.domain import create_domains, drop_domains
from azuraforge_schemagen.diff.enum import create_enums, drop_enums, replace_enums
from azuraforge_schemagen.diff.extension import create_extensions, drop_extensions
from azuraforge_schemagen.diff.facets import any_last, last_facets
from azuraforge_schemagen.diff.hung import hung_ops, rename_hung
from azuraforge_schemagen.diff.model import Difference, Work
from azuraforge_schemagen.diff.namespace import create_namespaces, drop_namespaces
from azuraforge_schemagen.diff.renames import (
    name_multiranges,
    rename_attributes,
    rename_collations,
    rename_columns,
    rename_relations,
    rename_types,
    rename_values,
)
from azuraforge_schemagen.diff.sequence import joined_serials, sequence_ops, split_serials
from azuraforge_schemagen.diff.table import table_ops
from azuraforge_schemagen.diff.usertypes import create_types, drop_types
from azuraforge_schemagen.diff.way import make_way
from azuraforge_schemagen.ir.apply import apply_all
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.schema import Schema, Table


def diff(old: Schema, new: Schema, intent: Intent) -> Difference:
    """What leads from ``old`` to ``new``: ``ir.apply.apply_all(diff(old, new, intent).ops, old) == new``."""
    work = Work(dict(old.objects), intent)
    create_namespaces(work, new)
    if intent.renames:
        rename_types(work, new)
        rename_collations(work, new)
        rename_relations(work, new)
        rename_columns(work, new)
        rename_values(work, new)
        rename_attributes(work, new)
        rename_children(work, new)
        rename_hung(work, new)
    make_way(work, new)
    name_multiranges(work, new)
    create_extensions(work, new)
    split_serials(work, new)
    domains = {**Schema(work.state).domains, **new.domains}
    target, joins = joined_serials(work, new)
    _change(work, old, target)
    work.ops += joins
    _drop(work, new)
    used = Intent(
        renames=tuple(sorted(work.renames)),
        backfills=work.backfills,
        using=work.using,
        removed_values=work.removed_values,
        allow=frozenset(work.allowed),
        naming=intent.naming,
    )
    return Difference(tuple(work.ops), used, domains=domains, temporary=tuple(work.temporary))


def _change(work: Work, old: Schema, new: Schema) -> None:
    """What is left to do once everything that was renamed has its new name."""
    create_enums(work, new)
    tables = table_ops(work, new)
    # Nothing below looks at the tables of the state again, so their operations need not run on it.
    sequences, bodies = sequence_ops(work, new), hung_ops(work, new, tables)
    work.ops += bodies.loosen + sequences.release + tables.loosen + tables.drop
    replace_enums(work, new)
    work.ops += sequences.shape
    create_types(work, new)
    create_domains(work, new)
    work.ops += tables.shape + tables.tighten + tables.refer + tables.attach + sequences.settle
    if any(isinstance(it, Table) and it.attached for it in new.objects.values()) or any_last(new.objects):
        state = dict(apply_all(work.ops, old).objects)
        work.ops += settled_names(state, new.objects)
        work.ops += last_facets(state, new.objects)
    work.ops += bodies.settle


def _drop(work: Work, new: Schema) -> None:
    """What went, once nothing uses it."""
    drop_domains(work, new)
    drop_types(work, new)
    drop_enums(work, new)
    drop_extensions(work, new)
    drop_namespaces(work, new)
