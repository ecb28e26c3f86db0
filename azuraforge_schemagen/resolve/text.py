"""SQL texts of the documents -> ``Sql`` in canonical form, whole or by dialect."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from azuraforge_schemagen import dialects as known
from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.schema import Sql
from azuraforge_schemagen.resolve.findings import Findings, Place, suggest
from azuraforge_schemagen.resolve.types import DIALECTS

_REACHES = re.compile(
    r"dblink\w*|lo_(?:import|export)|pg_(?:file|ls|read|stat_file|terminate|cancel|reload|rotate|sleep)\w*|set_config"
    r"|(?:query|table|schema|database|cursor)_to_xml\w*|load_extension|readfile|writefile",
    re.IGNORECASE,
)


_QUERIES = frozenset({"select", "values", "with", "table", "("})
_BLANK = frozenset({"space", "line", "block"})


@dataclass(frozen=True, slots=True)
class Texts:
    """Reads SQL texts for the dialects of a project."""

    dialects: tuple[str, ...]
    findings: Findings

    def read(self, value: Any, place: Place, query: bool = False, marks: tuple[str, ...] = ()) -> Sql:
        """The SQL at a place. A map must speak of every dialect of the project, ``null`` being an answer. ``query``
        says whether the expression may hold a query, ``marks`` are the dialects of what it belongs to."""
        return self._each(value, place, lambda text, at: self._expression(text, at, query), marks or self.dialects)

    def query(self, value: Any, place: Place, marks: tuple[str, ...]) -> Sql:
        """What a view of the dialects ``marks`` shows."""
        return self._each(value, place, self._query, marks or self.dialects)

    def statements(self, value: Any, place: Place) -> Sql:
        """Statements of SQLite at a place, the last one with its ``;`` too."""
        return self._each(value, place, self._statements, ("sqlite",))

    def _each(self, value: Any, place: Place, read: Callable[[str, Place], Sql], dialects: tuple[str, ...]) -> Sql:
        if isinstance(value, Mapping):
            return self._by_dialect(value, place, read)
        return read(_settled(value, *dialects), place)

    def _expression(self, text: str, place: Place, query: bool) -> Sql:
        sql, problems, has_query = _read(text)
        if has_query and not query:
            problems = (*problems, "a query cannot stand in it")
        if problems:
            self._say(text, problems, place)
        self._warn(text, place)
        return sql

    def _query(self, text: str, place: Place) -> Sql:
        sql = self._expression(text, place, query=True)
        first = next((it.text for it in sqltext.tokens(sql.text or "") if it.kind not in _BLANK), "")
        if first.lower() not in _QUERIES:
            message = f"a view shows a query, which does not begin with '{first}'"
            self.findings.error("SG137", message, place, "write what stands behind AS: SELECT, VALUES or WITH")
        return sql

    def _statements(self, text: str, place: Place) -> Sql:
        sql, problems, _ = _read(text)
        if wrong := tuple(it for it in problems if ";" not in it):
            self._say(text, wrong, place)
        self._warn(text, place)
        return Sql(sqltext.ended(sql.text or ""))

    def _warn(self, text: str, place: Place) -> None:
        for name in reaching(text):
            message = f"the function '{name}' reaches beyond the row: to files, other servers, sessions or settings"
            self.findings.warn("SG148", message, place, "be sure of it: it runs with the rights of who writes the row")

    def body(self, value: Any, place: Place, form: Callable[[str], str]) -> Sql:
        """The text at a place, which is no part of an expression, in a form of its own."""
        if isinstance(value, Mapping):
            return self._by_dialect(value, place, partial(self.body, form=form))
        return Sql(form(value))

    def has_dialects(self, value: Any) -> bool:
        """Whether a map holds texts by dialect."""
        return isinstance(value, Mapping) and any(key in DIALECTS for key in value)

    def names(self, names: Any, place: Place) -> tuple[str, ...]:
        """A ``dialects:`` list, sorted; ``()`` where it names every dialect of the project."""
        if not names:
            return ()
        for index, name in enumerate(names):
            if name not in self.dialects:
                self._unknown(name, place.at(index))
        chosen = tuple(sorted({name for name in names if name in self.dialects}))
        return () if set(chosen) == set(self.dialects) else chosen

    def _by_dialect(self, value: Mapping[str, Any], place: Place, read: Callable[[Any, Place], Sql]) -> Sql:
        texts: dict[str, str | None] = {}
        for dialect, text in value.items():
            if dialect not in self.dialects:
                self._unknown(dialect, place.name(dialect))
            else:
                texts[dialect] = None if text is None else read(_settled(text, dialect), place.at(dialect)).text
        missing = [dialect for dialect in self.dialects if dialect not in value]
        if missing:
            message = f"the SQL says nothing about {' and '.join(missing)}, a dialect of this project"
            help_ = f"add {missing[0]}: with its text, or {missing[0]}: null where it has none"
            self.findings.error("SG139", message, place, help_)
        if len(texts) == len(self.dialects) and len(set(texts.values())) == 1 and None not in texts.values():
            return Sql(next(iter(texts.values())))
        return Sql(None, tuple(sorted(texts.items())))

    def _unknown(self, dialect: str, place: Place) -> None:
        if dialect in DIALECTS:
            message = f"'{dialect}' is not a dialect of this project"
            self.findings.error("SG138", message, place, "add it to dialects in [tool.schemagen], or take it out here")
        else:
            self.findings.error("SG138", f"unknown dialect '{dialect}'", place, suggest(dialect, self.dialects))

    def _say(self, text: str, problems: tuple[str, ...], place: Place) -> None:
        for problem in problems:
            shown = text if len(text) <= 60 else text[:57] + "..."
            self.findings.error(
                "SG137", f"the SQL {shown!r} cannot stand in a statement: {problem}", place, _help(problem)
            )


def _settled(text: str, *dialects: str) -> str:
    """A text of these dialects; where it is one's alone, its names are in quotes that everybody reads."""
    return known.DIALECTS[dialects[0]].quoted_alike(text) if len(dialects) == 1 else text


@lru_cache(maxsize=8192)
def _read(text: str) -> tuple[Sql, tuple[str, ...], bool]:
    problems = sqltext.problems(text)
    query = any(token.kind == "name" and token.text.lower() == "select" for token in sqltext.tokens(text))
    return Sql(sqltext.canonical(text)), problems, query


@lru_cache(maxsize=8192)
def reaching(text: str) -> tuple[str, ...]:
    """The functions in a text that do more than compute, sorted."""
    if not _REACHES.search(text):
        return ()
    return tuple(sorted(name for name in sqltext.functions(text) if _REACHES.fullmatch(name)))


def _help(problem: str) -> str:
    if "';'" in problem:
        return "one expression stands here, not statements: take the ';' and what follows it out"
    if "query" in problem:
        return "servers look at the row alone here; a backfill may hold a query"
    return "inside a flow map SQL must be quoted: a ' # ' begins a comment there and a ',' or '}' ends the text"
