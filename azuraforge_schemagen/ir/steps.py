"""Steps: operations in the order and form in which one dialect runs them, with what each costs and risks."""

from __future__ import annotations

from dataclasses import dataclass

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.ops import Op


@dataclass(frozen=True, slots=True)
class Backfill:
    """UPDATE table SET column = expression WHERE column IS NULL."""

    table: QName
    column: str
    expression: str


@dataclass(frozen=True, slots=True)
class CopyRows:
    """INSERT INTO target (columns) SELECT expressions FROM source: the heart of an SQLite rebuild."""

    source: QName
    target: QName
    columns: tuple[str, ...]
    expressions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SaveDependents:
    """Before a rebuild of ``table`` on SQLite: every view and trigger of the database is read from ``sqlite_master``
    (``SELECT type, name, sql FROM sqlite_master WHERE type IN ('view', 'trigger') ORDER BY rowid``), kept in a list
    and dropped, triggers first.

    They are made by hand, so no plan knows them: a revision does it at run time by a small function of its own, and
    offline, where nothing can be read, has a comment in its place. All of them go, not only the table's: renaming a
    table fails while any view or trigger mentions one that is missing at that moment.
    """

    table: QName


@dataclass(frozen=True, slots=True)
class RestoreDependents:
    """After the rebuild of ``table``: what ``SaveDependents(table)`` kept is created again, in its order."""

    table: QName


@dataclass(frozen=True, slots=True)
class Execute:
    """One statement of the dialect's own SQL, exactly as the database gets it. ``does`` is the same in memory, where
    this statement (the last of several) does what an operation says; renderers have no use for it. Without a text
    nothing is to be done in the database."""

    sql: str
    does: Op | None = None


Action = Op | Backfill | CopyRows | SaveDependents | RestoreDependents | Execute


@dataclass(frozen=True, slots=True)
class Step:
    """One action. A step on an object made in the same plan has no lock, rewrite, scan or loss.

    ``lock`` is PostgreSQL's mode (``ACCESS EXCLUSIVE`` ...), ``""`` where none is worth a word; ``loses`` says which
    data goes, ``invents`` which data is made up; ``reason`` says why in one line; the facts are measured ones
    (docs/migration-safety.md). Only hazardous steps get a comment in the revision.
    """

    action: Action
    lock: str = ""
    rewrites: bool = False
    scans: bool = False
    loses: str = ""
    invents: str = ""
    transactional: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one dialect does, in order."""

    dialect: str
    steps: tuple[Step, ...]
