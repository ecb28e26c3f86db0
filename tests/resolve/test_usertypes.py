"""Composites, ranges and collations: what their files mean, and what is wrong with them."""

from __future__ import annotations

import pytest

from azuraforge_schemagen.ir.intent import Rename
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Attribute, Collation, Composite, Object, Range
from azuraforge_schemagen.ir.types import Array, DomainType, EnumType, Scalar, UserType
from tests.resolve.reading import BOTH, clean, codes, column, resolved

ADDRESS = "composite: address\nattributes: { street: text }"
SPAN = "range: span\nsubtype: double"
GERMAN = "collation: german\nprovider: icu\nlocale: de-DE"


def q(name: str, schema: str = "") -> QName:
    return QName(schema, name)


def one(text: str, *more: str) -> Object:
    kind, name = text.split("\n", 1)[0].split(": ")
    return clean(text, *more).schema.objects[Ref(kind, q(name))]


def test_a_composite_with_everything() -> None:
    text = """composite: c
comment: x
attributes:
  a: text
  b: { type: string, length: 5, collation: C, comment: k }
  c: { type: array, items: kind, dimensions: 2 }
  d: mail
  e: address
  f: { type: text, collation: german }"""
    more = ("enum: kind\nvalues: [a]", "domain: mail\ntype: text", ADDRESS, GERMAN)
    assert one(text, *more) == Composite(
        q("c"),
        (
            Attribute("a", Scalar("text")),
            Attribute("b", Scalar("string", length=5), q("C"), "k"),
            Attribute("c", Array(EnumType(q("kind")), 2)),
            Attribute("d", DomainType(q("mail"))),
            Attribute("e", UserType("composite", q("address"))),
            Attribute("f", Scalar("text"), q("german")),
        ),
        comment="x",
    )


def test_the_order_of_attributes_is_kept_and_not_compared() -> None:
    found = one("composite: c\nattributes: { b: text, a: integer }")
    assert isinstance(found, Composite)
    assert [it.name for it in found.attributes] == ["b", "a"]
    assert found == one("composite: c\nattributes: { a: integer, b: text }")


def test_a_renamed_attribute() -> None:
    found = clean("composite: c\nrenamed_from: b\nattributes: { y: { type: text, renamed_from: x } }")
    lines = (Rename("attribute", q("c"), "x", "y"), Rename("composite", q("c"), "b", "c"))
    assert found.intent.renames == lines


@pytest.mark.parametrize(
    ("spec", "wanted"),
    [
        ("subtype: double", Range(q("r"), Scalar("double"), "r_multirange")),
        ("subtype: { type: array, items: integer }", Range(q("r"), Array(Scalar("integer")), "r_multirange")),
        ("subtype: address", Range(q("r"), UserType("composite", q("address")), "r_multirange")),
        (
            "subtype: text\nsubtype_opclass: text_pattern_ops\ncollation: german\ncanonical: f\nsubtype_diff: g\n"
            "multirange: many\ncomment: x",
            Range(q("r"), Scalar("text"), "many", "text_pattern_ops", q("german"), "f", "g", comment="x"),
        ),
    ],
)
def test_ranges(spec: str, wanted: Range) -> None:
    assert one(f"range: r\n{spec}", ADDRESS, GERMAN) == wanted


@pytest.mark.parametrize(
    ("name", "multirange"),
    [("span", "span_multirange"), ("floatrange", "floatmultirange"), ("range_of_range", "multirange_of_range")],
)
def test_the_multirange_is_called_as_the_server_does(name: str, multirange: str) -> None:
    found = one(f"range: {name}\nsubtype: integer")
    assert isinstance(found, Range)
    assert found.multirange == multirange


@pytest.mark.parametrize(
    ("spec", "wanted"),
    [
        ("provider: icu\nlocale: de", Collation(q("c"), "icu", "de")),
        ("provider: icu\nlocale: de\ndeterministic: false", Collation(q("c"), "icu", "de", deterministic=False)),
        ("locale: C", Collation(q("c"), "libc", "C")),
        ("lc_collate: C\nlc_ctype: C", Collation(q("c"), "libc", "C")),
        ("lc_collate: C\nlc_ctype: POSIX\ncomment: x", Collation(q("c"), "libc", None, "C", "POSIX", comment="x")),
    ],
)
def test_collations(spec: str, wanted: Collation) -> None:
    assert one(f"collation: c\n{spec}") == wanted


@pytest.mark.parametrize(
    "spec",
    [
        "provider: icu",
        "provider: icu\nlc_collate: C\nlc_ctype: C",
        "locale: C\nlc_ctype: C",
        "lc_collate: C",
        "comment: x",
        "locale: C\ndeterministic: false",
    ],
)
def test_no_such_collation(spec: str) -> None:
    assert codes(f"collation: c\n{spec}") == ["SG169"]


@pytest.mark.parametrize(
    "text",
    [
        "composite: c\nattributes: { a: serial }",
        "composite: c\nattributes: { a: utc }",
        "composite: c\nattributes: { a: { type: array, items: c } }",
        "composite: c\nattributes: { a: d }",
        "range: c\nsubtype: e",
        "range: r\nsubtype: { type: numeric, precision: 3 }",
        "range: r\nsubtype: r_multirange",
    ],
)
def test_what_nothing_can_be_made_of(text: str) -> None:
    alias = 'types:\n  utc: { python: "a:B", ddl: timestamptz, annotation: datetime }'
    more = ("domain: d\ntype: c", "composite: e\nattributes: { a: c }") if "c\n" in text else ()
    if text.startswith("range: r"):
        more = ()
    assert set(codes(text, alias, *more)) == {"SG167"}


@pytest.mark.parametrize("name", ["address", "span", "span_multirange"])
def test_columns_of_own_types(name: str) -> None:
    kinds = {
        "address": UserType("composite", q("address")),
        "span": UserType("range", q("span")),
        "span_multirange": UserType("range", q("span"), "span_multirange"),
    }
    assert column(f"{{ type: {name} }}", ADDRESS, SPAN).type == kinds[name]
    assert column(f"{{ type: array, items: {name} }}", ADDRESS, SPAN).type == Array(kinds[name])


def test_names_share_one_space() -> None:
    assert codes(ADDRESS, "enum: address\nvalues: [a]") == ["SG123"]
    assert codes(SPAN, "enum: span_multirange\nvalues: [a]") == ["SG123"]
    assert codes(ADDRESS, "sequence: address") == ["SG123"]
    assert codes(ADDRESS, "table: address\ncolumns: { id: integer }") == ["SG123"]


@pytest.mark.parametrize(("said", "meant"), [("german", q("german")), ("app.sv", q("sv", "app")), ("a.b", q("a.b"))])
def test_a_collation_of_the_project_or_of_the_server(said: str, meant: QName) -> None:
    swedish = "collation: sv\nschema: app\nprovider: icu\nlocale: sv"
    assert column(f"{{ type: text, collation: {said} }}", GERMAN, swedish).collation == meant


@pytest.mark.parametrize("text", ["composite: box", "range: interval", "collation: POSIX", "collation: de-x-icu"])
def test_names_that_the_server_has(text: str) -> None:
    rest = {"composite": "attributes: { a: text }", "range": "subtype: integer", "collation": "locale: C"}
    assert codes(f"{text}\n{rest[text.partition(':')[0]]}") == ["SG180"]


def test_sqlite_has_none_of_them() -> None:
    table = "table: t\ncolumns: { id: { type: integer, primary_key: true }, a: %s }"
    assert codes(ADDRESS, table % "address", targets=BOTH) == ["SG180"]
    assert codes(ADDRESS, table % "{ type: array, items: address }", targets=BOTH) == ["SG180"]
    fine = table % "{ type: address, variants: { sqlite: json } }"
    assert not resolved(ADDRESS, GERMAN, fine, targets=BOTH).diagnostics
