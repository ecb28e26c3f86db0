"""Columns that a foreign key joins have one type: a new one takes that of the file's, where the database cannot tell.

SQLite keeps less of a type than the files say: a moment with a time zone and one without are the same there.
"""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Object, Schema
from azuraforge_schemagen.ir.types import Type

_ROUNDS = 5
"""How far a type follows keys from table to table."""
_Address = tuple[QName, str]


def linked(whole: Schema, stored: Schema, wanted: Schema) -> Schema:
    """``wanted`` with the types of ``whole``, all that the files say, in columns that stand in no file as they are.

    ``stored`` is what the database would keep of ``whole``.
    """
    known = _known(whole, stored, wanted)
    found: dict[_Address, Type] = {}
    for _ in range(_ROUNDS):
        more = _follow(wanted, {**known, **found})
        if not more:
            break
        found |= more
    changed: dict[Ref, Object | None] = {}
    for name in {table for table, _ in found}:
        table = wanted.table(name)
        columns = tuple(replace(it, type=found.get((name, it.name), it.type)) for it in table.columns)
        changed[table.ref] = replace(table, columns=columns)
    return wanted.with_objects(changed) if changed else wanted


def _known(whole: Schema, stored: Schema, wanted: Schema) -> dict[_Address, Type]:
    """The types that stay as they stand in the files."""
    found: dict[_Address, Type] = {}
    for name, table in stored.tables.items():
        live, own = wanted.tables.get(name), whole.tables.get(name)
        for column in table.columns if live and own else ():
            now = live.by_name.get(column.name) if live else None
            if own and now is not None and now.type == column.type and column.name in own.by_name:
                found[name, column.name] = own.by_name[column.name].type
    return found


def _follow(wanted: Schema, known: dict[_Address, Type]) -> dict[_Address, Type]:
    """Types that reach the other end of a foreign key."""
    found: dict[_Address, Type] = {}
    tables = wanted.tables
    for name, table in tables.items():
        for key in table.foreign_keys:
            for own, other in zip(key.columns, key.target_columns, strict=True):
                here, there = (name, own), (key.target, other)
                target = tables.get(key.target)
                if target is None or other not in target.by_name or own not in table.by_name:
                    continue
                if table.by_name[own].type != target.by_name[other].type or (here in known) == (there in known):
                    continue
                empty, full = (there, here) if here in known else (here, there)
                if known[full] != tables[empty[0]].by_name[empty[1]].type:
                    found[empty] = known[full]
    return found
