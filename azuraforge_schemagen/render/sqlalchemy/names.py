"""Names of the database as arguments of SQLAlchemy."""

from __future__ import annotations

from azuraforge_schemagen.render.python import string
from azuraforge_schemagen.render.sqlalchemy.scope import Scope

UNQUOTED = frozenset("collation concurrently lateral nothing returning system_user tablesample".split())
"""Words that need quotes and get none from SQLAlchemy."""


def name_literal(name: str, scope: Scope) -> str:
    """A literal of the name, which SQLAlchemy quotes where it must."""
    return f"{scope.sa}.quoted_name({string(name)}, True)" if name in UNQUOTED else string(name)
