"""What files say about change: renames, backfills, conversions, values that went. Nothing of it is in the Schema."""

from __future__ import annotations

from textwrap import dedent

import pytest

from azuraforge_schemagen.ir.intent import Intent, Rename, Using
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import Sql
from tests.resolve.reading import BOTH, clean, codes

T, E = QName("", "t"), QName("", "e")


def test_renames_of_everything() -> None:
    text = (
        "table: t\nrenamed_from: old_t\n"
        "columns: { a: { type: text, renamed_from: b }, b: { type: text, renamed_from: a } }\n"
        "primary_key: { name: pk, columns: [a], renamed_from: old_pk }\n"
        "uniques: { u: { columns: [a], renamed_from: old_u } }\nchecks: { c: { sql: a > 1, renamed_from: old_c } }\n"
        "foreign_keys: { f: { columns: [a], references: t, to: [a], renamed_from: old_f } }\n"
        "indexes: { i: { columns: [a], renamed_from: old_i } }\n"
    )
    enum = "enum: e\nrenamed_from: old_e\nvalues: [x, { y: { renamed_from: z } }]"
    assert clean(text, enum).intent.renames == tuple(
        sorted(
            [
                Rename("table", T, "old_t", "t"),
                Rename("column", T, "b", "a"),
                Rename("column", T, "a", "b"),
                Rename("constraint", T, "old_pk", "pk"),
                Rename("constraint", T, "old_u", "u"),
                Rename("constraint", T, "old_c", "c"),
                Rename("constraint", T, "old_f", "f"),
                Rename("index", T, "old_i", "i"),
                Rename("enum", E, "old_e", "e"),
                Rename("value", E, "z", "y"),
            ]
        )
    )


def test_moves() -> None:
    table = """
        table: t
        schema: app
        moved_from: public
        columns: { a: integer }
        partition_by: { list: [a] }
        partitions:
          p: { in: [1], partition_by: { list: [a] }, partitions: { q: { in: [1] } } }
          o: { in: [2], schema: other, moved_from: app, renamed_from: oo }
          s: { in: [3], schema: other }
    """
    enum = "enum: e\nmoved_from: app\nrenamed_from: f\nvalues: [x]"
    others = ("sequence: n\nmoved_from: app", "domain: d\nschema: app\nmoved_from: b\ntype: text")
    assert set(clean(dedent(table), enum, *others).intent.renames) == {
        Rename("table", QName("app", "t"), "t", "t", ""),
        Rename("table", QName("app", "p"), "p", "p", ""),
        Rename("table", QName("app", "q"), "q", "q", ""),
        Rename("table", QName("other", "o"), "oo", "o", "app"),
        Rename("enum", E, "f", "e", "app"),
        Rename("sequence", QName("", "n"), "n", "n", "app"),
        Rename("domain", QName("app", "d"), "d", "d", "b"),
    }


def test_renames_in_a_mixin_hold_for_each_table() -> None:
    mixin = "mixin: m\ncolumns: { a: { type: text, renamed_from: b } }\n"
    mixin += "indexes: { new: { columns: [a], renamed_from: '{table}_old' } }"
    renames = clean("table: t\nmixins: [m]", "table: u\nmixins: [m]", mixin).intent.renames
    assert {(it.kind, it.scope.name, it.old, it.new) for it in renames} == {
        ("column", "t", "b", "a"),
        ("column", "u", "b", "a"),
        ("index", "t", "t_old", "t_new"),
        ("index", "u", "u_old", "u_new"),
    }


def test_backfill_using_and_removed_values() -> None:
    text = (
        "table: t\ncolumns:\n  a: { type: text, backfill: \"'x'\" }\n"
        '  b: { type: text, backfill: { postgresql: "1", sqlite: "2" }, using: "b::text" }\n'
        '  c: { type: integer, using: { up: "c::integer", down: "c::text" } }\n'
        '  d: { type: integer, using: { postgresql: "d::integer", sqlite: null } }\n'
    )
    intent = clean(text, "enum: e\nvalues: [x]\nremoved: { y: x }", targets=BOTH, naming={"pk": "pk_{table}"}).intent
    by_dialect = Sql(None, (("postgresql", "1"), ("sqlite", "2")))
    assert intent == Intent(
        (),
        {(T, "a"): Sql("'x'"), (T, "b"): by_dialect},
        {
            (T, "b"): Using(Sql("b::text")),
            (T, "c"): Using(Sql("c::integer"), Sql("c::text")),
            (T, "d"): Using(Sql(None, (("postgresql", "d::integer"), ("sqlite", None)))),
        },
        {E: {"y": "x"}},
        naming=Naming({"pk": "pk_{table}"}),
    )


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (("table: t\nrenamed_from: t\ncolumns: { a: text }",), "SG153"),
        (
            ("table: t\nrenamed_from: x\ncolumns: { a: text }", "table: u\nrenamed_from: x\ncolumns: { a: text }"),
            "SG153",
        ),
        (("table: t\nmoved_from: public\ncolumns: { a: text }",), "SG153"),
        (("enum: e\nschema: app\nmoved_from: app\nrenamed_from: f\nvalues: [x]",), "SG153"),
        (
            (
                "table: t\nschema: app\nmoved_from: public\ncolumns: { a: text }",
                "table: u\nrenamed_from: t\ncolumns: { a: text }",
            ),
            "SG153",
        ),
        (("table: t\ncolumns: { a: { type: text, renamed_from: a } }",), "SG153"),
        (("table: t\ncolumns: { a: { type: text, renamed_from: c }, b: { type: text, renamed_from: c } }",), "SG153"),
        (("enum: e\nvalues: [{ x: { renamed_from: z } }, { y: { renamed_from: z } }]",), "SG153"),
        (("enum: e\nvalues: [{ x: { renamed_from: x } }]",), "SG153"),
        (("enum: e\nvalues: [x]\nremoved: { x: x }",), "SG152"),
        (("enum: e\nvalues: [x]\nremoved: { y: z }",), "SG152"),
        (('table: t\ncolumns: { a: { type: text, backfill: "(" } }',), "SG137"),
    ],
)
def test_what_contradicts_itself_is_said(texts: tuple[str, ...], code: str) -> None:
    assert codes(*texts) == [code]


def test_enums_keep_the_order_of_their_values() -> None:
    enum = clean("enum: e\nvalues: [b, a, { c: { renamed_from: d } }]\ncomment: x\ndialects: [postgresql]").schema.enum(
        E
    )
    assert (enum.values, enum.comment, enum.dialects) == (("b", "a", "c"), "x", ())
