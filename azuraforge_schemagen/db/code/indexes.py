"""An ``Index`` of SQLAlchemy as an index of the Schema."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from azuraforge_schemagen.db.code.ddl import included
from azuraforge_schemagen.db.code.keys import index_key
from azuraforge_schemagen.db.code.texts import sql_of
from azuraforge_schemagen.ir.schema import Index, Sql


def index_of(found: sa.Index, dialects: Sequence[str]) -> Index:
    """The index, without its name."""
    assert found.table is not None
    options = found.dialect_options["postgresql"]
    with_ = options.get("with") or {}
    return Index(
        "",
        tuple(index_key(it, options.get("ops") or {}, found.table, dialects) for it in found.expressions),
        unique=bool(found.unique),
        method=str(options.get("using") or "btree").lower(),
        where=_where(found, dialects),
        include=included(found),
        nulls_not_distinct=bool(options.get("nulls_not_distinct")),
        options=tuple((key, str(value)) for key, value in sorted(with_.items())),
    )


def _where(found: sa.Index, dialects: Sequence[str]) -> Sql | None:
    """A predicate that each dialect has as an option of its own."""
    texts: dict[str, str | None] = {}
    for dialect in dialects:
        where = found.dialect_options[dialect].get("where")
        texts[dialect] = None if where is None else sql_of(where, (dialect,)).text
    if not any(texts.values()):
        return None
    same = len(set(texts.values())) == 1
    return Sql(next(iter(texts.values()))) if same else Sql(None, tuple(sorted(texts.items())))
