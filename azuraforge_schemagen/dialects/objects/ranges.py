"""Range types as PostgreSQL's DDL."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.dialects import qualified, quote, type_sql
from azuraforge_schemagen.dialects.objects.comment import comment_on
from azuraforge_schemagen.ir.schema import Range
from azuraforge_schemagen.ir.usertypes import multirange

_PG = "postgresql"


def create(of: Range) -> list[str]:
    """CREATE TYPE ... AS RANGE."""
    named = None if of.multirange == multirange(of.name.name) else quote(of.multirange, _PG)
    options = (
        ("SUBTYPE", type_sql(of.subtype, _PG)),
        ("SUBTYPE_OPCLASS", of.opclass),
        ("COLLATION", of.collation and qualified(of.collation, _PG)),
        ("CANONICAL", of.canonical),
        ("SUBTYPE_DIFF", of.subtype_diff),
        ("MULTIRANGE_TYPE_NAME", named and f"{quote(of.name.schema, _PG)}.{named}" if of.name.schema else named),
    )
    said = ", ".join(f"{word} = {value}" for word, value in options if value is not None)
    return [f"CREATE TYPE {_name(of)} AS RANGE ({said})", *([] if of.comment is None else [_comment(of)])]


def alter(old: Range, new: Range) -> list[str]:
    """COMMENT. Raises ``ValueError`` where more differs: the plan makes such a range anew."""
    if replace(old, comment=new.comment) != new:
        raise ValueError(f"the plan spells out how range {new.name} is made anew")
    return [] if old == new else [_comment(new)]


def _comment(of: Range) -> str:
    return comment_on(f"TYPE {_name(of)}", of.comment)


def _name(of: Range) -> str:
    return qualified(of.name, _PG)
