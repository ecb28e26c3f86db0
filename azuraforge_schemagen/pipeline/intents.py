"""The intents of several revisions in a row as one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from azuraforge_schemagen.diff import merged
from azuraforge_schemagen.ir.intent import OWNERS, WHOLE, Intent, Rename
from azuraforge_schemagen.ir.names import QName


def in_a_row(intents: Iterable[Intent]) -> Intent:
    """One intent that does at once what these did one after the other: a to b, then b to c, is a to c."""
    found = list(intents)
    renames: list[Rename] = []
    for intent in found:
        renames = _followed(renames, intent.renames)
    return replace(merged(found), renames=tuple(sorted(renames)))


def _followed(before: list[Rename], after: Iterable[Rename]) -> list[Rename]:
    moved: dict[tuple[str, QName], QName] = {
        (rename.kind, QName(rename.scope.schema, rename.old)): rename.scope for rename in after if rename.kind in WHOLE
    }
    current = [_with_scope(rename, moved) for rename in before]
    steps = {(rename.kind, _owner(rename), rename.old): rename for rename in after}
    joined = [_joined(rename, steps.pop((rename.kind, _owner(rename), rename.new), None)) for rename in current]
    return [rename for rename in (*joined, *steps.values()) if rename.old != rename.new]


def _owner(rename: Rename) -> object:
    """What names are unique in: the database schema for a whole object, the object for what is inside it."""
    return rename.scope.schema if rename.kind in WHOLE else rename.scope


def _with_scope(rename: Rename, moved: dict[tuple[str, QName], QName]) -> Rename:
    if rename.kind in WHOLE:
        return rename
    kind = OWNERS.get(rename.kind, "table")
    return replace(rename, scope=moved.get((kind, rename.scope), rename.scope))


def _joined(first: Rename, then: Rename | None) -> Rename:
    return first if then is None else replace(then, old=first.old)
