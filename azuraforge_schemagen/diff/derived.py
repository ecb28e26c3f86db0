"""Names that derive from those of a table and its columns: what they were before those were renamed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from azuraforge_schemagen.ir.intent import Rename
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import Check, Constraint, Exclusion, ForeignKey, Index, PrimaryKey, Table, Unique


class Before:
    """How tables and columns were called, by their names now, and so how derived names read."""

    def __init__(self, renames: Iterable[Rename], naming: Naming) -> None:
        self.naming = naming
        self.tables: dict[QName, QName] = {}
        self.columns: dict[QName, dict[str, str]] = {}
        for line in renames:
            if line.kind == "table":
                self.tables[line.scope] = line.was
            elif line.kind == "column":
                self.columns.setdefault(line.scope, {})[line.new] = line.old

    def touches(self, table: Table) -> bool:
        """Whether anything that a name of this table derives from was renamed."""
        if not self.tables and not self.columns:
            return False
        if table.name in self.tables or table.name in self.columns:
            return True
        return any(key.target in self.tables for key in table.foreign_keys)

    def names(self, table: Table, child: Constraint | Index) -> Iterator[str]:
        """The derived names that a child of the table had, where its name is the derived one; mostly one or none."""
        old = self.tables.get(table.name, table.name)
        columns = self.columns.get(table.name, {})
        schema, target = table.name.schema, _target(child)
        for sources in _sources(table, child):
            derive = partial(_derive, self.naming, table.name.name, child, sources, target, schema)
            number = _number(derive, child)
            if number is not None:
                old_sources = [columns.get(it, it) for it in sources]
                for each in _numbers(number, child):
                    yield _derive(self.naming, old.name, child, old_sources, self._old_target(child), old.schema, each)

    def _old_target(self, child: Constraint | Index) -> str:
        return self.tables.get(child.target, child.target).name if isinstance(child, ForeignKey) else ""


def _sources(table: Table, child: Constraint | Index) -> Iterator[list[str]]:
    """The columns that a name may come from: any column, for a check."""
    if isinstance(child, Check):
        for column in table.columns:
            yield [column.name]
    else:
        yield list(child.columns)


def _target(child: Constraint | Index) -> str:
    return child.target.name if isinstance(child, ForeignKey) else ""


_MOST = 9
"""How many numbered names of one kind on the same columns are looked for."""


def _number(derive: Callable[[int], str], child: Constraint | Index) -> int | None:
    """The number in the child's derived name, ``None`` where its name is no derived one."""
    if derive(0) == child.name:
        return 0
    if isinstance(child, PrimaryKey | Index | Exclusion) or child.name[-1:] not in "123456789":
        return None
    return next((it for it in range(1, _MOST + 1) if derive(it) == child.name), None)


def _numbers(number: int, child: Constraint | Index) -> Iterable[int]:
    """The numbers that the old name may have had: the same one, or another where other names were taken then."""
    if isinstance(child, PrimaryKey | Index | Exclusion):
        return (0,)
    return (number, *(it for it in range(_MOST + 1) if it != number))


def _derive(
    naming: Naming, table: str, child: Constraint | Index, columns: list[str], target: str, schema: str, number: int
) -> str:
    match child:
        case PrimaryKey():
            return naming.primary_key(table)
        case Unique():
            return naming.unique(table, columns, number)
        case Check():
            return naming.check(table, columns[0], number)
        case ForeignKey():
            return naming.foreign_key(table, columns, target, number)
        case Exclusion():
            return naming.exclusion(table, columns)
        case Index():
            return naming.index(table, columns, schema)
