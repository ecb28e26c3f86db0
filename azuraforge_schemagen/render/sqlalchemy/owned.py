"""Triggers, policies and statistics in ``create_all``: where their table was created, after everything else."""

from __future__ import annotations

from collections.abc import Iterator

from azuraforge_schemagen.dialects import objects
from azuraforge_schemagen.ir.bodies import Policy, Statistics, Trigger
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.partitions import root_of
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.plan.needs import needs
from azuraforge_schemagen.render.python import Call, Expr, Text, string
from azuraforge_schemagen.render.sqlalchemy.classes import table_key
from azuraforge_schemagen.render.sqlalchemy.objects import if_exists
from azuraforge_schemagen.render.sqlalchemy.routines import Routines
from azuraforge_schemagen.render.sqlalchemy.support import Support

Owned = Statistics | Policy | Trigger


def owned(schema: Schema, dialect: str, routines: Routines, support: Support) -> Iterator[Expr]:
    """The calls for a projected schema."""
    tables = {ref.name for ref in schema.objects if ref.kind == "table"}  # those of a view come with it
    found = [it for it in schema.objects.values() if isinstance(it, Owned) and it.table in tables]
    for it in sorted(found, key=lambda it: it.ref):
        home = _home(schema, it.table)
        for text in objects.create(it, dialect):
            yield support.with_table(dialect, home, text)
        if dialect == "postgresql":
            yield from _gone(it, routines, support)


def _home(schema: Schema, owner: QName) -> str:
    """The key of the table that the models have: of a partition, the one at the top."""
    return table_key(root_of(schema.objects, schema.table(owner)).name)


def _gone(found: Owned, routines: Routines, support: Support) -> Iterator[Expr]:
    """Dropped before the tables that it stands on beside its own, by way of views and routines too."""
    refs = needs(found, routines.schema, routines.names).refs - {Ref("table", found.table)}
    keys: list[Expr] = [string(table_key(name)) for name in routines.tables(refs)]
    if keys:
        yield Call(support.name("drop_before"), (Call("", keys, "[]"), Text(if_exists(objects.drop(found)))))
