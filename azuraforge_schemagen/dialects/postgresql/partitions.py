"""The words of partitions: keys, bounds, CREATE TABLE ... PARTITION OF."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import (
    Bound,
    Default,
    DefaultBound,
    HashBound,
    IndexKey,
    ListBound,
    PartitionKey,
    RangeBound,
    Table,
)

Spell = Callable[[Default], str]
_CALL = re.compile(r"[a-z_][a-z0-9_]*\([a-z0-9_, ]*\)").fullmatch


def partition_key(key: PartitionKey) -> str:
    """What stands behind PARTITION BY."""
    return f"{key.strategy.upper()} ({', '.join(map(_key, key.keys))})"


def _key(key: IndexKey) -> str:
    if key.expression is not None:
        text = key.expression.text or ""
        text = text if _CALL(text) else f"({text})"
    else:
        text = sqltext.quoted(key.column or "")
    text += f" COLLATE {sqltext.path(key.collation)}" if key.collation else ""
    return text + (f" {key.opclass}" if key.opclass else "")


def partition_bound(bound: Bound, spell: Spell) -> str:
    """``FOR VALUES ...`` or ``DEFAULT``."""
    match bound:
        case ListBound(values):
            return f"FOR VALUES IN ({_values(values, spell)})"
        case RangeBound(lower, upper):
            return f"FOR VALUES FROM ({_values(lower, spell)}) TO ({_values(upper, spell)})"
        case HashBound(modulus, remainder):
            return f"FOR VALUES WITH (MODULUS {modulus}, REMAINDER {remainder})"
        case DefaultBound():
            return "DEFAULT"


def _values(values: Iterable[Default | None], spell: Spell) -> str:
    return ", ".join("NULL" if value is None else spell(value) for value in values)


def create_partition(table: Table, members: Iterable[str], spell: Spell) -> str:
    """CREATE TABLE ... PARTITION OF; ``members`` are the definitions of its own constraints."""
    assert table.partition_of is not None
    inside = [_own(it.column, it.not_null, it.default, spell) for it in table.deviations if it.not_null or it.default]
    inside += members
    text = f"CREATE TABLE {_qualified(table.name)} PARTITION OF {_qualified(table.partition_of.parent)} "
    text += f"({', '.join(inside)}) " if inside else ""
    text += partition_bound(table.partition_of.bound, spell)
    return text + (f" PARTITION BY {partition_key(table.partition_by)}" if table.partition_by else "")


def _own(column: str, not_null: bool, default: Default | None, spell: Spell) -> str:
    text = f"{sqltext.quoted(column)} WITH OPTIONS"
    text += " NOT NULL" if not_null else ""
    return text + (f" DEFAULT {spell(default)}" if default is not None else "")


def _qualified(name: QName) -> str:
    return ".".join(sqltext.quoted(part) for part in name if part)
