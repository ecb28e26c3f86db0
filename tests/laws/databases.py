"""One database that is emptied again and again: what a law's examples run on."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from azuraforge_schemagen.db.inspect import Inspection, inspect
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.verify.looking import Rows, rows

EMPTY = """
DO $$ DECLARE it text; BEGIN
    FOR it IN SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace
        WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
        EXECUTE it;
    END LOOP;
    CREATE SCHEMA public;
END $$
"""

IDENTITIES = """
SELECT n.nspname, c.relname, c.oid, a.attname, a.attnum
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
"""


class Stop(Exception):
    """The interruption of a migration, which no code of it can foresee."""


@dataclass
class Database:
    """A database of one dialect."""

    engine: sa.Engine
    dialect: str

    @property
    def version(self) -> int:
        """The server's major version."""
        with self.engine.connect() as connection:
            return int((connection.dialect.server_version_info or (0,))[0])

    def empty(self) -> None:
        """As it was made."""
        if self.dialect == "postgresql":
            with self.engine.begin() as connection:
                connection.exec_driver_sql(EMPTY.replace("%", "%%"))
        else:
            self.engine.dispose()
            Path(str(self.engine.url.database)).unlink(missing_ok=True)

    def inspect(self) -> Inspection:
        """What it is."""
        with self.engine.connect() as connection:
            return inspect(connection)

    def identities(self) -> dict[tuple[QName, str], tuple[int, int]]:
        """By table and column: the server's own numbers of both; nothing where a server has none."""
        if self.dialect != "postgresql":
            return {}
        with self.engine.connect() as connection:
            rows = connection.execute(sa.text(IDENTITIES)).all()
        return {
            (QName("" if schema == "public" else schema, table), column): (oid, number)
            for schema, table, oid, column, number in rows
        }

    def rows(self, schema: Schema) -> Rows:
        """By table and column: every value as text, rows in an order that stays (that of ``ctid`` does not)."""
        with self.engine.connect() as connection:
            return rows(connection, schema)

    @contextmanager
    def stopping(self, after: int) -> Iterator[list[str]]:
        """Within, ``after`` statements of a migration run, and then everything ends. Gives the statements."""
        seen: list[str] = []

        def count(*args: Any) -> None:
            statement = str(args[2])
            seen.append(statement)
            if len(seen) > after:
                raise Stop(statement)

        sa.event.listen(self.engine, "before_cursor_execute", count)
        try:
            yield seen
        finally:
            sa.event.remove(self.engine, "before_cursor_execute", count)

    def execute(self, script: str) -> None:
        """Runs an SQLite script, as its shell does."""
        with closing(sqlite3.connect(str(self.engine.url.database))) as connection:
            connection.executescript(script)

    def copy(self, target: Path) -> None:
        """The whole database as a file; only where it is one."""
        shutil.copy(str(self.engine.url.database), target)
