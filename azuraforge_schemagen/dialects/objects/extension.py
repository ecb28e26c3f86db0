"""Extensions as PostgreSQL's DDL."""

from __future__ import annotations

from azuraforge_schemagen.dialects import literal, quote
from azuraforge_schemagen.ir.schema import Extension

_PG = "postgresql"


def create(of: Extension) -> list[str]:
    """CREATE EXTENSION."""
    schema = f" WITH SCHEMA {quote(of.schema, _PG)}" if of.schema else ""
    version = f" VERSION {literal(of.version, _PG)}" if of.version is not None else ""
    return [f"CREATE EXTENSION {_name(of)}{schema}{version}"]


def alter(old: Extension, new: Extension) -> list[str]:
    """ALTER EXTENSION; a version that is no longer said stays what it is."""
    done = []
    if old.schema != new.schema:
        done.append(f"ALTER EXTENSION {_name(new)} SET SCHEMA {quote(new.schema or 'public', _PG)}")
    if new.version is not None and old.version != new.version:
        done.append(f"ALTER EXTENSION {_name(new)} UPDATE TO {literal(new.version, _PG)}")
    return done


def _name(of: Extension) -> str:
    return quote(of.name.name, _PG)
