"""Keys, checks and indexes as the table's own maps say them."""

from __future__ import annotations

from typing import Any

from azuraforge_schemagen.ir.schema import Check, Exclusion, ForeignKey, Index, IndexKey, Table, Unique
from azuraforge_schemagen.render.yaml.scope import Data, Scope, said
from azuraforge_schemagen.render.yaml.types import action, collation, target


def primary_key(scope: Scope, table: Table, inline: set[str]) -> Any:
    """The primary key, unless it stands in the line of its column."""
    key = table.primary_key
    if key is None or key.name in inline:
        return None
    derived = scope.naming.primary_key(table.name.name)
    data = said(
        {
            "name": key.name if key.name != derived else None,
            "columns": list(key.columns),
            "include": list(key.include) or None,
            "deferrable": key.deferrable,
            "with": dict(key.options) or None,
            "comment": key.comment,
            "index_comment": key.index_comment,
            "renamed_from": _old(scope, table, "constraint", key.name),
        }
    )
    return data["columns"] if len(data) == 1 else data


def unique(scope: Scope, table: Table, found: Unique) -> Any:
    """A unique constraint."""
    data = said(
        {
            "columns": list(found.columns),
            "include": list(found.include) or None,
            "nulls_not_distinct": found.nulls_not_distinct or None,
            "deferrable": found.deferrable,
            "with": dict(found.options) or None,
            "comment": found.comment,
            "index_comment": found.index_comment,
            "renamed_from": _old(scope, table, "constraint", found.name),
        }
    )
    return data["columns"] if len(data) == 1 else data


def check(scope: Scope, table: Table, found: Check) -> Any:
    """A check constraint."""
    data = said(
        {
            "sql": scope.sql(found.expression),
            "not_valid": found.not_valid or None,
            "enforced": None if found.enforced else False,
            "no_inherit": found.no_inherit or None,
            "dialects": list(found.dialects) or None,
            "comment": found.comment,
            "renamed_from": _old(scope, table, "constraint", found.name),
        }
    )
    return data["sql"] if len(data) == 1 and isinstance(data["sql"], str) else data


def foreign_key(scope: Scope, table: Table, found: ForeignKey) -> Data:
    """A foreign key."""
    on_delete = action(found.on_delete)
    return said(
        {
            "columns": list(found.columns),
            "references": target(found.target),
            "to": list(found.target_columns),
            "on_delete": {on_delete: list(found.set_columns)} if found.set_columns else on_delete,
            "on_update": action(found.on_update),
            "match": "full" if found.match_full else None,
            "deferrable": found.deferrable,
            "not_valid": found.not_valid or None,
            "enforced": None if found.enforced else False,
            "comment": found.comment,
            "renamed_from": _old(scope, table, "constraint", found.name),
        }
    )


def index(scope: Scope, table: Table, found: Index) -> Any:
    """An index of a table."""
    return index_data(scope, found, _old(scope, table, "index", found.name))


def index_data(scope: Scope, found: Index, old: str | None) -> Any:
    """An index; ``old`` is the name that it had."""
    data = said(
        {
            "columns": [index_key(scope, key) for key in found.keys],
            "unique": found.unique or None,
            "using": found.method if found.method != "btree" else None,
            "where": None if found.where is None else scope.sql(found.where),
            "include": list(found.include) or None,
            "nulls_not_distinct": found.nulls_not_distinct or None,
            "with": dict(found.options) or None,
            "dialects": list(found.dialects) or None,
            "comment": found.comment,
            "renamed_from": old,
        }
    )
    return data["columns"] if len(data) == 1 else data


def exclusion(scope: Scope, table: Table, found: Exclusion) -> Data:
    """An exclusion constraint."""
    keys = [index_key(scope, key) for key in found.keys]
    named = [{"column": key} if isinstance(key, str) else key for key in keys]
    return said(
        {
            "using": found.method if found.method != "gist" else None,
            "columns": [{**key, "with": operator} for key, operator in zip(named, found.operators, strict=True)],
            "where": None if found.where is None else scope.sql(found.where),
            "include": list(found.include) or None,
            "deferrable": found.deferrable,
            "with": dict(found.options) or None,
            "dialects": list(found.dialects) or None,
            "comment": found.comment,
            "index_comment": found.index_comment,
            "renamed_from": _old(scope, table, "constraint", found.name),
        }
    )


def index_key(scope: Scope, key: IndexKey) -> Any:
    """A key of an index, or of a partition key."""
    data = said(
        {
            "column": key.column,
            "expr": None if key.expression is None else scope.sql(key.expression),
            "sort": "desc" if key.descending else None,
            "nulls": key.nulls,
            "opclass": key.opclass,
            "collation": collation(key.collation),
        }
    )
    return key.column if data.keys() == {"column"} else data


def _old(scope: Scope, table: Table, kind: str, name: str) -> str | None:
    return scope.renamed(kind, table.name, name)
