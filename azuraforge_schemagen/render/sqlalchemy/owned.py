"""Triggers, policies and statistics in ``create_all``: where their table was created, after everything else."""

from __future__ import annotations

from collections.abc import Iterator

from azuraforge_schemagen.dialects import objects
from azuraforge_schemagen.ir.bodies import Policy, Statistics, Trigger
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.partitions import root_of
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.plan.names import Names, names_of
from azuraforge_schemagen.plan.needs import needs
from azuraforge_schemagen.render.python import Expr, string
from azuraforge_schemagen.render.sqlalchemy.classes import table_key
from azuraforge_schemagen.render.sqlalchemy.support import Support

Owned = Statistics | Policy | Trigger


def owned(schema: Schema, dialect: str, support: Support) -> Iterator[Expr]:
    """The calls for a projected schema."""
    tables = {ref.name for ref in schema.objects if ref.kind == "table"}  # those of a view come with it
    found = [it for it in schema.objects.values() if isinstance(it, Owned) and it.table in tables]
    names = names_of(schema) if any(isinstance(it, Policy) for it in found) else Names()
    for it in sorted(found, key=lambda it: it.ref):
        home = _home(schema, it.table)
        for text in objects.create(it, dialect):
            yield support.with_table(dialect, home, text)
        if isinstance(it, Policy):
            for name in _others(it, schema, names):
                dropped = objects.drop(it, dialect).replace("DROP POLICY", "DROP POLICY IF EXISTS", 1)
                yield support.listen(f"Base.metadata.tables[{string(table_key(name))}]", "before_drop", dropped)


def _home(schema: Schema, owner: QName) -> str:
    """The key of the table that the models have: of a partition, the one at the top."""
    return table_key(root_of(schema.objects, schema.table(owner)).name)


def _others(policy: Policy, schema: Schema, names: Names) -> list[QName]:
    """The other tables that a policy reads, which cannot be dropped before it."""
    tables = sorted(ref.name for ref in needs(policy, schema, names).refs if ref.kind == "table")
    return [name for name in tables if name != policy.table and schema.table(name).partition_of is None]
