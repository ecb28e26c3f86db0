"""Relationships: derived from foreign keys, overridden by what a table says about them."""

from azuraforge_schemagen.resolve.relations.build import relate

__all__ = ["relate"]
