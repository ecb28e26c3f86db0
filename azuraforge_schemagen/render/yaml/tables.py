"""A table as the map of its file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from azuraforge_schemagen.ir import lineage
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    ForeignKey,
    Identity,
    Index,
    IndexKey,
    PrimaryKey,
    Table,
    Unique,
)
from azuraforge_schemagen.render.yaml import children
from azuraforge_schemagen.render.yaml.facets import facets
from azuraforge_schemagen.render.yaml.owned import owned_data
from azuraforge_schemagen.render.yaml.partitions import partition_by, partitions_data
from azuraforge_schemagen.render.yaml.scope import Data, Scope, said
from azuraforge_schemagen.render.yaml.types import action, collation, spelled, target


def table_data(scope: Scope, table: Table) -> Data:
    """Everything that stands in the file of a table."""
    inline: set[str] = set()
    table = _own(scope, table) if table.inherits else table
    columns = {column.name: _column(scope, table, column, inline) for column in table.columns}
    return said(
        {
            "table": table.name.name,
            "schema": table.name.schema or None,
            "class": scope.class_of(table.name.name) if table.primary_key else None,
            "renamed_from": scope.renamed("table", table.name, table.name.name),
            "moved_from": scope.moved("table", table.name),
            "comment": table.comment,
            "dialects": list(table.dialects) or None,
            "depends_on": list(table.depends_on) or None,
            "inherits": [target(it) for it in table.inherits] or None,
            "columns": columns if columns or not table.inherits else None,
            "primary_key": children.primary_key(scope, table, inline),
            "uniques": _left(scope, table, table.uniques, children.unique, inline),
            "checks": _left(scope, table, table.checks, children.check, inline),
            "foreign_keys": _left(scope, table, table.foreign_keys, children.foreign_key, inline),
            "indexes": _left(scope, table, table.indexes, children.index, inline),
            "exclusions": _left(scope, table, table.exclusions, children.exclusion, set()),
            **owned_data(scope, table.name),
            **facets(table),
            "partition_by": table.partition_by and partition_by(scope, table.partition_by),
            "partitions": partitions_data(scope, table) if table.partition_by else None,
            "options": dict(table.options) or None,
        }
    )


def _own(scope: Scope, table: Table) -> Table:
    """The table without what its parents' files say."""
    objects = scope.schema.objects
    columns, checks = lineage.own_columns(objects, table), lineage.own_checks(objects, table)
    return replace(table, columns=columns, checks=checks)


def _left(
    scope: Scope, table: Table, found: Iterable[Any], write: Callable[[Scope, Table, Any], Any], inline: set[str]
) -> Data | None:
    """What does not stand in the line of a column."""
    return {it.name: write(scope, table, it) for it in found if it.name not in inline} or None


def _column(scope: Scope, table: Table, column: Column, inline: set[str]) -> Any:
    address = table.name, column.name
    intent = scope.intent
    default = column.server_default
    data = said(
        {
            **spelled(column),
            **_keys(scope, table, column, inline),
            "server_default": default and scope.default(default, column.type),
            "identity": column.identity and _identity(scope, table, column, column.identity),
            "sequence": column.serial if column.serial != _sequence(scope, table, column) else None,
            "generated": _generated(scope, column),
            "collation": collation(column.collation),
            "comment": column.comment,
            "renamed_from": scope.renamed("column", *address),
            "backfill": scope.sql(intent.backfills[address]) if address in intent.backfills else None,
            "using": scope.using(intent.using[address]) if address in intent.using else None,
        }
    )
    return data["type"] if data.keys() == {"type"} else data


def _sequence(scope: Scope, table: Table, column: Column) -> str:
    return scope.naming.sequence(table.name.name, column.name)


def _identity(scope: Scope, table: Table, column: Column, identity: Identity) -> Any:
    options = said(
        {
            "sequence": identity.sequence if identity.sequence != _sequence(scope, table, column) else None,
            "start": identity.start,
            "increment": identity.increment,
            "minimum": identity.minimum,
            "maximum": identity.maximum,
            "cache": identity.cache,
            "cycle": identity.cycle or None,
        }
    )
    if options:
        return {"always": identity.always, **options}
    return "always" if identity.always else "by_default"


def _generated(scope: Scope, column: Column) -> Any:
    if column.generated is None:
        return None
    expression = scope.sql(column.generated.expression)
    return {"sql": expression, "virtual": True} if column.generated.virtual else expression


def _keys(scope: Scope, table: Table, column: Column, inline: set[str]) -> Data:
    """The keys, checks and indexes of one column that its line is enough to say; ``inline`` gets their names."""
    naming, name = scope.naming, table.name
    data = _reference(scope, table, column, inline)
    for unique in table.uniques:
        if unique == Unique(unique.name, (column.name,)) and _is_plain(scope, table, unique):
            _say("unique", unique.name, naming.unique(name.name, (column.name,)), data, inline)
    key = table.primary_key
    if key is not None and key == PrimaryKey(key.name, (column.name,)) and _is_plain(scope, table, key):
        _say("primary_key", key.name, naming.primary_key(name.name), data, inline)
    for check in table.checks:
        derived_check = Check(naming.check(name.name, column.name), check.expression)
        if check == derived_check and check.name not in inline and _is_plain(scope, table, check):
            data["check"] = scope.sql(check.expression)
            inline.add(check.name)
    for index in table.indexes:
        called = naming.index(name.name, (column.name,), schema=name.schema)
        if index == Index(called, (IndexKey(column.name),), index.unique) and _is_plain(scope, table, index):
            data["index"] = "unique" if index.unique else True
            inline.add(index.name)
    return data


def _say(word: str, name: str, derived: str, data: Data, inline: set[str]) -> None:
    """A key in the column's line, where there is room for its name: ``constraint`` names the first of several."""
    if word in data or (name != derived and ("references" in data or "unique" in data)):
        return
    data[word] = True
    if name != derived:
        data["constraint"] = name
    inline.add(name)


def _reference(scope: Scope, table: Table, column: Column, inline: set[str]) -> Data:
    for key in table.foreign_keys:
        one = key.columns == (column.name,) and key.on_update == "no action" and key.comment is None
        if one and key.enforced and not key.set_columns and _is_plain(scope, table, key):
            inline.add(key.name)
            derived = scope.naming.foreign_key(table.name.name, key.columns, key.target.name)
            return {
                "references": target(key.target, key.target_columns[0]),
                "constraint": key.name if key.name != derived else None,
                "on_delete": action(key.on_delete),
                "deferrable": key.deferrable,
                "match": "full" if key.match_full else None,
                "not_valid": key.not_valid or None,
            }
    return {}


def _is_plain(scope: Scope, table: Table, child: PrimaryKey | Unique | Check | ForeignKey | Index) -> bool:
    """Whether nothing is said about the way to it, and nobody wants it apart."""
    if (table.name, child.name) in scope.apart:
        return False
    kind = "index" if isinstance(child, Index) else "constraint"
    return scope.renamed(kind, table.name, child.name) is None
