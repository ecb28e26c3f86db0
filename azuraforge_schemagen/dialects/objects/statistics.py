"""Extended statistics as PostgreSQL's DDL."""

from __future__ import annotations

from collections.abc import Iterator

from azuraforge_schemagen.dialects import qualified
from azuraforge_schemagen.dialects.indexes import key_sql
from azuraforge_schemagen.dialects.objects.comment import comment_on
from azuraforge_schemagen.ir.bodies import Statistics

_PG = "postgresql"


def create(of: Statistics) -> list[str]:
    """CREATE STATISTICS, its target and its comment."""
    kinds = f" ({', '.join(of.kinds)})" if of.kinds else ""
    keys = ", ".join(key_sql(it, _PG) for it in of.keys)
    made = [f"CREATE STATISTICS {qualified(of.name, _PG)}{kinds} ON {keys} FROM {qualified(of.table, _PG)}"]
    made += [] if of.target is None else [_target(of)]
    return made if of.comment is None else [*made, comment_on(_named(of), of.comment)]


def alter(old: Statistics, new: Statistics) -> Iterator[str]:
    """The target and the comment; what else changes makes statistics anew."""
    if old.target != new.target:
        yield _target(new)
    if old.comment != new.comment:
        yield comment_on(_named(new), new.comment)


def _target(of: Statistics) -> str:
    return f"ALTER {_named(of)} SET STATISTICS {-1 if of.target is None else of.target}"


def _named(of: Statistics) -> str:
    return f"STATISTICS {qualified(of.name, _PG)}"
