"""Attributes of composite values in SQL text, and what follows their renames."""

from __future__ import annotations

import pytest

from azuraforge_schemagen.ir import attributes, sqltext
from azuraforge_schemagen.ir.apply import apply_all
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.ops import RenameAttribute, RenameObject
from azuraforge_schemagen.ir.schema import (
    Attribute,
    Check,
    Column,
    Composite,
    Domain,
    Range,
    Schema,
    Sql,
    Table,
    schema_of,
)
from azuraforge_schemagen.ir.types import Array, DomainType, Scalar, UserType

A, B, D, T = QName("", "a"), QName("", "b"), QName("", "d"), QName("", "t")
TEXT = Scalar("text")


@pytest.mark.parametrize(
    ("text", "renamed"),
    [
        ("(a).x > 0", "(a).y > 0"),
        ("( a ) . x > 0", "( a ) . y > 0"),
        ("(t.a).x", "(t.a).y"),
        ("a[1].x", "a[1].y"),
        ("(a[f(1)]).x", "(a[f(1)]).y"),
        ("(b).x", "(b).x"),
        ("(f(a)).x", "(f(a)).y"),
        ("((b).a).x", "((b).a).y"),
        ("(b).c.x", "(b).c.y"),
        ('(a)."x" || x', "(a).y || x"),
        ("a.x", "a.x"),
        ("'(a).x' || (a).x", "'(a).x' || (a).y"),
    ],
)
def test_rename(text: str, renamed: str) -> None:
    """Of the column ``a``, and of whatever is no column."""
    assert attributes.rename(text, "x", "y", lambda column: column in ("a", None)) == renamed


def test_an_attribute_is_no_column() -> None:
    assert sqltext.columns("(a).x > b") == {"a", "b"}
    assert sqltext.rename("(a).x > x", {"x": "z"}) == "(a).x > z"


def test_a_collation_is_a_name() -> None:
    assert sqltext.names('a COLLATE german || b COLLATE app."C x"') == {"a", "german", "b", "app", "C x"}
    assert sqltext.rename("a COLLATE a", {"a": "z"}, role="collation") == "a COLLATE z"
    assert sqltext.rename("a COLLATE app.a", {"a": "z"}, role="collation", table="public") == "a COLLATE app.a"


def checked(text: str, *columns: Column) -> Schema:
    table = Table(T, columns, checks=(Check("c", Sql(text)),))
    parts = (Attribute("x", TEXT), Attribute("inner", UserType("composite", B)))
    domain = Domain(D, UserType("composite", A), checks=(Check("c", Sql("(VALUE).x <> ''")),))
    return schema_of(Composite(A, parts), Composite(B, (Attribute("x", TEXT),)), domain, table)


@pytest.mark.parametrize(
    ("text", "renamed"),
    [
        ("(one).x", "(one).y"),
        ("(many[1]).x", "(many[1]).y"),
        ("(dressed).x", "(dressed).y"),
        ("(other).x", "(other).x"),
    ],
)
def test_texts_follow_an_attribute(text: str, renamed: str) -> None:
    own = UserType("composite", A)
    columns = (
        Column("one", own),
        Column("many", Array(own)),
        Column("dressed", DomainType(D)),
        Column("other", UserType("composite", B)),
    )
    found = apply_all([RenameAttribute(A, "x", "y")], checked(text, *columns))
    assert found.table(T).checks[0].expression == Sql(renamed)
    assert found.domains[D].checks[0].expression == Sql("(VALUE).y <> ''")
    assert list(found.objects[Ref("composite", A)].by_name) == ["y", "inner"]  # type: ignore[union-attr]


def test_no_two_attributes_of_one_name() -> None:
    with pytest.raises(ValueError, match="already"):
        apply_all([RenameAttribute(A, "x", "inner")], checked("true", Column("n", TEXT)))
    with pytest.raises(ValueError, match="no attribute"):
        apply_all([RenameAttribute(A, "z", "y")], checked("true", Column("n", TEXT)))


def test_what_is_of_a_range_follows_it() -> None:
    span = Range(QName("app", "span"), Scalar("double"), "spans")
    columns = (Column("a", UserType("range", span.name)), Column("b", Array(UserType("range", span.name, "spans"))))
    check = Check("c", Sql("app.span(1, 2) = a AND b = ARRAY[]::app.spans[]"))
    ops = [
        RenameObject(span.ref, "reach", span),
        RenameObject(Ref("multirange", QName("app", "spans")), "reaches", span),
    ]
    found = apply_all(ops, schema_of(span, Table(T, columns, checks=(check,))))
    reach = QName("app", "reach")
    table = found.table(T)
    assert [it.type for it in table.columns] == [UserType("range", reach), Array(UserType("range", reach, "reaches"))]
    assert table.checks[0].expression == Sql("app.reach(1, 2) = a AND b = ARRAY[]::app.reaches[]")
    assert found.objects[Ref("range", reach)] == Range(reach, Scalar("double"), "reaches")
