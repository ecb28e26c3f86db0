"""Schemas in few words, and plans of them as lists of words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from azuraforge_schemagen.config import Config, Target
from azuraforge_schemagen.dialects import project
from azuraforge_schemagen.diff import Difference, diff, inverse
from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.apply import apply_all
from azuraforge_schemagen.ir.intent import Intent, Rename
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Constraint,
    ForeignKey,
    Index,
    IndexKey,
    PrimaryKey,
    Schema,
    Sql,
    Table,
    Unique,
)
from azuraforge_schemagen.ir.steps import Backfill, CopyRows, Execute, Plan, Step
from azuraforge_schemagen.ir.types import Scalar, Type
from azuraforge_schemagen.plan import plan
from azuraforge_schemagen.plan.describe import describe
from azuraforge_schemagen.plan.settle import effect

CONFIG = Config(Path(), "p", "d", targets=(Target("postgresql", (14,)), Target("sqlite")))
INTEGER, TEXT, STRING = Scalar("integer"), Scalar("text"), Scalar("string")


def name(text: str) -> QName:
    return QName("", text)


def column(text: str, type_: Type = INTEGER, **facets: Any) -> Column:
    return Column(text, type_, **facets)


def table(text: str, *parts: Column | Constraint | Index, **facets: Any) -> Table:
    """A table of these parts, with an ``id`` that is its primary key where no column is called so."""
    columns = [it for it in parts if isinstance(it, Column)]
    key = next((it for it in parts if isinstance(it, PrimaryKey)), None)
    if key is None and not any(it.name == "id" for it in columns):
        columns.insert(0, column("id", nullable=False))
        key = PrimaryKey(Naming().primary_key(text), ("id",))
    return Table(
        name(text),
        tuple(columns),
        key,
        tuple(it for it in parts if isinstance(it, Unique)),
        tuple(it for it in parts if isinstance(it, Check)),
        tuple(it for it in parts if isinstance(it, ForeignKey)),
        tuple(it for it in parts if isinstance(it, Index)),
        **facets,
    )


def refers(text: str, target: str, to: str = "id", **facets: Any) -> ForeignKey:
    """``fk_<column>``."""
    return ForeignKey(f"fk_{text}", (text,), name(target), (to,), **facets)


def index(text: str, *columns: str, **facets: Any) -> Index:
    return Index(text, tuple(IndexKey(it) for it in columns), **facets)


def check(text: str, expression: str) -> Check:
    return Check(text, Sql(expression))


def renamed(kind: Any, scope: str, old: str, new: str) -> Rename:
    return Rename(kind, name(scope), old, new)


def planned(old: Schema, new: Schema, intent: Intent | None = None, dialect: str = "postgresql") -> Plan:
    """The plan there; on PostgreSQL it is also run in memory, both ways."""
    before, after = project(old, dialect), project(new, dialect)
    there = difference(old, new, intent, dialect)
    found = plan(before, after, there, dialect, CONFIG)
    back = plan(after, before, diff(after, before, inverse(there.used)), dialect, CONFIG, downgrade=True)
    if dialect == "postgresql":
        assert leads(found, before) == after
        assert leads(back, after) == before
    return found


def downgraded(old: Schema, new: Schema, intent: Intent | None = None, dialect: str = "postgresql") -> Plan:
    """The plan back from ``new`` to ``old``."""
    before, after = project(old, dialect), project(new, dialect)
    used = difference(old, new, intent, dialect).used
    return plan(after, before, diff(after, before, inverse(used)), dialect, CONFIG, downgrade=True)


def difference(old: Schema, new: Schema, intent: Intent | None = None, dialect: str = "postgresql") -> Difference:
    return diff(project(old, dialect), project(new, dialect), intent or Intent())


def leads(found: Plan, old: Schema) -> Schema:
    """What the plan makes of a schema in memory."""
    return apply_all((does for step in found.steps if (does := effect(step.action)) is not None), old)


def words(found: Plan) -> list[str]:
    """Every step in words; SQL as it stands."""
    return [_words(step) for step in found.steps]


def _words(step: Step) -> str:
    action = step.action
    match action:
        case Execute(sql):
            return sql
        case Backfill(of, column_, expression):
            return f"backfill {of}.{column_} = {expression}"
        case CopyRows(_, target, columns, expressions):
            return f"copy {target}: " + ", ".join(f"{it} = {how}" for it, how in zip(columns, expressions, strict=True))
        case ops.AlterColumn(of, old, new):
            facets = [
                it for it in ("type", "nullable", "server_default", "comment") if getattr(old, it) != getattr(new, it)
            ]
            return f"alter {of}.{new.name}: {', '.join(facets)}"
        case ops.RenameTable() | ops.RenameColumn() | ops.RenameEnum():
            return f"rename {action.old} to {action.new}"
        case ops.CreateTable(made):
            inside = [it.name for it in made.foreign_keys]
            return f"create table {made.name}" + (f" with {', '.join(inside)}" if inside else "")
        case _ if effect(action) is not None:
            does = effect(action)
            assert does is not None
            return describe(does)
        case _:
            return type(action).__name__
