"""What ``create_all`` runs beside tables: the DDL of events, on a connection that only writes it down."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import named_types
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql import ddl as words

from azuraforge_schemagen.db.code.types import DIALECTS

_OWN = (
    words.CreateTable,
    words.CreateIndex,
    words.CreateSequence,
    words.SetTableComment,
    words.SetColumnComment,
    words.SetConstraintComment,
    named_types.CreateEnumType,
)
"""What MetaData itself says, of what is read from it."""


@dataclass(frozen=True, slots=True)
class Ran:
    """The statements of all events in their order, why there may be more, and the enums that were made."""

    statements: tuple[str, ...]
    broken: str
    enums: tuple[sa.Enum, ...]


def executed(metadata: Iterable[sa.MetaData], dialect: str) -> Ran:
    """What ``create_all`` runs beside tables."""
    found: list[Any] = []
    broken = ""
    try:
        with warnings.catch_warnings(), _unchanged(metadata):
            warnings.simplefilter("ignore")
            for one in metadata:
                one.create_all(_Recorder(DIALECTS[dialect], found), checkfirst=False)
    except Exception as error:
        broken = f"{type(error).__name__}: {' '.join(str(error).split())}"
    enums = tuple(it.element for it in found if isinstance(it, named_types.CreateEnumType))
    return Ran(tuple(_texts(found, dialect)), broken, enums)


@contextmanager
def _unchanged(metadata: Iterable[sa.MetaData]) -> Iterator[None]:
    """A key that comes by ALTER TABLE is marked as not to be made: that goes again."""
    rules = {it: it._create_rule for one in metadata for table in one.tables.values() for it in table.constraints}
    try:
        yield
    finally:
        for it, rule in rules.items():
            it._create_rule = rule


class _Recorder(MockConnection):
    """Takes every statement for done."""

    def __init__(self, dialect: sa.Dialect, found: list[Any]) -> None:
        super().__init__(dialect, lambda statement, *_: found.append(statement))
        self._found = found

    def exec_driver_sql(self, statement: str, *_: Any, **__: Any) -> None:
        self._found.append(statement)


def _texts(found: Iterable[Any], dialect: str) -> Iterator[str]:
    for it in found:
        if not isinstance(it, _OWN) and not _is_key(it):
            yield it if isinstance(it, str) else _compiled(it, dialect)


def _is_key(found: Any) -> bool:
    """A foreign key that comes after both its tables."""
    return isinstance(found, words.AddConstraint) and isinstance(found.element, sa.ForeignKeyConstraint)


def _compiled(found: ClauseElement, dialect: str) -> str:
    options = {} if isinstance(found, words.BaseDDLElement) else {"literal_binds": True}
    return str(found.compile(dialect=DIALECTS[dialect], compile_kwargs=options)).strip()
