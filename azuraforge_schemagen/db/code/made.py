"""What events of models make: views, database schemas and extensions, read from the text of their statements."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from azuraforge_schemagen.db.code.words import Reader
from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.bodies import MaterializedView, View
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Extension, Namespace, Sql

Query = str | dict[str, str | None]
"""A query, by dialect where it differs."""


@dataclass(frozen=True, slots=True)
class ViewText:
    """A CREATE VIEW statement, read. ``query`` has its layout."""

    name: QName
    query: str
    materialized: bool = False
    with_data: bool = True
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """The objects, the queries as somebody laid them out, and the statements that make something else."""

    views: Mapping[QName, View | MaterializedView] = field(default_factory=dict)
    objects: tuple[Namespace | Extension, ...] = ()
    queries: Mapping[QName, Query] = field(default_factory=dict)
    others: tuple[str, ...] = ()


def made(statements: Mapping[str, Sequence[str]]) -> Made:
    """What these statements make, by dialect."""
    texts: dict[QName, dict[str, ViewText]] = {}
    objects: dict[Namespace | Extension, None] = {}
    others: dict[str, None] = {}
    for dialect, statement in ((dialect, it) for dialect, every in statements.items() for it in every):
        if (one := view_text(statement)) is not None:
            texts.setdefault(one.name, {})[dialect] = one
        elif (found := _object(statement, () if len(statements) == 1 else (dialect,))) is not None:
            objects[found] = None
        else:
            others[statement] = None
    dialects = tuple(statements)
    views = {name: _view(name, by, dialects) for name, by in texts.items()}
    queries = {name: it for name, by in texts.items() if (it := _laid_out(by, dialects)) is not None}
    return Made(views, tuple(objects), queries, tuple(others))


def _object(statement: str, marks: tuple[str, ...]) -> Namespace | Extension | None:
    """The database schema or extension that a statement makes where nobody says more of it."""
    reader = Reader(statement)
    kind = "schema" if reader.take("create", "schema") else "extension" if reader.take("create", "extension") else ""
    reader.take("if", "not", "exists")
    name = reader.identifier() if kind else None
    if kind == "schema" and name and reader.is_done():
        return Namespace(QName("", name))
    reader.take("with")
    schema = (reader.identifier() if reader.take("schema") else "") or ""
    if kind == "extension" and name and reader.is_done():
        return Extension(QName("", name), "" if schema == "public" else schema, dialects=marks)
    return None


def _view(name: QName, by: Mapping[str, ViewText], dialects: Sequence[str]) -> View | MaterializedView:
    first = next(iter(by.values()))
    query = _by_dialect({it: sqltext.canonical(one.query) for it, one in by.items()}, dialects)
    marks = () if set(by) == set(dialects) else tuple(sorted(by))
    sql = Sql(query) if isinstance(query, str) else Sql(None, tuple(sorted(query.items())))
    if first.materialized:
        return MaterializedView(name, sql, with_data=first.with_data, options=first.options, dialects=marks)
    return View(name, sql, options=first.options, dialects=marks)


def _by_dialect(texts: Mapping[str, str], dialects: Sequence[str]) -> Query:
    """One text where all that have the view have the same one."""
    return next(iter(texts.values())) if len(set(texts.values())) == 1 else {it: texts.get(it) for it in dialects}


def _laid_out(by: Mapping[str, ViewText], dialects: Sequence[str]) -> Query | None:
    """The texts where somebody has laid them out; nothing where a program has."""
    if all(it.query.strip() == sqltext.canonical(it.query) for it in by.values()):
        return None
    return _by_dialect({it: _dedented(one.query) for it, one in by.items()}, dialects)


def _dedented(query: str) -> str:
    """The text without the indent of its lines, where that is no part of a string in it."""
    made = textwrap.dedent(query).strip() + "\n"
    return made if sqltext.canonical(made) == sqltext.canonical(query) else sqltext.canonical(query)


def view_text(statement: str) -> ViewText | None:
    """The view that a statement makes; nothing where it is another statement, or says more than is read here."""
    reader = Reader(statement)
    if not reader.take("create"):
        return None
    reader.take("or", "replace")
    materialized = reader.take("materialized")
    if not reader.take("view"):
        return None
    reader.take("if", "not", "exists")
    name = reader.name()
    columns, options = reader.columns(), reader.options()
    if name is None or columns is None or options is None or not reader.take("as"):
        return None
    query = reader.rest().rstrip().removesuffix(";")
    query, with_data = _filled(query) if materialized else (query, True)
    query, checked = _checked(query)
    return ViewText(name, _named(name, columns, query), materialized, with_data, (*options, *checked))


def _filled(query: str) -> tuple[str, bool]:
    for words, filled in (("WITH NO DATA", False), ("WITH DATA", True)):
        if query.upper().endswith(words):
            return query[: -len(words)], filled
    return query, True


_CHECK = re.compile(r"\bWITH\s+(?:(CASCADED|LOCAL)\s+)?CHECK\s+OPTION\s*\Z", re.IGNORECASE)


def _checked(query: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The query, and what stands behind it as an option."""
    found = _CHECK.search(query)
    if found is None:
        return query, ()
    return query[: found.start()], (("check_option", (found[1] or "cascaded").lower()),)


def _named(name: QName, columns: Sequence[str], query: str) -> str:
    """The query with its columns' names; where they stand before it, they are said within."""
    if not columns:
        return query
    own, listed = sqltext.quoted(name.name), ", ".join(map(sqltext.quoted, columns))
    return f"WITH {own}({listed}) AS ({sqltext.canonical(query)}) SELECT * FROM {own}"
