"""What hangs by its SQL on what changes: it is taken down before and put up again after, and only that.

No server changes a column under a view, or a view under another one. These objects hold no data, so making them anew
costs nothing but the privileges on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.bodies import (
    HUNG,
    Hung,
    MaterializedView,
    Policy,
    Routine,
    Statistics,
    Trigger,
    View,
    owner,
)
from azuraforge_schemagen.ir.hung import follows, owned, renamed
from azuraforge_schemagen.ir.intent import TYPE_KINDS
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Composite, PrimaryKey
from azuraforge_schemagen.plan.names import TYPES
from azuraforge_schemagen.plan.needs import Needs, needs_before
from azuraforge_schemagen.plan.pair import Pair, is_anew, loses_attributes


@dataclass(slots=True)
class _Changed:
    """What other operations do to the things that texts mention. ``columns`` are those that are other ones afterwards,
    ``grown`` the tables that have others in all; ``moved`` and ``called`` are what has another address or name now,
    ``types`` names that types had or have."""

    refs: set[Ref] = field(default_factory=set)
    columns: dict[QName, set[str]] = field(default_factory=dict)
    grown: set[QName] = field(default_factory=set)
    unkeyed: set[QName] = field(default_factory=set)
    moved: set[Ref] = field(default_factory=set)
    called: dict[QName, set[str]] = field(default_factory=dict)
    types: set[str] = field(default_factory=set)

    def reach(self, pair: Pair) -> None:
        """Heirs and partitions have their parents' columns, and partitions their keys."""
        for columns in (self.columns, self.called):
            for table, names in [*columns.items()]:
                for below in _below(table, pair):
                    columns.setdefault(below, set()).update(names)
        self.grown |= {below for table in self.grown for below in _below(table, pair)}
        self.unkeyed |= {share for table in self.unkeyed for share in pair.shares(table)}

    def hits(self, needed: Needs, follows: bool) -> bool:
        """Whether an object that stands on this must be made anew; ``follows``: its texts have the new names."""
        refs = self.refs if follows else self.refs | self.moved
        if not refs.isdisjoint(needed.refs) or not self.types.isdisjoint(needed.names):
            return True
        tables = {ref.name for ref in needed.refs if ref.kind == "table"}
        if needed.whole and not follows and any(name in self.columns or name in self.grown for name in tables):
            return True  # a whole row of one's own table is whatever it is
        if needed.groups and not self.unkeyed.isdisjoint(tables):
            return True
        changed = [self.columns] if follows else [self.columns, self.called]
        return any(needed.means(name, it) for columns in changed for name in tables for it in columns.get(name, ()))


def around(
    operations: Sequence[ops.Op], renames: Iterable[ops.Op], pair: Pair, anew: Iterable[Ref] = ()
) -> list[ops.Op]:
    """The operations with those added that take down and put up; ``anew`` are types that are made anew."""
    if not pair.names:
        return list(operations)
    found = taken_down(operations, renames, pair, anew)
    before, after = pair.before.objects, pair.after.objects
    kept = [op for op in operations if _object_of(op) not in found]
    down = [ops.DropObject(it) for ref in sorted(found) if isinstance(it := before[ref], HUNG)]
    up = [ops.CreateObject(it) for ref in sorted(found) if isinstance(it := after[ref], HUNG)]
    going = _going([*down, *kept])
    down = [op for op in down if not _goes_along(op, going)]
    kept = [op for op in kept if not _goes_along(op, going)]
    along = [ops.DropObject(it) for name in sorted(going) for it in _tied(name, pair)]
    return [*along, *down, *kept, *up]


def _below(table: QName, pair: Pair) -> set[QName]:
    return {*pair.heirs.get(table, ()), *pair.shares(table)}


def _goes_along(op: ops.Op, going: set[QName]) -> bool:
    """Whether what an operation drops belongs to a table or view that goes."""
    return isinstance(op, ops.DropObject) and owner(op.object) in going


def _object_of(op: ops.Op) -> Ref | None:
    match op:
        case ops.AlterObject(it) | ops.CreateObject(it) | ops.DropObject(it):
            return it.ref
        case _:
            return None


def _going(operations: Iterable[ops.Op]) -> set[QName]:
    """The tables and views that are dropped."""
    found: set[QName] = set()
    for op in operations:
        match op:
            case ops.DropTable(table):
                found.add(table.name)
            case ops.DropObject(View() | MaterializedView() as view):
                found.add(view.name)
            case _:
                continue
    return found


def _tied(name: QName, pair: Pair) -> Iterator[Hung]:
    """What goes with a table or view and stands on other things too: it goes first, for these may go as well."""
    for it in sorted(owned(pair.before.objects, name), key=lambda it: it.ref):
        if any(ref.name != name for ref in needs_before(it, pair).refs):
            yield it


def taken_down(
    operations: Sequence[ops.Op], renames: Iterable[ops.Op], pair: Pair, anew: Iterable[Ref] = ()
) -> set[Ref]:
    """The objects of both ends that must be made anew."""
    if not pair.names:
        return set()
    kept = {ref: it for ref, it in pair.before.objects.items() if isinstance(it, HUNG) and _stays(ref, pair)}
    needed = {ref: needs_before(it, pair) for ref, it in kept.items()}
    changed = _changed(operations, renames, anew, pair)
    for ref in changed.refs:
        for table, column in pair.columns_of(ref) if ref.kind in TYPES else ():
            changed.columns.setdefault(table.name, set()).add(column.name)
    changed.reach(pair)
    done = {
        op.table.name for op in operations if isinstance(op, ops.DropTable)
    }  # what belongs to a table that goes is made again by the comparison
    found = {ref for ref, it in kept.items() if _is_other(it, pair.after.objects[ref])}
    while True:
        changed.refs |= found
        left = (ref for ref in needed if ref not in found and owner(kept[ref]) not in done)
        more = {ref for ref in left if changed.hits(needed[ref], follows(kept[ref]))}
        if not more:
            return {ref for ref in found if owner(kept[ref]) not in done}
        found |= more


def _stays(ref: Ref, pair: Pair) -> bool:
    return ref in pair.after.objects


def _is_other(old: Hung, new: object) -> bool:
    """Whether no statement makes one the other in place."""
    match old, new:
        case View(query=query) | MaterializedView(query=query), View(query=other) | MaterializedView(query=other):
            return query != other
        case Routine(), Routine():
            return _is_other_routine(old, new)
        case Trigger(), Trigger():
            return _bare(old) != _bare(new)
        case Policy(), Policy():
            lost = (old.using and not new.using) or (old.check and not new.check)
            return bool(lost) or (old.permissive, old.command) != (new.permissive, new.command)
        case Statistics(), Statistics():
            return (old.table, old.keys, old.kinds) != (new.table, new.keys, new.kinds)
        case _:
            return False


def _bare(of: Trigger) -> tuple[object, ...]:
    return (
        of.timing, of.events, of.function, of.arguments, of.each_row, of.when, of.body, of.constraint, of.deferrable,
        of.from_table, of.old_table, of.new_table,
    )  # fmt: skip


def _is_other_routine(old: Routine, new: Routine) -> bool:
    """CREATE OR REPLACE keeps what a caller sees: what is returned, names of arguments, defaults."""
    if old.kind == "aggregate":
        return (old.options, old.arguments) != (new.options, new.arguments)
    if old.returns != new.returns or old.window != new.window or len(old.arguments) != len(new.arguments):
        return True
    pairs = zip(old.arguments, new.arguments, strict=True)
    return any(
        (one.mode, one.type) != (two.mode, two.type)
        or one.name not in (two.name, "")
        or (one.default is not None and two.default is None)
        for one, two in pairs
    )


def _changed(operations: Iterable[ops.Op], renames: Iterable[ops.Op], anew: Iterable[Ref], pair: Pair) -> _Changed:
    found = _Changed(refs=set(anew))
    for op in renames:
        _renamed(op, found)
    for op in operations:
        match op:
            case ops.AddColumn(table):
                found.grown.add(table)
            case ops.DropColumn(table, column):
                found.columns.setdefault(table, set()).add(column.name)
            case ops.AlterColumn(table, old, new) if (old.type, old.collation) != (new.type, new.collation):
                found.columns.setdefault(table, set()).add(new.name)
            case ops.DropTable(table_):
                found.refs.add(table_.ref)
            case ops.DropConstraint(table, PrimaryKey()):
                found.unkeyed.add(table)
            case ops.ReplaceEnum(enum):
                found.refs.add(enum.ref)
            case ops.AlterObject(one, two) if is_anew(one, two, pair):
                found.refs.add(one.ref)
            case ops.AlterObject(Composite() as one, Composite() as two) if loses_attributes(one, two):
                for table_of, column in pair.columns_reaching(one.ref):
                    found.columns.setdefault(table_of.name, set()).add(column.name)
            case ops.DropObject(it):
                found.refs.add(it.ref)
            case _:
                continue
    return found


def _renamed(op: ops.Op, found: _Changed) -> None:
    match op:
        case ops.RenameColumn(table, _, new):
            found.grown.add(table)
            found.called.setdefault(table, set()).add(new)
        case ops.RenameTable(_, new):
            found.moved.add(Ref("table", new))
        case ops.RenameEnum(old, new):
            found.types |= {old.name, new.name}
        case ops.RenameObject(ref, name):
            found.moved.add(Ref(ref.kind, QName(ref.name.schema, name)))
            found.types |= set() if ref.kind == "sequence" else {ref.name.name, name}
        case ops.RenameHung(body, name):
            found.moved.add(renamed(body, name).ref)
        case ops.MoveObject(ref=Ref(kind, name)):
            found.moved.add(op.new)
            found.types |= {name.name} if kind in TYPE_KINDS else set()
        case _:
            return
