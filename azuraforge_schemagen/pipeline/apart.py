"""What cannot be compared: parts of tables that stand on objects which no YAML declares.

Such an object (a function that a check calls, a type of one's own) is on no scratch database, and its definition is not
copied there: it is code that anybody may have written, and making a table can run it. So both states are compared
without what needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from azuraforge_schemagen.ir.bodies import HUNG, owner
from azuraforge_schemagen.ir.facets import without
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.schema import Column, Object, Schema, Table
from azuraforge_schemagen.ir.types import Scalar

if TYPE_CHECKING:
    from azuraforge_schemagen.db.inspect.inspection import Need

T = TypeVar("T")

_TYPES = frozenset({"domain", "composite", "range", "base_type", "multirange"})


def apart(schema: Schema, needs: Iterable[Need]) -> Schema:
    """The schema without what stands on unmanaged objects; of a column, its type or its default goes."""
    parts: dict[Ref, dict[str, str]] = {}
    for need in needs:
        parts.setdefault(need.by, {})[need.part] = need.on.kind
    changed: dict[Ref, Object | None] = {}
    for ref, needed in parts.items():
        found = schema.objects.get(ref)
        if isinstance(found, Table):
            changed[ref] = None if "" in needed else _table(found, needed)
        elif isinstance(found, HUNG):
            changed[ref] = None
    gone = {ref.name for ref, it in changed.items() if it is None and ref.kind == "table"}
    lost = {ref: None for ref, it in schema.objects.items() if isinstance(it, HUNG) and owner(it) in gone}
    return schema.with_objects(changed | lost)


def unmet(needs: Iterable[Need], schema: Schema) -> tuple[Need, ...]:
    """What a scratch database cannot have. Extensions it has; what is declared it gets."""
    return tuple(it for it in needs if it.on.kind != "extension" and Ref(it.on.kind, it.on.name) not in schema.objects)


def _table(table: Table, needed: Mapping[str, str]) -> Table:
    key = table.primary_key
    for part in needed:
        table = without(table, part)
    return replace(
        table,
        columns=tuple(_column(it, needed[it.name]) if it.name in needed else it for it in table.columns),
        primary_key=None if key and key.name in needed else key,
        uniques=_without(table.uniques, needed),
        checks=_without(table.checks, needed),
        foreign_keys=_without(table.foreign_keys, needed),
        indexes=_without(table.indexes, needed),
    )


def _column(column: Column, kind: str) -> Column:
    plain = replace(column, server_default=None, generated=None)
    return replace(plain, type=Scalar("text"), collation=None) if kind in _TYPES else plain


def _without(children: tuple[T, ...], needed: Mapping[str, str]) -> tuple[T, ...]:
    return tuple(it for it in children if getattr(it, "name", "") not in needed)
