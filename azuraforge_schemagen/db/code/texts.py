"""SQL expressions of models as canonical text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.sql import ClauseElement

from azuraforge_schemagen.db.code.types import DIALECTS
from azuraforge_schemagen.db.inspect.sqlform import expression
from azuraforge_schemagen.ir.schema import Sql


def text_on(element: Any, dialect: str) -> str:
    """The expression with its values in it, as DDL has it."""
    if isinstance(element, str):
        return element
    assert isinstance(element, ClauseElement)
    options = {"literal_binds": True, "include_table": False}
    return str(element.compile(dialect=DIALECTS[dialect], compile_kwargs=options))


def sql_of(element: Any, dialects: Sequence[str]) -> Sql:
    """The expression, by dialect where it differs."""
    texts = {it: expression(text_on(element, it)).text for it in dialects}
    if len(set(texts.values())) == 1:
        return Sql(texts[dialects[0]])
    return Sql(None, tuple(sorted(texts.items())))
