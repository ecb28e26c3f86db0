"""Makes composites, ranges and collations, and columns that are of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Attribute, Collation, Column, Composite, Enum, Range, Table
from azuraforge_schemagen.ir.types import Array, EnumType, Scalar, Type, UserType, Variant
from azuraforge_schemagen.ir.usertypes import multirange
from tests.making import Maker
from tests.making_objects import BASES, marks

SUBTYPES: tuple[Scalar, ...] = (
    Scalar("double"), Scalar("numeric"), Scalar("integer"), Scalar("text"), Scalar("date"), Scalar("timestamptz"),
)  # fmt: skip
LOCALES = ("de-DE", "und-u-ks-level2", "sv", "en-u-kn-true")


class Types(NamedTuple):
    """What columns can be of and sorted by."""

    composites: list[Composite]
    ranges: list[Range]
    collations: list[Collation]

    @property
    def usable(self) -> list[Type]:
        found: list[Type] = [UserType("composite", it.name) for it in self.composites]
        found += [UserType("range", it.name) for it in self.ranges]
        return found + [UserType("range", it.name, it.multirange) for it in self.ranges]


def _marked(maker: Maker) -> tuple[str, ...]:
    return marks(maker) if maker.chance(30) else ()


def make_collation(maker: Maker, schema: str) -> Collation:
    name = QName(schema, maker.relation(schema, prefix=maker.one(["c_", "Order "])))
    return ordered(maker, Collation(name, dialects=_marked(maker), comment=maker.one([None, None, "an order: 'x' %s"])))


def ordered(maker: Maker, of: Collation) -> Collation:
    """The collation with another order."""
    if maker.chance(30):
        locale, halves = maker.one([("C", (None, None)), ("POSIX", (None, None)), (None, ("C", "POSIX"))])
        return replace(of, provider="libc", locale=locale, lc_collate=halves[0], lc_ctype=halves[1])
    return replace(of, provider="icu", locale=maker.one(LOCALES), lc_collate=None, lc_ctype=None)


def make_range(maker: Maker, schema: str, enums: Sequence[Enum], collations: Sequence[Collation]) -> Range:
    name = QName(schema, maker.relation(schema, prefix=maker.one(["r_", "Range "])))
    wanted = multirange(name.name) if maker.chance(70) else None
    made = Range(name, Scalar("integer"), maker.relation(schema, wanted, "m_"), dialects=_marked(maker))
    return bounded(maker, replace(made, comment=maker.one([None, None, "a range: 'x' %s"])), enums, collations)


def bounded(maker: Maker, of: Range, enums: Sequence[Enum], collations: Sequence[Collation]) -> Range:
    """The range with other bounds."""
    if enums and maker.chance(15):
        return replace(of, subtype=EnumType(maker.one(enums).name), collation=None, opclass=None, subtype_diff=None)
    subtype = maker.one(SUBTYPES)
    diff = "float8mi" if subtype == Scalar("double") and maker.chance(50) else None
    text = subtype == Scalar("text")
    collation = maker.one(collations).name if text and collations and maker.chance(60) else None
    opclass = "text_pattern_ops" if text and maker.chance(20) else None
    return replace(of, subtype=subtype, collation=collation, opclass=opclass, subtype_diff=diff)


def make_composite(maker: Maker, schema: str, enums: Sequence[Enum], types: Types) -> Composite:
    name = QName(schema, maker.relation(schema, prefix=maker.one(["t_", "Row "])))
    made = Composite(name, (), _marked(maker), maker.one([None, None, "a row: 'x' %s"]))
    for _ in range(maker.one([1, 2, 2, 3])):
        made = add_attribute(maker, made, enums, types)
    return made


def add_attribute(maker: Maker, of: Composite, enums: Sequence[Enum], types: Types) -> Composite:
    """The composite with one attribute more, anywhere."""
    type_: Type = maker.one(BASES)
    if enums and maker.chance(15):
        type_ = EnumType(maker.one(enums).name)
    elif types.usable and maker.chance(20):
        type_ = maker.one(types.usable)
    if maker.chance(15):
        type_ = Array(type_)
    text = type_ in (Scalar("text"), Scalar("string", length=40))
    orders = [*(it.name for it in types.collations), QName("", "C")]
    collation = maker.one(orders) if text and maker.chance(40) else None
    made = Attribute(maker.name(of.by_name), type_, collation, maker.one([None, None, "an attribute: 'x' %s"]))
    place = maker.random.randrange(len(of.attributes) + 1)
    return replace(of, attributes=(*of.attributes[:place], made, *of.attributes[place:]))


def of_types(maker: Maker, table: Table, types: Types) -> Table:
    """The table with a column of one of the types, or of an array of it; or sorted by a collation."""
    name = maker.name(table.by_name)
    if types.collations and maker.chance(40):
        type_: Type = maker.one([Scalar("text"), Scalar("string", length=40)])
        column = Column(name, type_, maker.chance(60), collation=maker.one(types.collations).name)
    elif types.usable:
        type_ = maker.one(types.usable)
        type_ = Array(type_) if maker.chance(25) else type_
        column = Column(name, Variant(type_, (("sqlite", Scalar("json")),)) if maker.portable else type_)
    else:
        return table
    return replace(table, columns=(*table.columns, column))


def some(maker: Maker, schemas: Sequence[str], enums: Sequence[Enum]) -> Types:
    """A few of each kind, or none."""
    found = Types([], [], [])
    for _ in range(maker.one([0, 0, 1])):
        found.collations.append(make_collation(maker, maker.one(schemas)))
    for _ in range(maker.one([0, 0, 0, 1])):
        found.ranges.append(make_range(maker, maker.one(schemas), enums, found.collations))
    for _ in range(maker.one([0, 0, 1, 2])):
        found.composites.append(make_composite(maker, maker.one(schemas), enums, found))
    return found
