"""Without triggers for a while: they may refuse every row that is put in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from azuraforge_schemagen.verify.sqlvalues import as_it_is

_STATES = """
SELECT format('ALTER TABLE %s %s TRIGGER %I', t.tgrelid::regclass, {}, t.tgname)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND c.relkind IN ('r', 'p') {}
"""
_ENABLE = "CASE t.tgenabled WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE' END"


@contextmanager
def quiet(connection: sa.Connection) -> Iterator[bool]:
    """No trigger of a table fires; whether there are any. Afterwards they are what they were."""
    down, up = _sqlite(connection) if connection.dialect.name == "sqlite" else _postgresql(connection)
    _run(connection, down)
    try:
        yield bool(down)
    finally:
        _run(connection, up)


def _run(connection: sa.Connection, statements: Iterable[str]) -> None:
    for sql in statements:
        connection.exec_driver_sql(as_it_is(sql, connection.dialect.name))


def _sqlite(connection: sa.Connection) -> tuple[list[str], list[str]]:
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    return ['DROP TRIGGER "{}"'.format(row.name.replace('"', '""')) for row in found], [row.sql for row in found]


def _postgresql(connection: sa.Connection) -> tuple[list[str], list[str]]:
    """That of a partitioned table is told to its partitions, whose states come after it."""
    order = "ORDER BY c.relkind <> 'p'"
    texts = (_STATES.format("'DISABLE'", ""), _STATES.format(_ENABLE, order))
    down, up = (connection.exec_driver_sql(as_it_is(text, "postgresql")).scalars().all() for text in texts)
    return list(down), list(up)
