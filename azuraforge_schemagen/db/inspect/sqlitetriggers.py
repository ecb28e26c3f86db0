"""SQLite's triggers, read from the text of CREATE TRIGGER."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, cast

from azuraforge_schemagen.db.inspect.sqlform import expression
from azuraforge_schemagen.db.inspect.sqliterows import Rows
from azuraforge_schemagen.dialects.sqlite.words import Word, kept, words
from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.bodies import Event, EventKind, Trigger
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Sql

_TIMINGS: dict[str, Literal["before", "after", "instead of"]] = {
    "before": "before",
    "after": "after",
    "instead": "instead of",
}


def triggers(found: Rows) -> dict[str, Trigger]:
    """The triggers that a ``Schema`` can say, by name."""
    rows = (row for row in found.others if row.type == "trigger" and found.owns(row.tbl_name))
    return {row.name: trigger for row in rows if (trigger := _trigger(found, row)) is not None}


def _trigger(found: Rows, row: Any) -> Trigger | None:
    try:
        timing, kind, columns, when, body = _parts(row.sql)
    except (ValueError, StopIteration):
        return None
    table = found.table(row.tbl_name)
    if table in found.texts and not all(found.has(table, name) for name in columns):
        return None  # SQLite does not look whether there are such columns
    event = Event(cast(EventKind, kind), found.names(table, columns))
    return Trigger(QName("", table), row.name, timing, (event,), when=when, body=body)


def _parts(
    sql: str,
) -> tuple[Literal["before", "after", "instead of"], str, tuple[str, ...], Sql | None, Sql]:
    every = words(sql)
    reader = iter(every[3:])
    word = next(reader)
    timing = _TIMINGS.get(word.key, "before")
    if word.key in _TIMINGS:
        word = next(reader)
        word = next(reader) if word.key == "of" else word
    if word.key not in ("insert", "update", "delete"):
        raise ValueError(f"unexpected {word.name!r}")
    columns = tuple(_columns(reader))
    table = next(reader)
    begin = _begin(every, every.index(table) + 1)
    when = next((it for it in every[every.index(table) + 1 : every.index(begin)] if it.key == "when"), None)
    condition = expression(kept(sql[when.end : begin.start])) if when is not None else None
    body = sqltext.canonical(kept(sql[begin.end : every[-1].start]))
    return timing, word.key, columns, condition, Sql(sqltext.ended(body))


def _columns(reader: Iterator[Word]) -> Iterator[str]:
    """What stands between the event and ON."""
    word = next(reader)
    while word.key != "on":
        if word.key not in ("of", ","):
            yield word.name
        word = next(reader)


def _begin(every: list[Word], start: int) -> Word:
    """The BEGIN that no name of a column is."""
    depth = 0
    for place in range(start, len(every)):
        depth += {"(": 1, ")": -1}.get(every[place].key, 0)
        if every[place].key == "begin" and not depth and every[place - 1].key != ".":
            return every[place]
    raise ValueError("no BEGIN")
