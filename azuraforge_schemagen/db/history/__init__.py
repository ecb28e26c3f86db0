"""An Alembic history that people wrote: run in its own environment, in a process of its own, on scratch databases."""

from __future__ import annotations

from azuraforge_schemagen.db.history.run import Broken, Environment, History, Versions, history, run

__all__ = ["Broken", "Environment", "History", "Versions", "history", "run"]
