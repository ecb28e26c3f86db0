"""Which table and column of the old state is which of the new one: the operations, replayed on identities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Column, Schema
from azuraforge_schemagen.ir.types import enums_of


@dataclass
class Kept:
    """What both states have: ``tables`` old name -> new name, ``columns`` by new table: old name -> new name."""

    tables: dict[QName, QName]
    columns: dict[QName, dict[str, str]]
    touched: set[tuple[QName, str]]
    """Columns (new table, new name) whose values the change may alter: another type, made NOT NULL."""

    def comparable(self, old: Schema, new: Schema) -> dict[QName, dict[str, str]]:
        """By old table: the columns (old name -> new name) whose values must be the same before and after."""
        return {
            table: {
                was: now
                for was, now in self.columns[renamed].items()
                if (renamed, now) not in self.touched
                and _is_plain(old.table(table).by_name[was], new.table(renamed).by_name[now])
            }
            for table, renamed in self.tables.items()
        }


def kept(old: Schema, operations: Iterable[ops.Op]) -> Kept:
    """Replays operations from ``old``; what is dropped and made again is not kept."""
    replay = _Replay(old)
    for op in operations:
        replay.run(op)
    return replay.result()


def _is_plain(old: Column, new: Column) -> bool:
    return old.type == new.type and old.generated is None and new.generated is None and not enums_of(old.type)


class _Replay:
    """Current name -> name in the old state, ``None`` for what is new."""

    def __init__(self, old: Schema) -> None:
        self.tables: dict[QName, QName | None] = {name: name for name in old.tables}
        self.columns: dict[QName, dict[str, str | None]] = {
            name: {column: column for column in table.by_name} for name, table in old.tables.items()
        }
        self.touched: set[tuple[QName, str]] = set()

    def run(self, op: ops.Op) -> None:
        match op:
            case ops.CreateTable(table):
                self.tables[table.name] = None
                self.columns[table.name] = dict.fromkeys(table.by_name)
            case ops.DropTable(table):
                del self.tables[table.name], self.columns[table.name]
                self.touched = {place for place in self.touched if place[0] != table.name}
            case ops.RenameTable(old, new):
                self.tables[new], self.columns[new] = self.tables.pop(old), self.columns.pop(old)
                self.touched = {(new if table == old else table, column) for table, column in self.touched}
            case ops.AddColumn(table, column):
                self.columns[table][column.name] = None
            case ops.DropColumn(table, column):
                del self.columns[table][column.name]
                self.touched.discard((table, column.name))
            case ops.RenameColumn(table, old, new):
                self.columns[table][new] = self.columns[table].pop(old)
                if (table, old) in self.touched:
                    self.touched.remove((table, old))
                    self.touched.add((table, new))
            case ops.AlterColumn(table, old, new):
                if old.type != new.type or (old.nullable and not new.nullable) or old.generated or new.generated:
                    self.touched.add((table, new.name))
            case _:
                pass

    def result(self) -> Kept:
        tables = {was: now for now, was in self.tables.items() if was is not None}
        columns = {
            now: {was: name for name, was in self.columns[now].items() if was is not None} for now in tables.values()
        }
        return Kept(tables, columns, self.touched)
