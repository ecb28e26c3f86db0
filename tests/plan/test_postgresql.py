"""The safe forms on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace

import pytest

from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.intent import Intent, Using
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import (
    Constant,
    Enum,
    Generated,
    Identity,
    Index,
    IndexKey,
    PrimaryKey,
    Sql,
    Unique,
    schema_of,
)
from azuraforge_schemagen.ir.types import Array, EnumType, Scalar, Type
from azuraforge_schemagen.plan import casts
from tests.plan.shapes import (
    INTEGER,
    STRING,
    TEXT,
    check,
    column,
    downgraded,
    index,
    name,
    planned,
    refers,
    table,
    words,
)

BIG = Scalar("bigint")
KIND = EnumType(name("kind"))


def test_a_new_not_null_column_is_filled_before_it_is_tightened() -> None:
    new = table("a", column("n", nullable=False, server_default=Constant(5)))
    intent = Intent(backfills={(name("a"), "n"): Sql("id * 2")})
    plan = planned(schema_of(table("a")), schema_of(new), intent)
    assert words(plan) == ["add column a.n", "backfill a.n = id * 2", "alter a.n: nullable, server_default"]
    added = plan.steps[0].action
    assert isinstance(added, ops.AddColumn)
    assert (added.column.nullable, added.column.server_default) == (True, None)


def test_a_column_that_becomes_not_null_is_filled_first() -> None:
    old, new = (schema_of(table("a", column("n", nullable=it))) for it in (True, False))
    intent = Intent(backfills={(name("a"), "n"): Sql("0")})
    assert words(planned(old, new, intent)) == ["backfill a.n = 0", "alter a.n: nullable"]


def test_a_backfill_reads_the_row_as_it_was() -> None:
    old = table("a", column("gone"), column("n"))
    new = table("a", column("n", nullable=False), column("m", nullable=False))
    fills = {(name("a"), "n"): Sql("coalesce(gone, 0)"), (name("a"), "m"): Sql("coalesce(n, gone)")}
    plan = planned(schema_of(old), schema_of(new), Intent(backfills=fills, allow=frozenset({"all"})))
    assert words(plan) == [
        "add column a.m",
        "backfill a.m = coalesce(n, gone)",
        "alter a.m: nullable",
        "backfill a.n = coalesce(gone, 0)",
        "alter a.n: nullable",
        "drop column a.gone",
    ]


def test_a_default_goes_before_the_type_changes_and_comes_after() -> None:
    old = schema_of(table("a", column("n", STRING, server_default=Constant("1"))))
    new = schema_of(table("a", column("n", INTEGER, server_default=Constant(1))))
    plan = planned(old, new)
    assert words(plan) == ["alter a.n: server_default", "alter a.n: type", "alter a.n: server_default"]
    change = plan.steps[1].action
    assert isinstance(change, ops.AlterColumn)
    assert change.using == Using(Sql("CAST(n AS INTEGER)"))


def test_the_authors_using_is_taken_and_turned_round() -> None:
    old, new = schema_of(table("a", column("n", TEXT))), schema_of(table("a", column("n", INTEGER)))
    intent = Intent(using={(name("a"), "n"): Using(Sql("length(n)"), Sql("repeat('x', n)"))})
    (up,) = planned(old, new, intent).steps
    (down,) = downgraded(old, new, intent).steps
    assert isinstance(up.action, ops.AlterColumn)
    assert isinstance(down.action, ops.AlterColumn)
    assert (up.action.using, down.action.using) == (Using(Sql("length(n)")), Using(Sql("repeat('x', n)")))


def test_what_hangs_on_a_column_waits_while_its_type_changes() -> None:
    def both(type_: Type) -> list[object]:
        return [
            table(
                "a",
                column("n", type_, nullable=False),
                column("m", type_),
                column("twice", TEXT, generated=Generated(Sql("n::text || n::text"))),
                PrimaryKey("a_pkey", ("n",)),
                check("ck_n", "n <> m"),
                check("ck_other", "twice <> ''"),
                index("ix_plain", "m"),
                index("ix_part", "twice", where=Sql("m IS NOT NULL")),
                Index("ix_expr", (IndexKey(expression=Sql("abs(m)")),)),
            ),
            table("b", column("a_n", type_), refers("a_n", "a", "n"), check("ck_far", "true")),
        ]

    plan = planned(schema_of(*both(INTEGER)), schema_of(*both(BIG)))  # type: ignore[arg-type]
    assert words(plan) == [
        "drop constraint b.fk_a_n",
        "drop index a.ix_expr",
        "drop index a.ix_part",
        "drop constraint a.ck_n",
        "drop constraint a.ck_other",
        "alter a.m: type",
        "alter b.a_n: type",
        "drop column a.twice",
        "alter a.n: type",
        "add column a.twice",
        "add constraint a.ck_n",
        "add constraint a.ck_other",
        "add constraint b.fk_a_n",
        "create index a.ix_expr",
        "create index a.ix_part",
    ]


def test_a_longer_string_disturbs_nothing() -> None:
    def one(length: int | None) -> object:
        return table("a", column("n", Scalar("string", length=length)), check("ck", "n <> ''"), index("ix", "n"))

    plan = planned(schema_of(one(10)), schema_of(one(None)))  # type: ignore[arg-type]
    assert words(plan) == ["alter a.n: type"]
    assert not plan.steps[0].rewrites


def test_a_changed_expression_is_a_column_computed_anew() -> None:
    def one(text: str) -> object:
        twice = column("twice", INTEGER, generated=Generated(Sql(text)))
        return table("a", column("n"), twice, index("ix", "twice"), Unique("uq", ("twice", "n")))

    assert words(planned(schema_of(one("n * 2")), schema_of(one("n + n")))) == [  # type: ignore[arg-type]
        "drop index a.ix",
        "drop constraint a.uq",
        "drop column a.twice",
        "add column a.twice",
        "add constraint a.uq",
        "create index a.ix",
    ]


def test_a_generated_column_keeps_its_values_when_it_becomes_plain() -> None:
    old = schema_of(table("a", column("n"), column("m", generated=Generated(Sql("n * 2")))))
    new = schema_of(table("a", column("n"), column("m", BIG, nullable=False)))
    assert words(planned(old, new, Intent(backfills={(name("a"), "m"): Sql("0")}))) == [
        "ALTER TABLE a ALTER COLUMN m DROP EXPRESSION",
        "alter a.m: type",
        "backfill a.m = 0",
        "alter a.m: nullable",
    ]


def test_a_collation_is_said_in_sql() -> None:
    old = schema_of(table("a", column("n", TEXT)))
    new = schema_of(table("a", column("n", TEXT, collation=QName("", "C"))))
    assert words(planned(old, new)) == ['ALTER TABLE a ALTER COLUMN n TYPE TEXT COLLATE "C"']
    assert words(planned(new, old)) == ["ALTER TABLE a ALTER COLUMN n TYPE TEXT"]


def test_an_enum_is_made_anew_with_its_rows_and_defaults() -> None:
    def both(*values: str, default: str) -> list[object]:
        parts = (
            column("k", KIND, server_default=Constant(default)),
            column("ks", Array(KIND)),
            column("t", TEXT, server_default=Sql("'x'::kind::text")),
            check("ck", "k <> 'x'"),
            index("ix", "k"),
        )
        return [Enum(name("kind"), values), table("a", *parts)]

    intent = Intent(removed_values={name("kind"): {"z": "y"}})
    plan = planned(schema_of(*both("x", "y", "z", default="z")), schema_of(*both("y", "x", default="y")), intent)  # type: ignore[arg-type]
    assert words(plan) == [
        "drop constraint a.ck",
        "alter a.k: server_default",
        "alter a.t: server_default",
        "rename kind to kind__old",
        "create enum kind",
        "alter a.k: type",
        "alter a.ks: type",
        "drop enum kind__old",
        "alter a.k: server_default",
        "alter a.t: server_default",
        "add constraint a.ck",
    ]
    using = [step.action.using for step in plan.steps if isinstance(step.action, ops.AlterColumn) and step.action.using]
    assert using == [
        Using(Sql("CAST(CASE CAST(k AS text) WHEN 'z' THEN 'y' ELSE CAST(k AS text) END AS kind)")),
        Using(Sql("CAST(array_replace(CAST(ks AS text[]), 'z', 'y') AS kind[])")),
    ]


def test_a_value_that_a_downgrade_brings_back_can_be_used_at_once() -> None:
    old = schema_of(Enum(name("kind"), ("x", "y")), table("a", column("k", KIND, server_default=Constant("y"))))
    new = schema_of(Enum(name("kind"), ("x",)), table("a", column("k", KIND, server_default=Constant("x"))))
    back = words(downgraded(old, new))
    assert "add enum value kind" not in back
    assert back[-1] == "alter a.k: server_default"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            column("n", nullable=False),
            column("n", nullable=False, serial="a_n_seq"),
            [
                "CREATE SEQUENCE a_n_seq AS INTEGER",
                "ALTER SEQUENCE a_n_seq OWNED BY a.n",
                "SELECT setval('a_n_seq', COALESCE(max(n), 1), max(n) IS NOT NULL) FROM a WHERE n >= 1",
                "ALTER TABLE a ALTER COLUMN n SET DEFAULT nextval('a_n_seq')",
            ],
        ),
        (
            column("n", nullable=False, serial="a_n_seq"),
            column("n", nullable=False, identity=Identity(always=True, sequence="a_n_seq")),
            [
                "ALTER TABLE a ALTER COLUMN n DROP DEFAULT",
                "ALTER SEQUENCE a_n_seq OWNED BY NONE",
                "ALTER SEQUENCE a_n_seq RENAME TO a_n_seq__moved",
                "ALTER TABLE a ALTER COLUMN n ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME a_n_seq)",
                "SELECT setval('a_n_seq', last_value, is_called) FROM a_n_seq__moved",
                "DROP SEQUENCE a_n_seq__moved",
            ],
        ),
        (
            column("n", nullable=False, identity=Identity(always=True, sequence="a_n_seq")),
            column("n", nullable=False, serial="s"),
            [
                "CREATE SEQUENCE a_n_seq__moved AS INTEGER",
                "SELECT setval('a_n_seq__moved', last_value, is_called) FROM a_n_seq",
                "ALTER TABLE a ALTER COLUMN n DROP IDENTITY",
                "ALTER SEQUENCE a_n_seq__moved RENAME TO s",
                "ALTER SEQUENCE s OWNED BY a.n",
                "ALTER TABLE a ALTER COLUMN n SET DEFAULT nextval('s')",
            ],
        ),
        (
            column("n", nullable=False, serial="a_n_seq"),
            column("n"),
            ["ALTER TABLE a ALTER COLUMN n DROP DEFAULT", "DROP SEQUENCE a_n_seq", "alter a.n: nullable"],
        ),
        (
            column("n", nullable=False, identity=Identity(always=True, sequence="a_n_seq", start=5)),
            column("n", BIG, nullable=False, identity=Identity(always=False, sequence="other", minimum=0, cycle=True)),
            [
                "alter a.n: type",
                "ALTER SEQUENCE a_n_seq RENAME TO other",
                "ALTER TABLE a ALTER COLUMN n SET GENERATED BY DEFAULT SET MINVALUE 0 SET START WITH 0 SET CYCLE",
            ],
        ),
        (
            column("n", nullable=False, serial="a_n_seq"),
            column("n", BIG, nullable=False, serial="a_n_seq"),
            ["alter a.n: type", "ALTER SEQUENCE a_n_seq AS BIGINT"],
        ),
        (
            column("n"),
            column("n", nullable=False, identity=Identity(always=False, sequence="a_n_seq", increment=-1)),
            [
                "alter a.n: nullable",
                "ALTER TABLE a ALTER COLUMN n ADD GENERATED BY DEFAULT AS IDENTITY "
                "(SEQUENCE NAME a_n_seq INCREMENT BY -1)",
                "SELECT setval('a_n_seq', COALESCE(min(n), -1), min(n) IS NOT NULL) FROM a WHERE n <= -1",
            ],
        ),
    ],
)
def test_counters(old: object, new: object, expected: list[str]) -> None:
    assert words(planned(schema_of(table("a", old)), schema_of(table("a", new)))) == expected  # type: ignore[arg-type]


def test_an_identity_whose_sequence_has_a_name_of_its_own() -> None:
    counted = column("n", nullable=False, identity=Identity(always=True, sequence="mine"))
    assert words(planned(schema_of(), schema_of(table("a", counted)))) == [
        "create table a",
        "ALTER TABLE a ALTER COLUMN n ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME mine)",
    ]
    assert words(planned(schema_of(table("a")), schema_of(table("a", counted)))) == [
        "add column a.n",
        "ALTER TABLE a ALTER COLUMN n DROP IDENTITY",
        "ALTER TABLE a ALTER COLUMN n ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME mine)",
        "SELECT setval('mine', COALESCE(max(n), 1), max(n) IS NOT NULL) FROM a WHERE n >= 1",
    ]


def test_a_second_key_on_the_same_columns_is_not_swallowed() -> None:
    plan = planned(schema_of(), schema_of(table("a", Unique("uq", ("id",)))))
    assert words(plan) == ["create table a", "add constraint a.uq"]


def test_a_not_null_column_that_comes_back_gets_a_made_up_value() -> None:
    old = schema_of(
        table("p"),
        table(
            "a",
            column("n", TEXT, nullable=False),
            column("p_id", nullable=False),
            column("had", nullable=False, server_default=Constant(1)),
            refers("p_id", "p"),
        ),
    )
    new = schema_of(table("p"), table("a"))
    back = downgraded(old, new)
    assert words(back) == [
        "add column a.n",
        "alter a.n: server_default",
        "add column a.p_id",
        "add column a.had",
        "add constraint a.fk_p_id",
    ]
    invented = [step for step in back.steps if step.invents]
    assert [step.invents for step in invented] == ["rows that are there get ''"]
    assert "only while the table is empty" in next(
        step.reason
        for step in back.steps
        if isinstance(step.action, ops.AddColumn) and step.action.column.name == "p_id"
    )


def test_nulls_that_came_since_get_a_made_up_value() -> None:
    old = schema_of(table("a", column("n", nullable=False)))
    new = schema_of(table("a", column("n")))
    back = downgraded(old, new)
    assert words(back) == ["backfill a.n = 0", "alter a.n: nullable"]
    assert back.steps[0].invents == "rows with NULL get 0"


def test_nothing_is_made_up_on_the_way_there() -> None:
    old, new = schema_of(table("a")), schema_of(table("a", column("n", nullable=False)))
    assert words(planned(old, new)) == ["add column a.n"]


LOSSLESS = [
    ("string(5)", Scalar("string", length=5), Scalar("string", length=9), True),
    ("shorter", Scalar("string", length=9), Scalar("string", length=5), False),
    ("unlimited", TEXT, STRING, True),
    ("limited", TEXT, Scalar("string", length=5), False),
    ("int up", INTEGER, BIG, True),
    ("int down", BIG, INTEGER, False),
    ("digits", Scalar("numeric", precision=5, scale=2), Scalar("numeric", precision=7, scale=2), True),
    ("scale", Scalar("numeric", precision=5, scale=2), Scalar("numeric", precision=7, scale=3), True),
    ("scale only", Scalar("numeric", precision=5, scale=2), Scalar("numeric", precision=5, scale=3), False),
    ("fraction up", Scalar("timestamp", precision=3), Scalar("timestamp"), True),
    ("fraction down", Scalar("timestamp"), Scalar("timestamp", precision=3), False),
    ("zone", Scalar("timestamp"), Scalar("timestamptz"), False),
    ("day", Scalar("date"), Scalar("timestamp"), True),
    ("day short", Scalar("date"), Scalar("timestamp", precision=0), True),
    ("time short", Scalar("time"), Scalar("timetz", precision=0), False),
    ("double", Scalar("real"), Scalar("double"), True),
    ("real", Scalar("double"), Scalar("real"), False),
    ("jsonb", Scalar("json"), Scalar("jsonb"), False),
    ("json", Scalar("jsonb"), Scalar("json"), True),
    ("to text", KIND, TEXT, True),
    ("from text", TEXT, KIND, False),
    ("enum to 63", KIND, Scalar("string", length=63), True),
    ("enum to 10", KIND, Scalar("string", length=10), False),
    ("uuid", Scalar("uuid"), Scalar("string", length=36), True),
    ("uuid short", Scalar("uuid"), Scalar("string", length=32), False),
    ("items", Array(INTEGER), Array(BIG), True),
    ("items down", Array(BIG), Array(INTEGER), False),
    ("dimensions", Array(INTEGER), Array(INTEGER, 2), True),
    ("whole number", INTEGER, Scalar("numeric", precision=10), True),
    ("whole number short", INTEGER, Scalar("numeric", precision=10, scale=2), False),
    ("bool", Scalar("boolean"), INTEGER, True),
    ("padded", Scalar("char", length=3), Scalar("string", length=3), True),
    ("cidr", Scalar("cidr"), Scalar("inet"), True),
]


@pytest.mark.parametrize(("old", "new", "expected"), [it[1:] for it in LOSSLESS], ids=[it[0] for it in LOSSLESS])
def test_which_changes_lose_nothing(old: Type, new: Type, expected: bool) -> None:
    assert casts.lossless(old, new) is expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (TEXT, Scalar("string", length=3), None),
        (INTEGER, BIG, None),
        (KIND, TEXT, None),
        (TEXT, KIND, "CAST(c AS kind)"),
        (INTEGER, KIND, "CAST(CAST(c AS text) AS kind)"),
        (Scalar("boolean"), BIG, "CAST(CAST(c AS integer) AS BIGINT)"),
        (BIG, Scalar("boolean"), "c <> 0"),
        (INTEGER, Scalar("jsonb"), "to_jsonb(c)"),
        (Array(INTEGER), Array(BIG), None),
        (Array(TEXT), Array(KIND), "CAST(CAST(c AS text[]) AS kind[])"),
        (INTEGER, Array(INTEGER), "CAST(CASE WHEN c IS NOT NULL THEN ARRAY[CAST(c AS text)] END AS INTEGER[])"),
        (Array(TEXT), Scalar("json"), "to_json(c)"),
        (Scalar("date"), Scalar("timestamp"), None),
        (Scalar("date"), INTEGER, "CAST(CAST(c AS text) AS INTEGER)"),
    ],
)
def test_how_rows_reach_their_new_type(old: Type, new: Type, expected: str | None) -> None:
    assert casts.using("c", old, new) == expected


def test_a_comment_changes_with_what_comes_back() -> None:
    def one(type_: Type, comment: str | None) -> object:
        return table("a", column("n", type_), replace(check("ck", "n <> 1"), comment=comment))

    plan = planned(schema_of(one(INTEGER, None)), schema_of(one(BIG, "why")))  # type: ignore[arg-type]
    assert words(plan) == ["drop constraint a.ck", "alter a.n: type", "add constraint a.ck"]
