"""What names meant before the renames of a plan: texts that follow no rename still say those."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from azuraforge_schemagen.ir import hung, lineage, ops, partitions
from azuraforge_schemagen.ir.bodies import ROUTINES, MaterializedView, Routine, View
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Schema, Table
from azuraforge_schemagen.plan.names import RELATIONS, Names, bare, grouped, names_of, said

_Key = tuple[str, QName]
"""A name and the name space that it stands in."""


@dataclass(frozen=True, slots=True)
class Past:
    """``names`` are the old ones with today's addresses; ``columns`` are, by table, what columns were called;
    ``homes`` the database schemas that moved objects were in."""

    names: Names = field(default_factory=Names)
    columns: Mapping[QName, Mapping[str, str]] = field(default_factory=dict)
    homes: Mapping[Ref, str] = field(default_factory=dict)


def past_of(old: Schema, renames: Iterable[ops.Op], before: Schema) -> Past:
    """``before`` is ``old`` after its renames."""
    now: dict[_Key, QName] = {}
    columns: dict[QName, dict[str, str]] = {}
    homes: dict[Ref, str] = {}
    for op in renames:
        if isinstance(op, ops.RenameColumn):
            for table in _with_below(op.table, before):
                called = columns.setdefault(table, {})
                called[op.new] = called.pop(op.old, op.old)
        if isinstance(op, ops.MoveObject):
            homes[op.new] = homes.pop(op.ref, op.ref.name.schema)
        for space, was, name in _renamed(op):
            first = next((key for key, it in now.items() if key[0] == space and it == was), (space, was))
            now[first] = name
    if not now:
        return Past(names_of(before), columns)
    return Past(grouped(_entries(old, now, before)), columns, homes)


def _with_below(name: QName, before: Schema) -> Iterator[QName]:
    """A table, its partitions and its heirs: they have its columns."""
    yield name
    table = before.objects.get(Ref("table", name))
    if isinstance(table, Table):
        yield from (it.name for it in partitions.descendants(before.objects, table))
    yield from (it.name for it in lineage.descendants(before.objects, name))


def _entries(old: Schema, now: Mapping[_Key, QName], before: Schema) -> Iterator[tuple[QName, Ref]]:
    called: dict[QName, list[Ref]] = {}
    for ref, it in before.objects.items():
        if isinstance(it, Routine):
            called.setdefault(it.called, []).append(ref)
    for ref, it in old.objects.items():
        name = now.get((_space(ref.kind), bare(it)), bare(it))
        meant = called.get(name, ()) if isinstance(it, Routine) else (Ref(ref.kind, name),)
        yield from ((text, one) for text in said(it) for one in meant)


def _space(kind: str) -> str:
    return "relation" if kind in RELATIONS else "routine" if kind in ROUTINES else kind


def _renamed(op: ops.Op) -> Iterator[tuple[str, QName, QName]]:
    match op:
        case ops.RenameTable(old, new):
            yield "relation", old, new
        case ops.RenameEnum(old, new):
            yield "enum", old, new
        case ops.RenameObject(ref, name):
            yield _space(ref.kind), ref.name, QName(ref.name.schema, name)
        case ops.RenameHung(Routine() | View() | MaterializedView() as body, name):
            yield _space(body.ref.kind), bare(body), bare(hung.renamed(body, name))
        case ops.MoveObject(Routine() as body, schema):
            yield "routine", body.called, QName(schema, body.called.name)
        case ops.MoveObject():
            yield _space(op.ref.kind), op.ref.name, op.new.name
        case _:
            return
