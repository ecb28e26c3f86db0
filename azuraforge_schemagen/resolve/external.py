"""Tables that the project may refer to and does not declare."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

from azuraforge_schemagen.ir.names import QName, parse_qname

_RELATIONS = (
    "view",
    "materialized_view",
    "foreign_table",
    "partitioned_table",
    "partition",
    "inherited_table",
    "table",
)


def is_external(name: QName, patterns: Iterable[str]) -> bool:
    """Whether a pattern says the name, with or without its database schema."""
    spelled = (f"{name.schema}.{name.name}" if name.schema else name.name, f"{name.schema or 'public'}.{name.name}")
    return any(fnmatchcase(text, pattern) for pattern in patterns for text in spelled)


def foreign(unmanaged: Iterable[str]) -> tuple[str, ...]:
    """Patterns of the relations among the objects that are left alone, sorted."""
    names = (one.partition(":") for one in sorted(unmanaged))
    return tuple(_pattern(name) for kind, _, name in names if kind in _RELATIONS)


def _pattern(name: str) -> str:
    """The pattern of exactly one name."""
    qname = parse_qname(name)
    text = f"{qname.schema}.{qname.name}" if qname.schema else qname.name
    return re.sub(r"([*?\[])", r"[\1]", text)
