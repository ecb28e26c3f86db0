"""Indexes as SQL."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Index, IndexKey
from azuraforge_schemagen.ir.sqltext import quoted

_FUNCTION = re.compile(r"[a-z_][a-z0-9_]*\([a-z0-9_, ]*\)").fullmatch


def key_sql(key: IndexKey, dialect: str) -> str:
    """A key as it stands in CREATE INDEX."""
    if key.expression is not None:
        text = key.expression.on(dialect) or ""
        text = text if _FUNCTION(text) else f"({text})"
    else:
        text = quoted(key.column or "")
    text += f" COLLATE {_qualified(key.collation)}" if key.collation else ""
    text += f" {key.opclass}" if key.opclass else ""
    text += " DESC" if key.descending else ""
    return text + (f" NULLS {key.nulls.upper()}" if key.nulls else "")


def statement(of: Index, table: QName, only: bool = False) -> str:
    """CREATE INDEX in PostgreSQL's SQL; ``only`` leaves partitions out."""
    keys = [key_sql(key, "postgresql") for key in of.keys]
    unique = "UNIQUE " if of.unique else ""
    text = f"CREATE {unique}INDEX {quoted(of.name)} ON {'ONLY ' if only else ''}{_qualified(table)} USING {of.method} "
    text += f"({', '.join(keys)})"
    text += f" INCLUDE ({', '.join(map(quoted, of.include))})" if of.include else ""
    text += " NULLS NOT DISTINCT" if of.nulls_not_distinct else ""
    text += f" WITH ({', '.join(f'{key} = {value}' for key, value in of.options)})" if of.options else ""
    where = of.where.on("postgresql") if of.where else None
    return text + (f" WHERE {where}" if where else "")


def renamed(old: Iterable[Index], new: Iterable[Index]) -> dict[str, str]:
    """The indexes that only have other names, old to new; comments do not count."""
    before, after = _bare(old), _bare(new)
    left = {name: it for name, it in after.items() if before.get(name) != it}
    found: dict[str, str] = {}
    for name, index in before.items():
        same = next((one for one, it in left.items() if replace(it, name=name) == index), None)
        if after.get(name) != index and same is not None:
            found[name] = same
            del left[same]
    return found


def made(old: Iterable[Index], new: Iterable[Index]) -> list[str]:
    """The indexes that must be built."""
    before, moved = _bare(old), renamed(old, new).values()
    return [name for name, it in _bare(new).items() if before.get(name) != it and name not in moved]


def _bare(indexes: Iterable[Index]) -> dict[str, Index]:
    return {it.name: replace(it, comment=None) for it in indexes}


def _qualified(name: QName) -> str:
    return f"{quoted(name.schema)}.{quoted(name.name)}" if name.schema else quoted(name.name)
