"""What a schema uses of PostgreSQL's extensions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.schema import IndexKey, Schema, Sql
from azuraforge_schemagen.ir.types import Raw, Scalar

BELONGS = {
    **dict.fromkeys(("gin_trgm_ops", "gist_trgm_ops", "similarity"), "pg_trgm"),
    **dict.fromkeys(("uuid_generate_v4", "uuid_generate_v1", "uuid_generate_v1mc"), "uuid-ossp"),
    **dict.fromkeys(("crypt", "gen_salt", "gen_random_bytes", "digest", "hmac"), "pgcrypto"),
    **dict.fromkeys(("geometry", "geography"), "postgis"),
    **dict.fromkeys(("gist_int4_ops", "gist_int8_ops", "gist_text_ops", "gist_uuid_ops"), "btree_gist"),
    **{name: name for name in ("citext", "hstore", "ltree", "vector", "unaccent")},
}
"""A type, function or operator class, and the extension without which a server does not know it."""

_CREATED = re.compile(r"create\s+extension\s+(?:if\s+not\s+exists\s+)?[\"'\\]*([\w-]+)", re.IGNORECASE)


def needed(schema: Schema) -> frozenset[str]:
    """The extensions that a schema uses without having them among its objects."""
    own = {ref.name.name for ref in schema.objects if ref.kind == "extension"}
    names = {name for found in schema.objects.values() for name in _names(found)}
    return frozenset(BELONGS[name] for name in names if name in BELONGS) - own


def created(text: str) -> frozenset[str]:
    """The extensions that a revision makes in SQL of its own."""
    return frozenset(found.lower() for found in _CREATED.findall(text))


def _names(value: Any) -> Iterator[str]:
    match value:
        case Scalar(name):
            yield name
        case Raw(text):
            yield text.partition("(")[0].strip().lower()
        case Sql(text, dialects):
            for it in (text, *(other for _, other in dialects)):
                yield from sqltext.functions(it) if it else ()
        case tuple():
            for it in value:
                yield from _names(it)
        case _ if is_dataclass(value):
            if isinstance(value, IndexKey) and value.opclass:
                yield value.opclass
            for field in fields(value):
                yield from _names(getattr(value, field.name)) if field.init else ()
