"""Stand-alone objects as DDL: the one place that writes it, for revisions and for ``create_all``.

Only PostgreSQL has any. A further kind is a file with ``create``, ``alter`` and a line in each ``match`` below.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from azuraforge_schemagen.dialects import qualified, quote
from azuraforge_schemagen.dialects.objects import domain, extension, sequence
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Domain, Extension, Sequence, Standalone

_PG = "postgresql"


def create(found: Standalone) -> list[str]:
    """The statements that make an object."""
    match found:
        case Sequence():
            return sequence.create(found)
        case Domain():
            return domain.create(found)
        case Extension():
            return extension.create(found)
        case _:
            assert_never(found)


def alter(old: Standalone, new: Standalone) -> list[str]:
    """The statements that make one object the other, whose name is the same; none where no server sees a difference."""
    match old, new:
        case Sequence(), Sequence():
            return sequence.alter(old, new)
        case Domain(), Domain():
            return domain.alter(old, new)
        case Extension(), Extension():
            return extension.alter(old, new)
        case _:
            raise ValueError(f"{old.ref} cannot become {new.ref}")


def without_owner(found: Sequence) -> Sequence:
    """A sequence as it is made: its owner comes later than it."""
    return replace(found, owned_by=None)


def drop(found: Standalone) -> str:
    """The statement that drops an object which nothing uses."""
    return f"DROP {found.ref.kind.upper()} {qualified(found.name, _PG)}"


def rename(old: Ref, new: str) -> str:
    """The statement that gives an object another name."""
    return f"ALTER {old.kind.upper()} {qualified(QName(*old.name), _PG)} RENAME TO {quote(new, _PG)}"
