"""What a dialect is: one frozen value with the same fields for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.schema import Column, Enum, Namespace, Schema, Standalone, Table
from azuraforge_schemagen.ir.types import Type


class Finding(NamedTuple):
    """Something that a server cannot hold: the object, the place inside it (``("columns", name)`` ...), and words."""

    ref: Ref
    path: tuple[str, ...]
    message: str
    help: str


@dataclass(frozen=True, slots=True)
class Dialect:
    """A database's own rules. ``lower_*`` turn what every dialect shares into what this one holds (``None``: not at
    all) and give back the same object where nothing changes."""

    name: str
    title: str
    lower_table: Callable[[Table], Table]
    lower_enum: Callable[[Enum], Enum | None]
    lower_namespace: Callable[[Namespace], Namespace | None]
    lower_object: Callable[[Standalone], Standalone | None]
    has_domains: bool
    """Whether a column can be of a domain; elsewhere it gets what the domain says."""
    unsupported: Callable[[Schema, tuple[int, ...]], Iterable[Finding]]
    type_sql: Callable[[Type], str]
    literal: Callable[[str], str]
    booleans: tuple[str, str]
    """How false and true are written."""
    functions: Mapping[str, str]
    """The known functions of ``Function`` defaults that the server has, as it spells them."""
    wraps_defaults: bool
    """Whether an expression as a default must stand in parentheses."""
    partitions: bool
    """Whether a table may have partitions; where not, it is a plain one and its partitions are left out."""
    store: Callable[[Column], Column]
    """A column as an inspection of the database sees it."""
    quoted_alike: Callable[[str], str]
    """SQL text with every quoted name in double quotes, which is what ``sqltext`` reads."""
