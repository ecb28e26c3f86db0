"""Functions, procedures and aggregates: what their files mean, and what is wrong with them."""

from __future__ import annotations

import pytest

from azuraforge_schemagen.ir.bodies import Argument, Routine
from azuraforge_schemagen.ir.intent import Rename
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Sql
from tests.resolve.reading import BOTH, USERS, clean, codes, resolved


def q(name: str, schema: str = "") -> QName:
    return QName(schema, name)


def routines(*texts: str) -> list[Routine]:
    return [it for it in clean(*texts).schema.objects.values() if isinstance(it, Routine)]


def one(text: str, *more: str) -> Routine:
    (found,) = routines(text, *more)
    return found


def test_a_function_with_everything() -> None:
    text = """
function: rate
schema: app
arguments:
  a: int
  b: { type: "varchar(10)[]", default: "'{}'" }
  rest: { type: "text[]", mode: variadic, default: "'{}'" }
returns: { setof: numeric }
language: PLPGSQL
volatility: stable
strict: true
security: definer
leakproof: true
parallel: safe
cost: 12.50
rows: 5
support: pg_catalog.my_support
settings: { search_path: "App , pg_temp", TimeZone: UTC, statement_timeout: 5000 }
body: "  SELECT  1 "
comment: it's
"""
    assert one(text) == Routine(
        "function",
        q("rate", "app"),
        (
            Argument("integer", "a"),
            Argument("character varying[]", "b", default=Sql("'{}'")),
            Argument("text[]", "rest", "variadic", Sql("'{}'")),
        ),
        "SETOF numeric",
        "plpgsql",
        Sql("  SELECT  1 "),
        volatility="stable",
        strict=True,
        security_definer=True,
        leakproof=True,
        parallel="safe",
        cost="12.5",
        rows="5",
        support="my_support",
        settings=(("search_path", "app, pg_temp"), ("statement_timeout", "5000"), ("timezone", "UTC")),
        comment="it's",
    )


def test_what_the_server_would_choose_is_not_said() -> None:
    usual = "volatility: volatile\nsecurity: invoker\nparallel: unsafe\ncost: 100\nlanguage: sql\nstrict: false"
    assert one(f"function: f\nreturns: void\nbody: ''\n{usual}") == Routine("function", q("f"), returns="void")
    assert one("function: f\nreturns: { setof: int }\nrows: 1000\nbody: ''").rows is None
    assert one("function: f\nreturns: int\nlanguage: c\nlibrary: l\ncost: 1\nbody: s").cost is None


def test_the_address_has_the_types_in_the_servers_words() -> None:
    text = "function: f\nreturns: void\nbody: ''\narguments: [int, 'timestamptz(3)', '\"T\"', public.mood, app.x]"
    assert one(text).ref == Ref("function", q('f(integer, timestamp with time zone, "T", mood, app.x)'))


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        ("int", "integer"),
        ("setof int", "SETOF integer"),
        ("{ setof: users }", "SETOF users"),
        ('{ table: { x: int, "Y z": "text[]" } }', 'TABLE(x integer, "Y z" text[])'),
    ],
)
def test_returns(spec: str, text: str) -> None:
    assert one(f"function: f\nbody: ''\nreturns: {spec}").returns == text


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ("{ a: { type: int, mode: out } }", "integer"),
        ("{ a: { type: int, mode: inout } }", "integer"),
        ("{ a: { type: int, mode: out }, b: { type: text, mode: inout } }", "record"),
    ],
)
def test_output_arguments_are_what_is_returned(arguments: str, text: str) -> None:
    assert one(f"function: f\nbody: ''\narguments: {arguments}").returns == text


def test_overloads_share_a_file() -> None:
    text = """
function: f
schema: app
depends_on: [table:users]
overloads:
  - { arguments: [int], returns: int, body: SELECT 1 }
  - { arguments: [text], returns: int, body: SELECT 2, depends_on: ["function:f(int)"] }
"""
    first, second = routines(text, USERS)
    assert (first.ref, second.ref) == (Ref("function", q("f(integer)", "app")), Ref("function", q("f(text)", "app")))
    assert first.depends_on == ("table:users",)
    assert second.depends_on == ("function:app.f(integer)",)


def test_places_of_overloads() -> None:
    text = "function: f\noverloads:\n  - { arguments: [int], returns: int, body: a }\n  - { returns: int, body: b }"
    found = clean(text).source_map
    places = [
        found.span(Ref("function", q(name)), *child) for name, *child in (("f(integer)",), ("f()",), ("f()", "body"))
    ]
    assert [(it.line, it.column) for it in places if it] == [(3, 5), (4, 5), (4, 27)]


def test_a_body_that_the_server_reads_has_a_canonical_form() -> None:
    text = "procedure: p\natomic: true\nbody: |\n  begin atomic\n    select 1;\n  END"
    assert one(text).body == Sql("begin atomic select 1; END")
    assert one("function: f\nreturns: int\natomic: true\nbody: return  1").body == Sql("return 1")


def test_an_aggregate() -> None:
    text = """
aggregate: total
arguments: { x: int }
options: { sfunc: pg_catalog.int4pl, stype: int4, initcond: "0", parallel: safe, finalfunc_modify: read_only }
"""
    options = (("initcond", "0"), ("parallel", "safe"), ("sfunc", "int4pl"), ("stype", "integer"))
    assert one(text) == Routine("aggregate", q("total"), (Argument("integer", "x"),), options=options)


def test_an_ordered_set_aggregate() -> None:
    text = """
aggregate: pick
arguments: [float8]
order_by: [float8]
options: { sfunc: ordered_set_transition, stype: internal, finalfunc_extra: true, finalfunc_modify: read_write }
"""
    found = one(text)
    assert found.ref == Ref("aggregate", q("pick(double precision, double precision)"))
    assert dict(found.options) == {"sfunc": "ordered_set_transition", "stype": "internal", "finalfunc_extra": ""}


def test_another_name() -> None:
    text = "function: f\noverloads:\n  - { renamed_from: g, returns: int, body: a }\n"
    text += "  - { renamed_from: g, arguments: [int], returns: int, body: b }"
    assert clean(text).intent.renames == (Rename("function", q("f"), "g", "f"),)


@pytest.mark.parametrize(
    "arguments",
    [
        "{ a: 'users.id%TYPE' }",
        "{ a: 'int default 3' }",
        "{ a: 'int, text' }",
        "{ a: '(' }",
        "{ a: { type: int, default: '1' }, b: int }",
        "{ a: { type: 'int[]', mode: variadic }, b: int }",
        "{ a: { type: int, mode: out, default: '1' } }",
        "[{ name: a, type: int }, { name: a, type: text }]",
        "{ a: int | null }",
        "{ a: { type: int, mode: variadic } }",
    ],
)
def test_arguments_that_no_server_accepts(arguments: str) -> None:
    assert "SG155" in codes(f"function: f\nreturns: int\nbody: ''\narguments: {arguments}")


def test_an_argument_in_and_one_out_may_have_one_name() -> None:
    text = "function: f\nbody: ''\narguments: [{ name: a, type: int }, { name: a, type: text, mode: out }]"
    assert one(text).returns == "text"


@pytest.mark.parametrize("spec", ["body: ''", "returns: text\nbody: ''\narguments: { a: { type: int, mode: out } }"])
def test_what_is_returned_must_be_said(spec: str) -> None:
    assert codes(f"function: f\n{spec}") == ["SG156"]


@pytest.mark.parametrize(
    "spec",
    [
        "rows: 5\nbody: ''",
        "cost: 0\nbody: ''",
        "atomic: true\nbody: SELECT 1",
        'atomic: true\nbody: "BEGIN ATOMIC SELECT \'x; END"',
        'atomic: true\nbody: "RETURN 1; SELECT 2"',
        'atomic: true\nbody: "BEGIN ATOMIC SELECT 1; END; SELECT CASE WHEN true THEN 1 END"',
        "atomic: true\nlanguage: plpgsql\nbody: RETURN 1",
        "body: RETURN 1",
        "language: c\nbody: f",
        "library: $libdir/f\nbody: ''",
    ],
)
def test_details_that_do_not_fit(spec: str) -> None:
    assert codes(f"function: f\nreturns: int\n{spec}") == ["SG157"]


@pytest.mark.parametrize(
    "body",
    [
        "RETURN CASE WHEN a > 0 THEN 1 END",
        "BEGIN ATOMIC SELECT CASE a WHEN 1 THEN 2 END; END",
        'BEGIN ATOMIC SELECT f."end" + f.begin; END',
        "BEGIN ATOMIC END",
    ],
)
def test_bodies_that_the_server_reads(body: str) -> None:
    assert one(f"function: f\narguments: {{ a: int }}\nreturns: int\natomic: true\nbody: {body}").atomic


def test_functions_of_triggers() -> None:
    assert codes("function: f\nreturns: trigger\nbody: SELECT 1") == ["SG157"]
    head = "function: f\nreturns: trigger\nlanguage: plpgsql\nbody: BEGIN END\n"
    assert codes(f"{head}arguments: [int]") == ["SG155"]
    assert one(head).returns == "trigger"


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        ("arguments: { a: { type: int, default: '1' } }\noptions: { sfunc: int4pl, stype: int }", "SG155"),
        ("arguments: { a: { type: int, mode: inout } }\noptions: { sfunc: int4pl, stype: int }", "SG155"),
        ("arguments: [int]\noptions: { sfunc: int4pl, stype: int, hypothetical: true }", "SG157"),
        ("arguments: [int]\noptions: { sfunc: int4pl, stype: int, msfunc: int4pl }", "SG157"),
        ("arguments: [int]\noptions: { sfunc: int4pl, stype: int, minitcond: '0' }", "SG157"),
    ],
)
def test_aggregates_that_no_server_takes(spec: str, code: str) -> None:
    assert codes(f"aggregate: f\n{spec}") == [code]


def test_all_kinds_share_their_names() -> None:
    function = "function: f\nreturns: int\nbody: ''\narguments: [int]"
    assert codes(function, "procedure: f\nbody: ''\narguments: [int4]") == ["SG120"]
    assert codes(function, "procedure: f\nbody: ''\narguments: [text]") == []
    twice = "function: f\noverloads: [{ returns: int, body: a }, { returns: text, body: b }]"
    assert codes(twice) == ["SG120"]


def test_what_is_needed_must_be_there() -> None:
    assert codes("function: f\nreturns: int\nbody: ''\ndepends_on: [table:nobody]") == ["SG168"]
    assert codes("function: f\nreturns: int\nbody: ''\ndepends_on: [chair:x]") == ["SG168"]


def test_sqlite_has_none() -> None:
    text = "function: f\nreturns: int\nbody: ''"
    assert [it.code for it in resolved(text, targets=BOTH).diagnostics] == ["SG180"]
    assert resolved(f"{text}\ndialects: [postgresql]", targets=BOTH).diagnostics == ()
