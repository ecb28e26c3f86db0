"""The intents of several revisions in a row as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import cast

from azuraforge_schemagen.diff import merged
from azuraforge_schemagen.ir.intent import OWNERS, WHOLE, Intent, Rename, RenameKind, moved
from azuraforge_schemagen.ir.names import QName


def in_a_row(intents: Iterable[Intent]) -> Intent:
    """One intent that does at once what these did one after the other: a to b, then b to c, is a to c."""
    found = list(intents)
    renames: list[Rename] = []
    for intent in found:
        renames = _followed(renames, intent.renames)
    return replace(merged(found), renames=tuple(sorted(renames)))


def _followed(before: list[Rename], after: Iterable[Rename]) -> list[Rename]:
    places = {(rename.kind, rename.was): rename.scope for rename in after if rename.kind in WHOLE}
    current = [_with_scope(rename, places) for rename in before]
    steps = {(rename.kind, rename.ends[0]): rename for rename in after}
    joined = [_joined(rename, steps.pop((rename.kind, rename.ends[1]), None)) for rename in current]
    return [rename for rename in (*joined, *steps.values()) if rename.ends[0] != rename.ends[1]]


def _with_scope(rename: Rename, places: Mapping[tuple[RenameKind, QName], QName]) -> Rename:
    if rename.kind in WHOLE:
        return rename
    owner = cast(RenameKind, OWNERS.get(rename.kind, "table"))
    return replace(rename, scope=places.get((owner, rename.scope), rename.scope))


def _joined(first: Rename, then: Rename | None) -> Rename:
    if then is None:
        return first
    return moved(first.kind, first.was, then.scope) if first.kind in WHOLE else replace(then, old=first.old)
