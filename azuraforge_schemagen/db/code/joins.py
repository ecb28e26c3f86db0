"""Joins of relationships: those of foreign keys, and others as Python text that SQLAlchemy evaluates."""

from __future__ import annotations

import keyword
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper
from sqlalchemy.sql import elements, operators

_SIGNS = {
    operators.eq: "==",
    operators.ne: "!=",
    operators.lt: "<",
    operators.le: "<=",
    operators.gt: ">",
    operators.ge: ">=",
    operators.add: "+",
    operators.sub: "-",
    operators.mul: "*",
}
_METHODS = {
    operators.is_: "is_",
    operators.is_not: "is_not",
    operators.in_op: "in_",
    operators.not_in_op: "not_in",
    operators.like_op: "like",
    operators.not_like_op: "not_like",
    operators.ilike_op: "ilike",
    operators.startswith_op: "startswith",
    operators.endswith_op: "endswith",
}
_WORDS = {operators.and_: "and_", operators.or_: "or_"}
Pairs = frozenset[frozenset[Any]]


class Unsaid(Exception):
    """What cannot be written as text."""


def pairs_of(condition: Any) -> Pairs | None:
    """The pairs of columns that are equal, where the condition says nothing else."""
    found = set()
    for it in _parts(condition):
        is_pair = isinstance(it, elements.BinaryExpression) and it.operator is operators.eq
        if not is_pair or not all(isinstance(side, sa.Column) for side in (it.left, it.right)):
            return None
        found.add(frozenset(_plain(side) for side in (it.left, it.right)))
    return frozenset(found)


def key_pairs(key: sa.ForeignKeyConstraint) -> Pairs:
    """The pairs of columns that a foreign key joins."""
    return frozenset(frozenset((it.parent, it.column)) for it in key.elements)


def _parts(condition: Any) -> Iterator[Any]:
    if isinstance(condition, elements.BooleanClauseList) and condition.operator is operators.and_:
        for it in condition.clauses:
            yield from _parts(it)
    elif isinstance(condition, elements.Grouping):
        yield from _parts(condition.element)
    else:
        yield condition


def _plain(column: Any) -> sa.Column[Any]:
    """The column of a table that an annotated one stands for."""
    found: sa.Column[Any] = column._deannotate()
    return found


def text(condition: Any, mappers: Iterable[Mapper[Any]]) -> str:
    """The condition, its columns as attributes of these classes. Raises ``Unsaid``."""
    return _Writer(tuple(mappers)).text(condition)


class _Writer:
    def __init__(self, mappers: tuple[Mapper[Any], ...]) -> None:
        names = Counter(it.class_.__name__ for it in mappers)
        self._mappers = [it for it in mappers if names[it.class_.__name__] == 1]  # of others the table tells

    def text(self, of: Any) -> str:
        match of:
            case elements.BooleanClauseList() if of.operator in _WORDS:
                return f"{_WORDS[of.operator]}({', '.join(self.text(it) for it in of.clauses)})"
            case elements.Grouping():
                return f"({self.text(of.element)})"
            case elements.BinaryExpression():
                return self._binary(of)
            case elements.UnaryExpression() if of.operator is operators.inv:
                return f"not_({self.text(of.element)})"
            case sa.Column():
                return self._column(of)
            case elements.BindParameter():
                return _literal(of.effective_value)
            case elements.Null() | elements.True_() | elements.False_():
                return {elements.Null: "None", elements.True_: "true()"}.get(type(of), "false()")
            case sa.sql.functions.Function() if not of.packagenames and of.name.isidentifier():
                return f"func.{of.name}({', '.join(self.text(it) for it in of.clauses)})"
        raise Unsaid

    def _binary(self, of: elements.BinaryExpression[Any]) -> str:
        left, right = self.text(of.left), self.text(of.right)
        if of.operator in _SIGNS:
            return f"{left} {_SIGNS[of.operator]} {right}"
        if of.operator in _METHODS and not any((of.modifiers or {}).values()):
            return f"{left}.{_METHODS[of.operator]}({right})"
        raise Unsaid

    def _column(self, of: sa.Column[Any]) -> str:
        made = self._named(_plain(of))
        if not all(it.isidentifier() and not keyword.iskeyword(it) for it in made.split(".")):
            raise Unsaid
        for word in ("foreign", "remote"):
            made = f"{word}({made})" if of._annotations.get(word) else made
        return made

    def _named(self, column: sa.Column[Any]) -> str:
        for mapper in self._mappers:
            if mapper.local_table is column.table and column in set(mapper.columns):
                return f"{mapper.class_.__name__}.{mapper.get_property_by_column(column).key}"
        return f"{column.table.key}.c.{column.key}" if isinstance(column.table, sa.Table) else ""


def _literal(value: object) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_literal(it) for it in value)}]"
    if value is None or type(value) in (str, int, bool, float):
        return repr(value)
    if isinstance(value, Decimal):
        return str(value)
    raise Unsaid
