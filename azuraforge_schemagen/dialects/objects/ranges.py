"""Range types as PostgreSQL's DDL."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.dialects import qualified, quote, type_sql
from azuraforge_schemagen.dialects.objects.comment import comment_on
from azuraforge_schemagen.ir.names import QName
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


def rename_functions(of: Range, new: str) -> list[str]:
    """The functions that make a range's values, which are called like the range was."""
    return [_renamed(of.name, arguments, new) for arguments in _bounds(of)]


def rename_multirange_functions(of: Range, new: str) -> list[str]:
    """Those of its multirange."""
    name = QName(of.name.schema, of.multirange)
    return [_renamed(name, arguments, new) for arguments in _ranges(of.name)]


def move_with(of: Range, schema: str) -> list[str]:
    """SET SCHEMA of the multirange and the functions, which stay behind; the range has gone before."""
    to = f"SET SCHEMA {quote(schema or 'public', _PG)}"
    now, many = QName(schema, of.name.name), QName(of.name.schema, of.multirange)
    own = [f"ALTER FUNCTION {qualified(of.name, _PG)}({arguments}) {to}" for arguments in _bounds(of)]
    made = [f"ALTER FUNCTION {qualified(many, _PG)}({arguments}) {to}" for arguments in _ranges(now)]
    return [*own, f"ALTER TYPE {qualified(many, _PG)} {to}", *made]


def _bounds(of: Range) -> tuple[str, str]:
    bounds = f"{type_sql(of.subtype, _PG)}, {type_sql(of.subtype, _PG)}"
    return bounds, f"{bounds}, text"


def _ranges(name: QName) -> tuple[str, str, str]:
    return "", qualified(name, _PG), f"{qualified(name, _PG)}[]"


def _renamed(function: QName, arguments: str, new: str) -> str:
    return f"ALTER FUNCTION {qualified(function, _PG)}({arguments}) RENAME TO {quote(new, _PG)}"


def _comment(of: Range) -> str:
    return comment_on(f"TYPE {_name(of)}", of.comment)


def _name(of: Range) -> str:
    return qualified(of.name, _PG)
