"""What all tables of a mixin have in another way is changed in the mixin, and in none of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.load.conform import exact
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.render.yaml.merge import Merge
from azuraforge_schemagen.render.yaml.scope import Data


@dataclass(frozen=True, slots=True)
class Agreed:
    """The mixins' data that changes, by path, and what the tables say of the database with it."""

    changed: Mapping[str, Data]
    before: dict[Ref, Data]


def agree(
    mixins: Mapping[str, Document],
    users: Mapping[str, Sequence[Ref]],
    merge: Merge,
    before: dict[Ref, Data],
    after: Mapping[Ref, Data],
) -> Agreed:
    """Change the columns of mixins on whose change all tables agree."""
    changed: dict[str, Data] = {}
    before = dict(before)
    for name, refs in users.items():
        document = mixins[name]
        said = {it: _change(it, refs, before, after) for it in document.data["columns"]}
        columns = {it: found for it, found in said.items() if found is not None}
        if not columns or (all(new is None for _, new in columns.values()) and len(columns) == len(said)):
            continue
        old, new = (
            {"columns": {it: pair[at] for it, pair in columns.items() if pair[at] is not None}} for at in (0, 1)
        )
        changed[document.path] = merge.merged(document.data, old, new)
        for ref in refs:
            before[ref] = _with(before[ref], {it: pair[1] for it, pair in columns.items()})
    return Agreed(changed, before)


def _change(column: str, refs: Sequence[Ref], before: Mapping[Ref, Data], after: Mapping[Ref, Data]) -> Any:
    """(old, new) of a column, where it changes and is the same everywhere; ``None`` for a new one that is gone."""
    pairs = [tuple(said[ref]["columns"].get(column) for said in (before, after)) for ref in refs]
    old, new = pairs[0]
    if exact(old) == exact(new) or any(exact(list(pair)) != exact([old, new]) for pair in pairs):
        return None
    return old, new


def _with(data: Data, columns: Mapping[str, Any]) -> Data:
    merged = {**data["columns"], **columns}
    return {**data, "columns": {name: it for name, it in merged.items() if it is not None}}
