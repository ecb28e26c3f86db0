"""Which table and column of the old state is which of the new one: the operations, replayed on identities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from azuraforge_schemagen.ir import ops, partitions
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Schema, Table


@dataclass
class Kept:
    """What both states have: ``tables`` old name -> new name, ``columns`` by new table: old name -> new name."""

    tables: dict[QName, QName]
    columns: dict[QName, dict[str, str]]
    touched: dict[tuple[QName, str], bool]
    """Columns (new table, new name) whose values the change may alter: another type, made NOT NULL. True where an
    expression makes the new ones."""


def kept(old: Schema, operations: Iterable[ops.Op]) -> Kept:
    """Replays operations from ``old``; what is dropped and made again is not kept."""
    replay = _Replay(old)
    for op in operations:
        replay.run(op)
    return replay.result()


def labels(old: Schema, operations: Iterable[ops.Op]) -> dict[QName, tuple[QName, dict[str, str]]]:
    """By old enum that is kept: its new name, and old value -> new value."""
    found = {name: (name, {value: value for value in enum.values}) for name, enum in old.enums.items()}
    for op in operations:
        match op:
            case ops.RenameEnum(was, now) | ops.MoveObject(Ref("enum", was), new=Ref(name=now)):
                found = {name: (now if at == was else at, values) for name, (at, values) in found.items()}
            case ops.RenameEnumValue(enum, was, now):
                _move(found, enum, {was: now})
            case ops.ReplaceEnum(was, _, mapping):
                _move(found, was.name, dict(mapping))
            case ops.DropEnum(enum):
                found = {name: it for name, it in found.items() if it[0] != enum.name}
            case _:
                pass
    return found


def _move(found: dict[QName, tuple[QName, dict[str, str]]], enum: QName, moves: dict[str, str]) -> None:
    for at, values in found.values():
        if at == enum:
            values.update({old: moves.get(now, now) for old, now in values.items()})


class _Replay:
    """Current name -> name in the old state, ``None`` for what is new."""

    def __init__(self, old: Schema) -> None:
        self.tables: dict[QName, QName | None] = {name: name for name in old.tables}
        self.columns: dict[QName, dict[str, str | None]] = {
            name: {it.name: it.name for it in partitions.columns_of(old.objects, table)}
            for name, table in old.tables.items()
        }
        self.touched: dict[tuple[QName, str], bool] = {}
        self.parents = {it.name: it.partition_of.parent for it in old.tables.values() if it.partition_of is not None}
        """Of each partition, its parent."""
        self.inherits = {it.name: it.inherits for it in old.tables.values() if it.inherits}

    def run(self, op: ops.Op) -> None:
        match op:
            case ops.CreateTable(table):
                self._create(table)
            case ops.DropTable(table):
                for name in self._tree(table.name):
                    del self.tables[name], self.columns[name]
                    self.parents.pop(name, None)
                    self.inherits.pop(name, None)
                    self.touched = {place: it for place, it in self.touched.items() if place[0] != name}
            case ops.AttachPartition(name, partition):
                self.parents[name] = partition.parent
            case ops.DetachPartition(name):
                del self.parents[name]
            case ops.SetInherits(name, _, parents):
                self.inherits[name] = parents
            case ops.RenameTable(old, new) | ops.MoveObject(Ref("table", old), new=Ref(name=new)):
                self.parents = {
                    (new if name == old else name): (new if parent == old else parent)
                    for name, parent in self.parents.items()
                }
                self.inherits = {
                    (new if name == old else name): tuple(new if it == old else it for it in parents)
                    for name, parents in self.inherits.items()
                }
                self.tables[new], self.columns[new] = self.tables.pop(old), self.columns.pop(old)
                self.touched = {
                    (new if place[0] == old else place[0], place[1]): it for place, it in self.touched.items()
                }
            case ops.DropColumn():
                for name in self._tree(op.table):
                    self._column(op, name)
            case ops.AddColumn() | ops.RenameColumn() | ops.AlterColumn():
                for name in self._family(op.table):
                    self._column(op, name)
            case _:
                pass

    def _create(self, table: Table) -> None:
        """A new table, or a new partition with its parent's columns."""
        self.tables[table.name] = None
        columns: Iterable[str] = table.by_name
        if table.partition_of is not None:
            self.parents[table.name] = table.partition_of.parent
            columns = self.columns[table.partition_of.parent]
        if table.inherits:
            self.inherits[table.name] = table.inherits
        self.columns[table.name] = dict.fromkeys(columns)

    def _tree(self, table: QName) -> list[QName]:
        """A table, its partitions and theirs."""
        below = [name for name, parent in self.parents.items() if parent == table]
        return [table, *(each for name in below for each in self._tree(name))]

    def _family(self, table: QName) -> list[QName]:
        """A table, what stands in its tree, and its heirs and theirs, each once."""
        found = dict.fromkeys(self._tree(table))
        for name in [name for name, parents in self.inherits.items() if table in parents]:
            found |= dict.fromkeys(self._family(name))
        return list(found)

    def _column(self, op: ops.AddColumn | ops.DropColumn | ops.RenameColumn | ops.AlterColumn, table: QName) -> None:
        match op:
            case ops.AddColumn(_, column):
                self.columns[table].setdefault(column.name, None)
            case ops.DropColumn(_, column):
                del self.columns[table][column.name]
                self.touched.pop((table, column.name), None)
            case ops.RenameColumn(_, old, new):
                self.columns[table][new] = self.columns[table].pop(old)
                if (table, old) in self.touched:
                    self.touched[table, new] = self.touched.pop((table, old))
            case ops.AlterColumn(_, old, new):
                made = op.using is not None or new.generated is not None
                if made or old.type != new.type or (old.nullable and not new.nullable):
                    self.touched[table, new.name] = made or self.touched.get((table, new.name), False)

    def result(self) -> Kept:
        tables = {was: now for now, was in self.tables.items() if was is not None}
        columns = {
            now: {was: name for name, was in self.columns[now].items() if was is not None} for now in tables.values()
        }
        return Kept(tables, columns, self.touched)
