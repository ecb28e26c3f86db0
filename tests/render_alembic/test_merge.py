"""Two plans in one revision: each dialect runs exactly its own, in its own order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from azuraforge_schemagen.ir.ops import AddColumn, CreateIndex, CreateTable, DropTable
from azuraforge_schemagen.ir.schema import Column, Constant, Function, Identity, Index, IndexKey, Number, Sql
from azuraforge_schemagen.ir.steps import Action, Execute, Plan, Step
from azuraforge_schemagen.ir.types import Array, EnumType, Scalar
from azuraforge_schemagen.render.alembic.code import Line
from azuraforge_schemagen.render.alembic.merge import Piece, merge
from tests.render_alembic.project import numbered, offline, plan, q, text_of

INT = Scalar("integer")
PAIRS = [
    (Scalar("string", length=9), Scalar("string", length=9)),
    (Scalar("bigint"), INT),
    (Scalar("jsonb"), Scalar("json")),
    (EnumType(q("kind")), Scalar("string", length=63)),
    (Array(Scalar("text")), Scalar("json")),
    (Scalar("timestamptz", precision=3), Scalar("timestamptz")),
    (Scalar("numeric", precision=5), Scalar("numeric", precision=7)),
    (Scalar("tsvector"), Scalar("text")),
    (Scalar("point"), Scalar("text")),
]
DEFAULTS = [None, Constant("a\tb"), Constant("c\\:d"), Constant(1), Number("1.5"), Function("now"), Sql("1 + 1")]


@st.composite
def columns(draw: st.DrawFn) -> tuple[Column, Column]:
    one, other = draw(st.sampled_from(PAIRS))
    default = draw(st.sampled_from(DEFAULTS))
    column = Column(f"c{draw(st.integers(0, 3))}", one, draw(st.booleans()), default)
    second = replace(column, type=other)
    if draw(st.booleans()):
        column = replace(column, comment="a comment")
    if draw(st.integers(0, 4)) == 0:
        column = replace(column, server_default=None, identity=Identity(True, ""), nullable=False)
        second = replace(second, server_default=None, nullable=False)
    return column, second


@st.composite
def actions(draw: st.DrawFn) -> tuple[Action, Action]:
    name = f"t{draw(st.integers(0, 3))}"
    match draw(st.integers(0, 5)):
        case 0 | 1:
            pair = draw(st.lists(columns(), max_size=3, unique_by=lambda both: both[0].name))
            first = numbered(*(both[0] for both in pair), name=name)
            return CreateTable(replace(first, comment="its")), CreateTable(
                numbered(*(both[1] for both in pair), name=name)
            )
        case 2:
            one, other = draw(columns())
            return AddColumn(q(name), one), AddColumn(q(name), other)
        case 3:
            index = Index("ix", (IndexKey("id"), IndexKey(expression=Sql("lower(c0)"))), where=Sql("id > 1"))
            return CreateIndex(q(name), replace(index, method="hash", options=(("fillfactor", "9"),))), CreateIndex(
                q(name), index
            )
        case 4:
            both = DropTable(numbered(name=name))
            return both, both
        case _:
            both_ = Execute(f"UPDATE {name} SET id = 1")
            return both_, both_


@st.composite
def plans(draw: st.DrawFn) -> tuple[Plan, Plan]:
    made = draw(st.lists(actions(), max_size=6))
    where = [draw(st.sampled_from(["pb", "sb", "b"])) for _ in made]
    first = [pair[0] for pair, on in zip(made, where, strict=True) if on != "sb"]
    second = [pair[1] for pair, on in zip(made, where, strict=True) if on != "pb"]
    return plan("postgresql", *draw(st.permutations(first))), plan("sqlite", *second)


@given(plans())
@settings(max_examples=60, deadline=None)
def test_each_dialect_runs_its_own(both: tuple[Plan, Plan]) -> None:
    merged = text_of(both)
    for one in both:
        assert offline(merged, one.dialect) == offline(text_of([one]), one.dialect)


def pieces(dialect: str, *lines: str) -> list[Piece]:
    return [Piece(Line(line), frozenset({dialect})) for line in lines]


@given(st.lists(st.sampled_from("abcd")), st.lists(st.sampled_from("abcd")))
def test_order(one: Sequence[str], other: Sequence[str]) -> None:
    left = [piece._replace(statement=Execute_(piece)) for piece in pieces("postgresql", *one)]
    right = [piece._replace(statement=Execute_(piece)) for piece in pieces("sqlite", *other)]
    merged = merge(left, right)
    for dialect, own in (("postgresql", left), ("sqlite", right)):
        assert [piece.statement for piece in merged if dialect in piece.dialects] == [piece.statement for piece in own]
    assert len(merged) <= len(one) + len(other)


def Execute_(piece: Piece):  # type: ignore[no-untyped-def]  # noqa: N802
    from azuraforge_schemagen.render.alembic.code import Sql as Statement

    return Statement(piece.statement[0])


def test_nothing_is_shared_across_a_transaction_border() -> None:
    one = Plan("postgresql", (Step(Execute("SELECT 1"), transactional=False),))
    text = text_of([one, plan("sqlite", Execute("SELECT 1"))])
    assert text.count("SELECT 1") == 2
