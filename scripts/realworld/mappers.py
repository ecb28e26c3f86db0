"""A mapper in words that can be compared: what a program sees of a mapped class."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import ColumnProperty, Mapper, RelationshipProperty
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from azuraforge_schemagen.db.code.types import DIALECTS


def described(mapper: Mapper[Any]) -> dict[str, str]:
    """Its table, its place among others, its attributes and its relationships."""
    parent, on = mapper.inherits, mapper.polymorphic_on
    found = {
        "table": str(mapper.local_table),
        "inherits": parent.class_.__name__ if parent else "",
        "polymorphic": f"{getattr(on, 'name', on)} {_value(mapper.polymorphic_identity)}",
        "version": getattr(mapper.version_id_col, "name", ""),
        "primary key": ", ".join(sorted(it.name for it in mapper.primary_key)),
        "defaults": f"eager {mapper.eager_defaults}, confirmed {mapper.confirm_deleted_rows}",
    }
    found |= {f"attribute {it.key}": _attribute(it) for it in mapper.column_attrs}
    found |= {f"relationship {it.key}": _relationship(it) for it in mapper.relationships}
    found |= {f"synonym {it.key}": it.name for it in mapper.synonyms}
    return found | {f"composite {it.key}": str([one.key for one in it.props]) for it in mapper.composites}


def differences(theirs: Mapper[Any], ours: Mapper[Any]) -> Iterator[str]:
    """What is not the same, a line each."""
    one, other = described(theirs), described(ours)
    for key in sorted({*one, *other}):
        if one.get(key) != other.get(key):
            yield f"{key}: theirs {one.get(key, 'none')}; ours {other.get(key, 'none')}"


def _attribute(of: ColumnProperty[Any]) -> str:
    column = of.columns[0]
    if not isinstance(column, sa.Column):
        return f"expression {_text(column)}"
    facts = [f"{column.table}.{column.name}", _type(column.type), "null" if column.nullable else "not null"]
    for name, default in (("default", column.default), ("on update", column.onupdate)):
        facts += [f"{name} {_default(default)}"] if default is not None else []
    return ", ".join([*facts, *(["deferred"] if of.deferred else [])])


def _type(type_: TypeEngine[Any]) -> str:
    """The class where it is the project's own, else what Python has for a value."""
    cls = type(type_)
    if isinstance(type_, TypeDecorator | UserDefinedType) and not cls.__module__.startswith("sqlalchemy."):
        return f"{cls.__module__}.{cls.__qualname__}"
    try:
        return type_.python_type.__name__
    except NotImplementedError:
        return cls.__name__


def _default(default: Any) -> str:
    if isinstance(default, sa.Sequence):
        return f"sequence {default.name}"
    if default.is_callable or isinstance(default.arg, list | dict | timedelta):
        return "function"  # ours makes these anew for each row
    if default.is_clause_element:
        return _text(default.arg).replace("(", "").replace(")", "")
    return repr(_value(default.arg))


def _value(found: Any) -> Any:
    """What the database gets: the text of an enum's member that is one."""
    return found.value if isinstance(found, enum.Enum) and isinstance(found, str) else found


def _relationship(of: RelationshipProperty[Any]) -> str:
    facts = [of.mapper.class_.__name__, of.direction.name, f"lazy {of.lazy}", f"cascade {sorted(of.cascade)}"]
    facts += [f"list {bool(of.uselist)}", f"back {sorted(it.key for it in of._reverse_property)}", *_joins(of)]
    facts += [f"{key} {getattr(of, key)}" for key in _OPTIONS if getattr(of, key) not in (None, False)]
    if of.order_by:
        facts.append(f"order {[_text(it).replace(' ASC', '') for it in of.order_by]}")
    if of.collection_class not in (None, list):
        facts.append(f"collection {getattr(of.collection_class, '__name__', 'made by a function')}")
    return ", ".join(facts)


_OPTIONS = ("passive_deletes", "passive_updates", "viewonly", "post_update", "single_parent", "innerjoin")


def _joins(of: RelationshipProperty[Any]) -> Iterator[str]:
    yield f"join {_conditions(of.primaryjoin)}"
    if of.secondary is not None:
        yield f"secondary {of.secondary}, join {_conditions(of.secondaryjoin)}"
    yield f"pairs {sorted(f'{one} to {other}' for one, other in of.local_remote_pairs or ())}"


def _conditions(join: Any) -> list[str]:
    """Each condition, whichever side stands first."""
    text = _text(join, ("postgresql",))
    return sorted(" = ".join(sorted(it.split(" = "))) for it in text.split(" AND "))


def _text(element: Any, dialects: Iterable[str] = tuple(DIALECTS)) -> str:
    """On each dialect; by its own words where no literal can say a value of it."""
    options = {"literal_binds": True}
    try:
        texts = dict.fromkeys(str(element.compile(dialect=DIALECTS[it], compile_kwargs=options)) for it in dialects)
    except Exception:
        texts = {str(element): None}
    return re.sub(r"\s+", " ", " or ".join(texts))
