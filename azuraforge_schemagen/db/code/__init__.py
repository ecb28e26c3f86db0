"""SQLAlchemy models as values: a ``MetaData`` and its mappers, read in the process that imports them."""

from azuraforge_schemagen.db.code.read import Code, read

__all__ = ["Code", "read"]
