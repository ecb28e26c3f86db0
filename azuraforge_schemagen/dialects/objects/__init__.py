"""Stand-alone objects as DDL: the one place that writes it, for revisions and for ``create_all``.

A further kind is a file with ``create``, ``alter`` and a line in each ``match`` below. Only views and triggers are on
other dialects than PostgreSQL too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from azuraforge_schemagen.dialects import qualified, quote
from azuraforge_schemagen.dialects.objects import (
    domain,
    extension,
    policy,
    routine,
    sequence,
    statistics,
    trigger,
    view,
)
from azuraforge_schemagen.ir.bodies import Hung, MaterializedView, Policy, Routine, Statistics, Trigger, View
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Domain, Extension, Sequence, Standalone

_PG = "postgresql"


def create(found: Standalone, dialect: str = _PG) -> list[str]:
    """The statements that make an object."""
    match found:
        case Sequence():
            return sequence.create(found)
        case Domain():
            return domain.create(found)
        case Extension():
            return extension.create(found)
        case View() | MaterializedView():
            return view.create(found, dialect)
        case Routine():
            return routine.create(found)
        case Trigger():
            return trigger.create(found, dialect)
        case Policy():
            return policy.create(found)
        case Statistics():
            return statistics.create(found)
        case _:
            assert_never(found)


def alter(old: Standalone, new: Standalone) -> list[str]:
    """The statements that make one object the other, whose name is the same; none where no server sees a difference.
    What no server can change in place is made anew by the plan."""
    match old, new:
        case Sequence(), Sequence():
            return sequence.alter(old, new)
        case Domain(), Domain():
            return domain.alter(old, new)
        case Extension(), Extension():
            return extension.alter(old, new)
        case View() | MaterializedView() as before, View() | MaterializedView() as after:
            return list(view.alter(before, after))
        case Routine(), Routine():
            return list(routine.alter(old, new))
        case Trigger(), Trigger():
            return list(trigger.alter(old, new))
        case Policy(), Policy():
            return list(policy.alter(old, new))
        case Statistics(), Statistics():
            return list(statistics.alter(old, new))
        case _:
            raise ValueError(f"{old.ref} cannot become {new.ref}")


def without_owner(found: Sequence) -> Sequence:
    """A sequence as it is made: its owner comes later than it."""
    return replace(found, owned_by=None)


def drop(found: Standalone, dialect: str = _PG) -> str:
    """The statement that drops an object which nothing uses."""
    match found:
        case Routine():
            return f"DROP {routine.named(found)}"
        case Trigger():
            return trigger.drop(found, dialect)
        case Policy():
            return f"DROP {policy.named(found)}"
        case _:
            return f"DROP {_words(found.ref.kind)} {qualified(found.name, dialect)}"


def rename(old: Ref, new: str) -> str:
    """The statement that gives an object another name."""
    return f"ALTER {_words(old.kind)} {qualified(QName(*old.name), _PG)} RENAME TO {quote(new, _PG)}"


def move(old: Ref | Routine, schema: str) -> str:
    """The statement that puts an object into another database schema."""
    if isinstance(old, Routine):
        what = routine.named(old)
    else:
        kind = "TYPE" if old.kind == "enum" else _words(old.kind)
        what = f"{kind} {qualified(QName(*old.name), _PG)}"
    return f"ALTER {what} SET SCHEMA {quote(schema or 'public', _PG)}"


def rename_hung(old: Hung, new: str) -> str:
    """The same for an object that is SQL of its own."""
    match old:
        case Routine():
            return f"ALTER {routine.named(old)} RENAME TO {quote(new, _PG)}"
        case Trigger():
            return trigger.rename(old, new)
        case Policy():
            return policy.rename(old, new)
        case _:
            return rename(old.ref, new)


def _words(kind: str) -> str:
    return kind.replace("_", " ").upper()
