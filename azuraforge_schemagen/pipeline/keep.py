"""What the server says the same of stays as a person wrote it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from azuraforge_schemagen.ir import bodies, tables
from azuraforge_schemagen.ir import schema as values
from azuraforge_schemagen.ir.schema import Schema, schema_of

_MODULES = frozenset(it.__name__ for it in (values, tables, bodies))


def kept(mine: Schema, served: Schema, live: Schema, wanted: Schema) -> Schema:
    """``wanted``, spelled as in ``mine`` wherever both are one to the server.

    ``served`` is its form of ``mine``, ``live`` that of ``wanted``.

    Parts of objects are taken one by one: a table that has lost a check keeps the spelling of its others.
    """
    return schema_of(
        *(
            _kept(mine.objects.get(ref), served.objects.get(ref), live.objects.get(ref), found)
            for ref, found in wanted.objects.items()
        )
    )


def _kept(mine: Any, served: Any, live: Any, wanted: Any) -> Any:
    if mine is None or served is None or live is None:
        return mine if mine == served == live == wanted else wanted
    if served == live and not isinstance(wanted, values.Table):
        return mine
    if type(wanted) is tuple:  # a name of two parts is none
        return _children(mine, served, live, wanted)
    if any(type(it) is not type(wanted) for it in (mine, served, live)) or not _has_parts(wanted):
        return wanted
    names = [part.name for part in fields(wanted) if part.init]
    return type(wanted)(**{name: _kept(*(getattr(it, name) for it in (mine, served, live, wanted))) for name in names})


def _has_parts(value: Any) -> bool:
    """Types, defaults and sequences are one thing each: half of one and half of another would be neither."""
    whole = (values.Constant, values.Number, values.Function, values.Identity)
    return is_dataclass(value) and type(value).__module__ in _MODULES and not isinstance(value, whole)


def _children(mine: Any, served: Any, live: Any, wanted: tuple[Any, ...]) -> tuple[Any, ...]:
    """Columns, keys and indexes by their names; anything else is one thing."""
    if not _are_named(wanted):
        return wanted
    own, theirs, now = ({it.name: it for it in each} for each in (mine, served, live))
    return tuple(_kept(own.get(it.name), theirs.get(it.name), now.get(it.name), it) for it in wanted)


def _are_named(parts: tuple[Any, ...]) -> bool:
    """Whether each of some parts has a name of its own: arguments may have none."""
    return all(hasattr(it, "name") for it in parts) and len({it.name for it in parts}) == len(parts)


def with_texts(mine: Any, wanted: Any) -> Any:
    """``wanted`` with the SQL texts of ``mine``: to be tried, for a text may mean the same of another type."""
    if isinstance(mine, Schema) and isinstance(wanted, Schema):
        return schema_of(*(with_texts(mine.objects.get(ref, it), it) for ref, it in wanted.objects.items()))
    if isinstance(mine, values.Sql) and isinstance(wanted, values.Sql):
        return mine
    if type(mine) is tuple and type(wanted) is tuple:
        return _pairs(mine, wanted)
    if type(mine) is not type(wanted) or not _has_parts(wanted):
        return wanted
    parts = {part.name: (getattr(mine, part.name), getattr(wanted, part.name)) for part in fields(wanted) if part.init}
    return type(wanted)(**{name: with_texts(*pair) for name, pair in parts.items()})


def _pairs(mine: tuple[Any, ...], wanted: tuple[Any, ...]) -> tuple[Any, ...]:
    if _are_named(mine) and _are_named(wanted):
        own = {it.name: it for it in mine}
        return tuple(with_texts(own.get(it.name, it), it) for it in wanted)
    return tuple(map(with_texts, mine, wanted)) if len(mine) == len(wanted) else wanted
