"""Alembic histories of real projects, adopted by schemagen: ``make histories``."""
