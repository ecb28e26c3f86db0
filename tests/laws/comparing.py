"""The objects and rows that two states both have must be the same ones, with the same values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from azuraforge_schemagen.db.inspect import Inspection
from azuraforge_schemagen.dialects import project
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.ops import Op
from azuraforge_schemagen.ir.schema import Column, Schema
from azuraforge_schemagen.ir.types import EnumType, enums_of
from tests.laws.identity import kept, labels

Values = Callable[[Any], Any]


@dataclass
class Seen:
    """A database at one moment: what it is, every value by table and column, the server's numbers of columns."""

    inspection: Inspection
    rows: dict[QName, dict[str, list[Any]]]
    identities: dict[tuple[QName, str], tuple[int, int]]


@dataclass
class Way:
    """From ``old`` to ``new``, both unprojected. ``enum_ops`` are PostgreSQL's: they say what became of labels."""

    dialect: str
    old: Schema
    new: Schema
    operations: Sequence[Op]
    enum_ops: Sequence[Op]

    def compare(self, before: Seen, after: Seen) -> int:
        """How many rows there were to compare. Raises ``AssertionError`` where something was lost on the way."""
        known = kept(project(self.old, self.dialect), self.operations)
        compared = 0
        for table, now in known.tables.items():
            for name, renamed in known.columns[now].items():
                self._same_column(before, after, (table, name), (now, renamed))
            columns = list(self._comparable(table, now, known.columns[now], known.touched))
            if columns:
                was = zip(*(map(values, before.rows[table][name]) for name, _, values in columns), strict=True)
                found = zip(*(after.rows[now][name] for _, name, _ in columns), strict=True)
                same(Counter(found), Counter(was), f"the rows of {table}, now {now}, differ")
                compared += len(before.rows[table][columns[0][0]])
        return compared

    def _same_column(self, before: Seen, after: Seen, old: tuple[QName, str], new: tuple[QName, str]) -> None:
        """A generated column may be made anew: it holds nothing of its own."""
        if before.identities and self.new.table(new[0]).by_name[new[1]].generated is None:
            same(after.identities[new], before.identities[old], f"{old[0]}.{old[1]} is not the same column any more")

    def _comparable(
        self, table: QName, now: QName, columns: dict[str, str], touched: set[tuple[QName, str]]
    ) -> Iterator[tuple[str, str, Values]]:
        """Old name, new name, and what becomes of an old value."""
        enums = labels(project(self.old, "postgresql"), self.enum_ops)
        for name, renamed in columns.items():
            old, new = self.old.table(table).by_name[name], self.new.table(now).by_name[renamed]
            if new.generated:
                continue
            if isinstance(old.type, EnumType) and old.type.name in enums:
                target, values = enums[old.type.name]
                if new.type == EnumType(target) and old.nullable <= new.nullable:
                    yield name, renamed, _relabel(values)
            elif (now, renamed) not in touched and _is_plain(old, new):
                yield name, renamed, _unchanged


def _relabel(values: dict[str, str]) -> Values:
    return lambda value: values.get(value, value)


def _unchanged(value: Any) -> Any:
    return value


def _is_plain(old: Column, new: Column) -> bool:
    return old.type == new.type and not enums_of(old.type)


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
