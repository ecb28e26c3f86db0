"""The tables that hold rows themselves: of a partition tree those at its ends, each as a whole table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from azuraforge_schemagen.dialects import default_sql, quote
from azuraforge_schemagen.ir import partitions
from azuraforge_schemagen.ir.schema import (
    Check,
    Default,
    DefaultBound,
    HashBound,
    IndexKey,
    ListBound,
    Object,
    PartitionKey,
    RangeBound,
    Schema,
    Sql,
    Table,
)

_PG = "postgresql"
_EDGES = ("MINVALUE", "MAXVALUE")


def whole(schema: Schema) -> Schema:
    """The schema with every partition as the table that it would be by itself."""
    trees = [it for it in partitions.in_trees(schema.objects) if it.partition_of is not None]
    return schema.with_objects({it.ref: partitions.full(schema.objects, it) for it in trees}) if trees else schema


def stored(schema: Schema) -> Schema:
    """The whole tables of a projected schema, without those whose rows stand in their partitions."""
    found = whole(schema)
    left: dict[object, Object | None] = {it.ref: None for it in found.tables.values() if it.partition_by is not None}
    return found.with_objects(left) if left else found  # type: ignore[arg-type]


def to_fill(schema: Schema) -> Schema:
    """``stored``, where a partition's bound is a check of it, and who refers to a table refers to its partitions too:
    so rows find values and an order."""
    found = stored(schema)
    if found is schema:
        return schema
    ends = {table.name: list(_ends(schema, table)) for table in schema.tables.values() if table.partition_by}
    changed: dict[object, Object | None] = {}
    for table in found.tables.values():
        more = tuple(
            replace(key, target=end.name) for key in table.foreign_keys for end in ends.get(key.target, ())[:1]
        )
        kept = tuple(key for key in table.foreign_keys if key.target not in ends)
        bounds = tuple(_bounds(schema, schema.table(table.name)))
        changed[table.ref] = replace(table, checks=(*table.checks, *bounds), foreign_keys=(*kept, *more))
    return found.with_objects(changed)  # type: ignore[arg-type]


def _ends(schema: Schema, table: Table) -> Iterator[Table]:
    for child in partitions.descendants(schema.objects, table):
        if child.partition_by is None:
            yield child


def _bounds(schema: Schema, table: Table) -> Iterator[Check]:
    """What the bounds of a partition, and of those that it stands in, say of its rows."""
    for number, one in enumerate((table, *partitions.ancestors(schema.objects, table))):
        parent = partitions.parent_of(schema.objects, one)
        if parent is not None and parent.partition_by is not None and (text := _bound(one, parent.partition_by)):
            yield Check(f"bound {number}", Sql(text))


def _bound(table: Table, key: PartitionKey) -> str:
    assert table.partition_of is not None
    name = _key(key.keys[0])
    match table.partition_of.bound:
        case ListBound(values):
            listed = ", ".join(default_sql(it, _PG) for it in values if it is not None)
            said = [f"{name} IN ({listed})"] if listed else []
            return " OR ".join([*said, *([f"{name} IS NULL"] if None in values else [])])
        case RangeBound(lower, upper):
            last = "<" if len(key.keys) == 1 else "<="
            return " AND ".join([*_edge(name, ">=", lower[0]), *_edge(name, last, upper[0])])
        case HashBound() | DefaultBound():
            return ""


def _key(key: IndexKey) -> str:
    return quote(key.column, _PG) if key.column is not None else f"({key.expression.text if key.expression else ''})"


def _edge(name: str, operator: str, value: Default) -> list[str]:
    return [] if isinstance(value, Sql) and value.text in _EDGES else [f"{name} {operator} {default_sql(value, _PG)}"]
