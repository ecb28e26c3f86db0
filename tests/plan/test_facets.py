"""What differs, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Constant,
    ForeignKey,
    Function,
    Generated,
    Identity,
    Index,
    IndexKey,
    Number,
    Sql,
)
from azuraforge_schemagen.ir.types import Array, EnumType, Scalar
from azuraforge_schemagen.plan.facets import facets, words

INTEGER = Column("a", Scalar("integer"))
INDEX = Index("ix", (IndexKey("a"),))
KEY = ForeignKey("fk", ("a",), QName("", "t"), ("id",))


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (INTEGER, INTEGER, ""),
        (INTEGER, replace(INTEGER, type=Scalar("string", length=20)), "type integer -> string(20)"),
        (INTEGER, replace(INTEGER, nullable=False), "null -> not null"),
        (INTEGER, replace(INTEGER, server_default=Constant(7)), "default none -> 7"),
        (INTEGER, replace(INTEGER, server_default=Constant(True)), "default none -> true"),
        (INTEGER, replace(INTEGER, server_default=Constant("it")), "default none -> 'it'"),
        (INTEGER, replace(INTEGER, server_default=Number("1.50")), "default none -> 1.50"),
        (INTEGER, replace(INTEGER, server_default=Function("now")), "default none -> now()"),
        (INTEGER, replace(INTEGER, identity=Identity(True, "s")), "identity none -> always"),
        (
            replace(INTEGER, identity=Identity(False, "s", increment=5)),
            replace(INTEGER, identity=Identity(False, "s")),
            "identity by default, increment 5 -> by default",
        ),
        (INTEGER, replace(INTEGER, serial=""), "serial none -> yes"),
        (INTEGER, replace(INTEGER, generated=Generated(Sql("b + 1"))), "generated none -> b + 1"),
        (INTEGER, replace(INTEGER, comment="says"), "comment none -> says"),
        (INTEGER, replace(INTEGER, type=Array(EnumType(QName("", "e")))), "type integer -> array of enum e"),
        (Check("c", Sql("a > 0")), Check("c", Sql("a > 1")), "expression a > 0 -> a > 1"),
        (Check("c", Sql("a > 0"), not_valid=True), Check("c", Sql("a > 0")), "not valid yes -> no"),
        (KEY, replace(KEY, on_delete="cascade"), "on delete no action -> cascade"),
        (KEY, replace(KEY, target=QName("s", "t")), "target t -> s.t"),
        (INDEX, replace(INDEX, keys=(IndexKey("a", descending=True),)), "keys a -> a desc"),
        (INDEX, replace(INDEX, keys=(IndexKey(expression=Sql("lower(b)")),)), "keys a -> (lower(b))"),
        (INDEX, replace(INDEX, options=(("fillfactor", "70"),)), "options none -> fillfactor=70"),
        (INDEX, replace(INDEX, unique=True, where=Sql("a > 0")), "unique no -> yes, where none -> a > 0"),
    ],
)
def test_every_facet_has_its_words(old: object, new: object, text: str) -> None:
    assert ", ".join(map(str, facets(old, new))) == text


def test_what_is_long_is_cut_and_what_reads_the_same_is_named() -> None:
    long = Sql("a" * 60)
    assert str(facets(Check("c", long), Check("c", Sql("b")))[0]) == f"expression {'a' * 37}... -> b"
    assert str(facets(Check("c", long), Check("c", Sql("a" * 61)))[0]) == "expression"


def test_a_whole_value_in_words() -> None:
    assert (
        words(replace(KEY, on_delete="cascade")) == "name fk, columns a, target t, target columns id, on delete cascade"
    )
