"""Indexes."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.diff.split import split
from azuraforge_schemagen.ir.ops import CreateIndex, DropIndex, SetComment
from azuraforge_schemagen.ir.schema import Index, Table


def index_ops(old: Table, new: Table) -> tuple[list[DropIndex], list[SetComment], list[CreateIndex]]:
    """Drops, comments and creations; only a comment changes in place."""
    found = split(old.indexes, new.indexes, _name)
    anew = [(before, after) for before, after in found.changed if not _only_comment(before, after)]
    return (
        [DropIndex(new.name, it) for it in (*found.removed, *(before for before, _ in anew))],
        [
            SetComment("table", new.name, after.name, before.comment, after.comment)
            for before, after in found.changed
            if _only_comment(before, after)
        ],
        [CreateIndex(new.name, it) for it in (*found.added, *(after for _, after in anew))],
    )


def _only_comment(old: Index, new: Index) -> bool:
    return replace(old, comment=new.comment) == new


def _name(index: Index) -> str:
    return index.name
