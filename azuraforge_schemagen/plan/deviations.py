"""What is not as it was declared: two states of one dialect compared, object by object, for people to read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal

from azuraforge_schemagen.dialects import partition_bound
from azuraforge_schemagen.diff import diff
from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.bodies import Policy, Trigger
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.ops import Op
from azuraforge_schemagen.ir.schema import Partition, Range, Schema, Standalone
from azuraforge_schemagen.plan.describe import home, subject
from azuraforge_schemagen.plan.facets import Facet, facets, stated
from azuraforge_schemagen.plan.phrases import facet_words, phrase

Group = Literal["missing", "undeclared", "different", "not validated", "invalid"]
GROUPS: tuple[Group, ...] = ("missing", "undeclared", "different", "invalid", "not validated")
"""In the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """One object that is not as it was declared. ``title`` is it for people, ``parent`` the table or enum that it is
    a part of; ``old`` of a facet is what is there."""

    group: Group
    kind: str
    title: str
    name: str
    parent: QName | None = None
    facets: tuple[Facet, ...] = ()
    note: str = ""


def deviations(found: Schema, declared: Schema) -> tuple[Deviation, ...]:
    """What would have to change to make ``declared`` of what was found, with no renames guessed."""
    operations = _whole_objects(diff(found, declared, Intent()).ops)
    whole = {op.table.name for op in operations if isinstance(op, ops.CreateTable | ops.DropTable)}
    gathered: dict[tuple[str, str], Deviation] = {}
    payloads: dict[tuple[str, str], Any] = {}
    for op in operations:
        if not isinstance(op, ops.CreateTable | ops.DropTable) and home(op) in whole:
            continue  # part of the table, as a reader sees it
        if isinstance(op, ops.SetFacet | ops.SetInherits) and _is_same(op, found, declared):
            continue
        one = _deviation(op)
        key = (one.kind, one.title)
        if key in gathered:
            one = _joined(gathered[key], one, payloads[key], _payload(op))
        gathered[key] = one
        payloads.setdefault(key, _payload(op))
    return ordered(gathered.values())


def _is_same(op: ops.SetFacet | ops.SetInherits, found: Schema, declared: Schema) -> bool:
    """Whether a state is set again only because its index is made anew, or an heir only stands aside for a while."""
    facet = op.facet if isinstance(op, ops.SetFacet) else "inherits"
    return bool(getattr(found.table(op.table), facet) == getattr(declared.table(op.table), facet))


def _whole_objects(operations: Iterable[Op]) -> list[Op]:
    """The operations with one for each stand-alone object: an owner comes and goes by one of its own."""
    told: list[Op] = []
    places: dict[Ref, int] = {}
    for op in operations:
        if not isinstance(op, ops.CreateObject | ops.AlterObject | ops.DropObject):
            told.append(op)
            continue
        ref = (op.old if isinstance(op, ops.AlterObject) else op.object).ref
        if ref in places:
            told[places[ref]] = _one(told[places[ref]], op)
        else:
            places[ref] = len(told)
            told.append(op)
    return told


def _one(first: Op, then: Op) -> Op:
    match first, then:
        case ops.CreateObject(), ops.AlterObject(_, new):
            return ops.CreateObject(new)
        case ops.AlterObject(old), ops.AlterObject(_, new):
            return ops.AlterObject(old, new)
        case ops.AlterObject(old), ops.DropObject():
            return ops.DropObject(old)
        case ops.DropObject(old), ops.CreateObject(new):
            return ops.AlterObject(old, new)
        case _:
            raise AssertionError((first, then))


def ordered(found: Iterable[Deviation]) -> tuple[Deviation, ...]:
    """By group, table and name."""
    return tuple(sorted(found, key=lambda it: (GROUPS.index(it.group), str(it.parent or it.name), it.kind, it.name)))


def _deviation(op: Op) -> Deviation:
    verb, title = phrase(op)
    where, name = subject(op)
    kind = verb.partition(" ")[2]
    match op:
        case ops.SetComment(kind, on, child, old, new):
            kind, name = ("index", child) if child is not None else (kind, str(on))
            title = f"{name} on {on}" if child is not None else name
            return Deviation("different", kind, title, name, where if child else None, (Facet("comment", old, new),))
        case ops.SetOptions(_, old_options, new_options):
            return Deviation("different", "table", title, title, None, _options(old_options, new_options))
        case ops.SetFacet(_, facet, one, two):
            state = Facet(facet_words(facet), stated(facet, one), stated(facet, two))
            return Deviation("different", "table", str(where), str(where), None, (state,))
        case ops.ReplaceEnum(one, two):
            return Deviation("different", "enum", name, name, None, tuple(facets(one, two)))
        case ops.AlterConstraint(_, before, after):
            found = tuple(facets(before, after))
            group: Group = "not validated" if [it.name for it in found] == ["not valid"] else "different"
            return Deviation(group, kind, title, name, where, found)
        case ops.AlterColumn(_, column, target):
            return Deviation("different", kind, title, name, where, tuple(facets(column, target)))
        case ops.SplitSerial(_, column, target) | ops.JoinSerial(_, column, target):
            return Deviation("different", "column", title, name, where, tuple(facets(column, target)))
        case ops.AlterObject(one, two):
            return replace(_standing(kind, title, two), group="different", facets=tuple(facets(one, two)))
        case ops.SetInherits(table, old, new):
            return Deviation("different", "table", str(table), str(table), None, (_parents(old, new),))
        case ops.RenameObject(Ref("multirange", old_name), new_name, Range(name=range_)):
            named = (Facet("multirange", old_name.name, new_name),)
            return Deviation("different", "range", str(range_), str(range_), None, named)
        case ops.CreateObject(it) | ops.DropObject(it):
            return replace(_standing(kind, title, it), group=_group(verb))
        case ops.AttachPartition() | ops.DetachPartition() | ops.AttachIndex() | ops.RenameAttached():
            return _in_tree(op)
        case _:
            return _whole(op, Deviation(_group(verb), kind, title, name or title, where if name else None))


def _standing(kind: str, title: str, it: Standalone) -> Deviation:
    """An object of its own, or a trigger or policy of a table."""
    if isinstance(it, Trigger | Policy):
        return Deviation("different", kind, title, it.label, it.table)
    return Deviation("different", kind, title, title)


def _in_tree(op: ops.AttachPartition | ops.DetachPartition | ops.AttachIndex | ops.RenameAttached) -> Deviation:
    """A table or an index has another place among partitions, or a partition's index another name."""
    match op:
        case ops.AttachPartition(table, part):
            return Deviation("different", "table", str(table), str(table), None, (_place(None, part),))
        case ops.DetachPartition(table, part):
            return Deviation("different", "table", str(table), str(table), None, (_place(part, None),))
        case ops.AttachIndex(table, _, index, own):
            return Deviation("different", "index", f"{own} on {table}", own, table, (Facet("part of", None, index),))
        case ops.RenameAttached(table, _, old, new):
            return Deviation("different", "index", f"{old} on {table}", old, table, (Facet("name", old, new),))


def _parents(old: tuple[QName, ...], new: tuple[QName, ...]) -> Facet:
    one, two = (", ".join(map(str, it)) or None for it in (old, new))
    return Facet("inherits from", one, two)


def _place(old: Partition | None, new: Partition | None) -> Facet:
    one, two = (None if it is None else f"{it.parent} {partition_bound(it.bound)}" for it in (old, new))
    return Facet("partition of", one, two)


def _whole(op: Op, found: Deviation) -> Deviation:
    """Values of an enum are told with its name, for they have none that stands alone."""
    if isinstance(op, ops.AddEnumValue):
        return replace(found, name=op.value, parent=op.enum)
    return found


def _group(verb: str) -> Group:
    match verb.partition(" ")[0]:
        case "create" | "add":
            return "missing"
        case "drop":
            return "undeclared"
        case _:
            return "different"


def _options(old: tuple[tuple[str, str], ...], new: tuple[tuple[str, str], ...]) -> tuple[Facet, ...]:
    one, two = dict(old), dict(new)
    return tuple(
        Facet(name, one.get(name), two.get(name)) for name in sorted({*one, *two}) if one.get(name) != two.get(name)
    )


def _joined(first: Deviation, second: Deviation, old: Any, new: Any) -> Deviation:
    """One object of which several things differ, or that would be dropped and made anew."""
    if {first.group, second.group} == {"missing", "undeclared"}:
        pair = (old, new) if first.group == "undeclared" else (new, old)
        return replace(first, group="different", facets=tuple(facets(*pair)))
    return replace(first, group="different", facets=_together(first.facets, second.facets))


def _together(first: tuple[Facet, ...], second: tuple[Facet, ...]) -> tuple[Facet, ...]:
    """What became something and then something else became the latter."""
    found = {it.name: it for it in first}
    for it in second:
        found[it.name] = replace(it, old=found[it.name].old) if it.name in found else it
    return tuple(it for it in found.values() if it.old != it.new)


def _payload(op: Op) -> Any:
    """The definition that an operation makes or takes away."""
    values = (getattr(op, it.name) for it in fields(op))
    return next((value for value in values if is_dataclass(value)), None)
