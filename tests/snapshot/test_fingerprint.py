"""What a fingerprint does not see: the order of columns, and of an index's storage parameters."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Column, Index, IndexKey, Table
from azuraforge_schemagen.ir.types import Scalar
from azuraforge_schemagen.snapshot import codec, fingerprint

A, B = Column("a", Scalar("integer")), Column("b", Scalar("integer"))
INDEX = Index("i", (IndexKey("a"),), options=(("fillfactor", "70"), ("deduplicate_items", "on")))
TABLE = Table(QName("", "t"), (A, B), indexes=(INDEX,))


def test_order_that_is_presentation() -> None:
    turned = replace(TABLE, columns=(B, A), indexes=(replace(INDEX, options=INDEX.options[::-1]),))
    one, other = codec.encode(TABLE), codec.encode(turned)
    assert turned == TABLE
    assert hash(turned.indexes) == hash(TABLE.indexes)
    assert fingerprint.of_object(one) == fingerprint.of_object(other)
    assert fingerprint.order(one) != fingerprint.order(other)
    assert codec.decode("table", other).indexes[0].options == INDEX.options  # type: ignore[union-attr]


def test_what_is_validated_in_a_partition() -> None:
    one, other = (replace(TABLE, validated=names) for names in ((), ("c",)))
    assert one == other
    assert fingerprint.of_object(codec.encode(one)) == fingerprint.of_object(codec.encode(other))
    assert fingerprint.order(codec.encode(one)) != fingerprint.order(codec.encode(other))


def test_other_options_are_another_index() -> None:
    changed = replace(TABLE, indexes=(replace(INDEX, options=(("fillfactor", "80"), ("deduplicate_items", "on"))),))
    assert changed != TABLE
    assert fingerprint.of_object(codec.encode(changed)) != fingerprint.of_object(codec.encode(TABLE))
