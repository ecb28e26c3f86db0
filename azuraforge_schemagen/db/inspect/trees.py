"""Partition trees: a partition as what it has of its own, and which of its indexes belong to its parent's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from azuraforge_schemagen.db.inspect.literals import default
from azuraforge_schemagen.db.inspect.rows import Catalog
from azuraforge_schemagen.db.inspect.sqlform import expression
from azuraforge_schemagen.ir import moments, partitions, sqltext
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.schema import (
    Bound,
    Constant,
    Default,
    DefaultBound,
    HashBound,
    Index,
    IndexKey,
    ListBound,
    Number,
    Object,
    Partition,
    PartitionKey,
    RangeBound,
    Sql,
    Table,
)
from azuraforge_schemagen.ir.types import EnumType, Raw, Scalar, Type

_STRATEGIES: Mapping[str, Any] = {"r": "range", "l": "list", "h": "hash"}
_HASH = re.compile(r"modulus (\d+), remainder (\d+)")
_QUOTED = re.compile(r"'((?:[^']|'')*)'(?:::.*)?", re.DOTALL)
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_EDGES = frozenset({"MINVALUE", "MAXVALUE"})


def partition_key(found: Catalog, row: Any) -> PartitionKey | None:
    """PARTITION BY of a table, ``None`` where it has no partitions."""
    key = found.keys.get(row.oid)
    if key is None:
        return None
    texts = iter(_parts(key.expressions or ""))
    keys = tuple(_key(found, key, place, texts) for place in range(len(key.columns)))
    return PartitionKey(_STRATEGIES[key.strategy], keys)


def _key(found: Catalog, key: Any, place: int, texts: Iterator[str]) -> IndexKey:
    number, collation = key.columns[place], key.collations[place]
    column = found.columns[key.relation][number] if number else None
    text = "" if column else next(texts)
    # The catalog has no word of an expression's COLLATE; the server's text has.
    explicit = collation != column.collation if column else f"{text} COLLATE " in key.definition
    return IndexKey(
        column=column.name if column else None,
        expression=None if column else expression(text),
        opclass=key.opclasses[place],
        collation=found.collations.get(collation) if explicit else None,
    )


def _parts(text: str) -> list[str]:
    """A list of SQL expressions, taken apart at its commas."""
    parts, depth = [""], 0
    for token in sqltext.tokens(text):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token.text, 0)
        if token.text == "," and not depth:
            parts.append("")
        else:
            parts[-1] += token.text
    return [part.strip() for part in parts if part.strip()]


def delta(found: Catalog, row: Any, table: Table, objects: Mapping[Ref, Object]) -> Table:
    """A partition's own part of a whole table; ``objects`` holds its parent."""
    of = found.parents[row.oid]
    parent = objects[Ref("table", found.qname(found.relations[of.parent]))]
    assert isinstance(parent, Table)
    theirs = {it.name: partitions.inherited(it, parent.name.schema) for it in partitions.columns_of(objects, parent)}
    own = (partitions.deviation(replace(it, identity=None, serial=None), theirs[it.name]) for it in table.columns)
    attached = _attached(found, row)
    return replace(
        table,
        columns=(),
        partition_of=Partition(parent.name, _bound(of.bound, _types(parent, objects))),
        deviations=tuple(it for it in own if it is not None),
        attached=attached,
        validated=tuple(sorted(one.name for one in found.validated.get(row.oid, ()))),
        indexes=_own_indexes(table, partitions.full(objects, parent), attached),
    )


def _attached(found: Catalog, row: Any) -> tuple[tuple[str, str], ...]:
    indexes = found.indexes.get(row.oid, {})
    return tuple((found.attached[oid], one.name) for oid, one in indexes.items() if oid in found.attached)


def _own_indexes(table: Table, parent: Table, attached: Sequence[tuple[str, str]]) -> tuple[Index, ...]:
    """The indexes but for plain copies of the parent's."""
    items = {it.name: it for it in partitions.indexed(parent)}
    index_of = {own: items[index] for index, own in attached if index in items}
    return tuple(it for it in table.indexes if not _is_copy(it, index_of.get(it.name)))


def _is_copy(index: Index, of: partitions.Indexed | None) -> bool:
    if of is None:
        return False
    return not isinstance(of, Index) or partitions.copy_of(of, index.name) == index


def _types(parent: Table, objects: Mapping[Ref, Object]) -> list[Type]:
    columns = {it.name: it.type for it in partitions.columns_of(objects, parent)}
    keys = parent.partition_by.keys if parent.partition_by else ()
    return [columns[it.column] if it.column is not None else Raw("") for it in keys]


def _bound(text: str, types: Sequence[Type]) -> Bound:
    if text == "DEFAULT":
        return DefaultBound()
    hashed = _HASH.search(text) if text.startswith("FOR VALUES WITH") else None
    if hashed:
        return HashBound(int(hashed[1]), int(hashed[2]))
    lists = [_parts(inside) for inside in _parentheses(text)]
    if text.startswith("FOR VALUES IN"):
        return ListBound(tuple(_value(it, types[0]) for it in lists[0]))
    lower, upper = (tuple(_edge(it, type_) for it, type_ in zip(side, types, strict=True)) for side in lists)
    return RangeBound(lower, upper)


def _parentheses(text: str) -> list[str]:
    """What stands inside each of the outer parentheses."""
    found: list[str] = []
    depth = 0
    for token in sqltext.tokens(text):
        if token.text == "(" and not depth:
            found.append("")
        elif depth and not (token.text == ")" and depth == 1):
            found[-1] += token.text
        depth += {"(": 1, ")": -1}.get(token.text, 0)
    return found


def _edge(text: str, type_: Type) -> Default:
    return _value(text, type_) or Sql("NULL")


def _value(text: str, type_: Type) -> Default | None:
    if text == "NULL":
        return None
    if text in _EDGES:
        return Sql(text)
    if isinstance(type_, Scalar | EnumType):
        known = default(text, type_)
        if isinstance(known, Constant) and isinstance(known.value, str):
            return Constant(moments.moment(known.value, type_))
        if known is not None and not isinstance(known, Sql):
            return known
    return _untyped(text)


def _untyped(text: str) -> Default:
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        return Constant(quoted[1].replace("''", "'"))
    if _NUMBER.fullmatch(text):
        return Number(text) if "." in text else Constant(int(text))
    return Sql(sqltext.canonical(text))
