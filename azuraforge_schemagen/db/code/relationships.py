"""Relationships of mapped classes in the words of the language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import RelationshipDirection, RelationshipProperty
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import desc_op

from azuraforge_schemagen.db.code.tables import name_of
from azuraforge_schemagen.ir.names import QName

_CASCADES = ("save-update", "merge", "refresh-expire", "expunge", "delete", "delete-orphan")
_USUAL = {"save-update", "merge"}
_ALL = frozenset(_CASCADES) - {"delete-orphan"}
KeyNames = Mapping[sa.ForeignKeyConstraint, str]
_FLAGS = ("viewonly", "post_update", "single_parent")


def relationship(of: RelationshipProperty[Any], keys: KeyNames) -> tuple[dict[str, Any], list[str]]:
    """The words of one, and what they leave out; no words where they would not do."""
    gaps: list[str] = []
    key = _key(of, keys)
    words: dict[str, Any] = {"target": _spelled(name_of(of.mapper.local_table))}  # type: ignore[arg-type]
    if isinstance(of.secondary, sa.Table):
        words["secondary"] = _spelled(name_of(of.secondary))
    elif key is not None:
        words["via"] = key.elements[0].parent.name if _is_alone(key) else keys[key]
    else:
        return {}, ["its join is not that of a foreign key"]
    others = [it.key for it in of._reverse_property]
    if others:
        words["back"] = others[0]
    owned = of.direction is RelationshipDirection.ONETOMANY and key is not None and _is_cascading(key)
    if owned or set(of.cascade) != (_USUAL - {"save-update"} if of.viewonly else _USUAL):
        words["cascade"] = _cascade(set(of.cascade))
    if of.lazy != "select":
        words["lazy"] = of.lazy
    if of.order_by:
        words["order_by"] = [_order(it) for it in of.order_by]
    if of.collection_class is set:
        words["collection"] = "set"
    elif of.collection_class not in (None, list):
        gaps.append("its collection is a class of its own")
    if of.direction is not RelationshipDirection.MANYTOONE and bool(of.uselist) == _is_single(key):
        words["uselist"] = bool(of.uselist)
    if of.passive_deletes or owned:
        words["passive_deletes"] = of.passive_deletes
    if not of.passive_updates:
        words["passive_updates"] = False
    words |= {flag: True for flag in _FLAGS if getattr(of, flag)}
    if of.innerjoin:
        words["innerjoin"] = of.innerjoin
    if of.doc:
        words["doc"] = of.doc
    return words, gaps


def _is_alone(key: sa.ForeignKeyConstraint) -> bool:
    """Whether its one column says which key is meant."""
    columns = [it.parent for it in key.elements]
    same = [it for it in key.table.foreign_key_constraints if [one.parent for one in it.elements] == columns]
    return len(columns) == 1 and (len(same) == 1 or not key.name)


def _cascade(of: set[str]) -> list[str]:
    if of >= _ALL:
        return ["all", *sorted(of - _ALL)]
    return [it for it in _CASCADES if it in of]


def _is_cascading(key: sa.ForeignKeyConstraint) -> bool:
    return (key.ondelete or "").upper() == "CASCADE"


def _is_single(key: sa.ForeignKeyConstraint | None) -> bool:
    """Whether one row at most refers to each row."""
    if key is None:
        return False
    columns = {it.parent.name for it in key.elements}
    table = key.table
    keys = [it for it in table.constraints if isinstance(it, sa.UniqueConstraint | sa.PrimaryKeyConstraint)]
    unique = [*(set(it.columns.keys()) for it in keys), *(set(it.columns.keys()) for it in table.indexes if it.unique)]
    return columns in unique


def _spelled(name: QName) -> str | dict[str, str]:
    if "." not in f"{name.schema}{name.name}":
        return f"{name.schema}.{name.name}" if name.schema else name.name
    return {"schema": name.schema, "table": name.name} if name.schema else {"table": name.name}


def _key(of: RelationshipProperty[Any], names: KeyNames) -> sa.ForeignKeyConstraint | None:
    """The foreign key that it goes over, in either direction."""
    pairs = {frozenset(pair) for pair in of.local_remote_pairs or ()}
    found = [
        key for key in _keys(of) if key in names and {frozenset((it.parent, it.column)) for it in key.elements} == pairs
    ]
    return next((key for key in found if key.name), found[0] if found else None)


def _keys(of: RelationshipProperty[Any]) -> Iterator[sa.ForeignKeyConstraint]:
    for mapper in (of.parent, of.mapper):
        if isinstance(mapper.local_table, sa.Table):
            yield from sorted(mapper.local_table.foreign_key_constraints, key=lambda it: str(it.name))


def _order(found: Any) -> str:
    if isinstance(found, UnaryExpression) and found.modifier is desc_op:
        return f"{getattr(found.element, 'name', found.element)} desc"
    return str(getattr(found, "name", found))
