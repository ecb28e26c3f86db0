"""Mapped classes in the words of the language: what stands in a table's file about its class."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import ColumnProperty, Mapper

from azuraforge_schemagen.db.code.aliases import Own, own_type
from azuraforge_schemagen.db.code.defaults import Defaults
from azuraforge_schemagen.db.code.lost import Lost
from azuraforge_schemagen.db.code.mapped import info_words, mapper_words, own_columns
from azuraforge_schemagen.db.code.relationships import KeyNames, relationship
from azuraforge_schemagen.db.code.reprs import shown
from azuraforge_schemagen.db.code.tables import name_of
from azuraforge_schemagen.db.code.values import value_gaps
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.resolve import identifiers

Words = dict[str, Any]


@dataclass
class ClassWords:
    """What is said about the class of a table. ``where`` is its line in the code; ``gaps`` is what nobody says."""

    table: QName
    name: str
    where: str
    doc: str | None = None
    columns: dict[str, Words] = field(default_factory=dict)
    relationships: dict[str, Words] = field(default_factory=dict)
    gaps: list[Lost] = field(default_factory=list)
    code: list[Lost] = field(default_factory=list)
    """What is Python: a class to extend can have it."""
    types: dict[str, Own] = field(default_factory=dict)
    """The columns of types of the project's own."""
    module: str = ""
    mapper: Words = field(default_factory=dict)
    subclasses: dict[str, Words] = field(default_factory=dict)
    info: Words = field(default_factory=dict)
    ends: dict[str, tuple[str, str, bool]] = field(default_factory=dict)
    """For each relationship the class that has it, the one that it leads to, and whether it holds many."""
    repr: list[str] | Literal[False] = field(default_factory=list)
    """The attributes that it shows, where those are not the key's; ``False`` where a class to extend says it."""
    extends: str = ""


def classes(
    mappers: tuple[Mapper[Any], ...], tables: Mapping[QName, sa.Table], dialects: Sequence[str], keys: KeyNames
) -> list[ClassWords]:
    """One for each table that a class maps, and one for each table that has defaults but no class."""
    found: dict[QName, ClassWords] = {}
    for mapper in mappers:
        assert isinstance(mapper.local_table, sa.Table)
        name = name_of(mapper.local_table)
        if name in found and mapper.single:
            _subclass(mapper, found[name], keys)
        elif name in found:
            first = found[name]
            words = f"the class {mapper.class_.__name__} maps the table {name} too"
            first.gaps.append(Lost("class", mapper.class_.__name__, words, gone=True))
        else:
            found[name] = _class(mapper, name, keys)
    for name, table in tables.items():
        one = found.get(name) or ClassWords(name, "", "")
        _types(table, one, dialects)
        _info(table, one)
        _defaults(table, one, Defaults(one.module, dialects))
        if name not in found and (one.columns or one.gaps or one.types or one.info):
            found[name] = one
    return [found[name] for name in sorted(found)]


def _class(mapper: Mapper[Any], name: QName, keys: KeyNames) -> ClassWords:
    cls = mapper.class_
    made = ClassWords(name, cls.__name__, _where(cls), _doc(cls), module=cls.__module__)
    made.mapper, gaps = mapper_words(mapper)
    made.gaps += [Lost("class", cls.__name__, it) for it in gaps]
    _members(mapper, made, keys)
    made.repr, gap = shown(mapper)
    made.gaps += _unmapped(mapper)
    made.code += [Lost("class", cls.__name__, it) for it in (*_left(mapper), *([gap] if gap else []))]
    return made


def _subclass(mapper: Mapper[Any], made: ClassWords, keys: KeyNames) -> None:
    """A class without a table of its own."""
    name = mapper.class_.__name__
    words, gaps = mapper_words(mapper)
    known = set(made.relationships)
    _members(mapper, made, keys)
    columns = [it.name for it in own_columns(mapper)]
    own = [key for key in made.relationships if key not in known and not _is_over(mapper, key, columns)]
    above = mapper.inherits
    said = {
        "inherits": above.class_.__name__ if above is not None and above.single else None,
        "doc": _doc(mapper.class_),
        "columns": columns,
        "relationships": own,
        "mapper": words,
    }
    made.subclasses[name] = {key: it for key, it in said.items() if it}
    made.gaps += [Lost("class", name, f"of the class {name}: {it}") for it in gaps]
    made.code += [Lost("class", name, f"of the class {name}: {it}") for it in _left(mapper)]


def _is_over(mapper: Mapper[Any], key: str, columns: Sequence[str]) -> bool:
    """Whether a relationship goes over columns that only its class has."""
    local = mapper.relationships[key].local_columns
    return any(isinstance(it, sa.Column) and it.name in columns for it in local)


def _members(mapper: Mapper[Any], made: ClassWords, keys: KeyNames) -> None:
    """The attributes and relationships of a class that the ones above it have not."""
    for attribute in mapper.column_attrs:
        if mapper.inherits is None or mapper.inherits.attrs.get(attribute.key) is None:
            _attribute(attribute, mapper, made)
    for one in mapper.relationships:
        if one.parent is not mapper:
            continue
        words, gaps = relationship(one, keys)
        if words and one.key in made.relationships:
            words, gaps = {}, ["another class of its table has one of this name"]
        if words:
            made.relationships[one.key] = words
            made.ends[one.key] = mapper.class_.__name__, one.mapper.class_.__name__, bool(one.uselist)
        lost = [Lost("relationship", one.key, f"the relationship {one.key}: {it}", gone=not words) for it in gaps]
        (made.gaps if words else made.code).extend(lost)


def _attribute(attribute: ColumnProperty[Any], mapper: Mapper[Any], made: ClassWords) -> None:
    column = next((it for it in attribute.columns if _is_of(it, mapper)), None)
    if column is None and any(_is_of(it, above) for it in attribute.columns for above in mapper.iterate_to_root()):
        return  # of a class that shares the table above: SQLAlchemy shows it in classes that join the table, too
    if column is None:
        made.code.append(Lost("class", mapper.class_.__name__, f"the attribute {attribute.key} is an expression"))
        return
    words: Words = {}
    if not identifiers.is_attribute(attribute.key):
        words_ = f"the attribute {attribute.key}, whose name a generated class cannot have"
        made.gaps.append(Lost("column", column.name, words_))
    elif attribute.key != identifiers.attribute(column.name):
        words["attr"] = attribute.key
    if attribute.doc:
        words["doc"] = attribute.doc
    if attribute.deferred:
        words["deferred"] = attribute.group or True
    made.gaps += [Lost("column", column.name, f"{it} of {attribute.key}") for it in _LOADING if getattr(attribute, it)]
    if mapper.single and made.columns.get(column.name, words) != words:
        words_ = f"the attribute {attribute.key} of {mapper.class_.__name__} is another one elsewhere"
        made.gaps.append(Lost("column", column.name, words_))
    elif words:
        made.columns[column.name] = words


_LOADING = ("active_history", "raiseload")
"""What an attribute may do when it is loaded, and no file says."""


def _is_of(column: Any, mapper: Mapper[Any]) -> bool:
    return isinstance(column, sa.Column) and column.table is mapper.local_table


def _unmapped(mapper: Mapper[Any]) -> Iterator[Lost]:
    """The columns that no class has: here each of them is an attribute."""
    line = [it for it in mapper.self_and_descendants if it.local_table is mapper.local_table]
    for column in mapper.local_table.columns:
        if not any(column in set(it.columns) for it in line):
            yield Lost("column", column.name, f"the column {column.name} is no attribute")


def _info(table: sa.Table, made: ClassWords) -> None:
    for column in table.columns:
        words = info_words(column.info) if column.info else {}
        if words is None:
            made.gaps.append(Lost("column", column.name, f"the info of {column.name}"))
        elif words:
            made.columns.setdefault(column.name, {})["info"] = words
    words = info_words(table.info) if table.info else {}
    made.info = words or {}
    made.gaps += [Lost("table", "", "the info of the table")] if words is None else []


def _types(table: sa.Table, made: ClassWords, dialects: Sequence[str]) -> None:
    for column in table.columns:
        made.gaps += [Lost("column", column.name, it) for it in value_gaps(column, dialects)]
        own, gap = own_type(column.type, made.module)
        if own is not None:
            made.types[column.name] = own
        elif gap:
            made.gaps.append(Lost("column", column.name, f"the type of {column.name}: {gap}"))


def _defaults(table: sa.Table, made: ClassWords, read: Defaults) -> None:
    for column in table.columns:
        for key, default in (("default", column.default), ("on_update", column.onupdate)):
            if default is None or (isinstance(default, sa.Sequence) and default.optional):
                continue
            words, gap = read.words(default, column, column.name in made.types)
            if gap:
                said = f"the {key.replace('_', ' ')} of {column.name}: {gap}"
                made.gaps.append(Lost("column", column.name, said))
            else:
                made.columns.setdefault(column.name, {})[key] = words


def _left(mapper: Mapper[Any]) -> Iterator[str]:
    """What no file says: it stays in the code of the project."""
    if is_dataclass(mapper.class_):
        yield "that it is a dataclass"
    above = mapper.inherits
    known = {*(it.key for it in mapper.attrs), *(above.all_orm_descriptors.keys() if above else ())}
    for key, found in mapper.all_orm_descriptors.items():
        if key not in known and not key.startswith("_"):
            yield f"{type(found).__name__.removesuffix('Proxy').replace('_', ' ')} {key}"
    for kind, names in (("synonym", mapper.synonyms), ("composite", mapper.composites)):
        yield from (f"the {kind} {it.key}" for it in names if it.parent is mapper)
    yield from (f"the validator of {key}" for key in mapper.validators if not above or key not in above.validators)
    own = vars(mapper.class_)
    kinds = (classmethod, staticmethod, property)
    methods = [key for key, it in own.items() if (inspect.isfunction(it) or isinstance(it, kinds)) and key not in _MADE]
    if methods:
        yield f"the method{'s' if len(methods) > 1 else ''} {', '.join(methods)}"


_MADE = frozenset({"__init__", "__repr__"})
"""Of every class that SQLAlchemy or schemagen makes."""


def _doc(cls: type) -> str | None:
    doc = cls.__dict__.get("__doc__")
    if not isinstance(doc, str) or (is_dataclass(cls) and doc.startswith(f"{cls.__name__}(")):
        return None  # the latter is what dataclass() writes
    return inspect.cleandoc(doc) or None


def _where(cls: type) -> str:
    try:
        file, (_, line) = inspect.getsourcefile(cls), inspect.getsourcelines(cls)
    except (OSError, TypeError):
        return cls.__module__
    return f"{file}:{line}"
