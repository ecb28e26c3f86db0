"""The safe form of a change on SQLite: ALTER TABLE where it can, one spelled-out rebuild of a table where not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from azuraforge_schemagen.ir import ops, sqltext
from azuraforge_schemagen.ir.apply import run
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import Column, Index, PrimaryKey, Schema, Sql, Table
from azuraforge_schemagen.ir.state import State
from azuraforge_schemagen.ir.steps import Backfill, CopyRows, Execute, RestoreDependents, SaveDependents, Step
from azuraforge_schemagen.plan import fold, rows, sqlitebodies
from azuraforge_schemagen.plan.order import order
from azuraforge_schemagen.plan.pair import Pair, text_of
from azuraforge_schemagen.plan.rebuild import Rebuild, Renewal, Unchecked, Work
from azuraforge_schemagen.plan.settle import now

_NEW = "_schemagen_new_"
_CASE = "_schemagen_case_"


def steps(old: Schema, renames: Sequence[ops.Op], rest: Sequence[ops.Op], pair: Pair) -> Iterator[Step]:
    """The steps of a change: renames, then everything else in order."""
    state: State = dict(old.objects)
    called: dict[QName, QName] = {}
    first = [step for op in renames for step in _rename(op, state, called)]
    work: list[ops.Op] = [op for op in rest if isinstance(op, ops.CreateTable | ops.DropTable)]
    new_tables = {op.table.name for op in work if isinstance(op, ops.CreateTable)}
    work += [op for op in rest if isinstance(op, ops.AddConstraint | ops.CreateIndex) and op.table in new_tables]
    folded, created = fold.constraints(work)
    untied, gone = fold.untie([op for op in folded if not isinstance(op, ops.DropConstraint)])
    wishes = rows.wishes(rest)
    changes: list[Work] = [op for op in untied if not isinstance(op, ops.DropConstraint)]
    dropped = {op.table.name for op in work if isinstance(op, ops.DropTable)}
    for table, new in _kept(state, pair, new_tables | dropped):
        was = called.get(new.name, new.name)
        if table != new or was != new.name or wishes.converts(new.name):
            changes += _change(table, new, was, wishes, pair)
    bodies = sqlitebodies.around(old, renames, changes, pair)
    yield from bodies.down
    yield from first
    for one in fold.late(order(_names_free(changes, pair), pair, created, gone)):
        yield from _expand(one, wishes)
    yield from bodies.up


def _names_free(changes: Sequence[Work], pair: Pair) -> list[Work]:
    """Indexes that go stand first, out of the rebuilds too, where something else takes their names."""
    owners: dict[str, QName] = {}
    for name, table in pair.after.tables.items():
        owners.update({name.name: QName("", ""), **{index.name: name for index in table.indexes}})
    first: list[Work] = []
    rest: list[Work] = []
    for op in changes:
        match op:
            case ops.DropIndex():
                first.append(op)
            case Rebuild(old, new):
                taken = [it for it in old.indexes if owners.get(it.name, new.name) != new.name]
                first += [ops.DropIndex(new.name, index) for index in taken]
                left = tuple(it for it in old.indexes if it not in taken)
                rest.append(replace(op, old=replace(old, indexes=left)) if taken else op)
            case _:
                rest.append(op)
    return first + rest


def _kept(state: State, pair: Pair, others: set[QName]) -> Iterator[tuple[Table, Table]]:
    for name, new in pair.after.tables.items():
        old = state.get(new.ref)
        if isinstance(old, Table) and name not in others:
            yield old, new


def _rename(op: ops.Op, state: State, called: dict[QName, QName]) -> Iterator[Step]:
    """One operation of the renames. Names of constraints and indexes wait: they come with the table or the index."""
    match op:
        case ops.RenameTable(old, new):
            called[new] = called.pop(old, old)
            yield from _rename_table(old, new)
        case ops.RenameIndex(table, index):
            found = _index(state, table, index.name)
            if found is None:
                return
            op = ops.DropIndex(table, found)
            yield Step(op)
        case ops.DropTable() | ops.DropColumn():
            op = now(op, state)
            yield from _expand(op, rows.Wishes())
        case ops.RenameColumn():
            yield Step(op)
        case _:
            return
    run(op, state)


def _rename_table(old: QName, new: QName) -> Iterator[Step]:
    """RENAME TO; by a third name where only the case differs, which SQLite takes for a name that is taken."""
    if old.name.lower() == new.name.lower():
        between = QName("", _CASE + old.name)
        yield Step(ops.RenameTable(old, between))
        old = between
    yield Step(ops.RenameTable(old, new))


def _index(state: State, table: QName, name: str) -> Index | None:
    found = next(it for ref, it in state.items() if ref == ("table", table))
    return next((it for it in found.indexes if it.name == name), None) if isinstance(found, Table) else None


def _change(old: Table, new: Table, called: QName, wishes: rows.Wishes, pair: Pair) -> list[Work]:
    """What one table needs."""
    if _must_rebuild(old, new, called, wishes, pair):
        return [rows.rebuild(old, new, wishes, pair)]
    work: list[Work] = [ops.DropIndex(new.name, index) for index in old.indexes if index not in new.indexes]
    work += [ops.DropColumn(new.name, column) for column in old.columns if column.name not in new.by_name]
    work += [ops.AddColumn(new.name, column) for column in new.columns if column.name not in old.by_name]
    work += [ops.CreateIndex(new.name, index) for index in new.indexes if index not in old.indexes]
    return work


def _must_rebuild(old: Table, new: Table, called: QName, wishes: rows.Wishes, pair: Pair) -> bool:
    children = ("uniques", "checks", "foreign_keys", "options")
    if wishes.converts(new.name):
        return True
    if any(getattr(old, name) != getattr(new, name) for name in children):
        return True
    if _written(old.primary_key, called) != _written(new.primary_key, new.name):
        return True
    for column in new.columns:
        before = old.by_name.get(column.name)
        if before is None:
            if not rows.can_be_added(new.name, column, wishes):
                return True
        elif rows.definition(before) != rows.definition(column):
            return True
    return False


def _written(key: PrimaryKey | None, table: QName) -> PrimaryKey | None:
    """The key as it stands in CREATE TABLE: the name that a server derives is left out."""
    return replace(key, name="") if key and key.name == Naming().primary_key(table.name) else key


def _expand(op: Work, wishes: rows.Wishes) -> Iterator[Step]:
    match op:
        case Rebuild():
            yield from _rebuild(op)
        case Renewal() | Unchecked():
            raise ValueError("SQLite has neither types nor functions of its own")
        case ops.AddColumn(table, column):
            yield Step(op)
            backfill = text_of(wishes.backfills.get((table, column.name)))
            if backfill:
                yield Step(Backfill(table, column.name, backfill), scans=True)
        case ops.DropTable(table_):
            yield Step(op, loses=f"the rows of {table_.name}")
        case ops.DropColumn(table, column):
            yield Step(op, rewrites=True, loses=_loss(table, column))
        case _:
            yield Step(op)


def _loss(table: QName, column: Column) -> str:
    return "" if column.generated else f"the values of {table}.{column.name}"


def _called(table: Table, between: QName) -> Table:
    """The table under another name, in its own texts too: SQLite turns them back when it renames the table."""
    renamed = {table.name.name: between.name}
    columns = tuple(
        replace(it, generated=replace(it.generated, expression=_renamed(it.generated.expression, renamed)))
        if it.generated
        else it
        for it in table.columns
    )
    checks = tuple(replace(it, expression=_renamed(it.expression, renamed)) for it in table.checks)
    return replace(table, name=between, columns=columns, checks=checks)


def _renamed(sql: Sql, tables: dict[str, str]) -> Sql:
    return Sql(sqltext.rename(text_of(sql), tables, role="table"))


_COUNTER = "INSERT INTO sqlite_sequence (name, seq) SELECT {}, seq FROM sqlite_sequence WHERE name = {}"
"""AUTOINCREMENT gives no number twice, not even those of rows that are gone."""


def _counts(table: Table) -> bool:
    return dict(table.options).get("sqlite_autoincrement") == "true"


def _rebuild(op: Rebuild) -> Iterator[Step]:
    """Indexes and triggers go with the old table; children are left alone, for foreign keys are off."""
    name = op.new.name
    between = QName("", _NEW + name.name)
    yield Step(SaveDependents(name))
    yield Step(ops.CreateTable(replace(_called(op.new, between), indexes=())))
    if _counts(op.old) and _counts(op.new):
        yield Step(Execute(_COUNTER.format(*map(sqltext.string, (between.name, name.name)))))
    yield Step(
        CopyRows(name, between, op.columns, op.expressions),
        rewrites=True,
        scans=True,
        loses=op.loses,
        invents=op.invents,
        reason="ALTER TABLE cannot do this on SQLite: the table is made anew",
    )
    yield Step(ops.DropTable(op.old))
    yield Step(ops.RenameTable(between, name))
    for index in op.new.indexes:
        yield Step(ops.CreateIndex(name, index))
    yield Step(RestoreDependents(name))
