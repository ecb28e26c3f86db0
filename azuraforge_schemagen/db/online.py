"""A state made at once on a scratch database: by Alembic, in the environment that every generated package has."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from azuraforge_schemagen.db.connect import without_secrets
from azuraforge_schemagen.db.inspect import Inspection, inspect
from azuraforge_schemagen.db.scratch.temporary import tree
from azuraforge_schemagen.dialects import quote


@dataclass(frozen=True, slots=True)
class Ground:
    """What a database must have before anything is made in it: the settings of every session, schemas, and
    extensions, each with the schema that it goes to (empty: the default one)."""

    settings: Mapping[str, str] = field(default_factory=dict)
    schemas: tuple[str, ...] = ()
    extensions: tuple[tuple[str, str], ...] = ()


class Failed(Exception):
    """A statement did not run; the text is the server's reason, with passwords taken out."""


def prepare(engine: sa.Engine, ground: Ground) -> tuple[str, ...]:
    """Give an empty database its ground. Gives the names of the extensions that its server does not make."""
    if ground.settings:
        sa.event.listen(engine, "connect", partial(_set, ground.settings))
    missing = []
    try:
        with engine.connect() as connection:
            for schema in ground.schemas:
                connection.exec_driver_sql(_plain(f"CREATE SCHEMA IF NOT EXISTS {quote(schema, engine.dialect.name)}"))
            connection.commit()
            for name, schema in ground.extensions:
                where = f" SCHEMA {quote(schema, engine.dialect.name)}" if schema else ""
                made = _plain(f"CREATE EXTENSION IF NOT EXISTS {quote(name, engine.dialect.name)}{where} CASCADE")
                try:
                    connection.exec_driver_sql(made)
                    connection.commit()
                except DBAPIError:
                    connection.rollback()
                    missing.append(name)
    except SQLAlchemyError as error:
        raise Failed(_reason(error, engine)) from None
    return tuple(missing)


def inspected(engine: sa.Engine) -> Inspection:
    """What is there. Raises ``Failed``."""
    try:
        with engine.connect() as connection:
            return inspect(connection)
    except SQLAlchemyError as error:
        raise Failed(_reason(error, engine)) from None


def upgrade(files: Mapping[str, str], package: str, engine: sa.Engine) -> None:
    """Run every revision among the files, whose paths are those of a source tree: ``package/alembic/env.py`` ...

    ``package`` must be a name that nothing else has; it is imported, and forgotten at the end. Raises ``Failed``.
    """
    with tree(files) as folder:
        settings = Config()
        settings.set_main_option("script_location", f"{folder}/{package}/alembic".replace("%", "%%"))
        settings.attributes.update(connection=engine, configure_logger=False)
        with _forgetting(package):
            try:
                command.upgrade(settings, "head")
            except (SQLAlchemyError, CommandError) as error:
                raise Failed(_reason(error, engine)) from None


def _set(settings: Mapping[str, str], driver: Any, _: object) -> None:
    cursor = driver.cursor()
    for name, value in settings.items():
        cursor.execute("SELECT set_config(%s, %s, false)", (name, value))
    cursor.close()
    driver.commit()


def _plain(sql: str) -> str:
    """Text in which the driver sees no parameters."""
    return sql.replace("%", "%%")


def _reason(error: Exception, engine: sa.Engine) -> str:
    """One line: what the server said, and the beginning of what it was told."""
    text = " ".join(str(getattr(error, "orig", None) or error).replace("^", " ").split())
    statement = str(getattr(error, "statement", None) or "").strip()
    said = f"{text}, in: {statement.splitlines()[0]}" if statement else text
    return without_secrets(said, engine.url)


@contextmanager
def _forgetting(package: str) -> Iterator[None]:
    """What a run imports and writes for it is gone afterwards."""
    path, bytecode = list(sys.path), sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    try:
        yield
    finally:
        sys.path[:], sys.dont_write_bytecode = path, bytecode
        for name in [it for it in sys.modules if it.partition(".")[0] == package]:
            del sys.modules[name]
