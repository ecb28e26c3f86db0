from __future__ import annotations

from azuraforge_schemagen.dialects import project
from azuraforge_schemagen.diff import diff
from azuraforge_schemagen.diff.relabel import relabelled
from azuraforge_schemagen.ir.apply import apply_all
from azuraforge_schemagen.ir.intent import Intent, Rename, Using
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.ops import AlterColumn
from azuraforge_schemagen.ir.schema import Constant, Object, Schema, Sql, schema_of
from azuraforge_schemagen.ir.types import Array
from tests.diff.words import column, enum, of, renamed, table


def rows_need(old: list[Object], new: list[Object], *renames: Rename, **rest: object) -> list[str]:
    one, other = schema_of(*old), schema_of(*new)
    intent = Intent(renames=renames, **rest)  # type: ignore[arg-type]
    whole = diff(one, other, intent)
    assert relabelled(whole, one, other, intent, "postgresql") is whole
    found = relabelled(diff(lite(one), lite(other), intent), one, other, intent, "sqlite")
    assert apply_all(found.ops, lite(one)) == lite(other)
    return [
        f"{op.table}.{op.new.name}: {op.using.up.text}"
        for op in found.ops
        if isinstance(op, AlterColumn) and op.using and op.using.up
    ]


def lite(schema: Schema) -> Schema:
    return project(schema, "sqlite")


def test_nothing_where_no_label_changes() -> None:
    before, after = enum("e", "a", "b"), enum("e", "b", "c", "a")
    assert rows_need([before, table("t", column("s", of("e")))], [after, table("t", column("s", of("e")))]) == []


def test_a_swap_under_a_default_and_under_other_names() -> None:
    old = [enum("e", "a", "b"), table("t", column("s", of("e"), server_default=Constant("a")), column("r", of("e")))]
    new = [enum("f", "b", "a"), table("u", column("S", of("f"), server_default=Constant("b")), column("r", of("f")))]
    lines = [
        renamed("enum", "f", "e", "f"),
        renamed("value", "f", "a", "b"),
        renamed("value", "f", "b", "a"),
        renamed("table", "u", "t", "u"),
        renamed("column", "u", "s", "S"),
    ]
    assert rows_need(old, new, *lines) == [
        "u.S: CASE \"S\" WHEN 'a' THEN 'b' WHEN 'b' THEN 'a' ELSE \"S\" END",
        "u.r: CASE r WHEN 'a' THEN 'b' WHEN 'b' THEN 'a' ELSE r END",
    ]


def test_a_value_that_went_and_one_that_has_another_name_in_an_array() -> None:
    t = table("t", column("l", Array(of("e"))))
    old, new = [enum("e", "a", "b", "c"), t], [enum("e", "z", "b"), t]
    line = renamed("value", "e", "a", "z")
    assert rows_need(old, new, line, removed_values={QName("", "e"): {"c": "b"}}) == [
        "t.l: CASE WHEN l IS NULL THEN NULL ELSE (SELECT json_group_array("
        "CASE value WHEN 'a' THEN 'z' WHEN 'c' THEN 'b' ELSE value END) FROM json_each(l)) END"
    ]


def test_what_the_author_says_about_one_enum_that_becomes_another() -> None:
    old = [enum("e", "a"), table("t", column("s", of("e")))]
    new = [enum("f", "z"), table("t", column("s", of("f")))]
    using = {(QName("", "t"), "s"): Using(Sql(None, (("postgresql", "'z'::f"), ("sqlite", "'z'"))))}
    one, other = schema_of(*old), schema_of(*new)
    found = relabelled(diff(lite(one), lite(other), Intent(using=using)), one, other, Intent(using=using), "sqlite")
    assert [op.using and op.using.up for op in found.ops if isinstance(op, AlterColumn)] == [Sql("'z'")]
