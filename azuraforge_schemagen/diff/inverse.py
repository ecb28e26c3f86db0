"""Intents turned round, for the way back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from azuraforge_schemagen.ir.intent import OWNERS, WHOLE, Intent, Rename, Using, moved
from azuraforge_schemagen.ir.names import QName


def inverse(used: Intent) -> Intent:
    """The intent of the way back (new -> old) of a comparison that used these: renames turned round, ``using`` up and
    down exchanged, every loss acknowledged. Backfills have no way back."""
    before = {line.scope: line.was for line in used.renames if line.kind in ("table", *OWNERS.values())}
    columns = {(line.scope, line.new): line.old for line in used.renames if line.kind == "column"}
    renames = tuple(sorted(_turned(line, before) for line in used.renames))
    using = {
        (before.get(table, table), columns.get((table, column), column)): Using(up=it.down, down=it.up)
        for (table, column), it in used.using.items()
        if it.down is not None
    }
    return Intent(
        renames=renames,
        using=using,
        allow=frozenset({"all", *(_way_free(line) for line in renames)}),
        naming=used.naming,
    )


def _turned(line: Rename, before: Mapping[QName, QName]) -> Rename:
    if line.kind in WHOLE:
        return moved(line.kind, line.scope, line.was)
    return Rename(line.kind, before.get(line.scope, line.scope), line.new, line.old)


def _way_free(line: Rename) -> str:
    """What says that whoever took the old name since then goes."""
    if line.kind in WHOLE:
        return f"drop-{line.kind}:{line.scope}"
    return f"drop-{line.kind}:{line.scope}.{line.new}"


def merged(intents: Iterable[Intent]) -> Intent:
    """One intent of several that were used, one for each dialect of a project."""
    found = list(intents)
    if not found:
        return Intent()
    whole = found[0]
    for it in found[1:]:
        whole = replace(
            whole,
            renames=tuple(sorted({*whole.renames, *it.renames})),
            backfills={**whole.backfills, **it.backfills},
            using={**whole.using, **it.using},
            removed_values={**whole.removed_values, **it.removed_values},
            allow=whole.allow | it.allow,
        )
    return whole
