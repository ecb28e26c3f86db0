"""Rows for any schema: values by type, as the checks want them, references to rows that are there.

Nothing here decides whether a row satisfies the schema: the server does, and what it takes stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import sqlalchemy as sa

from azuraforge_schemagen.dialects import project
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Column, ForeignKey, Schema, Table
from azuraforge_schemagen.plan.pair import with_domain
from azuraforge_schemagen.verify import world
from azuraforge_schemagen.verify.order import Group, groups, is_circular, optional, required_keys
from azuraforge_schemagen.verify.pools import Pools
from azuraforge_schemagen.verify.quiet import quiet
from azuraforge_schemagen.verify.sqlvalues import NULL, Row, as_it_is, counts_itself, insert, rows_of, settable, spelled
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
        if filled.empty:  # a trigger may have refused them
            with quiet(connection) as silenced:
                if silenced:
                    more = _Filler(connection, schema, dialect, amount).fill()
                    filled = Filled(more.rows, filled.taken + more.taken)
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
    there: dict[QName, int] = field(default_factory=dict)
    keys: dict[QName, dict[tuple[str, ...], list[tuple[str, ...]]]] = field(default_factory=dict)
    """What rows can refer to, by table and columns, until the table gets another row."""

    def __post_init__(self) -> None:
        self.schema = to_fill(project(self.whole, self.dialect))
        self.whole = whole(self.whole)
        self.pools = Pools(self.whole, self.schema, self.dialect, self.amount.rows, self._ask)

    def fill(self) -> Filled:
        before = {name: self._count(name) for name in self.schema.tables}
        wanted = {name: it for name, it in self.schema.tables.items() if name not in self.amount.without}
        self.there |= before
        for group in groups(wanted):
            if is_circular(group):
                # the second half of the rows can refer to the first one
                for rows in ((self.amount.rows + 1) // 2, self.amount.rows):
                    self._group(group, rows)
            else:
                self._table(group[0], self.amount.rows)
        return Filled(dict(self.there), sum(self.there.values()) - sum(before.values()))

    def _group(self, group: Group, rows: int) -> None:
        """Each table after what it needs; those that need each other at once."""
        for part in groups({table.name: table for table in group}, required_keys):
            for table in part:
                self._table(table, rows)
            if is_circular(part, required_keys) and not all(self.there[table.name] for table in part):
                self._circle(part)
                for table in part:
                    self.there[table.name] = self._count(table.name)
                    self._table(table, rows)

    def _table(self, table: Table, rows: int) -> None:
        """Rows until there are so many, or the server takes none."""
        tried = 0
        for number in range(self.there[table.name], rows):
            for attempt in range(ATTEMPTS):
                row = self._row(table, number, attempt)
                tried += 1
                if row is None or tried > PATIENCE:
                    return
                if self._inserted(insert(table.name, row, self.dialect)):
                    self.there[table.name] += 1
                    self.keys.pop(table.name, None)
                    tried = 0
                    break

    def _row(self, table: Table, number: int, attempt: int) -> Row | None:
        """The first attempt goes through the values one after the other, a later one takes what comes. ``None`` where
        there is nothing that the row could refer to."""
        random = Random(f"{table.name} {number} {attempt}")
        row = {it.name: self._value(table, it, number, random, attempt) for it in table.columns if settable(it)}
        for key in table.foreign_keys:
            found = self._reference(table, key, number, random if attempt else None)
            if found is None:
                return None
            row |= found
        return row

    def _value(self, table: Table, column: Column, number: int, random: Random, attempt: int) -> str:
        pool = self.pools.of(table, column)
        optional = with_domain(column, self.pools.schema.domains).nullable and self.amount.nulls
        if not pool or (optional and _is_skipped(number + len(column.name), random, attempt)):
            return NULL
        return random.choice(pool) if attempt else pool[number % len(pool)]

    def _reference(self, table: Table, key: ForeignKey, number: int, random: Random | None) -> Row | None:
        """Values of a row that is there; NULLs where that is allowed and there is none, or now and then."""
        nulls = dict.fromkeys(optional(table, key), NULL)
        skipped = nulls and self.amount.nulls and number % 4 == 3
        rows = [] if skipped else self._keys(key.target, key.target_columns)
        if rows:
            at = random.randrange(len(rows)) if random else number % len(rows)
            return dict(zip(key.columns, rows[at], strict=True))
        return nulls or None

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
            others = [key for key in table.foreign_keys if key.target not in {it.name for it in group}]
            outside = replace(table, foreign_keys=tuple(others))
            rows[table.name] = (self._row(outside, number, attempt) or {}) | counted
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
        """What some rows of a table have in these columns."""
        known = self.keys.setdefault(table, {})
        if columns not in known:
            names = ", ".join(spelled(name, self.dialect) for name in columns)
            rows = self._ask(f"SELECT {names} FROM {rows_of(table, self.dialect)} ORDER BY 1 LIMIT 8") or []
            known[columns] = [tuple(row) for row in rows if NULL not in row]
        return known[columns]

    def _count(self, table: QName) -> int:
        rows = self._ask(f"SELECT count(*) FROM {rows_of(table, self.dialect)}")
        return int(rows[0][0]) if rows else 0

    def _run(self, sql: str) -> bool:
        return self._tried(sql) is not None

    def _inserted(self, sql: str) -> bool:
        """Whether a row came of it: a trigger may leave it out and say nothing."""
        found = self._tried(sql)
        return found is not None and found.rowcount != 0

    def _ask(self, sql: str) -> list[Any] | None:
        """The rows of a query, ``None`` where the server does not take it."""
        found = self._tried(sql)
        return None if found is None else list(found.all())

    def _tried(self, sql: str) -> sa.CursorResult[Any] | None:
        try:
            return self.connection.exec_driver_sql(as_it_is(sql, self.dialect))
        except sa.exc.DBAPIError as error:
            if world.is_gone(error):
                raise
            return None


def _is_skipped(number: int, random: Random, attempt: int) -> bool:
    return random.random() < 0.3 if attempt else number % 3 == 1
