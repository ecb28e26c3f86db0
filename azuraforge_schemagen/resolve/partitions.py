"""Partitions, nested in their parent's file: drafts like tables', and their shares of the parents' indexes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from azuraforge_schemagen.ir import partitions
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.partitions import Names
from azuraforge_schemagen.ir.schema import Column, Index, Object, Partition, PartitionKey, PrimaryKey, Table, Unique
from azuraforge_schemagen.resolve import bounds, catalog, names
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.exclusions import add_exclusions
from azuraforge_schemagen.resolve.facets import with_facets
from azuraforge_schemagen.resolve.findings import Place, suggest
from azuraforge_schemagen.resolve.indexes import add_indexes, index_keys, options
from azuraforge_schemagen.resolve.keys import table_keys
from azuraforge_schemagen.resolve.tables import reserve

Drafts = Mapping[QName, Draft]


def read_key(draft: Draft) -> None:
    """PARTITION BY of a table or of a partition that has partitions itself."""
    spec = draft.document.data.get("partition_by")
    place = Place(draft.document, ("partition_by",))
    if spec is None:
        if "partitions" in draft.document.data:
            message = f"'{draft.name.name}' has partitions and no partition key"
            draft.error("SG172", message, place.name("partitions"), "add partition_by: { range: [...] }")
        return
    strategy, fields = next(iter(spec.items()))
    keys = index_keys("partition_by", fields, place.at(strategy), draft)
    if keys is None:
        return
    draft.partition_by = PartitionKey(strategy, keys)
    if strategy == "list" and len(keys) > 1:
        draft.error("SG172", "a list has one key", place.at(strategy), "take range or hash for several keys")
    for index, key in enumerate(keys):
        column = draft.columns.get(key.column or "")
        if column is not None and column.generated is not None:
            message = f"'{column.name}' is generated: it cannot decide about the partition of its row"
            draft.error("SG172", message, place.at(strategy, index), "take the columns that it is computed from")
        if key.expression is not None and "%" in (key.expression.text or ""):
            message = "an expression of a partition key holds no '%'"
            draft.error("SG172", message, place.at(strategy, index), "write mod(a, b)")


def partitions_of(draft: Draft, ctx: Context) -> Iterator[Draft]:
    """The drafts of a table's partitions, and of theirs."""
    specs = draft.document.data.get("partitions") or {}
    for name, spec in specs.items():
        place = Place(draft.document, ("partitions", name), key=True)
        names.check(name, place, ctx.findings)
        details: Mapping[str, Any] = {"default": True} if isinstance(spec, str) else spec
        schema = details.get("schema")
        document = draft.document.part(("partitions", name), {"table": name, **_along(draft, schema), **details})
        own = QName(draft.name.schema, name) if schema is None else catalog.qualified(schema, name)
        made = _draft(Draft(own, document, ctx, parent=draft, dialects=draft.dialects), details)
        yield made
        yield from partitions_of(made, ctx)


def _along(parent: Draft, schema: str | None) -> Mapping[str, Any]:
    """A partition without a database schema of its own comes from where its parent does."""
    home = parent.document.data.get("moved_from") if schema is None else None
    return {} if home is None else {"moved_from": home}


def _draft(draft: Draft, details: Mapping[str, Any]) -> Draft:
    parent = draft.parent
    assert parent is not None
    place = Place(draft.document)
    _columns(draft, parent, details, place)
    if parent.partition_by is not None:
        bound = bounds.read(details, parent, draft, place)
        draft.partition_of = Partition(parent.name, bound) if bound else None
    reserve(draft, [])
    table_keys(draft)
    add_indexes(details.get("indexes") or {}, place.at("indexes"), draft)
    add_exclusions(details.get("exclusions") or {}, place.at("exclusions"), draft)
    read_key(draft)
    return draft


def _columns(draft: Draft, parent: Draft, details: Mapping[str, Any], place: Place) -> None:
    """The parent's columns, with what the partition says otherwise."""
    said = details.get("columns") or {}
    key = details.get("primary_key")
    keyed = set((key.get("columns") or ()) if isinstance(key, Mapping) else key or ())
    for name, column in parent.columns.items():
        draft.columns[name] = _column(draft, parent, column, said.get(name) or {}, name in keyed)
    for name in said:
        if name not in parent.columns:
            message = f"the table '{parent.name}' has no column '{name}'"
            draft.error("SG131", message, place.name("columns", name), suggest(name, parent.columns))


def _column(draft: Draft, parent: Draft, column: Column, spec: Mapping[str, Any], keyed: bool) -> Column:
    theirs = partitions.inherited(column, parent.name.schema)
    default = theirs.server_default
    if "server_default" in spec:
        where = Place(draft.document, ("columns", column.name, "server_default"))
        said = spec["server_default"]
        default = None if said is None else draft.ctx.defaults.server(said, column.type, where)
    not_null = bool(spec.get("not_null")) or keyed
    made = replace(
        theirs, nullable=theirs.nullable and not not_null, server_default=default, comment=spec.get("comment")
    )
    own = partitions.deviation(made, theirs)
    if own is not None:
        draft.deviations.append(own)
    return made


def partition_of(draft: Draft) -> Table:
    """The finished table of a partition's draft, but for its shares."""
    data = draft.document.data
    table = Table(
        draft.name,
        (),
        draft.primary_key,
        tuple(draft.uniques),
        tuple(draft.checks),
        tuple(draft.foreign_keys),
        tuple(draft.indexes),
        options(data.get("options") or {}),
        draft.dialects,
        data.get("comment"),
        tuple(draft.exclusions),
        draft.partition_by,
        draft.partition_of,
        tuple(draft.deviations),
        validated=_validated(draft),
    )
    return with_facets(table, draft)


def _validated(draft: Draft) -> tuple[str, ...]:
    """The parents' checks that are NOT VALID there and validated here."""
    said = draft.document.data.get("validated") or ()
    known, parent = set[str](), draft.parent
    while parent is not None:
        known |= {it.name for it in parent.checks if it.not_valid}
        parent = parent.parent
    for index, name in enumerate(said):
        if name not in known:
            message = f"no parent of '{draft.name}' has a check '{name}' that is NOT VALID"
            draft.error("SG175", message, Place(draft.document).at("validated", index), suggest(name, known))
    return tuple(sorted(set(said)))


def with_shares(tables: Mapping[QName, Table], parts: Drafts) -> dict[QName, Table]:
    """The tables with the partitions' shares of their parents' indexes, each by its name: the one that is written, or
    the one that the server gives it."""
    objects: dict[Ref, Object] = {it.ref: it for it in tables.values()}
    taken = Names(objects)
    for name, draft in parts.items():
        for own in (draft.document.data.get("attached") or {}).values():
            if own is not None:
                taken.take(QName(name.schema, own), constraint=True)
    for table in partitions.in_trees(objects):
        if table.name in parts and table.partition_of is not None:
            objects[table.ref] = replace(table, attached=tuple(_shares(parts[table.name], table, objects, taken)))
    return {it.name: it for it in objects.values() if isinstance(it, Table)}


def _shares(draft: Draft, table: Table, objects: Mapping[Ref, Object], taken: Names) -> Iterator[tuple[str, str]]:
    written = draft.document.data.get("attached") or {}
    parent = partitions.parent_of(objects, table)
    items = partitions.indexed(partitions.full(objects, parent)) if parent else ()
    for item in items:
        own = written.get(item.name)
        if item.name not in written:
            own = partitions.derived_name(item, table.name, taken)
            taken.take(QName(table.name.schema, own), not isinstance(item, Index))
        if own is not None:
            yield item.name, own
    known = {item.name for item in items}
    for name in written:
        if name not in known:
            message = f"the parent of '{table.name}' has no index or key '{name}'"
            draft.error("SG174", message, Place(draft.document).name("attached", name), suggest(name, known))


def check_keys(draft: Draft, parts: Drafts) -> None:
    """A key of a partitioned table holds its whole partition key, and those of its partitions' partitions."""
    if draft.partition_by is None:
        return
    below = [it for it in parts.values() if it.parent is draft]
    for kind, item in draft.children():
        if not isinstance(item, PrimaryKey | Unique) and not (isinstance(item, Index) and item.unique):
            continue
        for one in (draft, *(it for it in below if it.partition_by)):
            keys = one.partition_by.keys if one.partition_by else ()
            missing = [key.column or "an expression" for key in keys if key.column not in item.columns]
            if missing:
                message = f"'{item.name}' of a partitioned table lacks {', '.join(missing)} of the partition key"
                help_ = "rows of two partitions are not compared: put the partition key into it"
                draft.error("SG173", message, draft.where(kind, item.name), help_)
                break
