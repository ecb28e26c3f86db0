"""Relationships of a class."""

from __future__ import annotations

import keyword
from collections.abc import Mapping, Sequence

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import ClassMap, Orm, Relationship, Subclass
from azuraforge_schemagen.ir.schema import Table
from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.python import Expr, string
from azuraforge_schemagen.render.sqlalchemy import lines
from azuraforge_schemagen.render.sqlalchemy.scope import Scope

_WRAPPERS = {"dynamic": "DynamicMapped", "write_only": "WriteOnlyMapped"}


class Relationships:
    """Writes relationships; other classes are named as text, which SQLAlchemy looks up when all are known."""

    def __init__(self, scope: Scope, orm: Orm, tables: Mapping[QName, Table]) -> None:
        self._scope = scope
        self._tables = tables
        self._orm = orm
        self._attributes: dict[QName, dict[str, str]] = {}
        self._hidden = _hidden(orm)

    def mapped(self, owner: ClassMap, relationship: Relationship) -> str:
        """``name: Mapped[...] = relationship(...)`` for the body of a class."""
        target = relationship.target_class or self._orm.classes[relationship.target].name
        args = self._arguments(owner, relationship)
        own = ":" in relationship.collection and relationship.many
        if own or target in self._hidden:
            args.insert(0, string(target))
        if own:
            args.append(f"collection_class={self._collection(relationship.collection)}")
        elif relationship.many and target in self._hidden:
            args.append("uselist=True")
        annotation = self._annotation(relationship, target)
        return lines.mapped(relationship.name, annotation, self._name("relationship"), args)

    def _annotation(self, of: Relationship, target: str) -> str:
        inner = self._scope.name("typing", "Any") if target in self._hidden else target
        lazy = dict(of.options).get("lazy")
        if of.many and isinstance(lazy, str) and lazy in _WRAPPERS:
            return f"{self._name(_WRAPPERS[lazy])}[{inner}]"
        if not of.many:
            return f"{self._name('Mapped')}[{inner}{' | None' if of.optional else ''}]"
        collection = self._collection(of.collection)
        return f"{self._name('Mapped')}[{collection if ':' in of.collection else f'{collection}[{inner}]'}]"

    def _name(self, name: str) -> str:
        return self._scope.name("sqlalchemy.orm", name)

    def _collection(self, collection: str) -> str:
        module, colon, name = collection.partition(":")
        return self._scope.name(module, name) if colon else self._scope.builtin(collection)

    def _arguments(self, owner: ClassMap, of: Relationship) -> list[Expr]:
        args: list[Expr] = []
        places = (of.foreign_table or owner.table, owner.table, of.target)
        if of.secondary is not None:
            args.append(f"secondary={self._secondary(of.secondary)}")
        if of.ambiguous and of.foreign_columns:
            args.append(f"foreign_keys={self._columns(places, of.foreign_columns)}")
            args += self._join(of, places[0], of.target if places[0] == owner.table else owner.table)
        if of.remote_columns:
            args.append(f"remote_side={self._columns(places, of.remote_columns)}")
        if of.back is not None:
            args.append(f"back_populates={string(of.back)}")
        if of.cascade:
            args.append(f"cascade={string(', '.join(of.cascade))}")
        if of.order_by:
            args.append(f"order_by={self._order(of.target, of.order_by)}")
        args += [
            python.keyword(it, python.value(value)) for it, value in of.options if not _in_annotation(of, it, value)
        ]
        if of.doc is not None:
            args.append(f"doc={string(of.doc)}")
        return args

    def _secondary(self, name: QName) -> str:
        if not name.schema and name.name.isidentifier() and not keyword.iskeyword(name.name):
            return string(name.name)
        key = f"{name.schema}.{name.name}" if name.schema else name.name
        return f"lambda: Base.metadata.tables[{string(key)}]"

    def _columns(self, tables: Sequence[QName], columns: Sequence[str]) -> str:
        """Columns of the first of the tables that has each, as text that SQLAlchemy evaluates."""
        members = []
        for column in columns:
            table = next(table for table in tables if column in self._members(table))
            members.append(self._member(table, column))
        return string("[" + ", ".join(members) + "]")

    def _join(self, of: Relationship, place: QName, target: QName) -> list[Expr]:
        """The pairs of columns, where another foreign key pairs the very same columns in another way."""
        wanted = frozenset(of.foreign_columns)
        keys = self._tables[place].foreign_keys
        same = [key for key in keys if key.target == target and frozenset(key.columns) == wanted]
        if len(same) < 2 or "primaryjoin" in dict(of.options):
            return []
        key = next((it for it in same if it.columns == of.foreign_columns), same[0])
        pairs = zip(key.columns, key.target_columns, strict=True)
        equal = [f"{self._member(place, here)} == {self._member(target, there)}" for here, there in pairs]
        joined = f"and_({', '.join(equal)})"
        return [f"primaryjoin={string(joined)}"]

    def _order(self, target: QName, order: Sequence[str]) -> str:
        """Attributes of the target, each with `` desc`` behind it or not."""
        columns = {name: column for column, name in self._members(target).items()}
        named = [(text.removesuffix(" desc"), ".desc()" * text.endswith(" desc")) for text in order]
        members = [f"{self._member(target, columns[name])}{direction}" for name, direction in named]
        return string(members[0] if len(members) == 1 else "[" + ", ".join(members) + "]")

    def _member(self, table: QName, column: str) -> str:
        of = self._orm.classes[table]
        owner = next((it.name for it in of.subclasses if column in it.columns), of.name)
        return f"{owner}.{self._members(table)[column]}"

    def _members(self, table: QName) -> Mapping[str, str]:
        """Attribute names by column name."""
        found = self._attributes.get(table)
        if found is None:
            made = self._orm.classes.get(table)
            found = {it.column: it.name for it in made.attributes} if made else {}
            self._attributes[table] = found
        return found


def _in_annotation(of: Relationship, name: str, value: object) -> bool:
    return name == "lazy" and of.many and value in _WRAPPERS


def _hidden(orm: Orm) -> frozenset[str]:
    """Classes whose names some attribute bears: in a class body, the attribute would be meant."""
    tables = list(orm.classes.values())
    every: list[ClassMap | Subclass] = [*tables, *(it for made in tables for it in made.subclasses)]
    attributes = {it.name for made in tables for it in made.attributes}
    relationships = {it.name for made in every for it in made.relationships}
    return frozenset({made.name for made in every} & (attributes | relationships))
