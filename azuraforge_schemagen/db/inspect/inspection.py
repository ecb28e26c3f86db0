"""What an inspection gives."""

from __future__ import annotations

from dataclasses import dataclass

from azuraforge_schemagen.ir.schema import Schema

VERSION_TABLE = "alembic_version"
"""Alembic's own table, which no schema declares."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """A live database: its ``Schema`` as its dialect holds it, and the names of the objects that no ``Schema`` can
    hold, sorted, as ``kind:name``."""

    schema: Schema
    unmanaged: tuple[str, ...] = ()
