"""Mapped classes in the words of the language: what stands in a table's file about its class."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import ColumnProperty, Mapper

from azuraforge_schemagen.db.code.aliases import Own, own_type
from azuraforge_schemagen.db.code.defaults import Defaults
from azuraforge_schemagen.db.code.relationships import KeyNames, relationship
from azuraforge_schemagen.db.code.reprs import shown
from azuraforge_schemagen.db.code.tables import name_of
from azuraforge_schemagen.db.code.types import enum_of, plain_type
from azuraforge_schemagen.ir.names import QName

Words = dict[str, Any]


@dataclass
class ClassWords:
    """What is said about the class of a table. ``where`` is its line in the code; ``gaps`` is what stays there."""

    table: QName
    name: str
    where: str
    doc: str | None = None
    columns: dict[str, Words] = field(default_factory=dict)
    relationships: dict[str, Words] = field(default_factory=dict)
    gaps: list[str] = field(default_factory=list)
    types: dict[str, Own] = field(default_factory=dict)
    """The columns of types of the project's own."""
    module: str = ""
    repr: list[str] = field(default_factory=list)
    """The attributes that it shows, where those are not the key's."""


def classes(
    mappers: tuple[Mapper[Any], ...], tables: Mapping[QName, sa.Table], dialects: Sequence[str], keys: KeyNames
) -> list[ClassWords]:
    """One for each table that a class maps, and one for each table that has defaults but no class."""
    found: dict[QName, ClassWords] = {}
    for mapper in mappers:
        assert isinstance(mapper.local_table, sa.Table)
        name = name_of(mapper.local_table)
        if name in found:
            first = found[name]
            first.gaps.append(f"the class {mapper.class_.__name__} maps the table {name} too")
        else:
            found[name] = _class(mapper, name, keys)
    for name, table in tables.items():
        one = found.get(name) or ClassWords(name, "", "")
        _types(table, one, dialects)
        _defaults(table, one, Defaults(one.module, dialects))
        if name not in found and (one.columns or one.gaps or one.types):
            found[name] = one
    return [found[name] for name in sorted(found)]


def _class(mapper: Mapper[Any], name: QName, keys: KeyNames) -> ClassWords:
    cls = mapper.class_
    made = ClassWords(name, cls.__name__, _where(cls), _doc(cls), module=cls.__module__)
    for attribute in mapper.column_attrs:
        _attribute(attribute, mapper, made)
    for one in mapper.relationships:
        words, gaps = relationship(one, keys)
        if words:
            made.relationships[one.key] = words
        made.gaps += [f"the relationship {one.key}: {it}" for it in gaps]
    made.repr, gap = shown(mapper)
    made.gaps += [*_left(mapper), *([gap] if gap else [])]
    return made


def _attribute(attribute: ColumnProperty[Any], mapper: Mapper[Any], made: ClassWords) -> None:
    column = attribute.columns[0]
    if not isinstance(column, sa.Column) or column.table is not mapper.local_table:
        if mapper.inherits is None:
            made.gaps.append(f"the attribute {attribute.key} is an expression")
        return
    if attribute.key != column.name:
        made.columns.setdefault(column.name, {})["attr"] = attribute.key
    if attribute.doc:
        made.columns.setdefault(column.name, {})["doc"] = attribute.doc
    if attribute.deferred:
        made.gaps.append(f"the attribute {attribute.key} is deferred")


def _types(table: sa.Table, made: ClassWords, dialects: Sequence[str]) -> None:
    for column in table.columns:
        plain = plain_type(column.type, dialects[0])
        if isinstance(plain, sa.Enum) and plain.enum_class and enum_of(plain, dialects[0]) is None:
            made.gaps.append(f"the members of {plain.enum_class.__name__}, which {column.name} has as strings")
        own, gap = own_type(column.type)
        if own is not None:
            made.types[column.name] = own
        elif gap:
            made.gaps.append(f"the type of {column.name}: {gap}")


def _defaults(table: sa.Table, made: ClassWords, read: Defaults) -> None:
    for column in table.columns:
        for key, default in (("default", column.default), ("on_update", column.onupdate)):
            if default is None:
                continue
            words, gap = read.words(default, column, column.name in made.types)
            if gap:
                made.gaps.append(f"the {key.replace('_', ' ')} of {column.name}: {gap}")
            else:
                made.columns.setdefault(column.name, {})[key] = words


def _left(mapper: Mapper[Any]) -> Iterator[str]:
    """What no file says: it stays in the code of the project."""
    if mapper.inherits is not None:
        yield f"it inherits from the mapped class {mapper.inherits.class_.__name__}"
    if mapper.polymorphic_on is not None and mapper.inherits is None:
        yield "it is polymorphic"
    if mapper.version_id_col is not None:
        yield f"its rows have a version ({mapper.version_id_col.name})"
    known = {it.key for it in mapper.attrs}
    for key, found in mapper.all_orm_descriptors.items():
        if key not in known and not key.startswith("_"):
            yield f"{type(found).__name__.removesuffix('Proxy').replace('_', ' ')} {key}"
    for kind, names in (("synonym", mapper.synonyms), ("composite", mapper.composites)):
        yield from (f"the {kind} {it.key}" for it in names)
    yield from (f"the validator of {key}" for key in mapper.validators)
    own = vars(mapper.class_)
    kinds = (classmethod, staticmethod, property)
    methods = [key for key, it in own.items() if (inspect.isfunction(it) or isinstance(it, kinds)) and key not in _MADE]
    if methods:
        yield f"the method{'s' if len(methods) > 1 else ''} {', '.join(methods)}"


_MADE = frozenset({"__init__", "__repr__"})
"""Of every class that SQLAlchemy or schemagen makes."""


def _doc(cls: type) -> str | None:
    doc = cls.__dict__.get("__doc__")
    return inspect.cleandoc(doc) or None if isinstance(doc, str) else None


def _where(cls: type) -> str:
    try:
        file, (_, line) = inspect.getsourcefile(cls), inspect.getsourcelines(cls)
    except (OSError, TypeError):
        return cls.__module__
    return f"{file}:{line}"
