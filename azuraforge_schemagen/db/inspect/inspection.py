"""What an inspection gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Schema

VERSION_TABLE = "alembic_version"
"""Alembic's own table, which no schema declares."""

Progress = Callable[[str], None]
"""Told what is read, each time that something takes a while."""


def silent(_: str) -> None:
    """The ``Progress`` of nobody."""


@dataclass(frozen=True, slots=True)
class Unmanaged:
    """Something that no ``Schema`` can hold: ``child`` of the object ``name``, or the object itself.

    ``owner`` is the table of the ``Schema`` that would be another one without it (a trigger's, a policy's); ``None``
    where it stands beside the tables. ``detail`` is its state, where the name alone does not say it.
    """

    kind: str
    name: QName
    child: str | None = None
    owner: QName | None = None
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}" if self.child is None else f"{self.kind}:{self.name}.{self.child}"


@dataclass(frozen=True, slots=True)
class Need:
    """An object of the ``Schema`` that stands on something unmanaged, on a routine, type or collation: ``part`` is the
    column, constraint or index that does, empty where it is the object as a whole."""

    by: Ref
    part: str
    on: Unmanaged

    def __str__(self) -> str:
        return f"{self.by}{'.' if self.part else ''}{self.part} needs {self.on}"


@dataclass(frozen=True, slots=True)
class Stand:
    """An object of the ``Schema`` that stands on another one: ``part`` is the column, constraint or index that does."""

    by: Ref
    part: str
    on: Ref


@dataclass(frozen=True, slots=True)
class Inspection:
    """A live database: its ``Schema`` as its dialect holds it, and everything else by name, sorted.

    ``notes`` are facts of a deployment that no schema is about and no command touches: privileges, tablespaces, how
    columns are stored and sampled. ``stands`` is what PostgreSQL records of objects of the ``Schema`` among themselves.
    """

    schema: Schema
    unmanaged: tuple[Unmanaged, ...] = ()
    needs: tuple[Need, ...] = ()
    notes: tuple[Unmanaged, ...] = ()
    stands: tuple[Stand, ...] = ()


def ordered(found: Iterable[Unmanaged]) -> tuple[Unmanaged, ...]:
    """Each once, by name."""
    return tuple(sorted(set(found), key=lambda it: (str(it), it.detail)))
