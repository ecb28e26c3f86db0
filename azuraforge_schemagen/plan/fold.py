"""Folding: a plan reads as a person would write it. Constraints go back into CREATE TABLE, and what was renamed out of
the way only to be dropped is dropped at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace

from azuraforge_schemagen.diff.occupants import holders
from azuraforge_schemagen.ir import hung, lineage, ops
from azuraforge_schemagen.ir.bodies import HUNG, MaterializedView, View, owner
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Check, Constraint, Exclusion, ForeignKey, PrimaryKey, Table, Unique
from azuraforge_schemagen.plan.describe import subject
from azuraforge_schemagen.plan.effects import effects
from azuraforge_schemagen.plan.hanging import hung_effects
from azuraforge_schemagen.plan.pair import Pair, references_to
from azuraforge_schemagen.plan.rebuild import Work
from azuraforge_schemagen.plan.things import Effects, Thing, all_things


def constraints(operations: Sequence[ops.Op]) -> tuple[list[ops.Op], dict[QName, int]]:
    """The operations with constraints of new tables put into CREATE TABLE, and the places of the new tables.

    A foreign key goes in where its target is there before; of a circle of tables, one stays outside.
    """
    created = {op.table.name: op.table for op in operations if isinstance(op, ops.CreateTable)}
    if not created:
        return list(operations), {}
    inside: dict[QName, list[Constraint]] = {}
    rest: list[ops.Op] = []
    joined = set()
    for op in operations:
        if isinstance(op, ops.AttachPartition):
            joined.add(op.table)  # what comes later would be taken for a share of something
        new = isinstance(op, ops.AddConstraint) and op.table in created and op.table not in joined
        if isinstance(op, ops.AddConstraint) and new and not (op.only or _is_early(op, created[op.table])):
            inside.setdefault(op.table, []).append(op.constraint)
        elif not isinstance(op, ops.CreateTable):
            rest.append(op)
    places, outside = in_order(created, inside)
    outside += _to_own_index(created, inside)
    for name, key in outside:
        inside[name].remove(key)
    rest.extend(ops.AddConstraint(table, key) for table, key in outside)
    tables = [with_constraints(table, inside.get(name, ())) for name, table in created.items()]
    way = {*created, *_in_the_way(rest, tables)}
    first = [op for op in rest if _clears_the_way(op, way)]
    rest = [op for op in rest if op not in first]
    return [*first, *(ops.CreateTable(table) for table in tables), *rest], places


def _is_early(op: ops.AddConstraint, table: Table) -> bool:
    """Whether a constraint could not stand in CREATE TABLE, which makes a logged table at first: only an unlogged one
    may refer to unlogged ones."""
    return table.unlogged and isinstance(op.constraint, ForeignKey)


def _in_the_way(operations: Iterable[ops.Op], tables: Iterable[Table]) -> Iterator[QName]:
    """The tables that go and have a name that a new one takes, for a key or a sequence too."""
    taken = holders({table.ref: table for table in tables}).keys()
    for op in operations:
        if isinstance(op, ops.DropTable) and not taken.isdisjoint(holders({op.table.ref: op.table})):
            yield op.table.name


def _clears_the_way(op: ops.Op, way: Set[QName]) -> bool:
    """Whether an operation ends what a new table takes the place of; ``way`` are those that come or go first."""
    anew = isinstance(op, ops.DropTable) and op.table.name in way
    leaves = isinstance(op, ops.SetInherits) and len(op.new) < len(op.old)
    hangs = isinstance(op, ops.DropObject) and owner(op.object) in way
    relation = hangs or (isinstance(op, ops.DropObject) and isinstance(op.object, View | MaterializedView))
    return anew or leaves or relation or isinstance(op, ops.DetachPartition | ops.DropIndex | ops.DropConstraint)


def loosened(operations: Sequence[ops.Op]) -> list[ops.Op]:
    """The operations with the checks of a new partitioned table that are NOT VALID apart: they come after its
    partitions, so that they are so in all of them."""
    found: list[ops.Op] = []
    apart: list[ops.Op] = []
    for op in operations:
        if isinstance(op, ops.CreateTable) and op.table.partition_by and any(it.not_valid for it in op.table.checks):
            apart += [ops.AddConstraint(op.table.name, it) for it in op.table.checks if it.not_valid]
            valid = tuple(it for it in op.table.checks if not it.not_valid)
            found.append(ops.CreateTable(replace(op.table, checks=valid)))
        else:
            found.append(op)
    return [*found, *apart]


def late(operations: Sequence[Work]) -> list[Work]:
    """The ordered operations with every constraint of a new table put into its CREATE TABLE, wherever it stood.

    For SQLite, which looks for the target of a foreign key only when rows come.
    """
    created = {op.table.name for op in operations if isinstance(op, ops.CreateTable)}
    inside: dict[QName, list[Constraint]] = {}
    for op in operations:
        if isinstance(op, ops.AddConstraint) and op.table in created:
            inside.setdefault(op.table, []).append(op.constraint)
    if not inside:
        return list(operations)
    return [
        ops.CreateTable(with_constraints(op.table, inside.get(op.table.name, ())))
        if isinstance(op, ops.CreateTable)
        else op
        for op in operations
        if not (isinstance(op, ops.AddConstraint) and op.table in created)
    ]


def with_constraints(table: Table, more: Sequence[Constraint]) -> Table:
    """The table with these constraints too."""
    if not more:
        return table
    keys = [one for one in more if isinstance(one, PrimaryKey)]
    return replace(
        table,
        primary_key=keys[0] if keys else table.primary_key,
        uniques=(*table.uniques, *(one for one in more if isinstance(one, Unique))),
        checks=(*table.checks, *(one for one in more if isinstance(one, Check))),
        foreign_keys=(*table.foreign_keys, *(one for one in more if isinstance(one, ForeignKey))),
        exclusions=(*table.exclusions, *(one for one in more if isinstance(one, Exclusion))),
    )


def in_order(
    tables: Mapping[QName, Table], more: Mapping[QName, Sequence[Constraint]]
) -> tuple[dict[QName, int], list[tuple[QName, ForeignKey]]]:
    """The places of tables, with those first that others refer to, and the foreign keys that close a circle."""
    places: dict[QName, int] = {}
    open_: set[QName] = set()
    outside: list[tuple[QName, ForeignKey]] = []
    trees = _trees(tables)
    tops = {name: top for top, members in trees.items() for name in members}
    targets = {top: _targets(members, tables, more, tops, outside) for top, members in trees.items()}
    for root in sorted(trees):
        stack: list[tuple[QName, Iterator[tuple[QName, ForeignKey]]]] = []
        if root not in places:
            stack.append((root, iter(targets[root])))
            open_.add(root)
        while stack:
            top, keys = stack[-1]
            name, key = next(keys, (top, None))
            if key is None:
                places.update({member: len(places) + number for number, member in enumerate(trees[top])})
                open_.discard(top)
                stack.pop()
            elif tops[key.target] in open_:
                outside.append((name, key))
            elif tops[key.target] not in places:
                open_.add(tops[key.target])
                stack.append((tops[key.target], iter(targets[tops[key.target]])))
    return places, outside


def _trees(tables: Mapping[QName, Table]) -> dict[QName, list[QName]]:
    """The tables by the top of their partition tree or family, parents first; most are a tree of their own."""
    trees: dict[QName, list[QName]] = {}
    for name, top in lineage.tops(tables).items():
        trees.setdefault(top, []).append(name)
    return dict(sorted(trees.items()))


def _to_own_index(
    tables: Mapping[QName, Table], more: Mapping[QName, Sequence[Constraint]]
) -> list[tuple[QName, ForeignKey]]:
    """Foreign keys of a table to itself whose target is a unique index, which comes after the table."""
    found: list[tuple[QName, ForeignKey]] = []
    for name, constraints_ in more.items():
        own = [key for key in constraints_ if isinstance(key, ForeignKey) and key.target == name]
        if own:
            keys = (*tables[name].constraints, *constraints_)
            columns = {frozenset(key.columns) for key in keys if isinstance(key, PrimaryKey | Unique)}
            found.extend((name, key) for key in own if frozenset(key.target_columns) not in columns)
    return found


def _targets(
    members: Sequence[QName],
    tables: Mapping[QName, Table],
    more: Mapping[QName, Sequence[Constraint]],
    tops: Mapping[QName, QName],
    outside: list[tuple[QName, ForeignKey]],
) -> list[tuple[QName, ForeignKey]]:
    """The foreign keys of a tree to other trees; those inside it, between its tables, stay outside CREATE TABLE."""
    found: list[tuple[QName, ForeignKey]] = []
    for name in members:
        keys = (*tables[name].foreign_keys, *(one for one in more.get(name, ()) if isinstance(one, ForeignKey)))
        for key in sorted(keys, key=lambda key: key.name):
            if key.target in tables and key.target != name:
                (outside if tops[key.target] == tops[name] else found).append((name, key))
    return found


def untie(operations: Sequence[ops.Op]) -> tuple[list[ops.Op], dict[QName, int]]:
    """The operations with foreign keys dropped that tie tables that go into a circle, and the places of those tables,
    the last to go first."""
    dropped = {op.table.name: op.table for op in operations if isinstance(op, ops.DropTable)}
    if not dropped:
        return list(operations), {}
    places, outside = in_order(dropped, {})
    if not outside:
        return list(operations), places
    tied: dict[QName, list[ForeignKey]] = {}
    for name, key in outside:
        tied.setdefault(name, []).append(key)
    loose = [
        _loose(op, tied[op.table.name]) if isinstance(op, ops.DropTable) and op.table.name in tied else op
        for op in operations
    ]
    return [*(ops.DropConstraint(name, key) for name, key in outside), *loose], places


def _loose(op: ops.DropTable, keys: Sequence[ForeignKey]) -> ops.DropTable:
    return ops.DropTable(replace(op.table, foreign_keys=tuple(it for it in op.table.foreign_keys if it not in keys)))


def early_drops(renames: Sequence[ops.Op], rest: Sequence[ops.Op], pair: Pair) -> tuple[list[ops.Op], list[ops.Op]]:
    """What is renamed to a temporary name and dropped from there is dropped in place of the rename, where nothing
    else speaks of it in between."""
    kept, left = list(renames), list(rest)
    for rename in renames:
        drop = next((op for op in left if _drops(op, rename)), None)
        if drop is None:
            continue
        inner = [op for op in kept if isinstance(drop, ops.DropTable) and _is_inside(op, drop.table.name)]
        others = [op for op in (*kept, *left) if op not in inner and op is not rename and op is not drop]
        if _alone(drop, others, pair):
            kept = [_under_old_name(drop, op) if op is rename else op for op in kept if op not in inner]
            left.remove(drop)
    return kept, left


def _is_inside(op: ops.Op, table: QName) -> bool:
    """Whether an operation renames something of the table that goes with it."""
    return isinstance(op, ops.RenameConstraint | ops.RenameIndex | ops.AlterColumn) and op.table == table


def _drops(op: ops.Op, rename: ops.Op) -> bool:
    match rename, op:
        case ops.RenameTable(_, new), ops.DropTable(table):
            return table.name == new
        case ops.RenameEnum(_, new_enum), ops.DropEnum(enum):
            return enum.name == new_enum
        case ops.RenameObject(ref, new_name), ops.DropObject(it):
            return it.ref == Ref(ref.kind, QName(ref.name.schema, new_name))
        case ops.RenameHung(body, new_name), ops.DropObject(it):
            return it.ref == hung.renamed(body, new_name).ref
        case ops.RenameColumn(table_name, _, new_column), ops.DropColumn(name, column):
            return (table_name, new_column) == (name, column.name)
        case ops.RenameConstraint(table_name, one, new_name), ops.DropConstraint(name, constraint):
            return (table_name, new_name, type(one)) == (name, constraint.name, type(constraint))
        case ops.RenameIndex(table_name, _, new_name), ops.DropIndex(name, index):
            return (table_name, new_name) == (name, index.name)
        case _:
            return False


def _alone(drop: ops.Op, others: Sequence[ops.Op], pair: Pair) -> bool:
    """Whether no other operation makes, needs or lets go of what is dropped, and no foreign key hangs on it."""
    gone: set[Thing] = {thing for thing in effects(drop, pair).destroys if thing[0] != "type"}
    keyed = [thing[1] for thing in gone if thing[0] == "key" and isinstance(thing[1], QName)]
    if keyed and not isinstance(drop, ops.DropTable) and any(True for _ in references_to(pair.before, keyed)):
        return False
    for op in others:
        found = effects(op, pair)
        if gone & all_things((found.produces, found.consumes, found.destroys, found.releases)):
            return False
        if isinstance(drop, ops.DropTable) and subject(op)[0] == drop.table.name:
            return False
    return not (pair.tied and _bears(drop, gone, pair))


def _bears(drop: ops.Op, gone: set[Thing], pair: Pair) -> bool:
    """Whether something that is SQL of its own stands on what is dropped: it must be taken down before."""
    own = drop.table.name if isinstance(drop, ops.DropTable) else None
    itself = drop.object.ref if isinstance(drop, ops.DropObject) else None
    for ref, it in pair.before.objects.items():
        if isinstance(it, HUNG) and ref != itself and (own is None or owner(it) != own):
            found = Effects([], [], [], [])
            hung_effects(it, pair.before, found.destroys, found.releases, pair)
            if not gone.isdisjoint(found.releases):
                return True
    return False


def _under_old_name(drop: ops.Op, rename: ops.Op) -> ops.Op:
    match rename, drop:
        case ops.RenameTable(old), ops.DropTable(table):
            keys = tuple(replace(key, target=old) if key.target == table.name else key for key in table.foreign_keys)
            return ops.DropTable(replace(table, name=old, foreign_keys=keys))
        case ops.RenameEnum(old), ops.DropEnum(enum):
            return ops.DropEnum(replace(enum, name=old))
        case ops.RenameObject(ref), ops.DropObject(it) if not isinstance(it, HUNG):
            return ops.DropObject(replace(it, name=ref.name))
        case ops.RenameHung(it), ops.DropObject():
            return ops.DropObject(it)
        case ops.RenameColumn(_, old_column), ops.DropColumn(table_name, column):
            return replace(drop, table=table_name, column=replace(column, name=old_column))
        case ops.RenameConstraint(_, constraint), ops.DropConstraint(table_name):
            return ops.DropConstraint(table_name, constraint)
        case ops.RenameIndex(_, index), ops.DropIndex(table_name):
            return ops.DropIndex(table_name, index)
        case _:
            return rename
