"""Tables: columns with the keys in their lines, keys beside them, indexes, mixins, derived names."""

from __future__ import annotations

import pytest

from azuraforge_schemagen.config import Target
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Generated,
    Identity,
    Index,
    IndexKey,
    Namespace,
    PrimaryKey,
    Sql,
    Unique,
)
from azuraforge_schemagen.ir.types import Scalar
from tests.resolve.reading import BOTH, clean, codes, column, resolved, table


def test_a_primary_key_of_flagged_columns_is_in_their_order() -> None:
    text = "table: t\ncolumns: { b: { type: text, primary_key: true }, a: { type: text, primary_key: true } }"
    assert table(clean(text), "t").primary_key == PrimaryKey("t_pkey", ("b", "a"))


def test_a_primary_key_of_the_table_says_more() -> None:
    text = "table: t\ncolumns: { a: text, b: text, c: text }\nprimary_key: "
    assert table(clean(text + "[b, a]"), "t").primary_key == PrimaryKey("t_pkey", ("b", "a"))
    more = "{ name: pk, columns: [a], include: [c], deferrable: deferred, comment: x }"
    assert table(clean(text + more), "t").primary_key == PrimaryKey("pk", ("a",), ("c",), "deferred", "x")
    named = "table: t\ncolumns: { a: { type: text, primary_key: true } }\nprimary_key: { name: pk }"
    assert table(clean(named), "t").primary_key == PrimaryKey("pk", ("a",))
    in_line = "table: t\ncolumns: { a: { type: text, primary_key: true, constraint: pk } }"
    assert table(clean(in_line), "t").primary_key == PrimaryKey("pk", ("a",))


def test_a_table_without_a_primary_key_has_no_class() -> None:
    found = clean("table: t\ncolumns: { a: text }")
    assert table(found, "t").primary_key is None
    assert found.orm.classes == {}


def test_keys_and_indexes_of_a_line_have_the_servers_names() -> None:
    text = (
        "table: t\nschema: app\ncolumns:\n"
        "  a: { type: text, unique: true, index: true, check: \"a  <>  ''\" }\n"
        "  b: { type: text, index: unique }\n"
        "  c: { type: text, unique: true, constraint: uq, deferrable: deferred }\n"
    )
    found = table(clean(text), "t", "app")
    assert found.uniques == (Unique("t_a_key", ("a",)), Unique("uq", ("c",), deferrable="deferred"))
    assert found.checks == (Check("t_a_check", Sql("a <> ''")),)
    assert found.indexes == (
        Index("ix_app_t_a", (IndexKey("a"),)),
        Index("ix_app_t_b", (IndexKey("b"),), unique=True),
    )


def test_the_naming_of_the_settings_holds_for_derived_names() -> None:
    naming = {"pk": "pk_{table}", "uq": "uq_{table}_{columns}", "ck": "ck_{table}_{column}", "ix": "ix_{columns}"}
    spec = '{ type: text, primary_key: true, unique: true, check: "a > 1", index: true }'
    found = table(clean(f"table: t\ncolumns: {{ a: {spec} }}", naming=naming), "t")
    assert [it.name for it in (*found.constraints, *found.indexes)] == ["pk_t", "uq_t_a", "ck_t_a", "ix_a"]


def test_a_derived_constraint_steps_aside_as_in_postgresql() -> None:
    long = "x" * 60
    text = (
        f"table: t\ncolumns:\n  {long}1: {{ type: text, unique: true }}\n  {long}2: {{ type: text, unique: true }}\n"
        '  a: { type: text, check: "a > 1" }\nchecks: { t_a_check: "b > 1" }'
    )
    found = table(clean(text), "t")
    assert [it.name for it in found.uniques] == [f"t_{'x' * 56}_key1", f"t_{'x' * 57}_key"]
    assert [(it.name, it.expression) for it in found.checks] == [
        ("t_a_check", Sql("b > 1")),
        ("t_a_check1", Sql("a > 1")),
    ]


def test_uniques_and_checks_of_the_table() -> None:
    text = (
        "table: t\ncolumns: { a: text, b: text }\n"
        "uniques:\n  u1: [b, a]\n"
        "  u2: { columns: [a], include: [b], nulls_not_distinct: true, deferrable: immediate, comment: x }\n"
        "checks:\n  c1: a > b\n  c2: { sql: a > 1, not_valid: true, no_inherit: true, comment: x }\n"
    )
    found = table(clean(text), "t")
    assert found.uniques == (
        Unique("u1", ("b", "a")),
        Unique("u2", ("a",), ("b",), True, "immediate", "x"),
    )
    assert found.checks == (Check("c1", Sql("a > b")), Check("c2", Sql("a > 1"), True, True, comment="x"))


def test_checks_by_dialect() -> None:
    text = (
        "table: t\ncolumns: { a: text }\nchecks:\n"
        "  c1: { postgresql: a ~ 'x', sqlite: null }\n  c2: { sql: a > 1, dialects: [sqlite] }\n"
        "  c3: { sql: a > 1, dialects: [sqlite, postgresql] }\n"
    )
    assert table(clean(text, targets=BOTH), "t").checks == (
        Check("c1", Sql(None, (("postgresql", "a ~ 'x'"), ("sqlite", None)))),
        Check("c2", Sql("a > 1"), dialects=("sqlite",)),
        Check("c3", Sql("a > 1")),
    )


def test_an_index_with_everything() -> None:
    text = (
        "table: t\ncolumns: { a: text, b: text, c: text }\nindexes:\n  plain: [a, b]\n  full:\n"
        "    columns: [a, { column: b, sort: desc, nulls: first, collation: C }, { expr: lower(c), opclass: x_ops }]\n"
        "    unique: true\n    using: gist\n    where: a > 1\n    include: [c]\n    nulls_not_distinct: true\n"
        "    with: { fillfactor: 70, fastupdate: false }\n    comment: x\n"
    )
    full, plain = table(clean(text), "t").indexes
    assert plain == Index("plain", (IndexKey("a"), IndexKey("b")))
    assert full == Index(
        "full",
        (
            IndexKey("a"),
            IndexKey("b", descending=True, collation=QName("", "C")),
            IndexKey(expression=Sql("lower(c)"), opclass="x_ops"),
        ),
        True,
        "gist",
        Sql("a > 1"),
        ("c",),
        True,
        (("fastupdate", "false"), ("fillfactor", "70")),
        (),
        "x",
    )


def test_nulls_are_said_only_where_the_order_says_otherwise() -> None:
    keys = "[{ column: a, nulls: last }, { column: b, nulls: first }, { column: c, sort: desc, nulls: last }]"
    index = table(clean(f"table: t\ncolumns: {{ a: text, b: text, c: text }}\nindexes: {{ i: {keys} }}"), "t").indexes[
        0
    ]
    assert [key.nulls for key in index.keys] == [None, "first", "last"]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("serial", Column("c", Scalar("integer"), False, serial="t_c_seq")),
        ("{ type: bigserial, sequence: s }", Column("c", Scalar("bigint"), False, serial="s")),
        (
            "{ type: bigint, identity: always }",
            Column("c", Scalar("bigint"), False, identity=Identity(True, "t_c_seq")),
        ),
        (
            "{ type: bigint, identity: { always: true, start: 1000, increment: 2, cycle: true, sequence: s } }",
            Column("c", Scalar("bigint"), False, identity=Identity(True, "s", 1000, 2, cycle=True)),
        ),
        (
            '{ type: text, generated: "a  || b" }',
            Column("c", Scalar("text"), False, generated=Generated(Sql("a || b"))),
        ),
        (
            "{ type: text, generated: { sql: a, virtual: true } }",
            Column("c", Scalar("text"), False, generated=Generated(Sql("a"), True)),
        ),
        (
            "{ type: text | null, collation: C, comment: x }",
            Column("c", Scalar("text"), collation=QName("", "C"), comment="x"),
        ),
    ],
)
def test_a_column_by_its_keys(spec: str, expected: Column) -> None:
    targets = (Target("postgresql", (18,)),)
    assert column(spec, targets=targets) == expected


def test_generated_by_dialect() -> None:
    spec = "{ type: text, generated: { postgresql: a, sqlite: b } }"
    text = f"table: t\ncolumns: {{ id: text, c: {spec} }}"
    generated = table(clean(text, targets=BOTH), "t").by_name["c"].generated
    assert generated == Generated(Sql(None, (("postgresql", "a"), ("sqlite", "b"))))


def test_a_mixin_gives_columns_indexes_and_checks_to_each_table() -> None:
    mixin = (
        "mixin: timestamps\ncolumns:\n  created_at: timestamptz\n  at: { type: date, index: true, check: at > now() }\n"
        "indexes: { recent: [created_at], '{table}_at_ix': [at] }\nchecks: { order: at > created_at }\n"
    )
    found = clean("table: t\nmixins: [timestamps]\ncolumns: { id: { type: bigint, primary_key: true } }", mixin)
    made = table(found, "t")
    assert [it.name for it in made.columns] == ["id", "created_at", "at"]
    assert [it.name for it in made.indexes] == ["ix_t_at", "t_at_ix", "t_recent"]
    assert {it.name for it in made.checks} == {"t_at_check", "t_order"}
    assert [it.mixin for it in found.orm.classes[QName("", "t")].attributes] == [None, "timestamps", "timestamps"]


def test_options_are_texts() -> None:
    text = "table: t\ncolumns: { a: text }\noptions: { sqlite_strict: true, fillfactor: 70 }\ncomment: x\n"
    made = table(clean(text), "t")
    assert (made.options, made.comment) == ((("fillfactor", "70"), ("sqlite_strict", "true")), "x")


def test_database_schemas_are_those_declared_and_those_used_but_the_default_one() -> None:
    found = clean(
        "schema: audit\ncomment: x",
        "table: t\nschema: app\ncolumns: { a: text }",
        "table: u\nschema: public\ncolumns: { a: text }",
    )
    assert [it for it in found.schema.objects.values() if isinstance(it, Namespace)] == [
        Namespace(QName("", "app")),
        Namespace(QName("", "audit"), "x"),
    ]
    assert set(found.schema.tables) == {QName("app", "t"), QName("", "u")}


@pytest.mark.parametrize(
    ("rest", "code"),
    [
        ("columns: { a: { type: text | null, primary_key: true } }", "SG133"),
        ("columns: { a: text | null }\nprimary_key: [a]", "SG133"),
        ("columns: { a: { type: text, primary_key: true }, b: text }\nprimary_key: [b]", "SG133"),
        ("columns: { a: text }\nprimary_key: { name: pk }", "SG133"),
        ("columns: { a: text }\nprimary_key: [b]", "SG131"),
        ("columns: { a: text }\nuniques: { u: [b] }", "SG131"),
        ("columns: { a: text }\nuniques: { u: { columns: [a], include: [b] } }", "SG131"),
        ("columns: { a: text }\nindexes: { i: [{ column: b }] }", "SG131"),
        ("columns: { a: text }\nindexes: { i: { columns: [a], include: [b] } }", "SG131"),
        ("columns: { a: text }\nindexes: { i: [a, a] }", "SG132"),
        ("columns: { a: { type: serial | null } }", "SG134"),
        ("columns: { a: { type: serial, server_default: 1 } }", "SG134"),
        ("columns: { a: { type: text, identity: always } }", "SG134"),
        ("columns: { a: { type: bigint | null, identity: always } }", "SG134"),
        ("columns: { a: { type: bigint, identity: { minimum: 5, maximum: 4 } } }", "SG134"),
        ("columns: { a: { type: bigint, identity: { increment: 0 } } }", "SG134"),
        ("columns: { a: { type: serial, generated: b } }", "SG134"),
        ('columns: { a: { type: text, check: "(a" } }', "SG137"),
        ('columns: { a: { type: text, check: "a > \'x" } }', "SG137"),
        ('columns: { a: { type: text, check: "a; drop table t" } }', "SG137"),
        ("columns: { a: text }\nindexes: { i: { columns: [a], where: 'a)' } }", "SG137"),
        ("columns: { a: { type: text, check: { sqlite: a } } }", "SG138"),
        ("columns: { a: text }\ndialects: [sqlite]", "SG138"),
        ("columns: { a: { type: text, constraint: x } }", "SG146"),
        ('columns: { a: { type: text, check: "a > 1", constraint: x } }', "SG146"),
        ("columns: { a: { type: text, deferrable: deferred } }", "SG146"),
        ('columns: { a: { type: text, check: "a in (select b from u)" } }', "SG137"),
        ("mixins: [m]", "SG130"),
        ("columns: { a: text }\nuniques: { x: [a] }\nchecks: { x: a > 1 }", "SG123"),
        ("columns: { a: { type: text, unique: true, constraint: x } }\nchecks: { x: a > 1 }", "SG123"),
    ],
)
def test_what_cannot_be_is_said(rest: str, code: str) -> None:
    found = resolved(f"table: t\n{rest}").diagnostics
    assert code in [one.code for one in found]
    assert all(one.span and one.span.line for one in found)


def test_a_map_by_dialect_speaks_of_every_dialect() -> None:
    text = "table: t\ncolumns: { a: { type: text, check: { postgresql: a } } }"
    assert codes(text, targets=BOTH) == ["SG139"]


@pytest.mark.parametrize("other", ["columns: { a: text }", "mixins: [m, n]"])
def test_columns_of_a_mixin_override_nothing(other: str) -> None:
    mixins = ("mixin: m\ncolumns: { a: date }", "mixin: n\ncolumns: { a: date }")
    rest = other if "mixins" in other else f"mixins: [m]\n{other}"
    found = resolved(f"table: t\n{rest}", *mixins).diagnostics
    assert [one.code for one in found] == ["SG130"]
    assert found[0].labels


def test_what_is_wrong_in_a_mixin_is_said_where_it_stands() -> None:
    found = resolved("table: t\nmixins: [m]", "mixin: m\ncolumns: { a: strin }").diagnostics
    assert [str(one.span) for one in found] == ["schema/1.yaml:2:15"]


def test_everything_is_said_at_once() -> None:
    text = (
        "table: t\ncolumns:\n  a: strin\n  b: { type: integer, server_default: 1e3 }\n"
        "  c: { type: text, references: x.y }\nindexes: { i: [z] }\n"
    )
    assert sorted(codes(text)) == ["SG126", "SG131", "SG135", "SG140"]


def test_a_table_has_at_most_1600_columns() -> None:
    specs = [f"mixin: m{part}\ncolumns:\n" + "".join(f"  c{part}_{n}: text\n" for n in range(900)) for part in (1, 2)]
    assert codes("table: t\nmixins: [m1, m2]", *specs) == ["SG147"]


def test_dialects_are_asked_and_point_at_the_place() -> None:
    found = resolved("table: t\ncolumns:\n  a: inet\n  b: { type: text, index: true }", targets=BOTH)
    assert [(one.code, str(one.span)) for one in found.diagnostics] == [("SG180", "schema/0.yaml:3:6")]


def test_the_source_map_knows_every_place() -> None:
    found = clean(
        "table: t\nmixins: [m]\ncolumns:\n  a: { type: text, unique: true, primary_key: true }\nchecks:\n  c: a > 1\n",
        "mixin: m\ncolumns:\n  at: { type: date, index: true }\n",
        "enum: e\nvalues: [x, y]\n",
    )
    ref, span = Ref("table", QName("", "t")), found.source_map.span
    assert str(span(ref)) == "schema/0.yaml:1:8"
    assert str(span(ref, "columns", "a")) == "schema/0.yaml:4:6"
    assert str(span(ref, "columns", "at")) == "schema/1.yaml:3:7"
    assert str(span(ref, "uniques", "t_a_key")) == "schema/0.yaml:4:28"
    assert str(span(ref, "indexes", "ix_t_at")) == "schema/1.yaml:3:28"
    assert str(span(ref, "checks", "c")) == "schema/0.yaml:6:3"
    assert str(span(ref, "constraint", "t_pkey")).startswith("schema/0.yaml:4")
    assert str(span(ref, "primary_key")).startswith("schema/0.yaml:4")
    assert str(span(Ref("enum", QName("", "e")), "values", "y")) == "schema/2.yaml:2:13"
    assert span(Ref("table", QName("", "gone"))) is None


@pytest.mark.parametrize(
    ("sql", "codes"),
    [
        ("pg_read_file(a) <> ''", ["SG148"]),
        ("\"pg_read_file\"(a) <> ''", ["SG148"]),
        ("public.DBLINK_exec('x', a) = ''", ["SG148"]),
        ("set_config('role', a, false) = '' and pg_sleep(1) is null", ["SG148", "SG148"]),
        ("a <> 'pg_read_file(a)'", []),
        ("length(a) > 1", []),
        ("pg_sleep > 1", []),
    ],
)
def test_functions_that_reach_beyond_the_row_are_warned_of(sql: str, codes: list[str]) -> None:
    text = sql.replace("'", "''")
    found = resolved(f"table: t\ncolumns: {{ a: {{ type: text, check: '{text}' }}, pg_sleep: integer }}").diagnostics
    assert [one.code for one in found] == codes
    assert {one.severity for one in found} <= {"warning"}
