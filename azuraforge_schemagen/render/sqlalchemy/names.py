"""Names of the database as arguments of SQLAlchemy, and those of enums in a module."""

from __future__ import annotations

from typing import NamedTuple

from azuraforge_schemagen.ir.orm import EnumClass
from azuraforge_schemagen.render.python import string
from azuraforge_schemagen.render.sqlalchemy.scope import Scope

UNQUOTED = frozenset("collation concurrently lateral nothing returning system_user tablesample".split())
"""Words that need quotes and get none from SQLAlchemy."""


def name_literal(name: str, scope: Scope) -> str:
    """A literal of the name, which SQLAlchemy quotes where it must."""
    return f"{scope.sa}.quoted_name({string(name)}, True)" if name in UNQUOTED else string(name)


class EnumName(NamedTuple):
    """An enum in a module: its class, the constant that holds its SQLAlchemy type, and whether the database holds the
    names of the members."""

    cls: str
    constant: str
    names: bool = False


def enum_name(of: EnumClass, scope: Scope) -> str:
    """The local name of an enum's class."""
    return scope.name(of.module, of.name) if of.module else of.name
