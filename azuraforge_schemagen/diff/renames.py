"""Renames of whole objects and of parts of them: the lines that apply become operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from azuraforge_schemagen.diff.heirs import parents_first, rename_column
from azuraforge_schemagen.diff.model import Work
from azuraforge_schemagen.diff.occupants import RELATION_KINDS, Relations, holders, is_relation
from azuraforge_schemagen.diff.substitution import active, sequence, temporary_name
from azuraforge_schemagen.ir.intent import TYPE_KINDS, Rename, RenameKind
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.ops import RenameAttribute, RenameEnum, RenameEnumValue, RenameObject
from azuraforge_schemagen.ir.schema import Composite, Enum, Object, Range, Schema, Table


def rename_types(work: Work, new: Schema) -> None:
    """Types that have another name now, multiranges of ranges too: all share one set of names."""
    moves: dict[QName, QName] = {}
    for kind in TYPE_KINDS:
        moves |= _object_moves(work, new, kind)
    moves |= _multirange_moves(work, new, moves)
    held: dict[QName, str] = {ref.name: ref.kind for ref in work.state if ref.kind in TYPE_KINDS}
    held |= dict.fromkeys(_multiranges(work.state), "multirange")
    taken = {*held, *(ref.name for ref in new.objects if ref.kind in TYPE_KINDS), *_multiranges(new.objects)}
    for old, to in sequence(moves, set(held), lambda name: _temporary(name, taken)):
        kind_ = held[to] = held.pop(old)
        range_ = _range(work, kind_, old)
        work.do(RenameEnum(old, to) if kind_ == "enum" else RenameObject(Ref(kind_, old), to.name, range_))
        if kind_ != "multirange":
            _note_temporary(work, cast(RenameKind, kind_), old, to, moves)


def _range(work: Work, kind: str, name: QName) -> Range | None:
    """The range that has a name, or whose multirange has."""
    if kind == "multirange":
        return _multiranges(work.state)[name]
    found = work.state.get(Ref(kind, name))
    return found if isinstance(found, Range) else None


def _multiranges(state: Mapping[Ref, Object]) -> dict[QName, Range]:
    return {QName(it.name.schema, it.multirange): it for it in state.values() if isinstance(it, Range)}


def _multirange_moves(work: Work, new: Schema, moves: Mapping[QName, QName]) -> dict[QName, QName]:
    """Names of multiranges are derived from their ranges', or written there."""
    found: dict[QName, QName] = {}
    for name, of in _multiranges(work.state).items():
        target = new.objects.get(Ref("range", moves.get(of.name, of.name)))
        if isinstance(target, Range) and target.multirange != of.multirange:
            found[name] = QName(name.schema, target.multirange)
    return found


def rename_collations(work: Work, new: Schema) -> None:
    """Collations that have another name now."""
    moves = _object_moves(work, new, "collation")
    held = {ref.name for ref in work.state if ref.kind == "collation"}
    taken = {*held, *(ref.name for ref in new.objects if ref.kind == "collation")}
    for old, to in sequence(moves, held, lambda name: _temporary(name, taken)):
        work.do(RenameObject(Ref("collation", old), to.name))
        _note_temporary(work, "collation", old, to, moves)


def rename_attributes(work: Work, new: Schema) -> None:
    """Attributes that have another name now, in composites that are in both."""
    for scope, lines in _by_scope(work, "attribute"):
        ref = Ref("composite", scope)
        found, target = work.state.get(ref), new.objects.get(ref)
        if isinstance(found, Composite) and isinstance(target, Composite):
            _rename_attributes(work, found, target, lines)


def _rename_attributes(work: Work, found: Composite, target: Composite, lines: dict[str, str]) -> None:
    name = found.name
    moves = active(lines, found.by_name, target.by_name, lambda it: f"drop-attribute:{name}.{it}" in work.intent.allow)
    taken = {*found.by_name, *target.by_name}
    for old, to in sequence(moves, set(found.by_name), lambda it: _fresh(it, taken)):
        work.do(RenameAttribute(name, old, to))
        if to not in moves.values():
            work.temporary.append(Rename("attribute", name, old, to))
    work.renames += [Rename("attribute", name, old, to) for old, to in moves.items()]


def rename_relations(work: Work, new: Schema) -> None:
    """Tables, sequences and views that have another name now. An index or a key may hold the name and makes way too."""
    moves: dict[QName, QName] = {}
    for kind in RELATION_KINDS:
        moves |= _object_moves(work, new, kind)
    if not moves:
        return
    relations = Relations(work)
    taken = {*relations.held, *holders(new.objects)}
    for old, to in sequence(moves, set(relations.held), lambda name: _temporary(name, taken)):
        holder = relations.move(old, to)
        if is_relation(holder.kind):
            _note_temporary(work, holder.kind, old, to, moves)
        elif holder.kind != "counter":
            work.temporary.append(Rename(holder.kind, holder.table, old.name, to.name))


def _temporary(name: QName, taken: set[QName]) -> QName:
    found = QName(name.schema, temporary_name(name.name, lambda it: QName(name.schema, it) in taken))
    taken.add(found)
    return found


def _note_temporary(work: Work, kind: RenameKind, old: QName, to: QName, moves: dict[QName, QName]) -> None:
    if to not in moves.values():
        work.temporary.append(Rename(kind, to, old.name, to.name))


def _object_moves(work: Work, new: Schema, kind: RenameKind) -> dict[QName, QName]:
    """The renames of whole objects of a kind that apply, noted as used."""
    here = {ref.name for ref in work.state if ref.kind == kind}
    there = {ref.name for ref in new.objects if ref.kind == kind}
    lines = {previous_name(line): line.scope for line in sorted(work.intent.renames) if line.kind == kind}
    moves = active(lines, here, there, lambda name: f"drop-{kind}:{name}" in work.intent.allow)
    work.renames += [Rename(kind, after, before.name, after.name) for before, after in moves.items()]
    return moves


def previous_name(line: Rename) -> QName:
    """The old name of a whole object; a rename never leaves the database schema."""
    return QName(line.scope.schema, line.old)


def rename_columns(work: Work, new: Schema) -> None:
    """Columns that have another name now, in tables that are in both."""
    for scope, lines in parents_first(work, _by_scope(work, "column")):
        ref = Ref("table", scope)
        table, target = work.state.get(ref), new.objects.get(ref)
        if isinstance(table, Table) and isinstance(target, Table):
            _rename_columns(work, table, target, lines)


def _rename_columns(work: Work, table: Table, target: Table, lines: dict[str, str]) -> None:
    name = table.name
    moves = active(lines, table.by_name, target.by_name, lambda it: f"drop-column:{name}.{it}" in work.intent.allow)
    taken = {*table.by_name, *target.by_name}
    for old, to in sequence(moves, set(table.by_name), lambda it: _fresh(it, taken)):
        rename_column(work, name, old, to)
        if to not in moves.values():
            work.temporary.append(Rename("column", name, old, to))
    work.renames += [Rename("column", name, old, to) for old, to in moves.items()]


def rename_values(work: Work, new: Schema) -> None:
    """Values of enums that have another name now, in enums that are in both."""
    for scope, lines in _by_scope(work, "value"):
        ref = Ref("enum", scope)
        enum, target = work.state.get(ref), new.objects.get(ref)
        if isinstance(enum, Enum) and isinstance(target, Enum):
            _rename_values(work, enum, target, lines)


def _rename_values(work: Work, enum: Enum, target: Enum, lines: dict[str, str]) -> None:
    moves = active(lines, enum.values, target.values, lambda it: f"drop-value:{enum.name}.{it}" in work.intent.allow)
    taken = {*enum.values, *target.values}
    for old, to in sequence(moves, set(enum.values), lambda it: _fresh(it, taken)):
        work.do(RenameEnumValue(enum.name, old, to))
        if to not in moves.values():
            work.temporary.append(Rename("value", enum.name, old, to))
    work.renames += [Rename("value", enum.name, old, to) for old, to in moves.items()]


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
