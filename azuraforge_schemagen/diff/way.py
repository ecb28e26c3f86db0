"""Names that one kind of object leaves and another one takes."""

from __future__ import annotations

from collections.abc import Iterator

from azuraforge_schemagen.diff.model import Work
from azuraforge_schemagen.diff.occupants import RELATION_KINDS, holders
from azuraforge_schemagen.diff.renames import note_temporary, renamed
from azuraforge_schemagen.diff.substitution import free_name
from azuraforge_schemagen.ir.intent import TYPE_KINDS, RenameKind
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Schema

_LEAVING: tuple[RenameKind, ...] = (*TYPE_KINDS, "sequence")


def make_way(work: Work, new: Schema) -> None:
    """Types and sequences that go have temporary names while something else takes theirs: columns may be of both the
    old type and the new one on the way. Tables and views go before anything comes."""
    leaving = list(_leaving(work, new))
    if not leaving:
        return
    taken = {ref.name for ref in (*work.state, *new.objects)} | {*holders(work.state), *holders(new.objects)}
    for kind, name in leaving:
        to = free_name(name, taken)
        work.do(renamed(work, kind, name, to))
        note_temporary(work, kind, name, to)


def _leaving(work: Work, new: Schema) -> Iterator[tuple[RenameKind, QName]]:
    held = holders(new.objects)
    taken = {ref.name for ref in new.objects if ref.kind in (*TYPE_KINDS, *RELATION_KINDS)}
    taken |= {name for name, holder in held.items() if holder.kind != "counter"}  # a serial column keeps its sequence
    for kind in _LEAVING:
        for ref in sorted(work.state):
            if ref.kind == kind and ref not in new.objects and ref.name in taken:
                yield kind, ref.name
