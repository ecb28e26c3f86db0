"""Which class of a table each relationship is of, where several classes share the table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import ClassMap, Relationship
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.findings import Place, suggest

Found = Mapping[QName, Sequence[Relationship]]
Drafts = Mapping[QName, Draft]


def placed(classes: Mapping[QName, ClassMap], found: Found, drafts: Drafts) -> dict[QName, ClassMap]:
    """The classes with their relationships: one over a subclass's own column, or that it names, is the subclass's."""
    if not any(it.subclasses for it in classes.values()):
        return {name: replace(it, relationships=tuple(found.get(name, ()))) for name, it in classes.items()}
    owners = {name: _owners(one, found.get(name, ()), drafts[name]) for name, one in classes.items()}
    return {name: _with(one, found, owners) for name, one in classes.items()}


@dataclass(frozen=True, slots=True)
class _Owners:
    """The subclasses by what only they have: relationships that they name, and columns."""

    named: Mapping[str, str]
    columns: Mapping[str, str]

    def of(self, name: str | None, columns: Iterable[str]) -> str:
        """The subclass of a relationship that has this name, or needs these columns."""
        return self.named.get(name or "") or next((self.columns[it] for it in columns if it in self.columns), "")


def _owners(one: ClassMap, found: Sequence[Relationship], draft: Draft) -> _Owners:
    known = [it.name for it in found]
    named: dict[str, str] = {}
    for subclass, spec in (draft.document.data.get("subclasses") or {}).items():
        for index, name in enumerate(spec.get("relationships") or ()):
            named[name] = subclass
            if name not in known:
                place = Place(draft.document, ("subclasses", subclass, "relationships", index))
                message = f"there is no relationship '{name}' of '{one.table}'"
                draft.error("SG162", message, place, suggest(name, known) or "declare it under relationships:")
    return _Owners(named, {column: it.name for it in reversed(one.subclasses) for column in it.columns})


def _with(one: ClassMap, found: Found, owners: Mapping[QName, _Owners]) -> ClassMap:
    own: dict[str, list[Relationship]] = {}
    for it in found.get(one.table, ()):
        refers = it.foreign_table == one.table and bool(it.remote_columns or it.target != one.table)
        near, far = (it.foreign_columns, ()) if refers else ((), it.foreign_columns)
        owner = owners[one.table].of(it.name, near)
        own.setdefault(owner, []).append(replace(it, target_class=owners[it.target].of(it.back, far)))
    return replace(
        one,
        relationships=tuple(own.get("", ())),
        subclasses=tuple(replace(it, relationships=tuple(own.get(it.name, ()))) for it in one.subclasses),
    )
