"""What an SQLite database says of itself: the rows of ``sqlite_master`` and of its PRAGMAs, for all tables at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import repeat
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from azuraforge_schemagen.db.inspect.failures import unreadable
from azuraforge_schemagen.db.inspect.inspection import VERSION_TABLE
from azuraforge_schemagen.db.inspect.sqlitetext import Clause, TableText, ViewText, table_text, view_text
from azuraforge_schemagen.dialects.sqlite.words import kept, words
from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.naming import Naming

_OBJECTS = (
    r"SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name"
)
_COLUMNS = """
SELECT m.name AS relation, x.name, x.type, x."notnull" AS not_null, x.dflt_value AS default_text, x.pk, x.hidden
FROM sqlite_master m JOIN pragma_table_xinfo(m.name, 'main') x WHERE m.type = 'table' ORDER BY m.name, x.cid
"""
_FOREIGN_KEYS = """
SELECT m.name AS relation, k.id, k."from" AS name
FROM sqlite_master m JOIN pragma_foreign_key_list(m.name, 'main') k WHERE m.type = 'table' ORDER BY m.name, k.id, k.seq
"""
_UNIQUES = """
SELECT m.name AS relation, l.name AS id, i.name
FROM sqlite_master m JOIN pragma_index_list(m.name, 'main') l JOIN pragma_index_info(l.name, 'main') i
WHERE m.type = 'table' AND l.origin = 'u' ORDER BY m.name, l.name, i.seqno
"""
_SHOWN = "SELECT name FROM pragma_table_xinfo(?, 'main') ORDER BY cid"
_SHADOWS = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'"
_ATTACHED = "SELECT name FROM pragma_database_list WHERE name NOT IN ('main', 'temp')"
_SUFFIXES = "_content _segments _segdir _docsize _stat _data _idx _config _node _parent _rowid".split()
"""The tables of SQLite's own modules (fts3 to fts5, rtree), before version 3.37, which says it itself."""


@dataclass(frozen=True)
class Rows:
    """The texts of tables and views, and the rows of columns and indexes. Names are as they were declared; ``others``
    are the triggers, and the views that cannot be read."""

    texts: dict[str, TableText]
    views: dict[str, ViewText]
    columns: dict[str, list[Any]]
    indexes: dict[str, list[Any]]
    others: list[Any]
    virtual: list[str]
    unreadable: list[str]
    attached: list[str]
    declared: dict[str, str]

    def table(self, name: str) -> str:
        """The name of a table or view as it was declared: SQLite's names do not mind upper and lower case."""
        return self.declared.get(name.lower(), name)

    def owns(self, name: str) -> bool:
        """Whether a table or view of the ``Schema`` has this name."""
        return name.lower() in self.declared

    def names(self, table: str, names: tuple[str, ...]) -> tuple[str, ...]:
        """Columns' names as they were declared."""
        declared = self._own(table)
        return tuple(declared.get(name.lower(), name) for name in names)

    def _own(self, table: str) -> dict[str, str]:
        """The columns of a table, by what SQLite minds of their names."""
        return {row.name.lower(): row.name for row in self.columns.get(table, ())}

    @cached_property
    def clauses(self) -> dict[str, list[Clause]]:
        """The constraints of each table, every one with a name, columns and tables named as they were declared."""
        return {
            name: list(_named(name, map(self._resolved, repeat(name), text.clauses), self._own(name)))
            for name, text in self.texts.items()
        }

    def _resolved(self, table: str, clause: Clause) -> Clause:
        target, columns = self.table(clause.target), clause.target_columns
        if clause.kind == "foreign" and not columns and target in self.texts:
            columns = next((one.columns for one in self.texts[target].clauses if one.kind == "primary"), ())
        counted = clause.kind == "primary" and self.texts[table].autoincrement
        return replace(
            clause,
            name=None if counted else clause.name,  # SQLAlchemy cannot write both
            columns=self.names(table, clause.columns),
            target=target,
            target_columns=self.names(target, columns),
        )

    def is_held(self, clause: Clause) -> bool:
        """Whether a ``Schema`` can say a constraint: SQLite lets a foreign key refer to nothing."""
        if clause.kind != "foreign":
            return True
        there = clause.target in self.texts and all(self.has(clause.target, name) for name in clause.target_columns)
        return there and len(clause.target_columns) == len(clause.columns)

    def has(self, table: str, name: str) -> bool:
        """Whether a table has a column, one of SQLite's own included."""
        own = {row.name.lower() for row in self.columns.get(table, ())}
        return name.lower() in own | {"rowid", "oid", "_rowid_"}


def read(connection: sa.Connection) -> Rows:
    """Everything: a constant number of questions, however many tables there are, and one for each view."""
    objects = [row for row in _rows(connection, _OBJECTS) if row.tbl_name != VERSION_TABLE]
    columns: dict[str, list[Any]] = defaultdict(list)
    for row in _rows(connection, _COLUMNS):
        columns[row.relation].append(row)
    tables = [row for row in objects if row.type == "table"]
    virtual = [row.name for row in tables if row.sql.split(None, 2)[1].lower() == "virtual"]
    hidden = {*virtual, *_shadows(connection, virtual)}
    said = _Said(connection)
    texts = {row.name: said.text(row, columns[row.name]) for row in tables if row.name not in hidden}
    indexes: dict[str, list[Any]] = defaultdict(list)
    for row in objects:
        if row.type == "index" and row.sql:
            indexes[row.tbl_name.lower()].append(row)
    readable = {name: text for name, text in texts.items() if text is not None}
    views = {row.name: text for row in objects if row.type == "view" and (text := _view(connection, row)) is not None}
    return Rows(
        texts=readable,
        views=views,
        columns=columns,
        indexes=indexes,
        others=[row for row in objects if row.type == "trigger" or (row.type == "view" and row.name not in views)],
        virtual=virtual,
        unreadable=[name for name, text in texts.items() if text is None],
        attached=[row.name for row in _rows(connection, _ATTACHED)],
        declared={name.lower(): name for name in (*readable, *views)},
    )


def _view(connection: sa.Connection, row: Any) -> ViewText | None:
    """The view's text, read; ``None`` where it cannot be. An expression without AS is called as it is laid out."""
    try:
        text = view_text(row.sql)
        shown = tuple(it.name for it in connection.exec_driver_sql(_SHOWN, (row.name,)))
    except ValueError:
        return None
    except DBAPIError as error:
        return replace(text, broken=str(error.orig))
    is_laid_out = not text.columns and any(_is_laid_out(name, text.query) for name in shown)
    return replace(text, columns=shown) if is_laid_out else text


def _is_laid_out(name: str, query: str) -> bool:
    """Whether a column has its name from a piece of the query that will be laid out otherwise."""
    if name not in query or sqltext.canonical(kept(name)) == name:
        return False
    return all(word.name != name for word in words(query))


def _shadows(connection: sa.Connection, virtual: list[str]) -> Iterator[str]:
    if (connection.dialect.server_version_info or ()) >= (3, 37):
        yield from (row.name for row in _rows(connection, _SHADOWS))
    else:
        yield from (f"{name}{suffix}" for name in virtual for suffix in _SUFFIXES)


class _Said:
    """What SQLite itself says of keys: a text that was read as something else was misread."""

    def __init__(self, connection: sa.Connection) -> None:
        self.foreign = _grouped(_rows(connection, _FOREIGN_KEYS))
        self.uniques = _grouped(_rows(connection, _UNIQUES))

    def text(self, row: Any, columns: list[Any]) -> TableText | None:
        """The table's text, read; ``None`` where it cannot be."""
        try:
            text = table_text(row.sql)
        except ValueError:
            return None
        same = _lower(column.name for column in text.columns) == _lower(column.name for column in columns)
        key = _lower(column.name for column in sorted(columns, key=_place) if column.pk)
        keys = [_lower(clause.columns) for clause in text.clauses if clause.kind == "primary"]
        foreign = sorted(_lower(clause.columns) for clause in text.clauses if clause.kind == "foreign")
        uniques = {_lower(clause.columns) for clause in text.clauses if clause.kind == "unique"}
        # one of two equal uniques has no index, nor has one that is the primary key too
        unique = set(self.uniques[row.name]) <= uniques <= {*self.uniques[row.name], *keys}
        agreed = same and keys in ([], [key]) and bool(keys) == bool(key) and unique
        return text if agreed and foreign == sorted(self.foreign[row.name]) else None


def _named(table: str, clauses: Iterable[Clause], columns: Mapping[str, str]) -> Iterator[Clause]:
    """SQLite knows constraints without names, and names twice: the derived one, numbered where that is taken."""
    naming, every = Naming(), list(clauses)
    taken: set[str] = set()
    given = {clause.name for clause in every}
    for clause in every:
        name = clause.name or _derived(naming, table, clause, columns)
        free = name if clause.name and name not in taken else _numbered(name, taken | given)
        taken.add(free)
        yield replace(clause, name=free)


def _numbered(name: str, taken: Collection[str | None]) -> str:
    number = 0
    while (numbered := f"{name}{number or ''}") in taken:
        number += 1
    return numbered


def _derived(naming: Naming, table: str, clause: Clause, columns: Mapping[str, str]) -> str:
    match clause.kind:
        case "primary":
            return naming.primary_key(table)
        case "unique":
            return naming.unique(table, clause.columns)
        case "check":
            said = {columns[it.name.lower()] for it in clause.expression if it.name.lower() in columns}
            # PostgreSQL names a check after the column that it is about where that is one.
            return naming.check(table, "_".join(clause.columns or (said if len(said) == 1 else ())))
        case _:
            return naming.foreign_key(table, clause.columns, clause.target)


@contextmanager
def one_moment(connection: sa.Connection) -> Iterator[None]:
    """All questions within are asked of one state. Raises ``Refusal`` (SG507) where one cannot be answered."""
    driver: Any = connection.connection.dbapi_connection
    begun = False
    try:
        connection.exec_driver_sql("SELECT 1")  # an engine may begin by itself
        if not driver.in_transaction:
            connection.exec_driver_sql("BEGIN")
            begun = True
        yield
    except SQLAlchemyError as error:
        raise unreadable(connection, error) from None
    finally:
        if begun:
            driver.rollback()


def _place(column: Any) -> int:
    return int(column.pk)


def _grouped(rows: Iterable[Any]) -> dict[str, list[tuple[str, ...]]]:
    """By table, the columns of each key."""
    keys: dict[tuple[str, Any], list[str]] = defaultdict(list)
    for row in rows:
        keys[row.relation, row.id].append(row.name)
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for (table, _), names in keys.items():
        found[table].append(_lower(names))
    return found


def _lower(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.lower() for name in names)


def _rows(connection: sa.Connection, sql: str) -> list[Any]:
    return list(connection.exec_driver_sql(sql))
