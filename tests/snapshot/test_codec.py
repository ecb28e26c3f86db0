"""The codec: every Schema object to JSON and back, exactly."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Constant,
    Enum,
    ForeignKey,
    Function,
    Generated,
    Identity,
    Index,
    IndexKey,
    Namespace,
    Number,
    Object,
    PrimaryKey,
    Sql,
    Table,
    Unique,
)
from azuraforge_schemagen.ir.types import SCALARS, Array, EnumType, Raw, Scalar, Type, UserType, Variant
from azuraforge_schemagen.snapshot.codec import decode, encode

text = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
qname = st.builds(QName, st.one_of(st.just(""), text), text)
names = st.lists(text, min_size=1, max_size=3).map(tuple)
pairs = st.lists(st.tuples(text, text), max_size=2).map(tuple)
dialects = st.sampled_from([(), ("postgresql",), ("postgresql", "sqlite")])
sql = st.builds(Sql, st.none() | text, st.lists(st.tuples(text, st.none() | text), max_size=2).map(tuple))
default = st.one_of(
    st.builds(Constant, st.one_of(text, st.integers(), st.booleans())),
    st.builds(Number, text),
    st.builds(Function, text),
    sql,
)
scalar = st.builds(
    Scalar,
    st.sampled_from(sorted(SCALARS)) | text,
    st.none() | st.integers(0, 99),
    st.none() | st.integers(0, 99),
    st.none() | st.integers(0, 99),
    st.none() | text,
)


def nested(inner: st.SearchStrategy[Type]) -> st.SearchStrategy[Type]:
    variants = st.lists(st.tuples(text, inner), min_size=1, max_size=2).map(tuple)
    return st.builds(Array, inner, st.integers(1, 3)) | st.builds(Variant, inner, variants)


own = st.builds(UserType, st.sampled_from(["composite", "range"]), qname, st.none() | text)
type_ = st.recursive(st.one_of(scalar, own, st.builds(EnumType, qname), st.builds(Raw, text)), nested, max_leaves=4)
number = st.none() | st.integers()
identity = st.builds(Identity, st.booleans(), text, number, number, number, number, number, st.booleans())
optional = st.none() | text
place = st.none() | qname
deferrable = st.sampled_from([None, "immediate", "deferred"])
action = st.sampled_from(["no action", "restrict", "cascade", "set null", "set default"])
column = st.builds(
    Column,
    text,
    type_,
    st.booleans(),
    st.none() | default,
    st.none() | identity,
    optional,
    st.none() | st.builds(Generated, sql, st.booleans()),
    place,
    optional,
)
key = st.builds(
    IndexKey,
    optional,
    st.none() | sql,
    st.booleans(),
    st.sampled_from([None, "first", "last"]),
    optional,
    st.none() | qname,
)
table = st.builds(
    Table,
    qname,
    st.lists(column, max_size=4, unique_by=lambda one: one.name).map(tuple),
    st.none() | st.builds(PrimaryKey, text, names, names, deferrable, optional),
    st.lists(st.builds(Unique, text, names, names, st.booleans(), deferrable, optional), max_size=2).map(tuple),
    st.lists(st.builds(Check, text, sql, st.booleans(), st.booleans(), dialects, optional), max_size=2).map(tuple),
    st.lists(
        st.builds(
            ForeignKey,
            text,
            names,
            qname,
            names,
            action,
            action,
            names,
            st.booleans(),
            deferrable,
            st.booleans(),
            optional,
        ),
        max_size=2,
    ).map(tuple),
    st.lists(
        st.builds(
            Index,
            text,
            st.lists(key, max_size=2).map(tuple),
            st.booleans(),
            text,
            st.none() | sql,
            names,
            st.booleans(),
            pairs,
            dialects,
            optional,
        ),
        max_size=2,
    ).map(tuple),
    pairs,
    dialects,
    optional,
)
objects: st.SearchStrategy[Object] = st.one_of(
    table, st.builds(Enum, qname, names, dialects, optional), st.builds(Namespace, qname, optional)
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(objects)
def test_round_trip(found: Object) -> None:
    data = json.loads(json.dumps(encode(found)))
    back = decode(found.ref.kind, data)
    assert back == found
    assert repr(back) == repr(found)  # order of columns, and True is not 1
    assert encode(back) == data


def test_it_is_short() -> None:
    found = Table(
        QName("app", "users"),
        (
            Column("id", Scalar("bigint"), nullable=False),
            Column("name", Scalar("string", length=20), server_default=Constant("x")),
        ),
        checks=(Check("positive", Sql("id > 0")),),
    )
    assert encode(found) == {
        "name": "app.users",
        "columns": [
            {"name": "id", "type": "bigint", "nullable": False},
            {
                "name": "name",
                "type": {"kind": "scalar", "name": "string", "length": 20},
                "server_default": {"kind": "constant", "value": "x"},
            },
        ],
        "checks": [{"name": "positive", "expression": "id > 0"}],
    }


GOOD: dict[str, Any] = {"name": "t", "columns": [{"name": "a", "type": "text"}]}


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("tabel", GOOD),
        ("table", {}),
        ("table", {**GOOD, "extra": 1}),
        ("table", {**GOOD, "name": 5}),
        ("table", {**GOOD, "columns": {}}),
        ("table", {**GOOD, "columns": [5]}),
        ("table", {**GOOD, "columns": [{"name": "a"}]}),
        ("table", {**GOOD, "columns": [{"name": "a", "type": {"kind": "nothing"}}]}),
        ("table", {**GOOD, "columns": [{"name": "a", "type": []}]}),
        ("table", {**GOOD, "columns": [{"name": "a", "type": "text", "nullable": "no"}]}),
        ("table", {**GOOD, "columns": [{"name": "a", "type": "text", "server_default": "x"}]}),
        ("table", {**GOOD, "foreign_keys": [{"name": "f", "columns": ["a"], "target": '"a', "target_columns": []}]}),
        ("enum", {"name": "e", "values": "abc"}),
        ("enum", {"name": "e", "values": [1]}),
    ],
)
def test_what_is_no_object_is_a_value_error(kind: str, data: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any message
        decode(kind, data)
