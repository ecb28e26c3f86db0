"""Collations as PostgreSQL's DDL."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.dialects import literal, qualified
from azuraforge_schemagen.dialects.objects.comment import comment_on
from azuraforge_schemagen.ir.schema import Collation

_PG = "postgresql"


def create(of: Collation) -> list[str]:
    """CREATE COLLATION."""
    options = (
        ("PROVIDER", of.provider),
        ("LOCALE", _text(of.locale)),
        ("LC_COLLATE", _text(of.lc_collate)),
        ("LC_CTYPE", _text(of.lc_ctype)),
        ("DETERMINISTIC", None if of.deterministic else "false"),
    )
    said = ", ".join(f"{word} = {value}" for word, value in options if value is not None)
    return [f"CREATE COLLATION {_name(of)} ({said})", *([] if of.comment is None else [_comment(of)])]


def alter(old: Collation, new: Collation) -> list[str]:
    """COMMENT. Raises ``ValueError`` where more differs: the plan makes such a collation anew."""
    if replace(old, comment=new.comment) != new:
        raise ValueError(f"the plan spells out how collation {new.name} is made anew")
    return [] if old == new else [_comment(new)]


def _text(value: str | None) -> str | None:
    return None if value is None else literal(value, _PG)


def _comment(of: Collation) -> str:
    return comment_on(f"COLLATION {_name(of)}", of.comment)


def _name(of: Collation) -> str:
    return qualified(of.name, _PG)
