"""Stand-alone objects as DDL: the one place that writes it, for revisions and for ``create_all``.

A further kind is a file with ``create``, ``alter`` and a line in each ``match`` below. Only views and triggers are on
other dialects than PostgreSQL too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from azuraforge_schemagen.dialects import qualified, quote
from azuraforge_schemagen.dialects.objects import (
    collation,
    composite,
    domain,
    extension,
    policy,
    ranges,
    routine,
    sequence,
    statistics,
    trigger,
    view,
)
from azuraforge_schemagen.ir.bodies import Hung, MaterializedView, Policy, Routine, Statistics, Trigger, View
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Collation, Composite, Domain, Extension, Range, Sequence, Standalone

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
        case Composite():
            return composite.create(found)
        case Range():
            return ranges.create(found)
        case Collation():
            return collation.create(found)
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
        case Composite(), Composite():
            return composite.alter(old, new)
        case Range(), Range():
            return ranges.alter(old, new)
        case Collation(), Collation():
            return collation.alter(old, new)
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


def rename_functions(old: Ref, new: str, of: Range) -> list[str]:
    """The statements that give the functions of a renamed range, or of its multirange, the new name too."""
    return ranges.rename_functions(of, new) if old.kind == "range" else ranges.rename_multirange_functions(of, new)


def rename_attribute(of: QName, old: str, new: str) -> str:
    """The statement that gives an attribute of a composite another name."""
    return composite.rename_attribute(of, old, new)


def move(old: Ref | Routine | Range, schema: str) -> list[str]:
    """The statements that put an object into another database schema."""
    to = f"SET SCHEMA {quote(schema or 'public', _PG)}"
    match old:
        case Routine():
            return [f"ALTER {routine.named(old)} {to}"]
        case Range():
            return [*move(old.ref, schema), *ranges.move_with(old, schema)]
        case Ref(kind, name):
            return [f"ALTER {'TYPE' if kind == 'enum' else _words(kind)} {qualified(QName(*name), _PG)} {to}"]


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
    return "TYPE" if kind in ("composite", "range", "multirange") else kind.replace("_", " ").upper()
