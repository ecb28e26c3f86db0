"""The objects and rows that two states both have must be the same ones, with the same values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from azuraforge_schemagen.db.inspect import Inspection
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.verify.comparing import Way
from azuraforge_schemagen.verify.looking import Rows


@dataclass
class Seen:
    """A database at one moment: what it is, every value by table and column, the server's numbers of columns."""

    inspection: Inspection
    rows: Rows
    identities: dict[tuple[QName, str], tuple[int, int]]


def compare(way: Way, before: Seen, after: Seen) -> int:
    """How many rows there were to compare. Raises ``AssertionError`` where something was lost on the way."""
    if before.identities:
        known = way.kept()
        for table, now in known.tables.items():
            for name, renamed in known.columns[now].items():
                # a generated column may be made anew: it holds nothing of its own
                if way.new.table(now).by_name[renamed].generated is None:
                    what = f"{table}.{name} is not the same column any more"
                    same(after.identities[now, renamed], before.identities[table, name], what)
    found = way.compare(before.rows, after.rows)
    assert found.losses == (), found.losses
    return found.rows


def same(found: object, wanted: object, what: str) -> None:
    """Equality with a message that shows only what differs."""
    if found != wanted:
        raise AssertionError(f"{what}:\n{difference(found, wanted)}")


def difference(found: object, wanted: object) -> str:
    """Only the objects that differ, of two schemas."""
    if isinstance(found, Inspection) and isinstance(wanted, Inspection):
        if found.unmanaged != wanted.unmanaged:
            return f"found  {found.unmanaged}\nwanted {wanted.unmanaged}"
        found, wanted = found.schema, wanted.schema
    if isinstance(found, Schema) and isinstance(wanted, Schema):
        refs = sorted({*found.objects, *wanted.objects}, key=str)
        pairs = [(found.objects.get(ref), wanted.objects.get(ref)) for ref in refs]
        return "\n".join(_fields(one, other) for one, other in pairs if one != other)
    return f"found  {found}\nwanted {wanted}"


def _fields(found: Any, wanted: Any) -> str:
    if type(found) is not type(wanted):
        return f"found  {found}\nwanted {wanted}"
    lines = [f"{found.name}:"]
    for name in type(found).__dataclass_fields__:
        one, other = getattr(found, name), getattr(wanted, name)
        if one == other or name == "columns":
            continue
        if name == "by_name":
            keys = sorted({*one, *other})
            lines += [
                f"  {key}: {one.get(key)}\n   not {other.get(key)}" for key in keys if one.get(key) != other.get(key)
            ]
        else:
            lines.append(f"  {name}: {one}\n   not {other}")
    return "\n".join(lines)
