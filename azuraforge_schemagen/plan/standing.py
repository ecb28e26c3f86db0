"""The effects of operations on objects that stand alone: sequences, domains, composites, ranges, collations and
extensions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from azuraforge_schemagen.ir import ops, regclass
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import (
    Collation,
    Column,
    Composite,
    Default,
    Domain,
    Extension,
    Range,
    Sequence,
    Sql,
    Standalone,
    Table,
)
from azuraforge_schemagen.ir.state import owned
from azuraforge_schemagen.ir.uses import uses
from azuraforge_schemagen.plan import pair as read
from azuraforge_schemagen.plan.names import RELATIONS, TYPES
from azuraforge_schemagen.plan.pair import Pair, is_anew
from azuraforge_schemagen.plan.things import Effects, Thing

SPACES = {"sequence": ("relation",), "composite": ("relation", "type"), "collation": (), "extension": ()}
"""The sets of names that those of a kind share with others, where it is not that of types alone."""


def object_effects(it: Standalone, made: list[Thing], needed: list[Thing]) -> None:
    """What a stand-alone object is, and what it stands on."""
    made.append(it.ref)
    schema = it.schema if isinstance(it, Extension) else it.name.schema
    if schema:
        needed.append(("schema", schema))
    match it:
        case Sequence():
            made.append(("relation", *it.name))
            if it.owned_by is not None:
                needed.extend((("table", it.owned_by.table), ("column", it.owned_by.table, it.owned_by.column)))
        case Domain():
            made.append(("type", *it.name))
            needed.extend(uses(it))
            needed.extend(drawn(it.default))
        case Composite():
            made.extend((("relation", *it.name), ("type", *it.name)))
            needed.extend(uses(it))
        case Range():
            made.extend((("type", *it.name), ("type", it.name.schema, it.multirange)))
            needed.extend(uses(it))
        case _:
            return


def alter_effects(old: Standalone, new: Standalone, found: Effects, pair: Pair) -> None:
    """The effects of making one out of another."""
    before, after = ([], []), ([], [])  # type: ignore[var-annotated]
    object_effects(old, *before)
    object_effects(new, *after)
    found.consumes.extend(it for it in after[1] if it not in before[1])
    found.releases.extend(it for it in before[1] if it not in after[1])
    if isinstance(old, Sequence) and isinstance(new, Sequence) and old.owned_by != new.owned_by:
        # Who draws from a sequence does not wait for its owner, which may be the very column that draws from it.
        found.change(("owner", old.name))
        found.consumes.append(old.ref)
        released(old, found)
    else:
        found.change(old.ref)
    hurt = [*_changed_columns(old, new, pair)]
    found.change(*(("column", table.name, column.name) for table, column in hurt))


def released(sequence: Sequence, found: Effects) -> None:
    """A sequence leaves its owner before that goes; how the owner changes is nothing to it."""
    if sequence.owned_by is not None:
        owner = (sequence.owned_by.table, sequence.owned_by.column)
        found.releases.remove(("column", *owner))
        found.releases.append(("owned", *owner))


def _changed_columns(old: Standalone, new: Standalone, pair: Pair) -> Iterable[tuple[Table, Column]]:
    """The columns that are other ones after a type or collation was changed."""
    if not isinstance(old, Domain | Composite | Range | Collation):
        return ()
    if is_anew(old, new, pair) or old == new:
        # One that is the same is made anew with what it is made of.
        return (*pair.columns_of(old.ref), *pair.cast_defaults(old.ref))
    if isinstance(old, Composite) and isinstance(new, Composite) and old.by_name.keys() != new.by_name.keys():
        return pair.columns_reaching(old.ref)
    return ()


def owned_things(table: QName, column: str | None, pair: Pair) -> Iterator[Thing]:
    """The sequences that go with a table, or with a column of it; not those that are released before."""
    for sequence in owned(pair.before.objects, table, column):
        if sequence.ref not in pair.after.objects and sequence.ref not in pair.released:
            yield from (sequence.ref, ("relation", *sequence.name), ("owner", sequence.name))


def drawn(default: Default | None) -> Iterator[Thing]:
    """The sequences that a default draws from, another column's own ones too."""
    for name in regclass.sequences(read.text_of(default)) if isinstance(default, Sql) else ():
        yield from (("sequence", name), ("relation", *name))


def move_effects(op: ops.MoveObject, found: Effects) -> None:
    """The effects of a move to another database schema."""
    for ref, made, needed in ((op.ref, found.destroys, found.releases), (op.new, found.produces, found.consumes)):
        made.append(ref)
        spaces = ("relation",) if ref.kind in RELATIONS else ("type",) if ref.kind in TYPES else ()
        made.extend((space, *ref.name) for space in SPACES.get(ref.kind, spaces))
        if isinstance(op.old, Range):
            made.append(("type", ref.name.schema, op.old.multirange))
        if ref.name.schema:
            needed.append(("schema", ref.name.schema))
