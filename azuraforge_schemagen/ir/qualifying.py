"""Types, collations and tables in SQL text by their database schema, and what becomes of their names when they move."""

from __future__ import annotations

from itertools import pairwise

from azuraforge_schemagen.ir import sqltext

_NOWHERE = sqltext.Place(-1, "", "word")


def rename_type(text: str, old: tuple[str, str], new: tuple[str, str]) -> str:
    """The text with a type under another name; both are (database schema, name), and one of the default schema is
    spelled without it where it comes from another."""
    return _renamed(text, "type", old, new)


def rename_collation(text: str, old: tuple[str, str], new: tuple[str, str]) -> str:
    """The same with a collation."""
    return _renamed(text, "collation", old, new)


def _renamed(text: str, role: sqltext.Role, old: tuple[str, str], new: tuple[str, str]) -> str:
    if not sqltext.may_mention(text, {old[1]: new[1]}):
        return text
    changed: dict[int, str] = {}
    found = sqltext.places(text)
    for before, place in pairwise((_NOWHERE, *found)):
        if (place.role, place.name) != (role, old[1]) or (place.qualifier or "public") != (old[0] or "public"):
            continue
        if old[0] == new[0]:
            changed[place.token] = sqltext.quoted(new[1])
        else:
            first = place.token if place.qualifier is None else before.token
            changed.update(dict.fromkeys(range(first, place.token), ""))
            changed[place.token] = sqltext.path(new)
    return sqltext.exchanged(text, changed) if changed else text


def move_table(text: str, table: str, old: str, new: str) -> str:
    """The text with the database schema of a table exchanged where it is written (``s.t.c``)."""
    if not sqltext.may_mention(text, {table: table}):
        return text
    changed = {
        before.token: sqltext.quoted(new or "public")
        for before, place in pairwise((_NOWHERE, *sqltext.places(text)))
        if (place.role, place.name, place.qualifier) == ("table", table, old or "public")
    }
    return sqltext.exchanged(text, changed) if changed else text
