"""What the names of a project's modules stand for, and what the YAML says of its classes."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import ColumnProperty, Mapper, MapperProperty, registry
from sqlalchemy.orm.base import _MappedAttribute
from sqlalchemy.orm.decl_api import declared_attr

from azuraforge_schemagen.db.code.own.modules import Module, is_declarative
from azuraforge_schemagen.db.code.source import Source
from azuraforge_schemagen.db.code.tables import name_of


@dataclass(frozen=True, slots=True)
class Generated:
    """The models that will be generated: their module, their classes, and the keys of their tables."""

    module: str
    classes: frozenset[str]
    tables: frozenset[str]


@dataclass
class Facts:
    """``relationships`` are those that the YAML says, by class; ``base`` is what the generated base is called."""

    source: Source
    modules: list[Module]
    generated: Generated
    relationships: Mapping[str, frozenset[str]]
    base: str = "Base"
    mixins: dict[type, str] = field(default_factory=dict)
    """The class in the file that has what a class of the models had; empty where nothing is left of it."""

    @cached_property
    def mappers(self) -> dict[type, Mapper[Any]]:
        """The mappers by their class."""
        return {it.class_: it for it in self.source.mappers}

    @cached_property
    def _registries(self) -> set[registry]:
        return {it.registry for it in self.source.mappers}

    def replacement(self, value: object) -> str | None:
        """What stands for a value of the models in the generated ones."""
        match value:
            case type() if value in self.mappers:
                return value.__name__ if value.__name__ in self.generated.classes else None
            case type() if self.is_root(value):
                return self.base
            case sa.MetaData() if value in self.source.metadata:
                return f"{self.base}.metadata"
            case registry() if value in self._registries:
                return f"{self.base}.registry"
            case sa.Table() if value.metadata in self.source.metadata:
                name = name_of(value)
                key = f"{name.schema}.{name.name}" if name.schema else name.name
                return f'{self.base}.metadata.tables["{key}"]' if key in self.generated.tables else None
        return None

    def is_root(self, cls: type) -> bool:
        """Whether a class is a declarative base of these models, and not one that is only abstract."""
        if cls in self.mappers or not is_declarative(cls) or getattr(cls, "metadata", None) not in self.source.metadata:
            return False
        return not any(is_declarative(it) and hasattr(it, "metadata") for it in cls.__mro__[1:])

    def carried(self, cls: type) -> set[str]:
        """The attributes of a class that the YAML says."""
        mapper = self.mappers.get(cls)
        if mapper is not None:
            return self._columns(mapper) | self.relationships.get(cls.__name__, frozenset())
        heirs = [it for it in self.mappers if issubclass(it, cls)]
        names = {name for name, it in vars(cls).items() if isinstance(it, _MAPPED)}
        names |= vars(cls).get("__annotations__", {}).keys() - vars(cls).keys()
        return names.intersection(*(self.carried(it) for it in heirs)) if heirs else set()

    def _columns(self, mapper: Mapper[Any]) -> set[str]:
        columns = {it.key: it.columns[0] for it in mapper.column_attrs}
        return {key for key, it in columns.items() if isinstance(it, sa.Column) and isinstance(it.table, sa.Table)}

    def properties(self, cls: type) -> set[str]:
        """The attributes that are the mapper's."""
        mapper = self.mappers.get(cls)
        return set(mapper.attrs.keys()) if mapper is not None else set()


_MAPPED = (sa.Column, _MappedAttribute, MapperProperty, ColumnProperty, declared_attr)
NOTHING = object()


def value_of(node: ast.AST, names: Mapping[str, Any]) -> object:
    """What a name or a path of names stands for."""
    match node:
        case ast.Name(id=name):
            return names.get(name, NOTHING)
        case ast.Attribute(value=value, attr=attr):
            return getattr(value_of(value, names), attr, NOTHING)
        case ast.Subscript(value=value):
            return value_of(value, names)
    return NOTHING


def is_schema_item(statement: ast.stmt, names: Mapping[str, Any]) -> bool:
    """Whether it makes an index or a constraint, which its table has."""
    match statement:
        case ast.Expr(value=ast.Call(func=func)) | ast.Assign(value=ast.Call(func=func)):
            made = value_of(func, names)
            return isinstance(made, type) and issubclass(made, sa.Index | sa.Constraint)
    return False


def makes(statement: ast.stmt, names: Mapping[str, Any], late: Iterable[str]) -> bool:
    """Whether it makes tables or classes, which are there already."""
    return any(_makes(node, names, set(late)) for node in _running(statement))


def _makes(node: ast.AST, names: Mapping[str, Any], late: set[str]) -> bool:
    match node:
        case ast.Call(func=func, args=args) if value_of(func, names) is sa.Table:
            return len(args) > 2
        case ast.Call(func=ast.Name(id="type"), args=[_, bases, _]):
            return bool({it.id for it in ast.walk(bases) if isinstance(it, ast.Name)} & late)
        case ast.ClassDef(bases=bases):
            made = [value_of(it, names) for it in bases]
            return any(isinstance(it, type) and is_declarative(it) for it in made)
    return False


def _running(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from _running(child)
