"""Defaults of the server and of Python: canonical by the column's type, and what does not fit it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import ClientDefault, PyCall, PyFunction, PySequence, PySql, PyValue
from azuraforge_schemagen.ir.schema import Constant, Default, Function, Number, Sql
from tests.resolve.reading import BOTH, attribute, codes, column, resolved

KIND = "enum: kind\nvalues: [a, b]"


@pytest.mark.parametrize(
    ("type_", "text", "default"),
    [
        ("string", "PENDING", Constant("PENDING")),
        ("string", "2024-01-01", Constant("2024-01-01")),
        ("string", "'12:30'", Constant("12:30")),
        ("string", '{ value: "now()" }', Constant("now()")),
        ("string", "'' ", Constant("")),
        ("integer", "1", Constant(1)),
        ("bigint", "-9223372036854775808", Constant(-(1 << 63))),
        ("boolean", "false", Constant(False)),
        ("numeric", "1.50", Number("1.50")),
        ("numeric", "1", Constant(1)),
        ("numeric", "1e3", Constant(1000)),
        ("double", "0.5", Number("0.5")),
        ("double", "1e-7", Number("0.0000001")),
        ("double", "NaN", Constant("NaN")),
        ("date", "2024-01-31", Constant("2024-01-31")),
        ("time", "'12:30'", Constant("12:30")),
        ("timestamptz", "2024-01-31 12:30:00+00", Constant("2024-01-31 12:30:00+00")),
        ("timestamp", "infinity", Constant("infinity")),
        ("interval", "1 day", Constant("1 day")),
        ("uuid", "0A0B0C0D-0000-0000-0000-000000000000", Constant("0a0b0c0d000000000000000000000000")),
        ("json", '{ value: { b: [1, 1.10, "é"], a: null } }', Constant('{"b": [1, 1.10, "é"], "a": null}')),
        ("json", "{ value: [] }", Constant("[]")),
        ("jsonb", "PENDING", Constant('"PENDING"')),
        ("kind", "a", Constant("a")),
        ("inet", "127.0.0.1", Constant("127.0.0.1")),
        ("timestamptz", "now()", Function("now")),
        ("timestamptz", "current_timestamp()", Function("current_timestamp")),
        ("uuid", "gen_random_uuid()", Function("gen_random_uuid")),
        ("date", "current_date()", Function("current_date")),
        ("timestamptz", '{ sql: "now()" }', Function("now")),
        ("timestamptz", "{ sql: current_timestamp }", Function("current_timestamp")),
        ("timestamptz", "{ sql: \"now() +  interval '1 day'\" }", Sql("now() + interval '1 day'")),
        ("string | null", "{ value: null }", None),
    ],
)
def test_a_server_default_has_one_form_a_type(type_: str, text: str, default: Default | None) -> None:
    assert column(f"{{ type: {type_}, server_default: {text} }}", KIND).server_default == default


def test_sql_by_dialect_is_kept_by_dialect() -> None:
    spec = "{ type: text, server_default: { sql: { sqlite: \"'a'\", postgresql: \"'b'\" } } }"
    assert column(spec, targets=BOTH).server_default == Sql(None, (("postgresql", "'b'"), ("sqlite", "'a'")))
    same = "{ type: text, server_default: { sql: { sqlite: \"'a'\", postgresql: \"'a'\" } } }"
    assert column(same, targets=BOTH).server_default == Sql("'a'")
    now = "{ type: timestamptz, server_default: { sql: { sqlite: CURRENT_TIMESTAMP, postgresql: now() } } }"
    assert column(now, targets=BOTH).server_default == Function("now")


def test_an_array_is_written_as_each_server_writes_it() -> None:
    spec = '{ type: array, items: text, server_default: { value: [a, "b\'"] } }'
    assert column(spec).server_default == Sql("""'{"a","b''"}'""")
    texts = (("postgresql", """'{"a","b''"}'"""), ("sqlite", """'["a", "b''"]'"""))
    assert column(spec, targets=BOTH).server_default == Sql(None, texts)


@pytest.mark.parametrize(
    ("type_", "text", "default"),
    [
        ("string", "PENDING", PyValue("PENDING")),
        ("string | null", "null", PyValue(None)),
        ("integer", "1", PyValue(1)),
        ("double", "1.5", PyValue(Decimal("1.5"))),
        ("json", "{ value: {} }", PyValue({})),
        ("string", '{ value: "now()" }', PyValue("now()")),
        ("string", "uuid4()", PyFunction("uuid4")),
        ("timestamptz", "utcnow()", PyFunction("utcnow")),
        ("json", "dict()", PyFunction("dict")),
        ("string", '{ call: "app.ids:new" }', PyCall("app.ids", "new")),
        ("string", '{ call: "app.ids:new", args: [4, x] }', PyCall("app.ids", "new", (4, "x"))),
        ("string", '{ call: "app.ids:new", args: { size: 4 } }', PyCall("app.ids", "new", (), (("size", 4),))),
        ("string", "{ sql: \"lower('X')\" }", PySql("lower('X')")),
        ("kind", "b", PyValue("b")),
        ("binary", "abc", PyValue("abc")),
        ("{0}", "[1, 2]", PyValue([1, 2])),
    ],
)
def test_python_s_defaults(type_: str, text: str, default: ClientDefault) -> None:
    spec = f"type: {type_}, default: {text}"
    if type_ == "{0}":
        spec = "type: array, items: integer, default: { value: [1, 2] }"
    assert attribute(f"{{ {spec} }}", KIND).default == default


def test_on_update_is_spelled_as_default() -> None:
    assert attribute("{ type: timestamptz, on_update: now() }").on_update == PyFunction("now")


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("string", "012"),
        ("string", "1.10"),
        ("string", "true"),
        ("{0}", "too long"),
        ("integer", "1e3"),
        ("integer", "1.0"),
        ("integer", "'1'"),
        ("integer", "true"),
        ("smallint", "32768"),
        ("integer", "-2147483649"),
        ("boolean", "1"),
        ("boolean", "'yes'"),
        ("date", "2024-13-45"),
        ("date", "20240131"),
        ("date", "2024-01-31 10:00:00"),
        ("time", "'25:00'"),
        ("timestamptz", "yesterday"),
        ("timestamptz", "5"),
        ("interval", "soon"),
        ("uuid", "abc"),
        ("numeric", ".nan"),
        ("numeric", ".inf"),
        ("numeric", "'1'"),
        ("{1}", "123.45"),
        ("double", "fast"),
        ("double", "1e400"),
        ("bit", "'2'"),
        ("binary", "abc"),
        ("kind", "c"),
        ("json", "'{}'"),
        ("inet", "true"),
        ("timestamptz", "{ value: {} }"),
        ("integer", "now()"),
        ("uuid", "now()"),
        ("{ type: array, items: integer", "{ value: [a] }"),
    ],
)
def test_a_literal_that_is_no_value_of_the_type(type_: str, text: str) -> None:
    start = {"{0}": "{ type: string, length: 3", "{1}": "{ type: numeric, precision: 4, scale: 2"}
    opening = start.get(type_) or (type_ if type_.startswith("{") else f"{{ type: {type_}")
    found = resolved(f"table: t\ncolumns:\n  c: {opening}, server_default: {text} }}", KIND).diagnostics
    assert [one.code for one in found] == ["SG135"]
    assert found[0].span
    assert found[0].span.line == 3


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("server_default", "uuid4()"),
        ("server_default", "nextval()"),
        ("server_default", '"lower(name)"'),
        ("server_default", '"now(); drop table y"'),
        ("default", "gen_random_uuid()"),
        ("default", "uuid5()"),
    ],
)
def test_a_bare_call_is_a_known_function(key: str, text: str) -> None:
    assert codes(f"table: t\ncolumns:\n  c: {{ type: string, {key}: {text} }}") == ["SG136"]


def test_the_help_names_the_known_functions_and_the_other_side_s() -> None:
    found = resolved(
        "table: t\ncolumns: { c: { type: string, server_default: uuid4() }, d: { type: text, default: f() } }"
    )
    helps = [one.help for one in found.diagnostics]
    assert helps[0] == "that is Python's; the server's is gen_random_uuid()"
    assert "utcnow(), uuid4()" in helps[1]


def test_a_default_that_python_sends_may_differ_by_dialect() -> None:
    spec = '{ type: text, default: { sql: { postgresql: "a", sqlite: null } } }'
    assert attribute(spec, targets=BOTH).default == PySql("", (("postgresql", "a"), ("sqlite", "NULL")))


def test_a_number_from_a_sequence() -> None:
    spec = "{ type: integer | null, default: { sequence: app.numbers } }"
    numbers = "sequence: numbers\nschema: app"
    assert attribute(spec, numbers).default == PySequence(QName("app", "numbers"))
    found = resolved(f"table: t\ncolumns: {{ c: {spec} }}").diagnostics
    assert [(it.code, it.span and it.span.line) for it in found] == [("SG140", 2)]


def test_literals_of_an_alias_are_its_own_matter_in_python() -> None:
    alias = 'types: { money_: { python: "a:B", ddl: integer } }'
    assert attribute('{ type: money_, default: "1 EUR" }', alias).default == PyValue("1 EUR")
    assert codes('table: t\ncolumns: { c: { type: money_, server_default: "1 EUR" } }', alias) == ["SG135"]
