"""Partitions as they stand in their parent's file."""

from __future__ import annotations

from typing import Any

from azuraforge_schemagen.ir import partitions
from azuraforge_schemagen.ir.partitions import Names
from azuraforge_schemagen.ir.schema import (
    Bound,
    Column,
    Default,
    DefaultBound,
    Deviation,
    HashBound,
    ListBound,
    PartitionKey,
    RangeBound,
    Table,
)
from azuraforge_schemagen.ir.types import Raw, Type
from azuraforge_schemagen.render.yaml import children
from azuraforge_schemagen.render.yaml.facets import facets
from azuraforge_schemagen.render.yaml.owned import owned_data
from azuraforge_schemagen.render.yaml.scope import Data, Scope, said


def partition_by(scope: Scope, key: PartitionKey) -> Data:
    """The partition key of a table."""
    return {key.strategy: [children.index_key(scope, it) for it in key.keys]}


def partitions_data(scope: Scope, table: Table) -> Data | None:
    """The partitions of a table by name."""
    objects = scope.schema.objects
    columns = {it.name: it for it in partitions.columns_of(objects, table)}
    found = {it.name.name: _partition(scope, table, it, columns) for it in partitions.children_of(objects, table)}
    return found or None


def _partition(scope: Scope, parent: Table, table: Table, columns: dict[str, Column]) -> Any:
    assert table.partition_of is not None
    elsewhere = table.name.schema != parent.name.schema
    keyed = set(table.primary_key.columns) if table.primary_key else set()
    own = {it.column: _deviation(scope, it, columns[it.column].type, keyed) for it in table.deviations}
    data = said(
        {
            **_bound(scope, table.partition_of.bound, parent, columns),
            "schema": (table.name.schema or "public") if elsewhere else None,
            "renamed_from": scope.renamed("table", table.name, table.name.name),
            "moved_from": scope.moved("table", table.name),
            "comment": table.comment,
            "columns": {name: it for name, it in own.items() if it} or None,
            "primary_key": children.primary_key(scope, table, set()),
            "uniques": {it.name: children.unique(scope, table, it) for it in table.uniques} or None,
            "checks": {it.name: children.check(scope, table, it) for it in table.checks} or None,
            "foreign_keys": {it.name: children.foreign_key(scope, table, it) for it in table.foreign_keys} or None,
            "indexes": {it.name: children.index(scope, table, it) for it in table.indexes} or None,
            "exclusions": {it.name: children.exclusion(scope, table, it) for it in table.exclusions} or None,
            **owned_data(scope, table.name),
            **facets(table),
            "attached": _attached(scope, parent, table),
            "validated": list(table.validated) or None,
            "options": dict(table.options) or None,
            "partition_by": table.partition_by and partition_by(scope, table.partition_by),
            "partitions": partitions_data(scope, table),
        }
    )
    return "default" if data == {"default": True} else data


def _deviation(scope: Scope, own: Deviation, type_: Type, keyed: set[str]) -> Data:
    data = said({"not_null": True if own.not_null and own.column not in keyed else None, "comment": own.comment})
    if own.defaults:
        data["server_default"] = None if own.default is None else scope.default(own.default, type_)
    return data


def _bound(scope: Scope, bound: Bound, parent: Table, columns: dict[str, Column]) -> Data:
    keys = parent.partition_by.keys if parent.partition_by else ()
    types: list[Type] = [columns[it.column].type if it.column else Raw("") for it in keys]
    match bound:
        case ListBound(values):
            return {"in": [_value(scope, value, types[0]) for value in values]}
        case RangeBound(lower, upper):
            return {
                "from": [_value(scope, it, type_) for it, type_ in zip(lower, types, strict=True)],
                "to": [_value(scope, it, type_) for it, type_ in zip(upper, types, strict=True)],
            }
        case HashBound(modulus, remainder):
            return {"modulus": modulus, "remainder": remainder}
        case DefaultBound():
            return {"default": True}


def _value(scope: Scope, value: Default | None, type_: Type) -> Any:
    if value is None:
        return None
    found = scope.default(value, type_)
    return found["value"] if isinstance(found, dict) and "value" in found else found


def _attached(scope: Scope, parent: Table, table: Table) -> Data | None:
    """The shares of the parent's indexes that are not simply what the server makes of them."""
    held, own = dict(table.attached), {it.name for it in partitions.indexed(table)}
    found: Data = {}
    for item in partitions.indexed(partitions.full(scope.schema.objects, parent)):
        name = held.get(item.name)
        if name in own or name != partitions.derived_name(item, table.name, Names({})):
            found[item.name] = name
    return found or None
