"""The typed SQLAlchemy models: one module, ``models.py``."""

from azuraforge_schemagen.render.sqlalchemy.module import models

__all__ = ["models"]
