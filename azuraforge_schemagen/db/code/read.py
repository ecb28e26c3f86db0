"""Everything that a project's models say of its database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from azuraforge_schemagen.db.code.aliases import named_apart
from azuraforge_schemagen.db.code.beside import beside
from azuraforge_schemagen.db.code.classes import ClassWords, classes
from azuraforge_schemagen.db.code.enums import EnumWords, enum_words
from azuraforge_schemagen.db.code.lost import Lost
from azuraforge_schemagen.db.code.made import Query
from azuraforge_schemagen.db.code.sequences import sequences
from azuraforge_schemagen.db.code.source import Source
from azuraforge_schemagen.db.code.tables import Reader, in_order, name_of
from azuraforge_schemagen.db.code.types import enum_name, enum_of
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import Enum, Namespace, Schema, Table, schema_of
from azuraforge_schemagen.resolve.types import BUILTINS


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the language cannot say of an object."""

    ref: Ref | None
    lost: Lost

    @property
    def words(self) -> str:
        """It in words."""
        return self.lost.words


@dataclass(frozen=True, slots=True)
class Code:
    """The Schema of the models, unprojected, and what it leaves out."""

    schema: Schema
    gaps: tuple[Gap, ...]
    classes: tuple[ClassWords, ...]
    enums: Mapping[QName, EnumWords]
    shown: Mapping[QName, Table] = field(default_factory=dict)
    """Views that have a class, as the tables that they would be."""
    queries: Mapping[QName, Query] = field(default_factory=dict)
    """Queries as somebody laid them out."""
    left: tuple[str, ...] = ()
    """What stays in the code, in words."""
    apart: tuple[Gap, ...] = ()
    """What a dialect gets otherwise than from the models."""


def read(source: Source, dialects: Sequence[str], naming: Naming, *, goes: bool = True) -> Code:
    """The database that ``create_all`` would make on each of these dialects; ``goes``: the modules of the classes do,
    with whatever else is in them. Raises ``Refusal``."""
    homes = source.homes if goes else frozenset()
    try:
        return _read(source, dialects, naming, homes)
    except (SQLAlchemyError, NotImplementedError) as error:
        message = f"SQLAlchemy cannot say what the models are in DDL: {' '.join(str(error).split())}"
        help_ = f"create_all must run on {' and '.join(dialects)}; 'dialects' in [tool.schemagen] says on which"
        raise Refusal([Diagnostic("SG560", message, None, help_)]) from None


def _read(source: Source, dialects: Sequence[str], naming: Naming, homes: frozenset[str]) -> Code:
    more = beside(source, dialects)
    read = _Tables(dialects, naming, homes)
    for table in (it for it in in_order(source.metadata) if name_of(it) not in more.made.views):
        read.add(table)
    for one in more.enums:
        read.enums.setdefault(enum_name(one), Enum(enum_name(one), tuple(one.enums)))
        read.kinds.setdefault(enum_name(one), enum_words(one, homes))
    read.gaps += [Gap(None, Lost("event", words, words, gone=True)) for words in more.gaps]
    numbers = sequences(source.metadata, dialects)
    named = [*read.tables.values(), *read.enums.values(), *more.made.views.values(), *numbers.values()]
    schemas = {it.name.schema for it in named} - {""}
    namespaces = {Namespace(QName("", name)) for name in schemas}
    whole = schema_of(*{*namespaces, *more.made.objects}, *named)
    every = {**read.held, **more.tables}
    found = tuple(classes((*source.mappers, *more.mappers), every, dialects, read.keys))
    named_apart([it.types for it in found], BUILTINS | {str(it) for it in read.enums})
    return Code(
        whole,
        tuple(dict.fromkeys(read.gaps)),
        found,
        read.kinds,
        more.shown(naming),
        more.made.queries,
        tuple(more.left),
        tuple(dict.fromkeys(read.apart)),
    )


@dataclass
class _Tables:
    """The tables that were read, with the enums of their columns; ``held`` are SQLAlchemy's."""

    dialects: Sequence[str]
    naming: Naming
    homes: frozenset[str]
    gaps: list[Gap] = field(default_factory=list)
    apart: list[Gap] = field(default_factory=list)
    tables: dict[QName, Table] = field(default_factory=dict)
    held: dict[QName, sa.Table] = field(default_factory=dict)
    keys: dict[sa.ForeignKeyConstraint, str] = field(default_factory=dict)
    enums: dict[QName, Enum] = field(default_factory=dict)
    kinds: dict[QName, EnumWords] = field(default_factory=dict)

    def add(self, table: sa.Table) -> None:
        """Read one. Raises ``Refusal`` where another one has its name."""
        reader = Reader(table, self.dialects, self.naming)
        made = reader.read()
        if self.tables.setdefault(made.name, made) != made:
            message = f"the table {made.name} is there twice, and not the same"
            raise Refusal([Diagnostic("SG560", message, None, "name the one that the database has")])
        self.held.setdefault(made.name, table)
        self.keys |= reader.keys
        self.gaps += [Gap(made.ref, it) for it in reader.gaps]
        self.apart += [Gap(made.ref, Lost("constraint", words, words)) for words in reader.apart]
        for one in _enums(table, self.dialects[0]):
            self._enum(one, made)

    def _enum(self, one: sa.Enum, table: Table) -> None:
        name = enum_name(one)
        if self.enums.setdefault(name, Enum(name, tuple(one.enums))).values != tuple(one.enums):
            words = f"the enum {name} with other labels than elsewhere"
            self.gaps.append(Gap(table.ref, Lost("column", str(name), words)))
        self.kinds[name] = enum_words(one, self.homes)


def _enums(table: sa.Table, dialect: str) -> Iterator[sa.Enum]:
    found = (enum_of(it.type, dialect) for it in table.columns)
    return (it for it in found if it is not None)
