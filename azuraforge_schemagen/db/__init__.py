"""Databases: engines, inspection, Alembic's offline SQL. The only room with an engine."""
