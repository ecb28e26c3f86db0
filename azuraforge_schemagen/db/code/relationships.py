"""Relationships of mapped classes in the words of the language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import RelationshipDirection, RelationshipProperty
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import desc_op

from azuraforge_schemagen.db.code.joins import Pairs, Unsaid, key_pairs, pairs_of, text
from azuraforge_schemagen.db.code.reach import path_of
from azuraforge_schemagen.db.code.tables import name_of, spelled

_CASCADES = ("save-update", "merge", "refresh-expire", "expunge", "delete", "delete-orphan")
_USUAL = {"save-update", "merge"}
_ALL = frozenset(_CASCADES) - {"delete-orphan"}
KeyNames = Mapping[sa.ForeignKeyConstraint, str]
"""The foreign keys that the Schema has, each with its name there."""
Words = dict[str, Any]
_SAID = ("viewonly", "post_update", "single_parent", "innerjoin", "join_depth", "load_on_pending", "active_history")


def relationship(of: RelationshipProperty[Any], keys: KeyNames) -> tuple[Words, list[str]]:
    """The words of one, and what they leave out; no words where they would not do."""
    if of.secondary is not None and not isinstance(of.secondary, sa.Table):
        return {}, ["it goes over a query"]
    key = _key(of, keys)
    way = _over(of, key, keys) if key is not None else _between(of, keys)
    if not way:
        return {}, ["its join is not that of a foreign key"]
    if others := [it.key for it in of._reverse_property]:
        way["back"] = others[0]
    gaps = ["its info"] if of.info else []
    return way | _rows(of, key) | _collection(of.collection_class, gaps) | _options(of), gaps


def _target(of: RelationshipProperty[Any]) -> Words:
    return {"target": spelled(name_of(of.mapper.local_table))}  # type: ignore[arg-type]


def _over(of: RelationshipProperty[Any], key: sa.ForeignKeyConstraint, keys: KeyNames) -> Words:
    """The way over a foreign key; a target says of a self-reference that it is the side with many."""
    is_alone = key.table is key.referred_table and of.direction is RelationshipDirection.MANYTOONE
    return {**({} if is_alone else _target(of)), "via": _via(key, keys)}


def _between(of: RelationshipProperty[Any], keys: KeyNames) -> Words:
    """The way over a table between, or over a join of its own; nothing where no words say it."""
    way = _target(of)
    if isinstance(of.secondary, sa.Table):
        way["secondary"] = spelled(name_of(of.secondary))
        if (near := _near(of, of.secondary, keys)) is not None:
            return {**way, **({"via": _via(near, keys)} if _needs_via(of, near) else {})}
    joins = _joins(of)
    return {**way, **joins} if joins else {}


def _rows(of: RelationshipProperty[Any], key: sa.ForeignKeyConstraint | None) -> Words:
    """What a session does with the rows, and how it loads them."""
    words: Words = {}
    is_many = of.direction is RelationshipDirection.ONETOMANY and not of.viewonly
    owned = is_many and key is not None and _is_cascading(key)
    if owned or set(of.cascade) != ({"merge"} if of.viewonly else _USUAL):
        words["cascade"] = _cascade(set(of.cascade))
    if of.lazy != "select":
        words["lazy"] = of.lazy
    if of.order_by:
        words["order_by"] = [_order(it) for it in of.order_by]
    if of.direction is not RelationshipDirection.MANYTOONE and bool(of.uselist) == _is_single(key):
        words["uselist"] = bool(of.uselist)
    if of.passive_deletes or owned:
        words["passive_deletes"] = of.passive_deletes
    if not of.passive_updates:
        words["passive_updates"] = False
    return words


def _options(of: RelationshipProperty[Any]) -> Words:
    words = {name: found for name in (*_SAID, "doc") if (found := getattr(of, name))}
    if of.omit_join is not None:
        words["omit_join"] = of.omit_join
    if of.sync_backref is not None and not any(it.viewonly for it in (of, *of._reverse_property)):
        words["sync_backref"] = of.sync_backref  # SQLAlchemy itself says it of one whose other side only shows
    return words


def _collection(found: Any, gaps: list[str]) -> Words:
    if found in (None, list, set):
        return {"collection": "set"} if found is set else {}
    if isinstance(found, type) and (path := path_of(found)):
        return {"collection": path}
    gaps.append("its collection is a class of its own")
    return {}


def _via(key: sa.ForeignKeyConstraint, keys: KeyNames) -> str:
    return str(key.elements[0].parent.name) if _is_alone(key) else keys[key]


def _near(of: RelationshipProperty[Any], between: sa.Table, names: KeyNames) -> sa.ForeignKeyConstraint | None:
    """The foreign key to the class itself, where keys of the table between are what joins the two."""
    keys = {key_pairs(it): it for it in between.foreign_key_constraints if it in names}
    near, far = keys.get(pairs_of(of.primaryjoin) or _NONE), keys.get(pairs_of(of.secondaryjoin) or _NONE)
    return near if near is not None and far is not None and near is not far else None


_NONE: Pairs = frozenset()


def _needs_via(of: RelationshipProperty[Any], near: sa.ForeignKeyConstraint) -> bool:
    """Whether another key of the table between refers to one of the two sides, too."""
    targets: list[Any] = [it.referred_table for it in near.table.foreign_key_constraints]
    return any(targets.count(it.local_table) > 1 for it in (of.parent, of.mapper))


def _joins(of: RelationshipProperty[Any]) -> Words:
    """The joins in words of their own; nothing where Python text cannot say them."""
    mappers = sorted(of.parent.registry.mappers, key=lambda it: len(list(it.iterate_to_root())))
    condition = of._join_condition
    try:
        words = {"primaryjoin": text(condition.primaryjoin, mappers)}
        if of.secondary is not None:
            words["secondaryjoin"] = text(condition.secondaryjoin, mappers)
    except Unsaid:
        return {}
    many = of.direction is not RelationshipDirection.MANYTOONE
    return words if of.uselist and many else {**words, "uselist": bool(of.uselist)}


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


def _key(of: RelationshipProperty[Any], names: KeyNames) -> sa.ForeignKeyConstraint | None:
    """The foreign key that it goes over, in either direction."""
    pairs = pairs_of(of.primaryjoin) if of.secondary is None else None
    near = of.parent.local_table if of.direction is RelationshipDirection.MANYTOONE else of.mapper.local_table
    keys = [key for key in _keys(of) if key.table is near and key in names]
    found = [key for key in keys if key_pairs(key) == pairs]
    return next((key for key in found if key.name), found[0] if found else None)


def _keys(of: RelationshipProperty[Any]) -> Iterator[sa.ForeignKeyConstraint]:
    sides = (of.parent.local_table, of.mapper.local_table)
    for table, other in (sides, sides[::-1]):
        if isinstance(table, sa.Table):
            keys = [it for it in table.foreign_key_constraints if it.referred_table is other]
            yield from sorted(keys, key=lambda it: str(it.name))


def _order(found: Any) -> str:
    if isinstance(found, UnaryExpression) and found.modifier is desc_op:
        return f"{getattr(found.element, 'name', found.element)} desc"
    return str(getattr(found, "name", found))
