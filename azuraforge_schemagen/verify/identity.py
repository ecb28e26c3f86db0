"""Which table and column of the old state is which of the new one: the operations, replayed on identities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Schema


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
            case ops.RenameEnum(was, now):
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
            name: {column: column for column in table.by_name} for name, table in old.tables.items()
        }
        self.touched: dict[tuple[QName, str], bool] = {}

    def run(self, op: ops.Op) -> None:
        match op:
            case ops.CreateTable(table):
                self.tables[table.name] = None
                self.columns[table.name] = dict.fromkeys(table.by_name)
            case ops.DropTable(table):
                del self.tables[table.name], self.columns[table.name]
                self.touched = {place: it for place, it in self.touched.items() if place[0] != table.name}
            case ops.RenameTable(old, new):
                self.tables[new], self.columns[new] = self.tables.pop(old), self.columns.pop(old)
                self.touched = {
                    (new if place[0] == old else place[0], place[1]): it for place, it in self.touched.items()
                }
            case ops.AddColumn(table, column):
                self.columns[table][column.name] = None
            case ops.DropColumn(table, column):
                del self.columns[table][column.name]
                self.touched.pop((table, column.name), None)
            case ops.RenameColumn(table, old, new):
                self.columns[table][new] = self.columns[table].pop(old)
                if (table, old) in self.touched:
                    self.touched[table, new] = self.touched.pop((table, old))
            case ops.AlterColumn(table, old, new):
                made = op.using is not None or new.generated is not None
                if made or old.type != new.type or (old.nullable and not new.nullable):
                    self.touched[table, new.name] = made or self.touched.get((table, new.name), False)
            case _:
                pass

    def result(self) -> Kept:
        tables = {was: now for now, was in self.tables.items() if was is not None}
        columns = {
            now: {was: name for name, was in self.columns[now].items() if was is not None} for now in tables.values()
        }
        return Kept(tables, columns, self.touched)
