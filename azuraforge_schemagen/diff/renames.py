"""Renames of whole objects and of parts of them: the lines that apply become operations."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple, cast

from azuraforge_schemagen.diff.heirs import follow, not_followed, parents_first, rename_column
from azuraforge_schemagen.diff.model import Work
from azuraforge_schemagen.diff.occupants import RELATION_KINDS, Relations, is_relation
from azuraforge_schemagen.diff.substitution import active, free_name, hops, sequence, temporary_name
from azuraforge_schemagen.ir.intent import TYPE_KINDS, Rename, RenameKind, moved
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.ops import MoveObject, Op, RenameAttribute, RenameEnum, RenameEnumValue, RenameObject
from azuraforge_schemagen.ir.schema import Composite, Enum, Object, Range, Schema, Sequence, Table


def rename_types(work: Work, new: Schema) -> None:
    """Types that have another name now: all of them share one set of names."""
    moves: dict[QName, QName] = {}
    for kind in TYPE_KINDS:
        moves |= _object_moves(work, new, kind)
    taken = {ref.name for ref in (*work.state, *new.objects) if ref.kind in TYPE_KINDS}
    held = {ref.name: cast(RenameKind, ref.kind) for ref in work.state if ref.kind in TYPE_KINDS}
    for old, to in sequence(moves, set(held), lambda name: free_name(name, taken)):
        of = held.pop(old)
        for before, after in hops(old, to, held, taken):
            work.do(renamed(work, of, before, after))
        held[to] = of
        if to not in moves.values():
            note_temporary(work, of, old, to)


def renamed(work: Work, kind: RenameKind, old: QName, new: QName) -> Op:
    """What gives a type, a collation or a sequence another name, or puts it into another database schema."""
    found = work.state.get(Ref(kind, old))
    range_ = found if isinstance(found, Range) else None
    if old.schema != new.schema:
        return MoveObject(range_ or Ref(kind, old), new.schema)
    return RenameEnum(old, new) if kind == "enum" else RenameObject(Ref(kind, old), new.name, range_)


def _multiranges(state: Mapping[Ref, Object]) -> dict[QName, Range]:
    return {QName(it.name.schema, it.multirange): it for it in state.values() if isinstance(it, Range)}


def name_multiranges(work: Work, new: Schema) -> None:
    """Names of multiranges are derived from their ranges', or written there."""
    moves: dict[QName, QName] = {}
    for name, of in _multiranges(work.state).items():
        target = new.objects.get(of.ref)
        if isinstance(target, Range) and target.multirange != of.multirange:
            moves[name] = QName(name.schema, target.multirange)
    if not moves:
        return
    held: dict[QName, str] = {ref.name: ref.kind for ref in work.state if ref.kind in TYPE_KINDS}
    held |= dict.fromkeys(_multiranges(work.state), "multirange")
    taken = {*held, *(ref.name for ref in new.objects if ref.kind in TYPE_KINDS), *_multiranges(new.objects)}
    for old, to in sequence(moves, set(held), lambda name: free_name(name, taken)):
        kind = held[to] = held.pop(old)
        if kind == "multirange":
            work.do(RenameObject(Ref(kind, old), to.name, _multiranges(work.state)[old]))
            continue
        work.do(renamed(work, cast(RenameKind, kind), old, to))
        if to not in moves.values():
            note_temporary(work, cast(RenameKind, kind), old, to)


def rename_collations(work: Work, new: Schema) -> None:
    """Collations that have another name now."""
    moves = _object_moves(work, new, "collation")
    held = {ref.name for ref in work.state if ref.kind == "collation"}
    taken = {*held, *(ref.name for ref in new.objects if ref.kind == "collation")}
    for old, to in sequence(moves, set(held), lambda name: free_name(name, taken)):
        held.discard(old)
        for before, after in hops(old, to, held, taken):
            work.do(renamed(work, "collation", before, after))
        held.add(to)
        if to not in moves.values():
            note_temporary(work, "collation", old, to)


def rename_attributes(work: Work, new: Schema) -> None:
    """Attributes that have another name now, in composites that are in both."""
    for scope, lines in _by_scope(work, "attribute"):
        ref = Ref("composite", scope)
        found, target = work.state.get(ref), new.objects.get(ref)
        if isinstance(found, Composite) and isinstance(target, Composite):
            _rename_attributes(work, found, target, lines)


def _rename_attributes(work: Work, found: Composite, target: Composite, lines: dict[str, str]) -> None:
    def rename(old: str, new: str) -> None:
        work.do(RenameAttribute(found.name, old, new))

    _rename_parts(work, _Parts("attribute", found.name, found.by_name, target.by_name), lines, rename)


def rename_relations(work: Work, new: Schema) -> None:
    """Tables, sequences and views that have another name now. An index or a key may hold the name and makes way too."""
    moves: dict[QName, QName] = {}
    for kind in RELATION_KINDS:
        moves |= _object_moves(work, new, kind)
    if not moves:
        return
    relations = Relations(work, new)
    along = {old: owner for old in moves if (owner := _takes_along(work, old, moves))}
    _rename_relations(relations, {old: to for old, to in moves.items() if old not in along})
    later = {QName(moves[owner].schema, old.name): moves[old] for old, owner in along.items()}
    later |= {now: later.pop(wanted, wanted) for now, wanted in relations.aside.items()}
    _rename_relations(relations, {old: to for old, to in later.items() if old != to})


def _rename_relations(relations: Relations, moves: dict[QName, QName]) -> None:
    occupied = set(relations.held)
    for old, to in sequence(moves, occupied, relations.free):
        holder = relations.move(old, to)
        if old.schema != to.schema:
            occupied.clear()
            occupied.update(relations.held)
        if is_relation(holder.kind):
            if to not in moves.values():
                note_temporary(relations.work, holder.kind, old, to)
        elif holder.kind != "counter":
            relations.work.temporary.append(Rename(holder.kind, holder.table, old.name, to.name))


def _takes_along(work: Work, name: QName, moves: dict[QName, QName]) -> QName | None:
    """The table that a sequence belongs to, where that goes to another database schema: then both do."""
    found = work.state.get(Ref("sequence", name))
    owner = found.owned_by.table if isinstance(found, Sequence) and found.owned_by else None
    return owner if owner in moves and moves[owner].schema != owner.schema else None


def note_temporary(work: Work, kind: RenameKind, old: QName, to: QName) -> None:
    """Notes that a whole object has a name which it does not keep."""
    work.temporary.append(Rename(kind, to, old.name, to.name))


def _object_moves(work: Work, new: Schema, kind: RenameKind) -> dict[QName, QName]:
    """The renames of whole objects of a kind that apply, noted as used."""
    here = {ref.name for ref in work.state if ref.kind == kind}
    there = {ref.name for ref in new.objects if ref.kind == kind}
    lines = {line.was: line.scope for line in sorted(work.intent.renames) if line.kind == kind}
    moves = active(lines, here, there, lambda name: f"drop-{kind}:{name}" in work.intent.allow)
    work.renames += [moved(kind, before, after) for before, after in moves.items()]
    return moves


def rename_columns(work: Work, new: Schema) -> None:
    """Columns that have another name now, in tables that are in both."""
    for scope, lines in parents_first(work, _by_scope(work, "column")):
        ref = Ref("table", scope)
        table, target = work.state.get(ref), new.objects.get(ref)
        if isinstance(table, Table) and isinstance(target, Table):
            _rename_columns(work, table, target, lines)


def _rename_columns(work: Work, table: Table, target: Table, lines: dict[str, str]) -> None:
    name = table.name

    def rename(old: str, new: str) -> None:
        rename_column(work, name, old, new)

    left = not_followed(work, "column", name, lines)
    moves = _rename_parts(work, _Parts("column", name, table.by_name, target.by_name), left, rename)
    follow(work, "column", name, moves)


def rename_values(work: Work, new: Schema) -> None:
    """Values of enums that have another name now, in enums that are in both."""
    for scope, lines in _by_scope(work, "value"):
        ref = Ref("enum", scope)
        enum, target = work.state.get(ref), new.objects.get(ref)
        if isinstance(enum, Enum) and isinstance(target, Enum):
            _rename_values(work, enum, target, lines)


def _rename_values(work: Work, enum: Enum, target: Enum, lines: dict[str, str]) -> None:
    def rename(old: str, new: str) -> None:
        work.do(RenameEnumValue(enum.name, old, new))

    _rename_parts(work, _Parts("value", enum.name, enum.values, target.values), lines, rename)


class _Parts(NamedTuple):
    """The parts of an object by name, as they are and as they will be."""

    kind: RenameKind
    scope: QName
    held: Collection[str]
    wanted: Collection[str]


def _rename_parts(work: Work, of: _Parts, lines: dict[str, str], rename: Callable[[str, str], None]) -> dict[str, str]:
    """Rename the parts of one object that the lines are about; gives those that applied."""
    moves = active(lines, of.held, of.wanted, lambda it: f"drop-{of.kind}:{of.scope}.{it}" in work.intent.allow)
    taken = {*of.held, *of.wanted}
    for old, to in sequence(moves, set(of.held), lambda it: _fresh(it, taken)):
        rename(old, to)
        if to not in moves.values():
            work.temporary.append(Rename(of.kind, of.scope, old, to))
    work.renames += [Rename(of.kind, of.scope, old, to) for old, to in moves.items()]
    return moves


def _fresh(name: str, taken: set[str]) -> str:
    found = temporary_name(name, taken.__contains__)
    taken.add(found)
    return found


def _by_scope(work: Work, kind: RenameKind) -> Iterator[tuple[QName, dict[str, str]]]:
    """The lines of a kind by the table or enum that they stand in: old name -> new name."""
    scopes: dict[QName, dict[str, str]] = {}
    for line in sorted(work.intent.renames):
        if line.kind == kind:
            scopes.setdefault(line.scope, {}).setdefault(line.old, line.new)
    yield from scopes.items()
