"""What is said where a database answers but cannot be read."""

from __future__ import annotations

import sqlalchemy as sa

from azuraforge_schemagen.db.connect import EXIT_WORLD, shown, without_secrets
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal


def changing(connection: sa.Connection, attempts: int) -> Refusal:
    """For a database that never stands still."""
    message = f"{shown(connection.engine.url)} changed while it was read, each of {attempts} times"
    return _refusal("SG506", message, "read it when no migration is running")


def unreadable(connection: sa.Connection, error: Exception) -> Refusal:
    """For a question that failed: a lock, a timeout, a right that is missing, a connection that broke."""
    url = connection.engine.url
    text = without_secrets(str(getattr(error, "orig", None) or error), url)
    locked = "lock timeout" in text or "is locked" in text
    help_ = "somebody is changing the database; read it when that is done" if locked else ""
    return _refusal("SG507", f"reading {shown(url)} failed: {text}", help_)


def _refusal(code: str, message: str, help_: str = "") -> Refusal:
    return Refusal([Diagnostic(code, message, help=help_)], EXIT_WORLD)
