"""Where a live database stands: what it is, which revision it says it is at, and how its server reads SQL text.

The revision is asked for before and after the inspection, so that a migration that runs meanwhile is seen whole or not
at all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from azuraforge_schemagen.db.connect import connect, failed, parse, shown
from azuraforge_schemagen.db.inspect import Inspection, inspect
from azuraforge_schemagen.db.inspect.failures import changing
from azuraforge_schemagen.db.inspect.inspection import VERSION_TABLE
from azuraforge_schemagen.dialects import quote

ATTEMPTS = 3
SETTINGS = ("TimeZone", "DateStyle", "IntervalStyle", "extra_float_digits", "bytea_output")
"""What the meaning or the spelling of SQL text depends on."""

_VERSIONS = """
SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS spelled,
    has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS readable
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = :name AND c.relkind IN ('r', 'p')
    AND n.nspname = coalesce(CAST(:schema AS text), current_schema(), 'public')
"""

_EXTENSIONS = """
SELECT e.extname AS name, n.nspname AS schema FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname <> 'plpgsql' ORDER BY e.extname
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A live database. ``where`` is it for people. ``revisions`` are the rows of Alembic's table, ``None`` where there
    is none, or where it may not be read: ``denied`` is its name then. ``settings`` are those of the session."""

    dialect: str
    version: tuple[int, ...]
    where: str
    inspection: Inspection
    revisions: tuple[str, ...] | None = None
    denied: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    default_schema: str = ""
    extensions: tuple[tuple[str, str], ...] = ()
    """Each with the schema that it is in."""


def standing(url: str, declared: Collection[str] = (), versions: str = VERSION_TABLE) -> Standing:
    """The database at ``url``. Raises ``Refusal`` (exit code 3) where it cannot be read.

    ``declared`` are schemas that have a name where they are declared: none of them is the default one, whatever the
    role's search path says. ``versions`` is Alembic's table, with its schema if it has one of its own.
    """
    found = _look(url, versions)
    if found.default_schema in declared:
        return replace(_look(_by_public(url), versions), where=found.where)
    return found


def _look(url: str, versions: str) -> Standing:
    engine = connect(url)
    try:
        with engine.connect() as connection:
            return _standing(connection, versions)
    except (SQLAlchemyError, OSError, UnicodeError) as error:
        raise failed(url, error) from None
    finally:
        engine.dispose()


def _by_public(url: str) -> str:
    """The URL of the same database by another search path, which no session must set: a pooler would hand it on."""
    found = parse(url)
    options = found.query.get("options", "")
    options = options if isinstance(options, str) else " ".join(options)
    changed = found.update_query_dict({"options": f"{options} -csearch_path=public".strip()})
    return changed.render_as_string(hide_password=False)


def _standing(connection: sa.Connection, versions: str) -> Standing:
    is_server = connection.dialect.name == "postgresql"
    if is_server:
        connection.execution_options(postgresql_readonly=True)
    else:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    for _ in range(ATTEMPTS):
        before, denied = _revisions(connection, versions)
        if not is_server:
            connection.exec_driver_sql("BEGIN")  # one state for several questions
        found = inspect(connection)
        if _revisions(connection, versions) == (before, denied):
            break
    else:
        raise changing(connection, ATTEMPTS)
    return Standing(
        dialect=connection.dialect.name,
        version=tuple(it for it in connection.dialect.server_version_info or () if isinstance(it, int)),
        where=shown(connection.engine.url),
        inspection=found,
        revisions=before,
        denied=denied,
        settings=_settings(connection) if is_server else {},
        default_schema=_default_schema(connection) if is_server else "",
        extensions=_extensions(connection) if is_server else (),
    )


def _revisions(connection: sa.Connection, versions: str) -> tuple[tuple[str, ...] | None, str]:
    """The rows of Alembic's table, if any, and its name where it may not be read. A transaction of its own."""
    try:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
        table, readable = _versions(connection, versions) or ("", False)
        return (_rows(connection, table), "") if readable else (None, table)
    finally:
        connection.rollback()


def _versions(connection: sa.Connection, versions: str) -> tuple[str, bool] | None:
    """Alembic's table, spelled for SQL, and whether it may be read."""
    schema, _, name = versions.rpartition(".")
    if connection.dialect.name == "postgresql":
        found = connection.execute(sa.text(_VERSIONS), {"name": name, "schema": schema or None}).one_or_none()
        return None if found is None else (str(found.spelled), bool(found.readable))
    there = connection.execute(sa.text("SELECT 1 FROM sqlite_master WHERE name = :name"), {"name": name})
    return (quote(name, "sqlite"), True) if there.all() else None


def _rows(connection: sa.Connection, table: str) -> tuple[str, ...]:
    sql = f"SELECT version_num FROM {table} ORDER BY version_num"
    return tuple(str(row[0]) for row in connection.exec_driver_sql(sql.replace("%", "%%")))


def _settings(connection: sa.Connection) -> dict[str, str]:
    found = {name: str(connection.exec_driver_sql(f"SHOW {name}").scalar_one()) for name in SETTINGS}
    path = connection.exec_driver_sql("SELECT array(SELECT quote_ident(it) FROM unnest(current_schemas(false)) it)")
    return {**found, "search_path": ", ".join(path.scalar_one()) or "public"}  # "$user" is another one elsewhere


def _extensions(connection: sa.Connection) -> tuple[tuple[str, str], ...]:
    return tuple((str(row.name), str(row.schema)) for row in connection.exec_driver_sql(_EXTENSIONS))


def _default_schema(connection: sa.Connection) -> str:
    return str(connection.exec_driver_sql("SELECT coalesce(current_schema(), 'public')").scalar_one())
