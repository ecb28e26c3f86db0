from __future__ import annotations

from dataclasses import replace

import pytest

from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.apply import apply, apply_all
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import (
    Constant,
    Enum,
    Generated,
    IndexKey,
    Object,
    PrimaryKey,
    Schema,
    Sql,
    Table,
    Unique,
    schema_of,
)
from azuraforge_schemagen.ir.types import Array, EnumType, Scalar, Variant
from tests.diff.words import check, column, enum, index, of, reference, table

T, U = QName("", "t"), QName("", "u")


def after(op: ops.Op, *objects: Object) -> Schema:
    return apply(op, schema_of(*objects))


def test_everything_in_a_table_follows_a_column() -> None:
    before = table(
        "t",
        "a",
        "b",
        column("g", generated=Generated(Sql("lower(a)"))),
        column("d", server_default=Sql("a")),
        PrimaryKey("pk", ("a", "b"), include=("a",)),
        Unique("uq", ("b", "a"), include=("a",)),
        check("ck", "t.a > 'a' AND x.a IS NULL"),
        reference("fk", "a b", "t", "b a", set_columns=("a",)),
        replace(index("ix", "a", where="a <> 'a'"), include=("a",)),
        replace(index("iy", "b"), keys=(IndexKey(expression=Sql("lower(a)")), IndexKey("a"))),
    )
    expected = table(
        "t",
        "z",
        "b",
        column("g", generated=Generated(Sql("lower(z)"))),
        column("d", server_default=Sql("z")),
        PrimaryKey("pk", ("z", "b"), include=("z",)),
        Unique("uq", ("b", "z"), include=("z",)),
        check("ck", "t.z > 'a' AND x.a IS NULL"),
        reference("fk", "z b", "t", "b z", set_columns=("z",)),
        replace(index("ix", "z", where="z <> 'a'"), include=("z",)),
        replace(index("iy", "b"), keys=(IndexKey(expression=Sql("lower(z)")), IndexKey("z"))),
    )
    other = table("u", "a", reference("fk", "a", "t", "a"))
    found = after(ops.RenameColumn(T, "a", "z"), before, other)
    assert found.table(T) == expected
    assert found.table(U) == table("u", "a", reference("fk", "a", "t", "z"))


def test_foreign_keys_and_texts_follow_a_table() -> None:
    before = table("t", "a", check("ck", "t.a > t.t"), reference("fk", "a", "t", "a"))
    other = table("u", "a", check("ck", "t.a IS NULL"), reference("fk", "a", "t", "a"))
    found = after(ops.RenameTable(T, QName("", "My T")), before, other)
    assert found == schema_of(
        table("My T", "a", check("ck", '"My T".a > "My T".t'), reference("fk", "a", "My T", "a")),
        table("u", "a", check("ck", "t.a IS NULL"), reference("fk", "a", "My T", "a")),
    )


def test_types_and_casts_follow_an_enum() -> None:
    types = [of("e"), Array(of("e")), Variant(Scalar("text"), (("postgresql", of("e")),)), EnumType(QName("s", "e"))]
    before = table("t", *(column(f"c{place}", it) for place, it in enumerate(types)), check("ck", "e = 'e'::e"))
    found = after(ops.RenameEnum(QName("", "e"), QName("", "f")), enum("e", "x"), before).table(T)
    renamed = [of("f"), Array(of("f")), Variant(Scalar("text"), (("postgresql", of("f")),)), EnumType(QName("s", "e"))]
    assert [it.type for it in found.columns] == renamed
    assert found.checks == (check("ck", "e = 'e'::f"),)


def test_defaults_and_literals_follow_an_enum_value() -> None:
    def t(value: str) -> Table:
        return table(
            "t",
            column("s", of("e"), server_default=Constant(value)),
            column("x", server_default=Constant("old")),
            check("ck", f"s <> '{value}' AND x <> 'older'"),
            index("ix", "s", where=f"s = '{value}'"),
        )

    other = table("u", column("x", server_default=Constant("old")), check("ck", "x <> 'old'"))
    found = after(ops.RenameEnumValue(QName("", "e"), "old", "new"), enum("e", "old", "b"), t("old"), other)
    assert found == schema_of(enum("e", "new", "b"), t("new"), other)


def test_a_table_that_a_rename_does_not_concern_stays_the_same_object() -> None:
    other = table("u", "a", check("ck", "a > 'x'"), index("ix", "a"))
    for op in (
        ops.RenameColumn(T, "a", "b"),
        ops.RenameTable(T, QName("", "v")),
        ops.RenameEnum(QName("", "e"), QName("", "f")),
        ops.RenameEnumValue(QName("", "e"), "x", "y"),
    ):
        assert after(op, enum("e", "x"), table("t", "a"), other).table(U) is other


def test_values() -> None:
    before = enum("e", "b", "d")
    name = before.name
    found = apply_all(
        [ops.AddEnumValue(name, "a", "b"), ops.AddEnumValue(name, "z", None), ops.RenameEnumValue(name, "b", "c")],
        schema_of(before),
    )
    assert found.enum(name).values == ("a", "c", "d", "z")
    replaced = ops.ReplaceEnum(found.enum(name), Enum(name, ("z", "a")))
    assert apply(replaced, found).enum(name).values == ("z", "a")


@pytest.mark.parametrize(
    "op",
    [
        ops.CreateTable(table("t", "b")),
        ops.DropTable(table("t", "b")),
        ops.DropTable(table("v", "b")),
        ops.RenameTable(QName("", "v"), QName("", "w")),
        ops.RenameTable(T, U),
        ops.RenameColumn(T, "x", "y"),
        ops.RenameColumn(T, "a", "b"),
        ops.AddColumn(T, column("a")),
        ops.DropColumn(T, column("a", "date")),
        ops.DropColumn(T, column("x")),
        ops.AlterColumn(T, column("a", "date"), column("a")),
        ops.AddConstraint(T, check("ck", "b > 1")),
        ops.DropConstraint(T, check("ck", "b > 1")),
        ops.DropConstraint(T, PrimaryKey("pk", ("a",))),
        ops.RenameConstraint(T, check("kc", "a > 1"), "x"),
        ops.CreateIndex(T, index("ix", "b")),
        ops.DropIndex(T, index("iy", "a")),
        ops.SetComment("table", T, "iy", None, "x"),
        ops.SetComment("enum", T, None, None, "x"),
        ops.SetOptions(T, (("a", "b"),), ()),
        ops.AddEnumValue(QName("", "e"), "x", None),
        ops.RenameEnumValue(QName("", "e"), "z", "y"),
        ops.RenameEnum(QName("", "f"), QName("", "g")),
    ],
)
def test_what_does_not_fit_is_refused(op: ops.Op) -> None:
    with pytest.raises(ValueError, match=r"\b(there is|has|is another)\b"):
        after(op, table("t", "a", "b", check("ck", "a > 1"), index("ix", "a")), table("u", "a"), enum("e", "x"))


def test_comments_and_options() -> None:
    before = table("t", "a", index("ix", "a"))
    found = apply_all(
        [
            ops.SetComment("table", T, None, None, "one"),
            ops.SetComment("table", T, "ix", None, "two"),
            ops.SetOptions(T, (), (("fillfactor", "70"),)),
        ],
        schema_of(before),
    )
    assert found.objects[Ref("table", T)] == replace(
        before, comment="one", options=(("fillfactor", "70"),), indexes=(replace(index("ix", "a"), comment="two"),)
    )
