"""What each step costs and risks on PostgreSQL: measured facts (docs/migration-safety.md), never guesses.

Objects that the same plan made are nobody's yet: steps on them cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from azuraforge_schemagen.ir import ops, sqltext
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Composite,
    Constraint,
    Domain,
    ForeignKey,
    Function,
    PrimaryKey,
    Sql,
    Unique,
)
from azuraforge_schemagen.ir.steps import Action, Backfill, Step
from azuraforge_schemagen.ir.types import DomainType, Scalar
from azuraforge_schemagen.plan import casts
from azuraforge_schemagen.plan.columns import bare_not_null
from azuraforge_schemagen.plan.costs import ALL, BRIEF, LIGHT, SHARE, WRITES, Cost, hung_cost, routine_cost, view_cost
from azuraforge_schemagen.plan.describe import home
from azuraforge_schemagen.plan.pair import Pair, loses_attributes
from azuraforge_schemagen.plan.settle import effect

_STABLE = frozenset({"now", "current_timestamp", "current_date", "current_time", "localtime", "localtimestamp"})
_STABLE_FUNCTIONS = _STABLE | {"current_user", "statement_timestamp", "transaction_timestamp"}


def mark(steps: Iterable[Step], dialect: str, pair: Pair) -> Iterator[Step]:
    """The steps with what they cost; SQLite's say so themselves, for it locks the whole database anyway."""
    if dialect != "postgresql":
        yield from steps
        return
    made: set[QName] = set()
    for step in steps:
        does = effect(step.action)
        if isinstance(does, ops.CreateTable):
            made.add(does.table.name)
        cost = None if made and _on_new(step.action, does, made) else _cost(step.action, does, made, pair)
        yield step if cost is None else _with(step, cost)


def _on_new(action: Action, does: ops.Op | None, made: set[QName]) -> bool:
    """Whether a step touches only what the plan made itself."""
    table = action.table if isinstance(action, Backfill) else home(does) if does is not None else None
    return table is not None and table in made and not _refers_out(does, made)


def _with(step: Step, cost: Cost) -> Step:
    return Step(
        step.action,
        cost.lock,
        cost.rewrites,
        cost.scans,
        step.loses or cost.loses,
        step.invents,
        step.transactional,
        step.reason or cost.reason,
    )


def _refers_out(does: ops.Op | None, made: set[QName]) -> bool:
    """Whether a new table's foreign key locks one that was there before."""
    match does:
        case ops.CreateTable(table) if table.partition_of is not None and table.partition_of.parent not in made:
            return True
        case ops.CreateTable(table):
            return any(key.target not in made for key in table.foreign_keys)
        case ops.AddConstraint(_, ForeignKey(target=target)):
            return target not in made
        case _:
            return False


def _cost(action: Action, does: ops.Op | None, made: set[QName], pair: Pair) -> Cost | None:
    if isinstance(action, Backfill):
        reason = "one UPDATE of every row that has no value; on a large table do it in batches beforehand"
        return Cost("ROW EXCLUSIVE", scans=True, reason=reason)
    match does:
        case ops.CreateTable(table) if table.partition_of is not None and table.partition_of.parent not in made:
            return Cost(ALL, reason="the parent waits; rows of its default partition are read")
        case ops.AttachPartition():
            return Cost(ALL, scans=True, reason="every row of the new partition is checked against its bound")
        case ops.DetachPartition():
            return Cost(ALL, reason="the parent waits too")
        case ops.AttachIndex() | ops.SetInherits():
            return BRIEF
        case ops.CreateTable():
            return Cost(WRITES, reason="the foreign key blocks writes to the table that it refers to")
        case ops.DropTable(table):
            return Cost(ALL, loses=f"the rows of {table.name}")
        case ops.AddColumn(_, column):
            return _add_column(column)
        case ops.DropColumn(name, column):
            loses = "" if column.generated else f"the values of {name}.{column.name}"
            return Cost(ALL, loses=loses)
        case ops.AlterColumn():
            return _alter_column(does, pair)
        case ops.AlterObject(Domain() as before, Domain() as after):
            return _alter_domain(before, after)
        case ops.AlterObject(Composite() as one, Composite() as two) if loses_attributes(one, two):
            gone = [name for name in one.by_name if name not in two.by_name]
            return Cost(loses=f"the values of {', '.join(f'{one.name}.{name}' for name in gone)}")
        case ops.CreateObject() | ops.AlterObject() | ops.DropObject() | ops.RenameHung():
            return routine_cost(does, pair) or view_cost(does, pair) or hung_cost(does)
        case ops.AddConstraint(name, constraint):
            return _add_constraint(constraint, name in made)
        case ops.AlterConstraint(_, old, new):
            return _alter_constraint(old, new)
        case ops.CreateIndex():
            return Cost(SHARE, scans=True, reason="writes wait while the index is built")
        case ops.RenameTable() | ops.RenameColumn() | ops.MoveObject(Ref("table")):
            return Cost(ALL, reason="code that uses the old name fails from here on")
        case ops.DropConstraint() | ops.DropIndex() | ops.RenameConstraint():
            return BRIEF
        case ops.SetFacet():
            return _facet(does)
        case ops.RenameIndex() | ops.RenameAttached() | ops.SetComment() | ops.SetOptions():
            return Cost(LIGHT)
        case _:
            return None


def _facet(op: ops.SetFacet) -> Cost:
    match op.facet:
        case "clustered":
            return Cost(LIGHT)
        case "replica_identity":
            return BRIEF
        case "row_security":
            return Cost(ALL, reason="from here on others than the owner see the rows that policies show")
        case "unlogged":
            after = "a crash empties the table from here on" if op.new else "all of it goes into the log"
            return Cost(ALL, rewrites=True, reason=f"the table and its indexes are written anew; {after}")


def _add_column(column: Column) -> Cost:
    if column.generated is not None and not column.generated.virtual:
        return Cost(ALL, rewrites=True, reason="a stored generated column is computed for every row")
    if column.identity is not None or column.serial is not None:
        return Cost(ALL, rewrites=True, reason="every row gets a number")
    if _volatile(column):
        return Cost(ALL, rewrites=True, reason="the default is computed for every row")
    if bare_not_null(column):
        return Cost(ALL, reason="NOT NULL without a value: works only while the table is empty")
    return Cost(ALL)


def _volatile(column: Column) -> bool:
    match column.server_default:
        case Function(name):
            return name not in _STABLE_FUNCTIONS
        case Sql(text):
            return _calls(text or "")
        case _:
            return False


def _calls(text: str) -> bool:
    """Whether a text calls a function that is not known to give the same value all through a statement."""
    pieces = [piece for piece in sqltext.tokens(text) if piece.kind != "space"]
    called = (piece for piece, following in pairwise(pieces) if following.text == "(")
    named = (piece for piece in called if piece.kind in ("name", "quoted"))
    return any(sqltext.identifier(piece) not in _STABLE_FUNCTIONS for piece in named)


def _alter_domain(old: Domain, new: Domain) -> Cost | None:
    """Constraints that come are checked on every value of every table; so is one that is validated."""
    valid = {it.name: it.not_valid for it in old.checks}
    checks = any(not it.not_valid and valid.get(it.name, True) for it in new.checks)
    if checks or (old.nullable and not new.nullable):
        return Cost(SHARE, scans=True, reason="every row that has a value of the domain is checked")
    return None


def _alter_column(op: ops.AlterColumn, pair: Pair) -> Cost:
    old, new = op.old, op.new
    if isinstance(new.type, DomainType) and old.type != new.type:
        return Cost(
            ALL, rewrites=True, scans=True, reason="every row is checked by the domain, and may be written anew"
        )
    if old.type != new.type and not casts.in_place(pair.plain(old.type), pair.plain(new.type)):
        return _retype(op, pair)
    if old.collation != new.collation:
        return Cost(ALL, scans=True, reason="indexes of the column are built anew")
    if old.nullable and not new.nullable:
        return Cost(ALL, scans=True, reason="SET NOT NULL reads every row, and fails while one has NULL")
    light = replace(old, comment=new.comment) == new
    return Cost(LIGHT if light else ALL)


def _retype(op: ops.AlterColumn, pair: Pair) -> Cost:
    before, after = pair.plain(op.old.type), pair.plain(op.new.type)
    names = {it.name for it in (before, after) if isinstance(it, Scalar)}
    reason = "another type: every row and every index of the column is written anew"
    if names == {"timestamp", "timestamptz"}:
        reason = "values are read in the session's TimeZone; every row is written anew unless that is UTC"
    lossless = casts.lossless(before, after) or op.using is not None
    loses = "" if lossless else f"what of {op.table}.{op.new.name} has no place in the new type"
    return Cost(ALL, rewrites=True, scans=True, loses=loses, reason=reason)


def _add_constraint(constraint: Constraint, new_table: bool) -> Cost:
    match constraint:
        case ForeignKey():
            scans = constraint.enforced and not (constraint.not_valid or new_table)
            reason = "writes to both tables wait while the rows are checked" if scans else ""
            return Cost(WRITES, scans=scans, reason=reason)
        case Check():
            scans = constraint.enforced and not constraint.not_valid
            return Cost(ALL, scans=scans, reason="every row is checked" if scans else "")
        case _:
            return Cost(ALL, scans=True, reason="the table waits while the index is built")


def _alter_constraint(old: Constraint, new: Constraint) -> Cost:
    if isinstance(old, ForeignKey) and isinstance(new, ForeignKey) and old.enforced != new.enforced:
        reason = "writes to both tables wait while the rows are checked" if new.enforced else ""
        return Cost(ALL, scans=new.enforced, reason=reason)
    validates = isinstance(old, Check | ForeignKey) and isinstance(new, Check | ForeignKey)
    if validates and getattr(old, "not_valid", False) and not getattr(new, "not_valid", False):
        return Cost(LIGHT, scans=True, reason="every row is checked; reads and writes go on")
    light = isinstance(new, PrimaryKey | Unique) or replace(old, comment=new.comment) == new
    return Cost(LIGHT if light else ALL)
