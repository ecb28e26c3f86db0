"""Schema objects as plain JSON values and back: exact, generic over the dataclasses' fields, defaults left out.

A name is its text (``app.users``); a value of a union is tagged by ``kind``; two spellings are short because they fill
a layer: a type without parameters is its name, and SQL text that is the same on every dialect is the text.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from azuraforge_schemagen.ir.bodies import MaterializedView, Policy, Routine, Statistics, Trigger, View
from azuraforge_schemagen.ir.names import QName, parse_qname
from azuraforge_schemagen.ir.schema import (
    Collation,
    Composite,
    Domain,
    Enum,
    Extension,
    Namespace,
    Object,
    Range,
    Sequence,
    Sql,
    Table,
)
from azuraforge_schemagen.ir.types import SCALARS, Array, DomainType, EnumType, Raw, Scalar, UserType, Variant

Json = dict[str, Any]
Coder = Callable[[Any], Any]

KINDS: Mapping[str, Any] = {
    "table": Table,
    "enum": Enum,
    "schema": Namespace,
    "sequence": Sequence,
    "domain": Domain,
    "extension": Extension,
    "composite": Composite,
    "range": Range,
    "collation": Collation,
    "view": View,
    "materialized_view": MaterializedView,
    "function": Routine,
    "procedure": Routine,
    "aggregate": Routine,
    "trigger": Trigger,
    "policy": Policy,
    "statistics": Statistics,
}
"""The class of a reference's kind."""


class _Coders(NamedTuple):
    """What turns one type's values into JSON and back; ``None`` where they are the same."""

    encode: Coder | None
    decode: Coder | None


def encode(obj: Object) -> Json:
    """A top-level object as JSON; its kind stands in its address."""
    kind: Any = type(obj)
    return _object_coders(kind).encode(obj)  # type: ignore[misc,no-any-return]


def decode(kind: str, data: Json) -> Object:
    """The inverse of ``encode``. Raises ``ValueError`` for anything that ``encode`` did not write."""
    found = KINDS.get(kind)
    if found is None:
        raise ValueError(f"unknown kind of object '{kind}'")
    try:
        return _object_coders(found).decode(data)  # type: ignore[misc,no-any-return]
    except (TypeError, KeyError, AttributeError, IndexError) as error:
        raise ValueError(str(error)) from error


def encode_as(hint: Any, value: Any) -> Any:
    """A value of any type that a Schema's fields may have, as JSON."""
    coder = _coders(hint).encode
    return value if coder is None else coder(value)


def decode_as(hint: Any, data: Any) -> Any:
    """The inverse of ``encode_as``."""
    coder = _coders(hint).decode
    return data if coder is None else coder(data)


@cache
def _object_coders(kind: type) -> _Coders:
    return _dataclass_coders(kind)


@cache
def _coders(hint: Any) -> _Coders:
    """The coders of a type hint."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _union_coders(get_args(hint))
    if origin is tuple:
        return _tuple_coders(get_args(hint))
    if origin is Literal:
        return _Coders(None, _one_of(get_args(hint)))
    if hint is QName:
        return _Coders(str, cache(parse_qname))
    if hint is Sql:
        return _sql_coders()
    if is_dataclass(hint) and isinstance(hint, type):
        return _dataclass_coders(hint)
    return _Coders(None, _instance_of(hint))


def _as_it_is(value: Any) -> Any:
    return value


def _instance_of(kind: type) -> Coder:
    def decode_plain(value: Any) -> Any:
        if type(value) is not kind:
            raise ValueError(f"expected {kind.__name__}, found {value!r}")
        return value

    return decode_plain


def _one_of(allowed: tuple[Any, ...]) -> Coder:
    def decode_literal(value: Any) -> Any:
        if value not in allowed:
            raise ValueError(f"{value!r} is none of {', '.join(map(repr, allowed))}")
        return value

    return decode_literal


def _dataclass_coders(kind: type) -> _Coders:
    """Fields by name; a field that equals its default is left out."""
    hints = get_type_hints(kind)
    rows: list[tuple[str, Any, Coder | None]] = []
    decoders: dict[str, Coder] = {}
    for field in fields(kind):
        if field.init:
            coders = _coders(hints[field.name])
            rows.append((field.name, field.default, coders.encode))
            decoders[field.name] = coders.decode or _as_it_is

    def encode_fields(value: Any) -> Json:
        data: Json = {}
        for name, default, coder in rows:
            item = getattr(value, name)
            if item is default or (default is not MISSING and item == default and type(item) is type(default)):
                continue
            data[name] = item if coder is None else coder(item)
        return data

    plain = {field.name: hints[field.name] for field in fields(kind) if hints[field.name] in (str, bool)}

    def decode_fields(data: Json) -> Any:
        values = {}
        for name, item in data.items():
            values[name] = item if type(item) is plain.get(name) else decoders[name](item)
        return kind(**values)

    return _Coders(encode_fields, decode_fields)


def _tuple_coders(items: tuple[Any, ...]) -> _Coders:
    if len(items) == 2 and items[1] is Ellipsis:
        one = _coders(items[0])
        encode_one, decode_one = one.encode, one.decode or _as_it_is

        def encode_many(values: Any) -> Any:
            return list(values) if encode_one is None else [encode_one(value) for value in values]

        def decode_many(data: Any) -> Any:
            if type(data) is not list:
                raise ValueError(f"expected a list, found {data!r}")
            return tuple([decode_one(item) for item in data])

        return _Coders(encode_many, decode_many)
    each = [_coders(item) for item in items]

    def encode_fixed(values: Any) -> Any:
        return [value if c.encode is None else c.encode(value) for c, value in zip(each, values, strict=True)]

    def decode_fixed(data: Any) -> Any:
        return tuple([item if c.decode is None else c.decode(item) for c, item in zip(each, data, strict=True)])

    return _Coders(encode_fixed, decode_fixed)


def _union_coders(members: tuple[Any, ...]) -> _Coders:
    """``X | None``, plain values, or dataclasses told apart by their ``kind``."""
    present = tuple(member for member in members if member is not types.NoneType)
    optional = len(present) < len(members)
    if set(present) == {Scalar, Array, EnumType, DomainType, UserType, Raw, Variant}:
        inner = _type_coders(present)
    elif len(present) == 1:
        inner = _coders(present[0])
    elif all(is_dataclass(member) for member in present):
        inner = _tagged_coders(present)
    else:
        inner = _Coders(None, _any_of(present))
    if not optional:
        return inner
    encode_some, decode_some = inner.encode, inner.decode
    return _Coders(
        None if encode_some is None else lambda value: None if value is None else encode_some(value),
        None if decode_some is None else lambda data: None if data is None else decode_some(data),
    )


def _any_of(kinds: tuple[type, ...]) -> Coder:
    def decode_plain(value: Any) -> Any:
        if type(value) not in kinds:
            raise ValueError(f"expected one of {', '.join(kind.__name__ for kind in kinds)}, found {value!r}")
        return value

    return decode_plain


def _tagged_coders(members: tuple[Any, ...]) -> _Coders:
    tags = {member: member.__name__.lower() for member in members}
    kinds = {tag: member for member, tag in tags.items()}
    own = cache(_dataclass_coders)  # not before a value comes: types are recursive

    def encode_tagged(value: Any) -> Json:
        kind: Any = type(value)
        return {"kind": tags[kind], **own(kind).encode(value)}  # type: ignore[misc]

    def decode_tagged(data: Json) -> Any:
        rest = dict(data)
        kind = rest.pop("kind", None)
        if kind not in kinds:
            raise ValueError(f"unknown kind {kind!r}")
        return own(kinds[kind]).decode(rest)  # type: ignore[misc]

    return _Coders(encode_tagged, decode_tagged)


def _type_coders(members: tuple[Any, ...]) -> _Coders:
    """Column types, each value coded once: a schema has few of them and uses them everywhere."""
    tagged = _tagged_coders(members)
    plain = {name: Scalar(name) for name in SCALARS}

    @cache
    def encode_type(value: Any) -> Any:
        if type(value) is Scalar and value == Scalar(value.name):
            return value.name
        return tagged.encode(value)  # type: ignore[misc]

    def decode_type(data: Any) -> Any:
        if type(data) is str:
            return plain.get(data) or Scalar(data)
        return tagged.decode(data)  # type: ignore[misc]

    return _Coders(encode_type, decode_type)


def _sql_coders() -> _Coders:
    own = _dataclass_coders(Sql)

    def encode_sql(value: Sql) -> Any:
        return value.text if value.text is not None and not value.dialects else own.encode(value)  # type: ignore[misc]

    def decode_sql(data: Any) -> Any:
        return Sql(data) if type(data) is str else own.decode(data)  # type: ignore[misc]

    return _Coders(encode_sql, decode_sql)
