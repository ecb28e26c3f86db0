"""Renames of indexes, constraints and sequences: those that are declared, and derived names that follow their table
or column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from azuraforge_schemagen.diff.constraint import alterable
from azuraforge_schemagen.diff.derived import Before
from azuraforge_schemagen.diff.heirs import follow, not_followed, parents_first, rename_constraint
from azuraforge_schemagen.diff.model import Work
from azuraforge_schemagen.diff.occupants import Relations, constraint_of, sequence_name
from azuraforge_schemagen.diff.substitution import active, sequence, temporary_name
from azuraforge_schemagen.ir.intent import WHOLE, Rename
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Check, Constraint, ForeignKey, Index, Schema, Table

Child = Constraint | Index


@dataclass(slots=True)
class _Wishes:
    """What is to be renamed: relations of all tables at once, checks and foreign keys table by table."""

    relations: dict[QName, QName] = field(default_factory=dict)
    others: dict[QName, dict[str, str]] = field(default_factory=dict)
    declared: list[Rename] = field(default_factory=list)

    def add(self, table: QName, child: Child, name: str) -> None:
        if isinstance(child, (Check, ForeignKey)):
            self.others.setdefault(table, {}).setdefault(child.name, name)
        else:
            self.relations.setdefault(QName(table.schema, child.name), QName(table.schema, name))


def rename_children(work: Work, new: Schema) -> None:
    """Every child whose name follows a declared line, or the rename of its table or of a column."""
    wishes = _Wishes()
    lines = _declared(work)
    before = Before((*work.renames, *work.followed), work.intent.naming)
    for ref, target in new.objects.items():
        table = work.state.get(ref)
        if table is target or not isinstance(table, Table) or not isinstance(target, Table):
            continue
        _wish_sequences(table, target, wishes)
        if table.name in lines or before.touches(target):
            _wish_children(table, target, _Names(work, lines.get(table.name, {}), before), wishes)
    if wishes.relations:
        _rename_relations(work, new, wishes)
    for name, moves in parents_first(work, wishes.others.items()):
        _rename_others(work, new, name, moves, wishes)


def _declared(work: Work) -> dict[QName, dict[tuple[str, str], Rename]]:
    """The declared lines by table, then by kind and new name."""
    found: dict[QName, dict[tuple[str, str], Rename]] = {}
    for line in sorted(work.intent.renames):
        if line.kind in ("index", "constraint"):
            found.setdefault(line.scope, {})[line.kind, line.new] = line
    return found


def _wish_sequences(table: Table, target: Table, wishes: _Wishes) -> None:
    for column in target.columns:
        name = sequence_name(column)
        before = table.by_name.get(column.name) if name else None
        if before is None or (before.serial is None) != (column.serial is None):
            continue
        if sequence_name(before) not in ("", name):
            schema = table.name.schema
            wishes.relations[QName(schema, sequence_name(before))] = QName(schema, name)


class _Names:
    """How the children of one table were called."""

    def __init__(self, work: Work, lines: dict[tuple[str, str], Rename], before: Before) -> None:
        self.lines, self.before = lines, before
        self.originals = {it.new: it.old for it in work.temporary if it.kind in ("index", "constraint")}

    def of(self, target: Table, child: Child) -> Iterator[tuple[str, Rename | None]]:
        """The old names that a child may have had, with the line that says so."""
        line = self.lines.get(("index" if isinstance(child, Index) else "constraint", child.name))
        if line is not None:
            yield line.old, line
        for name in self.before.names(target, child):
            yield name, None
        if child.name in self.originals.values():
            yield child.name, None


def _wish_children(table: Table, target: Table, names: _Names, wishes: _Wishes) -> None:
    here = {(type(it), names.originals.get(it.name, it.name)): it for it in (*table.constraints, *table.indexes)}
    for child in (*target.constraints, *target.indexes):
        for name, line in names.of(target, child):
            old = here.get((type(child), name))
            if old is not None and old.name != child.name and _alike(old, child):
                wishes.add(table.name, old, child.name)
                if line is not None:
                    wishes.declared.append(replace(line, old=old.name))
                break


def _alike(old: Child, new: Child) -> bool:
    """Whether a rename leaves nothing to do that would make the child anew."""
    renamed: Child = replace(old, name=new.name)
    if isinstance(renamed, Index) or isinstance(new, Index):
        return replace(renamed, comment=new.comment) == new
    return renamed == new or alterable(renamed, new)


def _rename_relations(work: Work, new: Schema, wishes: _Wishes) -> None:
    relations = Relations(work, new)
    held = relations.held
    declared = {(QName(it.scope.schema, it.old)): it for it in wishes.declared}

    def gives_way(name: QName) -> bool:
        holder = held[name]
        whole = holder.kind in WHOLE
        what = f"drop-{holder.kind}:{holder.table if whole else f'{holder.table}.{name.name}'}"
        return relations.there.get(name) != holder or what in work.intent.allow

    moves = active(wishes.relations, held, set(wishes.relations.values()), gives_way)
    for old, to in sequence(moves, set(held), relations.free):
        relations.move(old, to)
    work.renames += [declared[old] for old in moves if old in declared]


def _rename_others(work: Work, new: Schema, name: QName, wishes: dict[str, str], all_wishes: _Wishes) -> None:
    """Checks and foreign keys of one table: their names are the table's own."""
    table, target = work.state[Ref("table", name)], new.objects[Ref("table", name)]
    assert isinstance(table, Table)
    assert isinstance(target, Table)
    here = {it.name: type(it) for it in table.constraints}
    there = {it.name: type(it) for it in target.constraints}

    def gives_way(it: str) -> bool:
        return there.get(it) is not here[it] or f"drop-constraint:{name}.{it}" in work.intent.allow

    wishes = not_followed(work, "constraint", name, wishes)
    moves = active(wishes, here, set(wishes.values()), gives_way)
    taken = {*here, *there}

    def temporary(it: str) -> str:
        found = temporary_name(it, taken.__contains__)
        taken.add(found)
        return found

    for old, to in sequence(moves, set(here), temporary):
        now = work.state[Ref("table", name)]
        assert isinstance(now, Table)
        rename_constraint(work, name, constraint_of(now, old), to)
    follow(work, "constraint", name, moves)
    work.renames += [
        it for it in all_wishes.declared if it.scope == name and it.kind == "constraint" and it.old in moves
    ]
