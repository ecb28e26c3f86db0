"""Renames of stand-alone objects, and of parts of them, in memory: whatever refers to them follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from azuraforge_schemagen.ir import follow, follow_types, hung
from azuraforge_schemagen.ir.bodies import Hung, MaterializedView, Routine, View
from azuraforge_schemagen.ir.hung import State
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import (
    Collation,
    Composite,
    Domain,
    Enum,
    Extension,
    Object,
    Range,
    Sequence,
    Table,
)


def put(state: State, new: Object) -> None:
    """Adds an object whose name is free."""
    if new.ref in state:
        raise ValueError(f"there is a {new.ref} already")
    state[new.ref] = new


def take(state: State, old: Object) -> None:
    """Takes out an object that is there as it is said."""
    if state.get(old.ref) != old:
        raise ValueError(f"there is no such {old.ref}")
    del state[old.ref]


def each_holder(state: State, change: Callable[[follow.Holder], follow.Holder]) -> None:
    """Changes everything that holds types, collations and SQL text."""
    for ref, found in state.items():
        if isinstance(found, (Table, Domain, Composite, Range)):
            state[ref] = change(found)


def rename_object(state: State, ref: Ref, name: str) -> None:
    """Gives a sequence, type or collation another name, or the multirange of a range."""
    new = QName(ref.name.schema, name)
    if ref.kind == "multirange":
        _rename_multirange(state, ref.name, name)
        return
    found = state.get(ref)
    match found:
        case Domain() | Composite():
            rename_type(state, found, new)
        case Range():
            rename_type(state, found, new)
            each_holder(state, lambda holder: follow.routine_name(holder, ref.name, new))
        case Sequence() | Collation():
            _rename(state, found, new)
            follows = follow.sequence_name if isinstance(found, Sequence) else follow_types.collation_name
            each_holder(state, lambda holder: follows(holder, ref.name, new))
        case Extension():
            _rename(state, found, new)
        case _:
            raise ValueError(f"there is no {ref} with a name of its own")


def rename_type(state: State, found: Enum | Domain | Composite | Range, new: QName) -> None:
    """Gives a type another name."""
    _rename(state, found, new)
    each_holder(state, lambda holder: follow_types.type_name(holder, found.ref, new))
    hung.each(state, lambda it: hung.type_renamed(it, found.name, new))


_Renamed = Enum | Sequence | Domain | Extension | Composite | Range | Collation


def _rename(state: State, found: _Renamed, new: QName) -> None:
    take(state, found)
    put(state, replace(found, name=new))


def _rename_multirange(state: State, old: QName, name: str) -> None:
    found = next((it for it in state.values() if isinstance(it, Range) and _multirange(it) == old), None)
    if found is None:
        raise ValueError(f"there is no multirange {old}")
    new = QName(old.schema, name)
    state[found.ref] = replace(found, multirange=name)
    each_holder(state, lambda holder: follow_types.multirange_name(holder, found.name, old.name, name))
    each_holder(state, lambda holder: follow.routine_name(holder, old, new))
    hung.each(state, lambda it: hung.type_renamed(it, old, new))


def _multirange(of: Range) -> QName:
    return QName(of.name.schema, of.multirange)


def rename_attribute(state: State, name: QName, old: str, new: str) -> None:
    """Gives an attribute of a composite another name."""
    found = state.get(Ref("composite", name))
    if not isinstance(found, Composite) or old not in found.by_name:
        raise ValueError(f"{name} has no attribute {old!r}")
    if new in found.by_name:
        raise ValueError(f"{name} has an attribute {new!r} already")
    attributes = tuple(replace(it, name=new) if it.name == old else it for it in found.attributes)
    state[found.ref] = replace(found, attributes=attributes)
    each_holder(state, lambda holder: follow_types.attribute(holder, found.ref, old, new, state))


def rename_hung(state: State, found: Hung, name: str) -> None:
    """Gives a view, routine and the like another name."""
    renamed = hung.renamed(found, name)
    take(state, found)
    put(state, renamed)
    if isinstance(found, Routine) and isinstance(renamed, Routine):
        before, after = found.called, renamed.called
        each_holder(state, lambda holder: follow.routine_name(holder, before, after))
        hung.each(state, lambda it: hung.routine_renamed(it, before, after))
    elif isinstance(found, View | MaterializedView):
        hung.each(state, lambda it: hung.relation_renamed(it, found.name, renamed.name))
