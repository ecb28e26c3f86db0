"""What PostgreSQL does not carry through a change of a column by itself: it is dropped before and made again after.

Foreign keys at either end, checks, indexes with expressions or predicates, generated columns; defaults where an enum
or a domain is made anew. Plain keys and indexes are the server's own work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from azuraforge_schemagen.ir import ops, partitions, sqltext
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import (
    Check,
    Constraint,
    Exclusion,
    ForeignKey,
    Index,
    PrimaryKey,
    Table,
    Unique,
)
from azuraforge_schemagen.ir.state import owned
from azuraforge_schemagen.ir.uses import uses
from azuraforge_schemagen.plan import casts
from azuraforge_schemagen.plan import pair as read
from azuraforge_schemagen.plan.pair import Pair
from azuraforge_schemagen.plan.sequences import set_free

Child = Constraint | Index


@dataclass(slots=True)
class _Hurt:
    """Names of a table's columns: ``deep`` ones get another type, ``light`` ones one that the server takes in place,
    ``anew`` ones are dropped and added. ``types``, ``routines`` and ``collations`` are the names of
    those that are made anew."""

    types: frozenset[str] = frozenset()
    routines: frozenset[str] = frozenset()
    collations: frozenset[QName] = frozenset()
    deep: set[str] = field(default_factory=set)
    light: set[str] = field(default_factory=set)
    anew: set[str] = field(default_factory=set)

    def hurts(self, child: Child) -> bool:
        """Whether a constraint or an index must go and come back."""
        gone = self.deep | self.anew
        match child:
            case PrimaryKey() | Unique():
                return not self.anew.isdisjoint(child.columns + child.include)
            case ForeignKey():
                return not gone.isdisjoint(child.columns)
            case Check():
                return self.reads(read.text_of(child.expression), gone)
            case Index() | Exclusion():
                return self._hurts_index(child, gone)

    def reads(self, text: str, columns: set[str]) -> bool:
        """Whether a text mentions one of some columns, or a type or routine that is made anew."""
        called = bool(self.routines) and not self.routines.isdisjoint(sqltext.functions(text))
        return called or not (columns | self.types).isdisjoint(sqltext.names(text))

    def _hurts_index(self, index: Index | Exclusion, gone: set[str]) -> bool:
        if not self.anew.isdisjoint(index.columns + index.include):
            return True
        if any(self.reads(text, gone) for text in read.index_texts(index)):
            return True
        if any(key.collation in self.collations for key in index.keys):
            return True
        return any(key.opclass and key.column in self.deep | self.light for key in index.keys)


def around(
    operations: Sequence[ops.Op], pair: Pair, anew: Iterable[Ref] = (), called: frozenset[str] = frozenset()
) -> list[ops.Op]:
    """The operations with those added that drop and restore what hangs on changed columns; ``anew`` are types that are
    made anew with others, ``called`` the names of routines that are."""
    replaced = sorted({ref for op in operations if (ref := _replaced(op, pair)) is not None} | set(anew))
    hurt = _hurt(operations, pair, replaced, called)
    keys = {(op.table, frozenset(_key(op))) for op in operations if isinstance(op, ops.DropConstraint | ops.DropIndex)}
    if not hurt and not any(columns for _, columns in keys):
        return list(operations)
    rewritten = _anew(operations, hurt, pair)
    children = list(_children(operations, hurt, pair, keys))
    later = {(table, child.name, type(child)) for table, _, child in children}
    before: list[ops.Op] = [_drop(table, child) for table, child, _ in children]
    after: list[ops.Op] = [_add(table, child) for table, _, child in children]
    early, rest, late = _defaults(_without_alters(rewritten, later), replaced, pair, called)
    return [*before, *early, *rest, *late, *after]


def _replaced(op: ops.Op, pair: Pair) -> Ref | None:
    """The type that an operation makes anew."""
    match op:
        case ops.ReplaceEnum(old):
            return old.ref
        case ops.AlterObject(before, after) if read.is_anew(before, after, pair):
            return before.ref
        case _:
            return None


def _key(op: ops.DropConstraint | ops.DropIndex) -> tuple[str, ...]:
    """The columns of a key that goes and that foreign keys may hang on."""
    child: Child = op.constraint if isinstance(op, ops.DropConstraint) else op.index
    if isinstance(child, PrimaryKey | Unique):
        return child.columns
    return child.columns if isinstance(child, Index) and child.unique and child.where is None else ()


def _hurt(
    operations: Iterable[ops.Op], pair: Pair, replaced: Iterable[Ref], called: frozenset[str]
) -> dict[QName, _Hurt]:
    names = frozenset(name for ref in replaced for name in pair.spellings(ref))
    collations = frozenset(ref.name for ref in replaced if ref.kind == "collation")
    hurt: dict[QName, _Hurt] = {}
    if names or called:
        for table, _ in pair.kept():
            hurt[table.name] = _Hurt(names, called, collations)
    for op in operations:
        if not isinstance(op, ops.AlterColumn) or (op.old.type, op.old.collation) == (op.new.type, op.new.collation):
            continue
        of = hurt.setdefault(op.table, _Hurt())
        same = op.old.collation == op.new.collation
        light = same and casts.in_place(pair.plain(op.old.type), pair.plain(op.new.type))
        (of.light if light else of.deep).add(op.new.name)
    for ref in replaced:
        for table, column in pair.columns_of(ref):
            hurt[table.name].deep.add(column.name)
        for table, later in pair.kept():
            computed = (it.name for it in table.columns if it.generated and ref in uses(it))
            hurt[table.name].anew.update(column for column in computed if column in later.by_name)
    for op in operations:
        if isinstance(op, ops.AlterColumn) and _computed_anew(op):
            hurt.setdefault(op.table, _Hurt()).anew.add(op.new.name)
    for name, of in hurt.items():
        _generated(pair.before.table(name), pair.after.table(name), of)
    return hurt


def _computed_anew(op: ops.AlterColumn) -> bool:
    """Whether a generated column is another one: before PostgreSQL 17 its expression cannot be changed."""
    if op.new.generated is None:
        return op.old.generated is not None and op.old.generated.virtual
    return op.old.generated != op.new.generated or op.old.type != op.new.type


def _generated(old: Table, new: Table, hurt: _Hurt) -> None:
    """Generated columns that read a column whose type changes; one that is no longer generated keeps its values."""
    touched = hurt.deep | hurt.light | hurt.anew
    for column in old.columns:
        later = new.by_name.get(column.name)
        if column.generated is None or later is None or (later.generated is None and not column.generated.virtual):
            continue
        if hurt.reads(read.generated_text(column), touched):
            hurt.anew.add(column.name)


def _anew(operations: Sequence[ops.Op], hurt: dict[QName, _Hurt], pair: Pair) -> list[ops.Op]:
    """DROP and ADD in place of ALTER for every column that is computed anew."""
    columns = {(name, column) for name, of in hurt.items() for column in of.anew}
    kept = [
        op
        for op in operations
        if not (isinstance(op, ops.AlterColumn | ops.DropColumn | ops.AddColumn) and _place(op) in columns)
    ]
    old = [(name, pair.before.table(name).by_name[column]) for name, column in sorted(columns)]
    new = [(name, pair.after.table(name).by_name[column]) for name, column in sorted(columns)]
    found: list[ops.Op] = [
        *(ops.DropColumn(name, column) for name, column in old),
        *kept,
        *(ops.AddColumn(name, column) for name, column in new),
    ]
    for name, column in sorted(columns):
        for sequence in owned(pair.before.objects, name, column):
            found = set_free(sequence, found)
    return found


def _place(op: ops.AlterColumn | ops.DropColumn | ops.AddColumn) -> tuple[QName, str]:
    return op.table, (op.new if isinstance(op, ops.AlterColumn) else op.column).name


def _children(
    operations: Sequence[ops.Op],
    hurt: dict[QName, _Hurt],
    pair: Pair,
    keys: set[tuple[QName, frozenset[str]]],
) -> Iterator[tuple[QName, Child, Child]]:
    """What must go and come back, as it was and as it will be; not what goes anyway."""
    going = {
        (op.table, child.name, type(child))
        for op in operations
        if isinstance(op, ops.DropConstraint | ops.DropIndex)
        for child in (op.constraint if isinstance(op, ops.DropConstraint) else op.index,)
    }
    keys = set(keys)
    for old, new in pair.kept():
        of = hurt.get(pair.home(old.name))
        for child in (*old.constraints, *old.indexes) if of else ():
            later = _named(new, child)
            if of is None or later is None or (old.name, child.name, type(child)) in going or not of.hurts(child):
                continue
            yield old.name, child, later
            going.add((old.name, child.name, type(child)))
            if isinstance(child, PrimaryKey | Unique | Index):
                keys.add((old.name, frozenset(child.columns)))
    yield from _references(hurt, pair, keys, going)


def _references(
    hurt: dict[QName, _Hurt],
    pair: Pair,
    keys: set[tuple[QName, frozenset[str]]],
    going: set[tuple[QName, str, type[Child]]],
) -> Iterator[tuple[QName, Child, Child]]:
    """Foreign keys to a column that changes, or to a key that goes."""
    keys = {*keys, *((child, columns) for name, columns in keys for child in pair.shares(name))}
    targets = {*hurt, *(name for name, columns in keys if columns)}
    targets |= {child for name in hurt for child in pair.shares(name)}
    kept = {old.name: new for old, new in pair.kept()}
    for table, key in read.references_to(pair.before, targets):
        of = hurt.get(pair.home(key.target))
        changed = of is not None and not (of.deep | of.anew).isdisjoint(key.target_columns)
        if not changed and (key.target, frozenset(key.target_columns)) not in keys:
            continue
        later = _named(kept[table.name], key) if table.name in kept else None
        if later is not None and (table.name, key.name, ForeignKey) not in going:
            yield table.name, key, later


def _named(table: Table, child: Child) -> Child | None:
    """The constraint or index of the same name and kind."""
    children: tuple[Child, ...] = table.indexes if isinstance(child, Index) else table.constraints
    return next((one for one in children if one.name == child.name and type(one) is type(child)), None)


def _drop(table: QName, child: Child) -> ops.Op:
    return ops.DropIndex(table, child) if isinstance(child, Index) else ops.DropConstraint(table, child)


def _add(table: QName, child: Child) -> ops.Op:
    return ops.CreateIndex(table, child) if isinstance(child, Index) else ops.AddConstraint(table, child)


def _without_alters(operations: Sequence[ops.Op], again: set[tuple[QName, str, type[Child]]]) -> list[ops.Op]:
    """What comes back comes back as it will be: changes of it in place are done with."""

    def done(op: ops.Op) -> bool:
        match op:
            case ops.AlterConstraint(table, _, new):
                return (table, new.name, type(new)) in again
            case ops.SetComment("table", table, str(index)):
                return (table, index, Index) in again
            case _:
                return False

    return [op for op in operations if not done(op)]


def _defaults(
    operations: Sequence[ops.Op], replaced: Sequence[Ref], pair: Pair, called: frozenset[str]
) -> tuple[list[ops.Op], list[ops.Op], list[ops.Op]]:
    """Defaults of a type that is made anew, or that call what is, are dropped before and set after; other changes of
    their columns wait."""
    if not replaced and not called:
        return [], list(operations), []
    waiting = {
        (table.name, column.name): column
        for ref in replaced
        for table, column in (*pair.columns_of(ref), *pair.cast_defaults(ref))
    }
    waiting |= {(table.name, column.name): column for table, column in pair.calling_defaults(called)}
    early: list[ops.Op] = []
    late: dict[tuple[QName, str], ops.AlterColumn] = {}
    for place, column in waiting.items():
        if column.server_default is not None:
            bare = replace(column, server_default=None)
            early.append(ops.AlterColumn(place[0], column, bare))
            late[place] = ops.AlterColumn(place[0], bare, column)
    late |= _own_defaults(late, pair)
    rest: list[ops.Op] = []
    for op in operations:
        if isinstance(op, ops.AlterColumn) and (_place(op) in waiting or _place(op) in late):
            late[_place(op)] = replace(op, old=replace(op.old, server_default=None))
        else:
            rest.append(op)
    return early, rest, list(late.values())


def _own_defaults(
    late: Mapping[tuple[QName, str], ops.AlterColumn], pair: Pair
) -> dict[tuple[QName, str], ops.AlterColumn]:
    """What is set on a parent is set on its partitions: those with a default of their own, or none, get that again."""
    found: dict[tuple[QName, str], ops.AlterColumn] = {}
    objects = pair.before.objects
    for table, column in pair.own_defaults():
        above = ({**late, **found}.get((it.name, column.name)) for it in partitions.ancestors(objects, table))
        theirs = next((it.new for it in above if it is not None), None)
        if theirs is not None and (table.name, column.name) not in late:
            old = replace(column, server_default=theirs.server_default)
            found[table.name, column.name] = ops.AlterColumn(table.name, old, column)
    return found
