"""Rows for any schema: values by type, as the checks want them, references to rows that are there.

Nothing here decides whether a row satisfies the schema: the server does, and what it takes stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import sqlalchemy as sa

from azuraforge_schemagen.dialects import project, qualified
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Column, ForeignKey, Schema, Table
from azuraforge_schemagen.verify.order import Group, groups, is_circular
from azuraforge_schemagen.verify.pools import Pools
from azuraforge_schemagen.verify.sqlvalues import NULL, Row, as_it_is, counts_itself, insert, settable, spelled
from azuraforge_schemagen.verify.stored import to_fill, whole

ATTEMPTS = 24
"""How often a row is tried with other values."""
PATIENCE = 120
"""How many attempts a table gets before its first row."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How many rows a table gets, whether their optional values may be missing, and the tables that get none."""

    rows: int = 4
    nulls: bool = True
    without: frozenset[QName] = frozenset()


@dataclass(frozen=True, slots=True)
class Filled:
    """How many rows each table has now, and how many of all of them are new."""

    rows: Mapping[QName, int]
    taken: int

    @property
    def empty(self) -> tuple[QName, ...]:
        """The tables that have none."""
        return tuple(name for name, count in sorted(self.rows.items()) if not count)


FOUR = Amount()


def fill(engine: sa.Engine, schema: Schema, dialect: str, amount: Amount = FOUR) -> Filled:
    """Put rows into every table of an unprojected schema, until each has as many as asked for."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if dialect == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        filled = _Filler(connection, schema, dialect, amount).fill()
    engine.dispose()  # no session keeps what was set here
    return filled


@dataclass
class _Filler:
    connection: sa.Connection
    whole: Schema
    dialect: str
    amount: Amount
    schema: Schema = field(init=False)
    pools: Pools = field(init=False)

    def __post_init__(self) -> None:
        self.schema = to_fill(project(self.whole, self.dialect))
        self.whole = whole(self.whole)
        self.pools = Pools(self.whole, self.schema, self.dialect, self.amount.rows, self._ask)

    def fill(self) -> Filled:
        before = {name: self._count(name) for name in self.schema.tables}
        wanted = {name: it for name, it in self.schema.tables.items() if name not in self.amount.without}
        now = dict(before)
        for group in groups(wanted):
            now |= self._group(group, now)
        return Filled(now, sum(now.values()) - sum(before.values()))

    def _group(self, group: Group, now: Mapping[QName, int]) -> dict[QName, int]:
        counts = {table.name: self._table(table, now[table.name]) for table in group}
        if is_circular(group):
            if not all(counts.values()):
                self._circle(group)
            # and rows that refer to those that are there by now
            counts = {table.name: self._table(table, self._count(table.name)) for table in group}
        return counts

    def _table(self, table: Table, there: int) -> int:
        """Rows until there are enough; gives how many there are."""
        tried = 0
        for number in range(there, self.amount.rows):
            for attempt in range(ATTEMPTS):
                tried += 1
                if self._run(insert(table.name, self._row(table, number, attempt), self.dialect)):
                    there, tried = there + 1, 0
                    break
                if tried > PATIENCE:
                    return there
        return there

    def _row(self, table: Table, number: int, attempt: int) -> Row:
        """The first attempt goes through the values one after the other, a later one takes what comes."""
        random = Random(f"{table.name} {number} {attempt}")
        row = {it.name: self._value(table, it, number, random, attempt) for it in table.columns if settable(it)}
        for key in table.foreign_keys:
            row |= self._reference(table, key, number, random if attempt else None)
        return row

    def _value(self, table: Table, column: Column, number: int, random: Random, attempt: int) -> str:
        pool = self.pools.of(table, column)
        optional = column.nullable and self.amount.nulls
        if not pool or (optional and _is_skipped(number + len(column.name), random, attempt)):
            return NULL
        return random.choice(pool) if attempt else pool[number % len(pool)]

    def _reference(self, table: Table, key: ForeignKey, number: int, random: Random | None) -> Row:
        """Values of a row that is there; NULLs where that is allowed and there is none, or now and then."""
        can_be_null = all(table.by_name[name].nullable for name in key.columns)
        skipped = can_be_null and self.amount.nulls and number % 4 == 3
        rows = [] if skipped else self._keys(key.target, key.target_columns)
        if rows:
            at = random.randrange(len(rows)) if random else number % len(rows)
            return dict(zip(key.columns, rows[at], strict=True))
        return dict.fromkeys(key.columns, NULL) if can_be_null else {}

    def _circle(self, group: Group) -> None:
        """A row of each table at once, each with the keys that the others are about to have."""
        for number in range(self.amount.rows):
            for attempt in range(ATTEMPTS):
                if self._at_once(self._rows_of_circle(group, number, attempt)):
                    break

    def _rows_of_circle(self, group: Group, number: int, attempt: int) -> dict[QName, Row]:
        rows: dict[QName, Row] = {}
        for table in group:
            counted = {it.name: str(number + 1) for it in table.columns if counts_itself(it)}
            rows[table.name] = self._row(table, number, attempt) | counted
        for _ in group:  # as often as a value may have to be handed on
            for table in group:
                for key in table.foreign_keys:
                    if key.target in rows:
                        theirs = (rows[key.target].get(name, NULL) for name in key.target_columns)
                        rows[table.name] |= dict(zip(key.columns, theirs, strict=True))
        return rows

    def _at_once(self, rows: Mapping[QName, Row]) -> bool:
        *first, last = (insert(name, row, self.dialect, overriding=True) for name, row in rows.items())
        if self.dialect == "sqlite":
            done = self._run("BEGIN") and self._run("PRAGMA defer_foreign_keys=ON")
            done = done and all(self._run(sql) for sql in (*first, last)) and self._run("COMMIT")
            return done or (self._run("ROLLBACK") and False)
        # one statement: its foreign keys are looked at when all of it is done
        parts = ", ".join(f"_{at} AS ({sql})" for at, sql in enumerate(first))
        return self._run(f"WITH {parts} {last}" if parts else last)

    def _keys(self, table: QName, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
        names = ", ".join(spelled(name, self.dialect) for name in columns)
        rows = self._ask(f"SELECT {names} FROM {qualified(table, self.dialect)} ORDER BY 1 LIMIT 8") or []
        return [tuple(row) for row in rows if NULL not in row]

    def _count(self, table: QName) -> int:
        rows = self._ask(f"SELECT count(*) FROM {qualified(table, self.dialect)}")
        return int(rows[0][0]) if rows else 0

    def _run(self, sql: str) -> bool:
        return self._tried(sql) is not None

    def _ask(self, sql: str) -> list[Any] | None:
        """The rows of a query, ``None`` where the server does not take it."""
        found = self._tried(sql)
        return None if found is None else list(found.all())

    def _tried(self, sql: str) -> sa.CursorResult[Any] | None:
        try:
            return self.connection.exec_driver_sql(as_it_is(sql, self.dialect))
        except sa.exc.DBAPIError as error:
            if error.connection_invalidated:
                raise
            return None


def _is_skipped(number: int, random: Random, attempt: int) -> bool:
    return random.random() < 0.3 if attempt else number % 3 == 1
