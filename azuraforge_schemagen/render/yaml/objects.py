"""Every object of a Schema as the map of its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from azuraforge_schemagen.ir.bodies import MaterializedView, Routine, View
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import (
    Collation,
    Composite,
    Domain,
    Enum,
    Extension,
    Namespace,
    Range,
    Schema,
    Sequence,
)
from azuraforge_schemagen.render.yaml.routines import routine_files
from azuraforge_schemagen.render.yaml.scope import Data, Scope, said
from azuraforge_schemagen.render.yaml.standalone import standalone_data
from azuraforge_schemagen.render.yaml.tables import table_data


class Written(NamedTuple):
    """The address that a file says, and what stands in it."""

    ref: Ref
    data: Data


def objects(
    schema: Schema,
    intent: Intent | None = None,
    dialects: tuple[str, ...] = ("postgresql",),
    naming: Naming | None = None,
    *,
    classes: Iterable[str] = (),
    apart: Iterable[tuple[QName, str]] = (),
) -> list[Written]:
    """The maps that stand in the files, sorted by kind and name.

    ``intent`` gives the lines about the way (``renamed_from``, ``backfill``, ``using``); ``dialects`` are the
    project's, for SQL that differs between them; ``classes`` are taken already; ``apart`` are keys, checks and indexes
    that stand in the maps of their table.
    """
    scope = Scope(schema, intent or Intent(), naming or Naming(), dialects, set(classes), frozenset(apart))
    return list(_objects(scope))


def _objects(scope: Scope) -> Iterator[Written]:
    objects_ = sorted(scope.schema.objects.items(), key=lambda item: item[0])
    used = {ref.name.schema for ref in scope.schema.objects if ref.kind != "schema"}
    used |= {it.schema for _, it in objects_ if isinstance(it, Extension)}
    for ref, found in objects_:
        if isinstance(found, Sequence | Domain | Extension | Composite | Range | Collation | View | MaterializedView):
            yield Written(ref, standalone_data(scope, found))
        if isinstance(found, Namespace) and (found.comment is not None or found.name.name not in used):
            yield Written(ref, said({"schema": found.name.name, "comment": found.comment}))
    for ref, data in routine_files(scope, (it for _, it in objects_ if isinstance(it, Routine))):
        yield Written(ref, data)
    for enum in scope.schema.enums.values():
        yield Written(enum.ref, _enum(scope, enum))
    for table in scope.schema.tables.values():
        if table.partition_of is None:
            yield Written(table.ref, table_data(scope, table))


def _enum(scope: Scope, enum: Enum) -> Data:
    values: list[Any] = []
    for value in enum.values:
        old = scope.renamed("value", enum.name, value)
        values.append(value if old is None else {value: {"renamed_from": old}})
    return said(
        {
            "enum": enum.name.name,
            "schema": enum.name.schema or None,
            "class": scope.class_of(enum.name.name),
            "renamed_from": scope.renamed("enum", enum.name, enum.name.name),
            "moved_from": scope.moved("enum", enum.name),
            "comment": enum.comment,
            "dialects": list(enum.dialects) or None,
            "depends_on": list(enum.depends_on) or None,
            "values": values,
            "removed": dict(scope.intent.removed_values.get(enum.name, {})) or None,
        }
    )
