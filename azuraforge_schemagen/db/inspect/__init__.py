"""Live databases read into a ``Schema``, in the form that ``dialects.project`` gives."""

from __future__ import annotations

from sqlalchemy import Connection

from azuraforge_schemagen.db.inspect import postgresql, sqlite
from azuraforge_schemagen.db.inspect.inspection import Inspection, Need, Progress, Unmanaged, silent

__all__ = ["Inspection", "Need", "Progress", "Unmanaged", "inspect"]

_DIALECTS = {"postgresql": postgresql.inspect, "sqlite": sqlite.inspect}


def inspect(connection: Connection, progress: Progress = silent) -> Inspection:
    """Everything in the database that the connection sees. Raises ``KeyError`` for a dialect that is not read."""
    return _DIALECTS[connection.dialect.name](connection, progress)
