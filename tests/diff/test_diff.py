from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.diff import diff, inverse
from azuraforge_schemagen.ir.apply import apply_all
from azuraforge_schemagen.ir.intent import Intent, Rename, Using
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import (
    Constant,
    Generated,
    Identity,
    Namespace,
    Object,
    PrimaryKey,
    Sql,
    Unique,
    schema_of,
)
from azuraforge_schemagen.ir.types import Scalar
from tests.diff.words import check, column, enum, index, of, reference, renamed, say, table

ID = PrimaryKey("t_pkey", ("id",))


def changes(old: list[Object], new: list[Object], *renames: Rename, **rest: object) -> list[str]:
    """What leads from old to new, in words; proved on the way, there and back."""
    before, after = schema_of(*old), schema_of(*new)
    intent = Intent(renames=renames, **rest)  # type: ignore[arg-type]
    found = diff(before, after, intent)
    assert apply_all(found.ops, before) == after
    back = diff(after, before, inverse(found.used))
    assert apply_all(back.ops, after) == before
    return [say(op) for op in found.ops]


def test_a_table_comes_with_its_foreign_keys_last() -> None:
    users = table("users", column("id", nullable=False), PrimaryKey("users_pkey", ("id",)))
    posts = table("posts", "id", "by", index("ix_posts_by", "by"), reference("posts_by_fkey", "by", "users", "id"))
    assert changes([], [posts, users]) == [
        "create table posts",
        "create table users",
        "add index posts.ix_posts_by",
        "add foreignkey posts.posts_by_fkey",
    ]
    assert changes([posts, users], []) == ["drop table posts", "drop table users"]


def test_the_order_of_columns_is_no_difference() -> None:
    assert changes([table("t", "a", "b")], [table("t", "b", "a")]) == []


def test_every_facet_of_a_column() -> None:
    old = table("t", "a", "b", "c", "d", column("e", "integer"))
    new = table(
        "t",
        column("a", nullable=False, server_default=Constant("x")),
        column("b", "text", comment="why"),
        column("c", collation=QName("", "C")),
        column("d", generated=Generated(Sql("lower(a)"))),
        column("e", "integer", identity=Identity(True, "t_e_seq")),
    )
    assert changes([old], [new]) == [
        "alter column t.a: nullable server_default",
        "alter column t.b: type comment",
        "alter column t.c: collation",
        "alter column t.d: generated",
        "alter column t.e: identity",
    ]


def test_rows_are_carried_by_what_the_author_says() -> None:
    old, new = table("t", "a"), table("t", column("a", "integer"), column("b", nullable=False))
    using = {(QName("", "t"), "a"): Using(Sql("a::integer"), Sql("a::text"))}
    backfills = {(QName("", "t"), "b"): Sql("'x'")}
    assert changes([old], [new], using=using, backfills=backfills) == [
        "alter column t.a: type using a::integer",
        "add column t.b filled by 'x'",
    ]
    used = diff(schema_of(old), schema_of(new), Intent(using=using, backfills=backfills)).used
    assert (used.using, used.backfills) == (using, backfills)
    assert inverse(used).using == {(QName("", "t"), "a"): Using(Sql("a::text"), Sql("a::integer"))}


def test_a_constraint_changes_in_place_where_servers_can() -> None:
    key = reference("fk", "a", "t", "b")
    old = table("t", "a", "b", key, check("ck", "a > 1"), Unique("uq", ("b",)))
    new = table(
        "t", "a", "b", replace(key, deferrable="deferred"), check("ck", "a > 2"), Unique("uq", ("b",), comment="why")
    )
    assert changes([old], [new]) == [
        "drop check t.ck",
        "add check t.ck",
        "alter unique t.uq",
        "alter foreignkey t.fk",
    ]
    assert changes([new], [replace(new, foreign_keys=(replace(key, on_delete="cascade"),))]) == [
        "drop foreignkey t.fk",
        "add foreignkey t.fk",
    ]


def test_validating_is_in_place_and_its_reverse_is_not() -> None:
    key = reference("fk", "a", "t", "b")
    loose, tight = table("t", "a", "b", replace(key, not_valid=True)), table("t", "a", "b", key)
    assert changes([loose], [tight]) == ["alter foreignkey t.fk"]
    assert changes([tight], [loose]) == ["drop foreignkey t.fk", "add foreignkey t.fk"]


def test_an_index_is_made_anew_but_for_its_comment() -> None:
    old = table("t", "a", index("ix", "a"), index("iy", "a"))
    new = table("t", "a", index("ix", "a", unique=True), replace(index("iy", "a"), comment="why"))
    assert changes([old], [new]) == ["drop index t.ix", "add index t.ix", "comment on table t.iy: why"]


def test_schemas_options_comments() -> None:
    old = table("t", "a")
    new = [
        Namespace(QName("", "app")),
        table("app.u", "a"),
        replace(old, comment="why", options=(("fillfactor", "70"),)),
    ]
    assert changes([old], list(new)) == [
        "create namespace app",
        "create table app.u",
        "comment on table t: why",
        "set options of t: {'fillfactor': '70'}",
    ]


# enums


def test_values_that_were_added() -> None:
    assert changes([enum("e", "b", "d")], [enum("e", "a", "b", "c", "c2", "d", "f", "g")]) == [
        "add value e.a before b",
        "add value e.c before d",
        "add value e.c2 before d",
        "add value e.f",
        "add value e.g",
    ]


def test_values_that_went_or_changed_places() -> None:
    old, new = enum("e", "a", "b", "c"), enum("e", "c", "a")
    assert changes([old], [new], removed_values={QName("", "e"): {"b": "a", "x": "a"}}) == [
        "replace enum e [a b c] by [c a], b becomes a"
    ]


def test_values_change_names() -> None:
    old = [
        enum("e", "a", "b", "c"),
        table("t", column("s", of("e"), server_default=Constant("a")), check("k", "s <> 'a'")),
    ]
    new = [
        enum("e", "b", "a", "z"),
        table("t", column("s", of("e"), server_default=Constant("b")), check("k", "s <> 'b'")),
    ]
    lines = [renamed("value", "e", "a", "b"), renamed("value", "e", "b", "a"), renamed("value", "e", "c", "z")]
    assert changes(old, new, *lines) == [
        "rename value e.c -> z",
        "rename value e.b -> b__old",
        "rename value e.a -> b",
        "rename value e.b__old -> a",
    ]


def test_an_enum_goes_after_what_uses_it() -> None:
    old = [enum("e", "a"), table("t", column("s", of("e")), "x")]
    assert changes(old, [table("t", "x")]) == ["drop column t.s", "drop enum e"]


def test_an_enum_has_another_name() -> None:
    old = [enum("e", "a"), table("t", column("s", of("e")), check("k", "s <> 'a'::e"))]
    new = [enum("f", "a"), table("t", column("s", of("f")), check("k", "s <> 'a'::f"))]
    assert changes(old, new, renamed("enum", "f", "e", "f")) == ["rename enum e -> f"]


# renames


def test_what_is_called_after_a_table_follows_it() -> None:
    def users(name: str) -> list[Object]:
        return [
            table(
                name,
                column("id", "integer", nullable=False, serial=f"{name}_id_seq"),
                "email",
                PrimaryKey(f"{name}_pkey", ("id",)),
                Unique(f"{name}_email_key", ("email",)),
                check(f"{name}_email_check", f"{name}.email <> ''"),
                index(f"ix_{name}_email", "email"),
                index("ix_custom", "email"),
            ),
            table("posts", column("by", "integer"), reference("posts_by_fkey", "by", name, "id")),
        ]

    assert changes(users("users"), users("people"), renamed("table", "people", "users", "people")) == [
        "rename table users -> people",
        "alter column people.id: serial",
        "rename primarykey people.users_pkey -> people_pkey",
        "rename unique people.users_email_key -> people_email_key",
        "rename index people.ix_users_email -> ix_people_email",
        "rename check people.users_email_check -> people_email_check",
    ]


def test_what_is_called_after_a_column_follows_it() -> None:
    def t(name: str) -> list[Object]:
        return [
            table(
                "t",
                name,
                column("g", generated=Generated(Sql(f"lower({name})"))),
                index(f"ix_t_{name}", name, where=f"{name} IS NOT NULL"),
                Unique(f"t_{name}_key", (name,)),
                reference("self", "g", "t", name),
            )
        ]

    assert changes(t("a"), t("b"), renamed("column", "t", "a", "b")) == [
        "rename column t.a -> b",
        "rename unique t.t_a_key -> t_b_key",
        "rename index t.ix_t_a -> ix_t_b",
    ]


def test_a_name_with_a_number_or_a_database_schema_follows_too() -> None:
    def t(name: str) -> list[Object]:
        return [
            table(
                "app.t",
                name,
                "b",
                check("t_a_check", "b > 0"),
                check("t_a_check1" if name == "a" else "t_c_check", f"{name} > 0"),
                Unique("t_a_key", ("b",)),
                Unique("t_a_key1" if name == "a" else "t_c_key", (name,)),
                index(f"ix_app_t_{name}", name),
            )
        ]

    assert changes(t("a"), t("c"), renamed("column", "app.t", "a", "c")) == [
        "rename column app.t.a -> c",
        "rename unique app.t.t_a_key1 -> t_c_key",
        "rename index app.t.ix_app_t_a -> ix_app_t_c",
        "rename check app.t.t_a_check1 -> t_c_check",
    ]


def test_tables_swap_names_and_all_that_is_called_after_them() -> None:
    def two(one: str, other: str) -> list[Object]:
        return [
            table(one, "x", PrimaryKey(f"{one}_pkey", ("x",)), index(f"ix_{one}_x", "x")),
            table(other, "x", "y", PrimaryKey(f"{other}_pkey", ("x",))),
        ]

    lines = [renamed("table", "b", "a", "b"), renamed("table", "a", "b", "a")]
    assert changes(two("a", "b"), two("b", "a"), *lines) == [
        "rename table a -> a__old",
        "rename table b -> a",
        "rename table a__old -> b",
        "rename index b.ix_a_x -> ix_b_x",
        "rename primarykey a.b_pkey -> b_pkey__old",
        "rename primarykey b.a_pkey -> b_pkey",
        "rename primarykey a.b_pkey__old -> a_pkey",
    ]


def test_columns_swap_names_and_a_third_follows() -> None:
    old = table("t", column("a", "text"), column("b", "integer"), column("c", "json"))
    new = table("t", column("b", "text"), column("a", "integer"), column("d", "json"), column("c", "date"))
    lines = [renamed("column", "t", "a", "b"), renamed("column", "t", "b", "a"), renamed("column", "t", "c", "d")]
    assert changes([old], [new], *lines) == [
        "rename column t.c -> d",
        "rename column t.b -> b__old",
        "rename column t.a -> b",
        "rename column t.b__old -> a",
        "add column t.c",
    ]


def test_an_old_line_does_nothing() -> None:
    line = renamed("column", "t", "a", "b")
    assert changes([table("t", "b")], [table("t", "b", "a")], line) == ["add column t.a"]
    assert changes([table("t", "b", "a")], [table("t", "b", "a")], line) == []
    assert changes([table("t", "b", "a")], [table("t", "b")], line) == ["drop column t.a"]


def test_a_taken_name_is_given_up_where_that_was_allowed() -> None:
    old, new = [table("a", "x"), table("b", "y")], [table("b", "x")]
    line = renamed("table", "b", "a", "b")
    assert changes(old, new, line, allow=frozenset({"drop-table:b"})) == [
        "rename table b -> b__old",
        "rename table a -> b",
        "drop table b__old",
    ]


def test_the_way_back_over_a_name_that_was_taken_anew() -> None:
    old, new = schema_of(table("a", "x")), schema_of(table("b", "x"), table("a", "y"))
    there = diff(old, new, Intent((renamed("table", "b", "a", "b"),)))
    assert [say(op) for op in there.ops] == ["rename table a -> b", "create table a"]
    back = diff(new, old, inverse(there.used))
    assert [say(op) for op in back.ops] == ["rename table a -> a__old", "rename table b -> a", "drop table a__old"]
    assert back.temporary == (Rename("table", QName("", "a__old"), "a", "a__old"),)


def test_an_index_takes_the_name_of_one_that_goes_elsewhere() -> None:
    old = [table("t", "a", index("ix", "a")), table("u", "a", index("iy", "a"))]
    new = [table("t", "a"), table("u", "a", index("ix", "a"))]
    assert changes(old, new, renamed("index", "u", "iy", "ix")) == [
        "rename index t.ix -> ix__old",
        "rename index u.iy -> ix",
        "drop index t.ix__old",
    ]


def test_a_declared_rename_that_would_be_rebuilt_anyway_is_not_made() -> None:
    old, new = table("t", "a", "b", index("ix", "a")), table("t", "a", "b", index("iy", "b"))
    line = renamed("index", "t", "ix", "iy")
    assert changes([old], [new], line) == ["drop index t.ix", "add index t.iy"]


def test_a_table_takes_the_name_of_an_index() -> None:
    old = [table("t", "a", index("u", "a"))]
    new = [table("u", "a", index("v", "a"))]
    lines = [renamed("table", "u", "t", "u"), renamed("index", "u", "u", "v")]
    assert changes(old, new, *lines) == [
        "rename index t.u -> u__old",
        "rename table t -> u",
        "rename index u.u__old -> v",
    ]


def test_a_name_of_sixty_three_bytes_makes_room_for_a_tail() -> None:
    long, other = "x" * 63, "é" * 31
    lines = [renamed("column", "t", long, other), renamed("column", "t", other, long)]
    old = table("t", column(long, "text"), column(other, "date"))
    new = table("t", column(other, "text"), column(long, "date"))
    assert changes([old], [new], *lines) == [
        f"rename column t.{other} -> {'é' * 29}__old",
        f"rename column t.{long} -> {other}",
        f"rename column t.{'é' * 29}__old -> {long}",
    ]


def test_types_of_scalars_compare_by_every_size() -> None:
    old = table("t", column("a", Scalar("numeric", precision=10, scale=2)))
    new = table("t", column("a", Scalar("numeric", precision=10, scale=3)))
    assert changes([old], [new]) == ["alter column t.a: type"]
