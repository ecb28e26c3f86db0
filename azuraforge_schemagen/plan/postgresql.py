"""The safe form of a change on PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.dialects import objects, qualified, quote
from azuraforge_schemagen.ir import lineage, ops, partitions, sqltext
from azuraforge_schemagen.ir.bodies import ROUTINES, Trigger
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import (
    Check,
    Collation,
    Composite,
    Domain,
    Exclusion,
    Extension,
    ForeignKey,
    Range,
    Schema,
    Table,
    Unique,
)
from azuraforge_schemagen.ir.steps import Backfill, Execute, Step
from azuraforge_schemagen.plan import (
    circles,
    columns,
    dependents,
    domains,
    fold,
    hung,
    renewal,
    sequences,
    usertypes,
    values,
)
from azuraforge_schemagen.plan.names import bare
from azuraforge_schemagen.plan.order import order
from azuraforge_schemagen.plan.pair import Pair, references_to, text_of
from azuraforge_schemagen.plan.rebuild import Rebuild, Renewal, Unchecked, Work

_PG = "postgresql"


def steps(old: Schema, renames: Sequence[ops.Op], rest: Sequence[ops.Op], pair: Pair) -> Iterator[Step]:
    """The steps of a change: renames, then everything else in order."""
    for rename in renames:
        yield from _expand(rename, pair)
    rest, pair = circles.untied(values.at_once(rest, pair), pair)
    anew = renewal.joint(rest, pair)
    types = anew.refs if anew else frozenset()
    rest = hung.around(_dependents(rest, renames, pair, types), renames, pair, types)
    folded, created = fold.constraints(rest)
    untied, gone = fold.untie(fold.loosened(folded) if pair.partitioned else folded)
    for op in order(renewal.joined(untied, anew), pair, created, gone):
        yield from _settled(_expand(op, pair), pair)


def _dependents(
    operations: Sequence[ops.Op], renames: Sequence[ops.Op], pair: Pair, types: Collection[Ref]
) -> Sequence[ops.Op]:
    """The operations with those that drop and restore what hangs on columns, types and routines: a column that is made
    anew may take a routine down, and that one what calls it."""
    called: frozenset[str] = frozenset()
    while True:
        around = dependents.around(domains.around(operations, pair, called), pair, types, called)
        more = _made_anew(around, renames, pair, types)
        if more <= called:
            return around
        called |= more


def _made_anew(
    operations: Sequence[ops.Op], renames: Sequence[ops.Op], pair: Pair, types: Collection[Ref]
) -> frozenset[str]:
    """The names of routines that are made anew. Raises ``Refusal`` where something calls one that cannot let go."""
    taken = hung.taken_down(operations, renames, pair, types)
    called = frozenset(bare(pair.before.objects[ref]).name for ref in taken if ref.kind in ROUTINES)
    for table, _ in pair.kept() if called else ():
        keys = table.partition_by.keys if table.partition_by else ()
        if stuck := sorted(called & {name for it in keys for name in sqltext.functions(text_of(it.expression))}):
            raise Refusal([_stuck(stuck[0], f"the partition key of the table {table.name} calls it", _KEY)])
    if called and (domain := domains.caught(called, pair)):
        raise Refusal([_stuck(min(called), f"checks of {domain}, which values hold inside, call it", _CHECK)])
    return called


_KEY = "give the new one another name: a partition key stays what it is"
_CHECK = "give the new one another name, and let the checks call that one"


def _stuck(name: str, why: str, way: str) -> Diagnostic:
    return Diagnostic("SG330", f"{name} would have to be made anew, but {why}", help=way)


def _settled(steps: Iterable[Step], pair: Pair) -> Iterator[Step]:
    """After rows were changed: ALTER TABLE refuses a table with checks that wait for the end of the transaction."""
    for step in steps:
        yield step
        if isinstance(step.action, Backfill) and _waits(step.action.table, pair):
            yield Step(Execute("SET CONSTRAINTS ALL IMMEDIATE"))


def _waits(table: QName, pair: Pair) -> bool:
    """Whether a constraint of the table, or one that refers to it, is INITIALLY DEFERRED, or some trigger is."""
    ends = [end for end in (pair.before, pair.after) if Ref("table", table) in end.objects]
    own = (it for end in ends for it in end.table(table).constraints if not isinstance(it, Check))
    others = (key for end in ends for _, key in references_to(end, (table,)))
    late = (it for end in (pair.before, pair.after) for it in end.objects.values() if isinstance(it, Trigger))
    return any(it.deferrable == "deferred" for it in (*own, *others, *late))


def _expand(op: Work, pair: Pair) -> Iterator[Step]:
    match op:
        case ops.CreateTable(table):
            yield from _create_table(table, pair)
        case ops.AddColumn():
            yield from columns.add(op, pair)
        case ops.AlterColumn():
            yield from columns.alter(op, pair)
        case ops.ReplaceEnum():
            yield from renewal.steps(Renewal((op,)), pair)
        case Renewal():
            yield from renewal.steps(op, pair)
        case Unchecked(inner):
            yield Step(Execute("SET LOCAL check_function_bodies = off"))
            yield from _expand(inner, pair)
            yield Step(Execute("SET LOCAL check_function_bodies = on"))
        case ops.DropIndex(table, index) if pair.partitioned and _backs_keys(table, index.name, pair):
            yield Step(Execute(f"DROP INDEX {qualified(QName(table.schema, index.name), _PG)} CASCADE", op))
        case ops.AddConstraint(table, Check(not_valid=True) as check) if pair.partitioned:
            yield Step(op)
            yield from _validated(table, check.name, pair)
        case ops.RenameConstraint(table, ForeignKey() as key, new) if pair.partitioned:
            yield Step(op)
            yield from _rename_shares(table, key.name, new, pair)
        case ops.AlterObject(Domain() as old, Domain() as new):
            yield from domains.alter(old, new, pair)
        case ops.AlterObject(Composite() | Range() | Collation() as old, Composite() | Range() | Collation() as new):
            yield from usertypes.alter(op, old, new, pair)
        case ops.AlterObject(Extension() as old, Extension() as new) if pair.downgrade:
            # No extension has a script that leads back to an older version of it.
            yield from columns.executed(objects.alter(old, replace(new, version=None)) or [""], op)
        case Rebuild():
            raise ValueError("PostgreSQL changes tables in place")
        case _:
            yield Step(op)


def _backs_keys(table: QName, index: str, pair: Pair) -> bool:
    """Whether a partition's share of an index is a key of its own, which goes only with the whole index."""
    now = pair.before.objects.get(Ref("table", table))
    for child in partitions.children_of(pair.before.objects, now) if isinstance(now, Table) else ():
        own = dict(child.attached).get(index)
        if own is not None and (own in {it.name for it in child.constraints} or _backs_keys(child.name, own, pair)):
            return True
    return False


def _rename_shares(table: QName, old: str, new: str, pair: Pair) -> Iterator[Step]:
    """A partition's share of a foreign key keeps its name when the key gets another one."""
    for child in sorted(pair.shares(table)):
        if Ref("table", child) in pair.before.objects:
            names = f"{quote(old, _PG)} TO {quote(new, _PG)}"
            yield Step(Execute(f"ALTER TABLE {qualified(child, _PG)} RENAME CONSTRAINT {names}"))


def _validated(table: QName, check: str, pair: Pair) -> Iterator[Step]:
    """A check that comes NOT VALID, validated in the partition that it is made on, or in those below, where it shall
    be. What is attached later has a check of its own until then."""
    now = pair.after.table(table)
    if check in now.validated:
        sql = f"ALTER TABLE {qualified(table, _PG)} VALIDATE CONSTRAINT {quote(check, _PG)}"
        there = now.ref in pair.before.objects
        lock, reason = ("SHARE UPDATE EXCLUSIVE", "every row of the partition is checked") if there else ("", "")
        yield Step(Execute(sql), lock=lock, scans=there, reason=reason)
        return
    for child in partitions.children_of(pair.after.objects, now):
        if not pair.joins(child.name):
            yield from _validated(child.name, check, pair)


def _create_table(table: Table, pair: Pair) -> Iterator[Step]:
    """CREATE TABLE, and after it what only ALTER TABLE can say: an identity whose sequence has a name of its own, and
    a second key on the same columns, which CREATE TABLE would take for the first one."""
    table = _without_inherited(table, pair) if table.inherits else table
    apart = [it for it in table.columns if it.identity and not sequences.derived(table.name, it, pair.naming)]
    twins = _twins(table)
    if not apart and not twins:
        yield Step(ops.CreateTable(table))
        return
    plain = tuple(replace(it, identity=None) if it in apart else it for it in table.columns)
    uniques = tuple(it for it in table.uniques if it not in twins)
    yield Step(ops.CreateTable(replace(table, columns=plain, uniques=uniques)))
    for column in apart:
        does = ops.AlterColumn(table.name, replace(column, identity=None), column)
        yield from columns.executed(sequences.acquire(table.name, column, filled=False), does)
    for unique in twins:
        yield Step(ops.AddConstraint(table.name, unique))


def _without_inherited(table: Table, pair: Pair) -> Table:
    """An heir as CREATE TABLE says it: with the columns and checks of its own, and those columns that its keys name;
    whatever these do not say comes from the parents."""
    objects = pair.after.objects
    own = {it.name for it in lineage.own_columns(objects, table)}
    named = {name for it in table.constraints if not isinstance(it, Check | Exclusion) for name in it.columns}
    theirs = lineage.columns_from(lineage.parents_of(objects, table))
    columns = (
        replace(it, generated=None, server_default=it.server_default if it.name in own else None)
        if it.name in theirs
        else it
        for it in table.columns
        if it.name in own | named
    )
    return replace(table, columns=tuple(columns), checks=lineage.own_checks(objects, table))


def _twins(table: Table) -> list[Unique]:
    """Unique constraints with the columns of the primary key or of another one before them."""
    seen = {table.primary_key.columns} if table.primary_key else set()
    twins: list[Unique] = []
    for unique in table.uniques:
        if unique.columns in seen:
            twins.append(unique)
        seen.add(unique.columns)
    return twins
