"""The words of an exclusion constraint."""

from __future__ import annotations

import re
from collections.abc import Iterable

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.schema import Exclusion, IndexKey

_CALL = re.compile(r"[a-z_][a-z0-9_]*\([a-z0-9_, ]*\)").fullmatch


def exclusion(of: Exclusion) -> str:
    """``EXCLUDE USING gist (...)`` and what follows."""
    pairs = zip(of.keys, of.operators, strict=True)
    text = f"EXCLUDE USING {of.method} ({', '.join(f'{_key(key)} WITH {_operator(it)}' for key, it in pairs)})"
    text += f" INCLUDE ({', '.join(map(sqltext.quoted, of.include))})" if of.include else ""
    text += with_options(of.options)
    where = of.where.on("postgresql") if of.where else None
    text += f" WHERE ({where})" if where else ""
    return text + (f" DEFERRABLE INITIALLY {of.deferrable.upper()}" if of.deferrable else "")


def with_options(options: Iterable[tuple[str, str]]) -> str:
    """``WITH (...)`` of a key's index, nothing where there is nothing to say."""
    said = ", ".join(f"{name} = {value}" for name, value in options)
    return f" WITH ({said})" if said else ""


def _key(key: IndexKey) -> str:
    if key.expression is not None:
        text = key.expression.on("postgresql") or ""
        text = text if _CALL(text) else f"({text})"
    else:
        text = sqltext.quoted(key.column or "")
    text += f" COLLATE {sqltext.path(key.collation)}" if key.collation else ""
    text += f" {key.opclass}" if key.opclass else ""
    text += " DESC" if key.descending else ""
    return text + (f" NULLS {key.nulls.upper()}" if key.nulls else "")


def _operator(name: str) -> str:
    schema, dot, symbol = name.rpartition(".")
    return f"OPERATOR({sqltext.quoted(schema)}.{symbol})" if dot else symbol
