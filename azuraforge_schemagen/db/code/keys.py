"""Keys of indexes and exclusion constraints: columns, expressions and texts, with their order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import UnaryExpression, _textual_label_reference

from azuraforge_schemagen.db.code.texts import sql_of, text_on
from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.schema import IndexKey

_TEXT = re.compile(r"(.*?)(?:\s+(asc|desc))?(?:\s+nulls\s+(first|last))?", re.IGNORECASE | re.DOTALL)
"""A key of an index as text."""
Nulls = Literal["first", "last"]
_MODIFIERS = {
    operators.desc_op: "desc",
    operators.asc_op: "asc",
    operators.nulls_first_op: "first",
    operators.nulls_last_op: "last",
}


def index_key(found: Any, ops: Mapping[str, str], table: sa.Table, dialects: Sequence[str]) -> IndexKey:
    """A key as the Schema has it; ``ops`` are the operator classes by the key of their column."""
    descending, nulls, found = _directed(found)
    opclass = ops.get(getattr(found, "key", None) or "")
    if (text := _text(found, dialects[0])) is not None:
        words = _TEXT.fullmatch(text.strip())
        assert words is not None
        descending, nulls = descending or (words[2] or "").upper() == "DESC", nulls or _nulls(words[3])
        text, said = _classed(words[1])
        found, opclass = _named(text, table), said or opclass
    if isinstance(found, sa.Column):
        return IndexKey(found.name, None, descending, nulls, opclass)
    return IndexKey(None, sql_of(found, dialects), descending, nulls, opclass)


def _classed(text: str) -> tuple[str, str | None]:
    """A key without the operator class behind it, and that."""
    tokens = [it for it in sqltext.tokens(text) if it.kind not in sqltext.BLANK]
    if len(tokens) < 2 or tokens[-1].kind != "name":
        return text, None
    before = tokens[-2]
    is_key = before.text == ")" or (len(tokens) == 2 and before.kind in ("name", "quoted"))
    return (text.rstrip()[: -len(tokens[-1].text)].rstrip(), tokens[-1].text) if is_key else (text, None)


def _named(text: str, table: sa.Table) -> Any:
    """The column that a text is the name of, else the text."""
    tokens = sqltext.tokens(text)
    alone = len(tokens) == 1 and tokens[0].kind in ("name", "quoted")
    name = sqltext.identifier(tokens[0]) if alone else None
    return next((it for it in table.columns if it.name == name), text)


def _text(found: Any, dialect: str) -> str | None:
    """What was given as text."""
    if isinstance(found, sa.TextClause):
        return text_on(found, dialect)
    return str(found.element) if isinstance(found, _textual_label_reference) else None


def _nulls(word: str | None) -> Nulls | None:
    return None if word is None else "first" if word.lower() == "first" else "last"


def _directed(found: Any) -> tuple[bool, Nulls | None, Any]:
    """What DESC and NULLS FIRST say, and what they stand behind."""
    descending, nulls = False, None
    while isinstance(found, UnaryExpression) and found.modifier in _MODIFIERS:
        word = _MODIFIERS[found.modifier]
        descending = descending or word == "desc"
        nulls = _nulls(word) if word in ("first", "last") else nulls
        found = found.element
    return descending, nulls, found
