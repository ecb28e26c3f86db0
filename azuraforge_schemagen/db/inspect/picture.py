"""One consistent picture of a PostgreSQL database, in the same words for everybody.

What SQL reads of the catalogs is of the transaction's snapshot, but the server's own texts (``pg_get_expr``,
``format_type``) are of the moment: a change in between gives a picture that never was, or an error. So the versions of
the catalogs' rows are counted up with the snapshot and again after the reading; where these marks differ, the whole
inspection is done again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from azuraforge_schemagen.db.inspect.catalog import USER
from azuraforge_schemagen.db.inspect.failures import changing, unreadable
from azuraforge_schemagen.db.inspect.inspection import Inspection, Progress

ATTEMPTS = 6
PAUSE = 0.1
"""Seconds before the second attempt; each later pause is twice as long."""

_SETTINGS = {
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "lc_monetary": "C",
    "quote_all_identifiers": "off",
    "standard_conforming_strings": "on",
    "jit": "off",
    "lock_timeout": "10s",
    "statement_timeout": "120s",
}
"""What the server's texts of constants depend on; a reader waits for nobody who holds a lock for long."""

_SETTLE = sa.text(
    "SELECT set_config(name, value, true) FROM unnest(CAST(:names AS text[]), CAST(:values AS text[])) s (name, value) "
    "UNION ALL SELECT set_config('search_path', quote_ident(coalesce(current_schema(), 'public')), true)"
)

_MARKED = {
    "pg_namespace": "n.oid = o.oid",
    "pg_class": "n.oid = o.relnamespace",
    "pg_type": "n.oid = o.typnamespace",
    "pg_proc": "n.oid = o.pronamespace",
    "pg_collation": "n.oid = o.collnamespace",
    "pg_constraint": "n.oid = o.connamespace",
    "pg_attribute": "c.oid = o.attrelid",
    "pg_attrdef": "c.oid = o.adrelid",
    "pg_index": "c.oid = o.indexrelid",
    "pg_trigger": "c.oid = o.tgrelid",
    "pg_policy": "c.oid = o.polrelid",
    "pg_statistic_ext": "n.oid = o.stxnamespace",
}
_NAMES = "pg_namespace n ON {}"
_TABLES = "pg_class c ON {} JOIN pg_namespace n ON n.oid = c.relnamespace"
_MARKS = sa.text(
    " UNION ALL ".join(
        f"SELECT count(*), coalesce(sum(CAST(hashtext(CAST(o.xmin AS text) || CAST(o.ctid AS text)) AS bigint)), 0) "
        f"FROM {name} o JOIN {(_TABLES if on.startswith('c.') else _NAMES).format(on)} WHERE {USER}"
        for name, on in _MARKED.items()
    )
)
"""A row's version is its transaction and place: a change leaves another one, there and back again too."""

Look = Callable[[sa.Connection, Progress], Inspection]


def consistent(connection: sa.Connection, look: Look, progress: Progress) -> Inspection:
    """What ``look`` finds, in a read-only transaction of its own, or in the one that the connection is in already.

    Names of the schema that the connection would create in stand alone in texts, all others with their schema.
    Raises ``Refusal`` (exit code 3): SG506 where the database never stands still, SG507 where it cannot be read.
    """
    for attempt in range(ATTEMPTS):
        if attempt:
            progress("the database changed while it was read; once more")
            time.sleep(PAUSE * 2 ** (attempt - 1))
        found = _attempt(connection, look, progress)
        if found is not None:
            return found
    raise changing(connection, ATTEMPTS)


def _attempt(connection: sa.Connection, look: Look, progress: Progress) -> Inspection | None:
    """``None`` where the database changed meanwhile, whatever came of the reading."""
    try:
        found, failure, before = None, None, None
        with _transaction(connection):
            connection.execute(_SETTLE, {"names": list(_SETTINGS), "values": list(_SETTINGS.values())})
            before = _marks(connection)
            try:
                found = look(connection, progress)
            except Exception as error:  # torn rows fail anywhere; it is raised again where nothing has changed
                failure = error
        with _transaction(connection):
            changed = _marks(connection) != before
    except SQLAlchemyError as error:
        raise unreadable(connection, failure if isinstance(failure, SQLAlchemyError) else error) from None
    if changed:
        return None
    if isinstance(failure, SQLAlchemyError):
        raise unreadable(connection, failure) from None
    if failure is not None:
        raise failure
    return found


def _marks(connection: sa.Connection) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(_MARKS)]


@contextmanager
def _transaction(connection: sa.Connection) -> Iterator[None]:
    """Read only and of one snapshot; where there is a transaction, a part of that one that leaves nothing behind."""
    driver: Any = connection.connection.dbapi_connection
    if driver.autocommit:
        connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            connection.exec_driver_sql("ROLLBACK")
    elif connection.in_transaction():
        with connection.begin_nested() as part:
            yield
            part.rollback()
    else:
        with connection.begin() as whole:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
            whole.rollback()
