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
    gaps: list[Gap] = []
    apart: list[Gap] = []
    tables: dict[QName, Table] = {}
    held: dict[QName, sa.Table] = {}
    keys: dict[sa.ForeignKeyConstraint, str] = {}
    enums: dict[QName, Enum] = {}
    kinds: dict[QName, EnumWords] = {}
    more = beside(source, dialects)
    for table in (it for it in in_order(source.metadata) if name_of(it) not in more.made.views):
        reader = Reader(table, dialects, naming)
        made = reader.read()
        if tables.setdefault(made.name, made) != made:
            message, help_ = (
                f"the table {made.name} is there twice, and not the same",
                "name the one that the database has",
            )
            raise Refusal([Diagnostic("SG560", message, None, help_)])
        held.setdefault(made.name, table)
        keys |= reader.keys
        gaps += [Gap(made.ref, it) for it in reader.gaps]
        apart += [Gap(made.ref, Lost("constraint", words, words)) for words in reader.apart]
        for one in _enums(table, dialects[0]):
            name = enum_name(one)
            if enums.setdefault(name, Enum(name, tuple(one.enums))).values != tuple(one.enums):
                words = f"the enum {name} with other labels than elsewhere"
                gaps.append(Gap(made.ref, Lost("column", str(name), words)))
            kinds[name] = enum_words(one, homes)
    for one in more.enums:
        enums.setdefault(enum_name(one), Enum(enum_name(one), tuple(one.enums)))
        kinds.setdefault(enum_name(one), enum_words(one, homes))
    gaps += [Gap(None, Lost("event", words, words, gone=True)) for words in more.gaps]
    numbers = sequences(source.metadata, dialects)
    named = [*tables.values(), *enums.values(), *more.made.views.values(), *numbers.values()]
    schemas = {it.name.schema for it in named} - {""}
    namespaces = {Namespace(QName("", name)) for name in schemas}
    whole = schema_of(*{*namespaces, *more.made.objects}, *named)
    every = {**held, **more.tables}
    found = tuple(classes((*source.mappers, *more.mappers), every, dialects, keys))
    named_apart([it.types for it in found], BUILTINS | {str(it) for it in enums})
    return Code(
        whole,
        tuple(dict.fromkeys(gaps)),
        found,
        kinds,
        more.shown(naming),
        more.made.queries,
        tuple(more.left),
        tuple(dict.fromkeys(apart)),
    )


def _enums(table: sa.Table, dialect: str) -> Iterator[sa.Enum]:
    found = (enum_of(it.type, dialect) for it in table.columns)
    return (it for it in found if it is not None)
