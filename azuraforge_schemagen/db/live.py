"""A live database, read once, and only read."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from azuraforge_schemagen.db.connect import connect, failed
from azuraforge_schemagen.db.inspect import Inspection, Progress, inspect


@dataclass(frozen=True, slots=True)
class Live:
    """What a database is; ``version`` is its server's."""

    dialect: str
    version: tuple[int, ...]
    inspection: Inspection


def look(url: str, progress: Progress) -> Live:
    """The database at ``url``. Raises ``Refusal`` (exit code 3) where it cannot be read."""
    engine = connect(url)
    try:
        with engine.connect() as connection:
            found = inspect(connection, progress)
            version = connection.dialect.server_version_info or ()
    except (SQLAlchemyError, OSError, UnicodeError) as error:
        raise failed(url, error) from None
    finally:
        engine.dispose()
    return Live(engine.dialect.name, tuple(part for part in version if isinstance(part, int)), found)
