"""schemagen: database schemas declared in YAML, compiled into SQLAlchemy models and Alembic revisions."""
