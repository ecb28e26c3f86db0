"""What renames and drops do, in memory, to objects that are SQL of their own.

What is a name in them follows, as it does in a server's catalog: the table of a trigger, the columns of UPDATE OF, the
function that is executed, the types of arguments. So do expressions about one table's row. Other SQL texts do not: they
are made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from azuraforge_schemagen.ir import follow, mentions, sqltext
from azuraforge_schemagen.ir.bodies import HUNG, Event, Hung, Policy, Routine, Statistics, Trigger, owner
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Object

State = dict[Ref, Object]
Owned = Trigger | Policy | Statistics


def each(state: State, change: Callable[[Hung], Hung]) -> None:
    """Changes every such object of a state, its address too."""
    for ref, found in list(state.items()):
        if isinstance(found, HUNG) and (changed := change(found)) is not found:
            del state[ref]
            state[changed.ref] = changed


def renamed(found: Hung, name: str) -> Hung:
    """The object under another name of its own: that of a routine without its arguments, of a trigger without its
    table."""
    schema = found.called.schema if isinstance(found, Routine) else found.name.schema
    return placed(found, QName(schema, name))


def placed(found: Hung, name: QName) -> Hung:
    """The same, in a database schema; what belongs to a table is in that of its table."""
    match found:
        case Routine():
            return replace(found, called=name)
        case Trigger() | Policy():
            return replace(found, label=name.name)
        case _:
            return replace(found, name=name)


def own_name(found: Hung) -> str:
    """The name that is its own: without arguments, without its table."""
    match found:
        case Routine():
            return found.called.name
        case Trigger() | Policy():
            return found.label
        case _:
            return found.name.name


def relation_renamed(found: Hung, old: QName, new: QName) -> Hung:
    """After a table or view was renamed."""
    match found:
        case Routine():
            return _retyped(found, old, new)
        case Trigger(from_table=other) if other == old and found.table != old:
            return replace(found, from_table=new)
        case Trigger() | Policy() | Statistics() if found.table == old:
            if isinstance(found, Trigger) and found.from_table == old:
                found = replace(found, from_table=new)
            found = _rewritten(found, lambda text: follow.own_name(text, old, new))
            return replace(found, table=new)
        case _:
            return found


def follows(found: Hung) -> bool:
    """Whether its texts follow the renames of what they name, types but for: expressions about the row of its table."""
    match found:
        case Trigger():
            return found.body is None
        case Policy(using=using, check=check):
            return not any("select" in (it.text or "").lower() for it in (using, check) if it)
        case _:
            return isinstance(found, Statistics)


def _rewritten(found: Owned, change: Callable[[str], str]) -> Owned:
    """The object with its texts changed, where they follow at all; the same one where nothing changes."""
    if not follows(found):
        return found
    made: Owned
    match found:
        case Trigger(when=when):
            made = replace(found, when=when and follow.text_of(when, change))
        case Policy(using=using, check=check):
            using, check = (it and follow.text_of(it, change) for it in (using, check))
            made = replace(found, using=using, check=check)
        case Statistics(keys=keys):
            texts = (it.expression and follow.text_of(it.expression, change) for it in keys)
            made = replace(found, keys=tuple(replace(k, expression=it) for k, it in zip(keys, texts, strict=True)))
    return found if made == found else made


def column_renamed(found: Hung, table: QName, old: str, new: str) -> Hung:
    """After a column of a table was renamed."""
    if owner(found) == table and isinstance(found, Trigger | Policy | Statistics):
        found = _rewritten(found, lambda text: sqltext.rename(text, {old: new}))
    match found:
        case Trigger(events=events) if found.table == table and any(old in it.columns for it in events):
            return replace(found, events=tuple(_event(it, old, new) for it in events))
        case Statistics(keys=keys) if found.table == table and old in found.columns:
            return replace(found, keys=tuple(replace(it, column=new) if it.column == old else it for it in keys))
        case _:
            return found


def _event(event: Event, old: str, new: str) -> Event:
    return replace(event, columns=tuple(new if it == old else it for it in event.columns))


def type_renamed(found: Hung, old: QName, new: QName) -> Hung:
    """After a type was renamed: the types of arguments."""
    return _retyped(found, old, new) if isinstance(found, Routine) else found


def _retyped(found: Routine, old: QName, new: QName) -> Routine:
    """The routine with a type of its signature under another name."""
    arguments = tuple(replace(it, type=mentions.retyped(it.type, old, new)) for it in found.arguments)
    returns = mentions.retyped(found.returns, old, new)
    if arguments == found.arguments and returns == found.returns:
        return found
    return replace(found, arguments=arguments, returns=returns)


def routine_renamed(found: Hung, old: QName, new: QName) -> Hung:
    """After a function was renamed: the triggers that execute it, and expressions that call it."""
    if isinstance(found, Trigger | Policy | Statistics):
        found = _rewritten(found, lambda text: mentions.recalled(text, old, new))
    return replace(found, function=new) if isinstance(found, Trigger) and found.function == old else found


def drop_with(state: State, gone: QName) -> None:
    """What goes with a table or view."""
    for ref, found in list(state.items()):
        if owner(found) == gone:
            del state[ref]


def drop_with_column(state: State, table: QName, column: str) -> None:
    """Statistics that a column is in go with it."""
    for ref, found in list(state.items()):
        if isinstance(found, Statistics) and reads(found, table, column):
            del state[ref]


def reads(found: Statistics, table: QName, column: str) -> bool:
    """Whether statistics are about a column."""
    if found.table != table:
        return False
    texts = (it.expression.text or "" for it in found.keys if it.expression)
    return column in found.columns or any(column in sqltext.names(text) for text in texts)


def owned(state: Mapping[Ref, Object], table: QName) -> list[Hung]:
    """What goes with a table or view."""
    return [it for it in state.values() if isinstance(it, HUNG) and owner(it) == table]
