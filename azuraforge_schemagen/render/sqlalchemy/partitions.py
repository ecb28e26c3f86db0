"""Partitions in ``create_all``: the statements that a plan from their parent alone would have, run once it is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from azuraforge_schemagen import dialects
from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diff import diff
from azuraforge_schemagen.ir import ops, partitions, sqltext
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import ForeignKey, Schema, Table, schema_of
from azuraforge_schemagen.plan import plan
from azuraforge_schemagen.render.alembic.partitions import script

_PG = "postgresql"


def roots(schema: Schema) -> list[Table]:
    """The partitioned tables that are no partitions themselves, as PostgreSQL sees them."""
    here = dialects.project(schema, _PG)
    return [it for it in here.tables.values() if it.partition_by is not None and it.partition_of is None]


def without_partitions(schema: Schema) -> Schema:
    """The schema as the models have it: partitions have no class, their parent's is enough."""
    left = {ref: None for ref, it in schema.objects.items() if isinstance(it, Table) and it.partition_of is not None}
    return schema.with_objects(left) if left else schema


def partition_statements(schema: Schema, root: Table, config: Config) -> list[str]:
    """What follows CREATE TABLE of a partitioned table and its indexes: partitions, and checks that are NOT VALID."""
    here = dialects.project(schema, _PG)
    parts = [replace(it, foreign_keys=()) for it in partitions.descendants(here.objects, root)]
    first = replace(root, checks=tuple(it for it in root.checks if not it.not_valid))
    if not parts and first == root:
        return []
    alone, whole = schema_of(first), schema_of(root, *parts)
    difference = diff(alone, whole, Intent(allow=frozenset({"all"}), naming=Naming(config.naming)))
    steps = plan(alone, whole, difference, _PG, config).steps
    return [text for step in steps for text in script(step.action)]


def foreign_key_statements(schema: Schema, root: Table) -> Iterator[str]:
    """The partitions' own foreign keys, once every table is there; one that is there already is left alone."""
    here = dialects.project(schema, _PG)
    for table in partitions.descendants(here.objects, root):
        for key in table.foreign_keys:
            yield _guarded(table, key)


def _guarded(table: Table, key: ForeignKey) -> str:
    name = sqltext.string(dialects.qualified(table.name, _PG))
    there = f"conrelid = {name}::regclass AND conname = {sqltext.string(key.name)}"
    added = "; ".join(script(ops.AddConstraint(table.name, key)))
    return f"DO $do$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE {there}) THEN {added}; END IF; END $do$"
