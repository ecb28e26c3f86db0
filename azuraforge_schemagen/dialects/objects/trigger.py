"""Triggers as DDL."""

from __future__ import annotations

from collections.abc import Iterator

from azuraforge_schemagen.dialects import literal, qualified, quote
from azuraforge_schemagen.dialects.objects.comment import comment_on
from azuraforge_schemagen.ir.bodies import Event, Trigger

_PG = "postgresql"
_STATES = {"origin": "ENABLE", "disabled": "DISABLE", "replica": "ENABLE REPLICA", "always": "ENABLE ALWAYS"}


def create(of: Trigger, dialect: str) -> list[str]:
    """CREATE TRIGGER, its state and its comment."""
    made = [" ".join(_parts(of, dialect))]
    made += [] if of.enabled == "origin" else [_state(of)]
    return made if of.comment is None else [*made, comment_on(_named(of), of.comment)]


def alter(old: Trigger, new: Trigger) -> Iterator[str]:
    """The state and the comment; what else changes makes a trigger anew."""
    if old.enabled != new.enabled:
        yield _state(new)
    if old.comment != new.comment:
        yield comment_on(_named(new), new.comment)


def drop(of: Trigger, dialect: str) -> str:
    """DROP TRIGGER; on SQLite its name is enough."""
    name = quote(of.label, dialect)
    return f"DROP TRIGGER {name}" if dialect == "sqlite" else f"DROP TRIGGER {name} ON {qualified(of.table, dialect)}"


def rename(of: Trigger, new: str) -> str:
    """ALTER TRIGGER ... RENAME TO."""
    return f"ALTER TRIGGER {quote(of.label, _PG)} ON {qualified(of.table, _PG)} RENAME TO {quote(new, _PG)}"


def _parts(of: Trigger, dialect: str) -> Iterator[str]:
    yield f"CREATE {'CONSTRAINT ' if of.constraint else ''}TRIGGER {quote(of.label, dialect)} {of.timing.upper()}"
    yield " OR ".join(_event(it, dialect) for it in of.events)
    yield f"ON {qualified(of.table, dialect)}"
    if of.from_table:
        yield f"FROM {qualified(of.from_table, dialect)}"
    if of.deferrable:
        yield f"DEFERRABLE INITIALLY {of.deferrable.upper()}"
    rows = [
        f"{word} TABLE AS {quote(it, dialect)}" for word, it in (("OLD", of.old_table), ("NEW", of.new_table)) if it
    ]
    if rows:
        yield f"REFERENCING {' '.join(rows)}"
    yield f"FOR EACH {'ROW' if of.each_row else 'STATEMENT'}"
    when = of.when.on(dialect) if of.when else None
    if when:
        yield f"WHEN ({when})"
    if dialect == "sqlite":
        yield f"BEGIN {(of.body.on(dialect) if of.body else None) or ''} END"
    elif of.function:
        arguments = ", ".join(literal(it, _PG) for it in of.arguments)
        yield f"EXECUTE FUNCTION {qualified(of.function, dialect)}({arguments})"


def _event(of: Event, dialect: str) -> str:
    columns = f" OF {', '.join(quote(it, dialect) for it in of.columns)}" if of.columns else ""
    return of.kind.upper() + columns


def _state(of: Trigger) -> str:
    return f"ALTER TABLE {qualified(of.table, _PG)} {_STATES[of.enabled]} TRIGGER {quote(of.label, _PG)}"


def _named(of: Trigger) -> str:
    return f"TRIGGER {quote(of.label, _PG)} ON {qualified(of.table, _PG)}"
