"""Tables that inherit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from azuraforge_schemagen.db.inspect.rows import Catalog
from azuraforge_schemagen.ir import lineage
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.schema import Object, Table


def heir(found: Catalog, row: Any, table: Table, objects: Mapping[Ref, Object]) -> Table:
    """The table with its parents, which ``objects`` holds. A check that comes from a parent is NOT VALID where it is so
    there: whether the heir was made before or after it is no difference."""
    parents = found.inherited.get(row.oid, ())
    if not parents:
        return table
    table = replace(table, inherits=tuple(found.qname(found.relations[it.parent]) for it in parents))
    theirs = lineage.checks_from(lineage.parents_of(objects, table))
    checks = (replace(it, not_valid=theirs[it.name].not_valid) if it.name in theirs else it for it in table.checks)
    return replace(table, checks=tuple(checks))
