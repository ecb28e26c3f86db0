"""Derived names of constraints, indexes and sequences: PostgreSQL's and SQLAlchemy's own algorithms.

Sources: ``makeObjectName`` in PostgreSQL's ``src/backend/commands/indexcmds.c`` (keys and sequences);
``IdentifierPreparer._truncate_and_render_maxlen_name`` in SQLAlchemy's ``sql/compiler.py`` (``ix_``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MAX_BYTES = 63
"""The longest name that PostgreSQL keeps, in bytes of UTF-8 (NAMEDATALEN - 1)."""


@dataclass(frozen=True, slots=True)
class Naming:
    """The project's ``naming`` table: a pattern for some of ``pk uq ck fk ix``, else the servers' own names.

    Patterns take ``{table}``, ``{columns}`` (joined by ``_``), ``{column}`` (the first), ``{target}`` (``fk`` only).
    """

    patterns: Mapping[str, str] = field(default_factory=dict)

    def primary_key(self, table: str) -> str:
        """``users_pkey``."""
        return self._patterned("pk", table, ()) or _postgresql(table, "", "pkey")

    def unique(self, table: str, columns: Sequence[str], number: int = 0) -> str:
        """``users_email_key``; with a ``number`` (``users_email_key1``) where that name is taken in the table."""
        made = self._patterned("uq", table, columns, number=number)
        return made or _postgresql(table, _join(columns), _numbered("key", number))

    def check(self, table: str, column: str, number: int = 0) -> str:
        """``users_age_check``: the check that stands in a column."""
        made = self._patterned("ck", table, (column,), number=number)
        return made or _postgresql(table, column, _numbered("check", number))

    def foreign_key(self, table: str, columns: Sequence[str], target: str, number: int = 0) -> str:
        """``users_team_id_fkey``."""
        made = self._patterned("fk", table, columns, target, number)
        return made or _postgresql(table, _join(columns), _numbered("fkey", number))

    def exclusion(self, table: str, columns: Sequence[str]) -> str:
        """``rooms_room_excl``: the server names it, no pattern does; an expression is called ``expr`` or by its
        function."""
        return _postgresql(table, _join(columns), "excl")

    def index(self, table: str, columns: Sequence[str], schema: str = "") -> str:
        """``ix_users_email``; ``ix_app_users_email`` in a database schema, as SQLAlchemy names it."""
        label = f"{schema.replace('.', '_')}_{table}" if schema else table
        return self._patterned("ix", table, columns) or shorten(f"ix_{label}_{'_'.join(columns)}")

    def sequence(self, table: str, column: str) -> str:
        """``users_id_seq``: the sequence of a serial or identity column; the server names it, no pattern does."""
        return _postgresql(table, column, "seq")

    def _patterned(
        self, kind: str, table: str, columns: Sequence[str], target: str = "", number: int = 0
    ) -> str | None:
        pattern = self.patterns.get(kind)
        if pattern is None:
            return None
        column = columns[0] if columns else ""
        made = pattern.format(table=table, columns="_".join(columns), column=column, target=target)
        return shorten(_numbered(made, number))


def shorten(name: str) -> str:
    """SQLAlchemy's shortening of a derived name that is too long: its head and four digits of its MD5."""
    if len(name.encode()) <= MAX_BYTES:
        return name
    digest = hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()[-4:]
    return clip(name, MAX_BYTES - 8) + "_" + digest


def clip(name: str, size: int) -> str:
    """The longest head of a name within ``size`` bytes of UTF-8 that cuts no character."""
    return name.encode()[:size].decode(errors="ignore")


def relation(first: str, second: str, label: str) -> str:
    """PostgreSQL's own name of an index or key: ``first_second_label``, shortened where it is too long."""
    return _postgresql(first, clip(second, MAX_BYTES), label)


def _numbered(label: str, number: int) -> str:
    return f"{label}{number}" if number else label


def _join(columns: Sequence[str]) -> str:
    """PostgreSQL's ``ChooseIndexNameAddition``: joined by ``_``, stopping once NAMEDATALEN bytes are reached."""
    text = "_".join(columns)
    if len(text) <= MAX_BYTES and text.isascii():
        return text
    text = ""
    for column in columns:
        text = f"{text}_{column}" if text else column
        if len(text.encode()) >= MAX_BYTES + 1:
            break
    return clip(text, MAX_BYTES)


def _postgresql(first: str, second: str, label: str) -> str:
    """``makeObjectName``: the longer of the two parts loses bytes until ``first_second_label`` fits."""
    whole = f"{first}_{second}_{label}" if second else f"{first}_{label}"
    if len(whole) <= MAX_BYTES and whole.isascii():
        return whole
    room = MAX_BYTES - len(label) - 1 - (1 if second else 0)
    one, two = len(first.encode()), len(second.encode())
    while one + two > room:
        if one > two:
            one -= 1
        else:
            two -= 1
    parts = [clip(first, one), clip(second, two), label] if second else [clip(first, one), label]
    return "_".join(parts)
