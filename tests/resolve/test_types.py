"""Types: built-in names, sizes, arrays, raw ones, enums, aliases, variants."""

from __future__ import annotations

import pytest

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import Alias
from azuraforge_schemagen.ir.types import Array, EnumType, Raw, Scalar, Type, Variant
from tests.resolve.reading import BOTH, attribute, codes, column, resolved

KIND = "enum: kind\nvalues: [a, b]"
ROLE = "enum: role\nschema: app\nvalues: [a]"
UTC = 'types: { utc: { python: "app.types:Utc", ddl: timestamptz, annotation: datetime } }'


@pytest.mark.parametrize(
    ("spec", "type_"),
    [
        ("string", Scalar("string")),
        ("{ type: string, length: 64 }", Scalar("string", length=64)),
        ("char", Scalar("char", length=1)),
        ("bit", Scalar("bit", length=1)),
        ("varbit", Scalar("varbit")),
        ("numeric", Scalar("numeric")),
        ("{ type: numeric, precision: 10 }", Scalar("numeric", precision=10, scale=0)),
        ("{ type: numeric, precision: 10, scale: 2 }", Scalar("numeric", precision=10, scale=2)),
        ("float", Scalar("double")),
        ("{ type: float, precision: 24 }", Scalar("real")),
        ("{ type: float, precision: 25 }", Scalar("double")),
        ("{ type: timestamptz, precision: 3 }", Scalar("timestamptz", precision=3)),
        ("{ type: interval, fields: day to second }", Scalar("interval", fields="day to second")),
        ('{ type: raw, raw: "vector( 384 )" }', Raw("vector( 384 )")),
        ("{ type: array, items: string }", Array(Scalar("string"))),
        ("{ type: array, items: { type: string, length: 9 }, dimensions: 2 }", Array(Scalar("string", length=9), 2)),
        ("{ type: array, items: kind }", Array(EnumType(QName("", "kind")))),
        ("kind", EnumType(QName("", "kind"))),
        ("app.role", EnumType(QName("app", "role"))),
        ("utc", Scalar("timestamptz")),
        (
            "{ type: json, variants: { postgresql: jsonb, mysql: text } }",
            Variant(Scalar("json"), (("postgresql", Scalar("jsonb")),)),
        ),
        ("{ type: json, variants: { postgresql: json } }", Scalar("json")),
        (
            "{ type: text, variants: { postgresql: { type: array, items: text } } }",
            Variant(Scalar("text"), (("postgresql", Array(Scalar("text"))),)),
        ),
    ],
)
def test_a_spelled_type_has_one_canonical_form(spec: str, type_: Type) -> None:
    assert column(spec, KIND, ROLE, UTC).type == type_


@pytest.mark.parametrize(("spec", "nullable"), [("string", False), ("string | null", True), ("utc | null", True)])
def test_null_stands_behind_the_type(spec: str, nullable: bool) -> None:
    assert column(spec, UTC).nullable is nullable


def test_an_enum_of_the_table_s_own_schema_needs_no_schema() -> None:
    found = resolved("table: t\nschema: app\ncolumns: { id: bigint, r: role }", ROLE)
    assert found.schema.table(QName("app", "t")).by_name["r"].type == EnumType(QName("app", "role"))
    assert found.diagnostics == ()


def test_an_alias_is_its_class_in_python_and_its_form_in_the_database() -> None:
    assert attribute("utc | null", UTC).alias == Alias("utc", "app.types", "Utc", "datetime")


def test_an_alias_may_differ_by_dialect() -> None:
    alias = 'types: { blob: { python: "a:B", ddl: json, variants: { postgresql: jsonb } } }'
    assert column("blob", alias, targets=BOTH).type == Variant(Scalar("json"), (("postgresql", Scalar("jsonb")),))


@pytest.mark.parametrize(
    ("spec", "code", "help_"),
    [
        ("strin", "SG126", "did you mean 'string'?"),
        ("role", "SG126", "did you mean 'app.role'?"),
        ("{ type: kind, length: 3 }", "SG128", ""),
        ("{ type: utc, precision: 3 }", "SG128", ""),
        ("{ type: numeric, precision: 2, scale: 3 }", "SG128", ""),
        ("{ type: float, precision: 54 }", "SG128", ""),
        ("{ type: array, items: serial }", "SG128", ""),
        ("{ type: json, variants: { postgresql: serial } }", "SG128", ""),
        ("{ type: array, items: { type: array, items: text } }", "SG128", "write dimensions: 2"),
        ("{ type: array, items: strin }", "SG126", "did you mean 'string'?"),
    ],
)
def test_a_type_that_cannot_be_is_said_with_its_place(spec: str, code: str, help_: str) -> None:
    found = resolved(f"table: t\ncolumns:\n  c: {spec}", KIND, ROLE, UTC).diagnostics
    assert [one.code for one in found] == [code]
    assert found[0].span
    assert found[0].span.line == 3
    assert found[0].help.startswith(help_)


@pytest.mark.parametrize(
    "texts",
    [
        ("enum: text\nvalues: [a]",),
        ('types: { json: { python: "a:B", ddl: text } }',),
        (KIND, 'types: { kind: { python: "a:B", ddl: text } }'),
    ],
)
def test_a_type_name_means_one_thing(texts: tuple[str, ...]) -> None:
    assert codes(*texts)[:1] == ["SG127"]


def test_an_alias_stands_on_what_is_known() -> None:
    assert codes('types: { a: { python: "a:B", ddl: b }, b: { python: "a:B", ddl: text } }') == ["SG126"]
    assert codes('types: { a: { python: "a:B", ddl: serial } }') == ["SG127"]


def test_an_enum_of_another_schema_may_have_a_dot_in_its_name() -> None:
    dotted = 'enum: "a.b"\nschema: other\nvalues: [a]'
    assert column("other.a.b", dotted).type == EnumType(QName("other", "a.b"))


@pytest.mark.parametrize(
    "text",
    [
        "text); drop table x;--",
        "text; drop table x",
        "text, d text",
        "text -- all",
        "text /* all */",
        "text default 1",
        "text NOT NULL",
        "text primary key",
        "'text",
        '"my type',
    ],
)
def test_a_raw_type_is_one_type(text: str) -> None:
    spec = text.replace("'", "''")
    found = resolved(f"table: t\ncolumns:\n  c: {{ type: raw, raw: '{spec}' }}").diagnostics
    assert {one.code for one in found} == {"SG137"}
    assert str(found[0].span) == "schema/0.yaml:3:24"


@pytest.mark.parametrize(
    "text",
    [
        "vector(384)",
        "numeric(10, 2)",
        "double precision[]",
        'app."My; Type"',
        "timestamp(3) with time zone",
        "int array",
        "interval day to second(3)",
        "geometry(Point, 4326)",
        "bit varying(5)",
        "character varying",
    ],
)
def test_a_raw_type_may_be_any_type(text: str) -> None:
    assert codes(f"table: t\ncolumns:\n  c: {{ type: raw, raw: '{text}' }}") == []
