"""Alembic: revisions, and the files around them that are the same for every project."""

from __future__ import annotations

from azuraforge_schemagen.render.alembic.environment import alembic_ini, env_py, script_mako
from azuraforge_schemagen.render.alembic.revision import RevisionText, revision

__all__ = ["RevisionText", "alembic_ini", "env_py", "revision", "script_mako"]
