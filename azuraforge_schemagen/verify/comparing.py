"""The rows that two states can both hold must still be there, with the same values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from azuraforge_schemagen.dialects import project
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.ops import Op
from azuraforge_schemagen.ir.schema import Column, Schema, plain_type
from azuraforge_schemagen.ir.types import INTEGER_TYPES, EnumType, Scalar, enums_of
from azuraforge_schemagen.ir.uses import reached
from azuraforge_schemagen.verify.identity import Kept, kept, labels
from azuraforge_schemagen.verify.looking import Rows
from azuraforge_schemagen.verify.stored import whole

Values = Callable[[Any], Any]
"""What becomes of an old value; ``None`` where nothing can be said about it."""

Columns = Mapping[str, list[Any]]

_RANGES = {"smallint": 2**15, "integer": 2**31, "bigint": 2**63}


@dataclass(frozen=True, slots=True)
class Loss:
    """What was in a table and is not there any more. ``changed``: there is another value in its place."""

    table: QName
    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many rows there were to keep, and how many are still what they were."""

    rows: int
    kept: int
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """From ``old`` to ``new``, both unprojected. ``enum_ops`` are PostgreSQL's: they say what became of labels."""

    dialect: str
    old: Schema
    new: Schema
    operations: Sequence[Op]
    enum_ops: Sequence[Op]

    def kept(self) -> Kept:
        """Which table and column of the new state is which of the old one."""
        return kept(project(self.old, self.dialect), self.operations)

    def compare(self, before: Rows, after: Rows) -> Comparison:
        """The rows on both sides."""
        known, rows, same = self.kept(), 0, 0
        losses: list[Loss] = []
        for table, now in known.tables.items():
            if table not in before:
                continue
            exact, partial = self._comparable(known, table, now, before[table])
            found = _compared(before[table], after.get(now), exact)
            rows, same = rows + found.rows, same + found.kept
            losses += [Loss(now, text, changed) for text, changed in found.texts]
            if now in after and found.rows == found.kept:
                losses += _converted(now, before[table], after[now], partial)
        return Comparison(rows, same, tuple(losses))

    def _comparable(self, known: Kept, table: QName, now: QName, before: Columns) -> tuple[list[_Pair], list[_Pair]]:
        """The columns whose every value stays what it is, or follows its label; and those of another type."""
        exact, partial = [], []
        olds, news = whole(self.old).table(table).by_name, whole(self.new).table(now).by_name
        for name, renamed in known.columns[now].items():
            if name not in before:
                continue
            old, new = _plain(olds[name], self.old), _plain(news[renamed], self.new)
            if new.generated:
                continue
            touched = (now, renamed) in known.touched
            if (values := self._relabelled(old, new)) is not None:
                exact.append(_Pair(name, renamed, values))
            elif not self._is_made_alike(old):
                continue
            elif not touched and old.type == new.type and not enums_of(old.type):
                exact.append(_Pair(name, renamed, _unchanged))
            elif not known.touched.get((now, renamed)) and (values := _carried(old, new)) is not None:
                partial.append(_Pair(name, renamed, values))
        return exact, partial

    def _is_made_alike(self, column: Column) -> bool:
        """Whether composites and ranges in it are what they were: the text of a value is."""
        refs = reached(column.type, self.old.objects)
        if not any(ref.kind in ("composite", "range") for ref in refs):
            return True
        return all(self.old.objects.get(ref) == self.new.objects.get(ref) for ref in refs)

    def _relabelled(self, old: Column, new: Column) -> Values | None:
        if not isinstance(old.type, EnumType):
            return None
        target, values = labels(project(self.old, "postgresql"), self.enum_ops).get(old.type.name, (None, {}))
        if target is None or new.type != EnumType(target) or (old.nullable and not new.nullable):
            return None
        return lambda value: values.get(value, value)


@dataclass(frozen=True, slots=True)
class _Pair:
    old: str
    new: str
    values: Values


@dataclass(frozen=True, slots=True)
class _Found:
    rows: int
    kept: int
    texts: tuple[tuple[str, bool], ...] = ()


def _compared(before: Columns, after: Columns | None, columns: Sequence[_Pair]) -> _Found:
    count = _count(before)
    if after is None:
        return _Found(count, 0, ((f"{_rows(count)} lost: the table is not there", False),) if count else ())
    now = _count(after)
    here = [it for it in columns if it.new in after]
    gone = [(f"the values of column {it.new} are gone, and so is it", False) for it in columns if it.new not in after]
    fewer = [(f"{count - now} of {_rows(count)} lost", False)] if now < count else []
    more = [(f"{_rows(now - count)} came from nowhere", True)] if now > count else []
    was = Counter(zip(*(map(it.values, before[it.old]) for it in here), strict=True))
    found = Counter(zip(*(after[it.new] for it in here), strict=True))
    same = sum((was & found).values()) if here else min(count, now)
    others = [text for it in here for text in _values(it, before, after)]
    return _Found(count, 0 if count and gone else same, (*fewer, *more, *(gone if count else ()), *others))


def _values(pair: _Pair, before: Columns, after: Columns) -> Iterator[tuple[str, bool]]:
    """What became of the values of a column that are not there any more."""
    was, now = Counter(map(pair.values, before[pair.old])), Counter(after[pair.new])
    missing = was - now
    if not missing or len(after[pair.new]) < len(before[pair.old]):
        return
    instead = sorted((value for value in now - was if value is not None), key=str)
    what = f"{sum(missing.values())} of its values, such as {min(missing, key=str)!r}, are"
    yield f"column {pair.new}: {what} {f'others, such as {instead[0]!r}' if instead else 'gone'}", bool(instead)


def _converted(table: QName, before: Columns, after: Columns, columns: Sequence[_Pair]) -> Iterator[Loss]:
    """Values that the new type can hold, too."""
    for it in columns:
        if it.new not in after:
            continue
        wanted = Counter(value for old in before[it.old] if (value := it.values(old)) is not None)
        found = Counter(value for new in after[it.new] if (value := it.values(new)) is not None)
        if missing := wanted - found:
            lost = f"{sum(missing.values())} of its values, such as {min(missing, key=str)!s}, are gone"
            yield Loss(table, f"column {it.new}: {lost}")


def _carried(old: Column, new: Column) -> Values | None:
    """Where the type or NOT NULL is another one: the value for comparing, ``None`` where it has no place there."""
    one, two = old.type, new.type
    if one == two and not enums_of(one):
        return _unchanged
    if not (isinstance(one, Scalar) and isinstance(two, Scalar)):
        return None
    if {one.name, two.name} <= {"string", "text", "citext"}:
        limit = min(it.length or 2**30 for it in (one, two))
        return lambda value: value if isinstance(value, str) and len(value) <= limit else None
    if {one.name, two.name} <= INTEGER_TYPES:
        most = min(_RANGES[it.name] for it in (one, two))
        return lambda value: _number(value, most)
    if one.name in INTEGER_TYPES and two.name == "numeric" and two.precision is None:
        return lambda value: _number(value, 2**63)
    return None


def _number(value: Any, most: int) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if -most <= number < most else None


def _unchanged(value: Any) -> Any:
    return value


def _plain(column: Column, schema: Schema) -> Column:
    """The column with what its domain holds as its type."""
    return replace(column, type=plain_type(column.type, schema.domains))


def _count(columns: Columns) -> int:
    return len(next(iter(columns.values()), ()))


def _rows(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"
