"""Whether a change of a parent goes through to an heir as it is meant, or the heir must stand aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from azuraforge_schemagen.diff.model import Work
from azuraforge_schemagen.ir import lineage, regclass, sqltext
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.ops import AddEnumValue
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Constant,
    Domain,
    Enum,
    Exclusion,
    Index,
    Object,
    Schema,
    Sql,
    Table,
)
from azuraforge_schemagen.ir.types import refs_of

Objects = Mapping[Ref, Object]


def made_anew(work: Work, new: Schema) -> frozenset[Ref]:
    """The enums and domains that may have to be made anew under the columns that are of them; an enum too that got a
    value which is used at once."""
    found = {ref for ref, it in work.state.items() if ref in new.objects and _is_other(it, new.objects[ref])}
    added = [op for op in work.ops if isinstance(op, AddEnumValue)]
    used = set(_strings(new, work.intent)) if added else set()
    found |= {Ref("enum", op.enum) for op in added if op.value in used}
    domains = [it for it in new.objects.values() if isinstance(it, Domain)]
    while more := {it.ref for it in domains if it.ref not in found and refs_of(it.type) & found}:
        found |= more
    return frozenset(found)


def _is_other(old: Object, new: Object) -> bool:
    if isinstance(old, Enum) and isinstance(new, Enum):
        return old.values != new.values  # what is only added is there by now
    if isinstance(old, Domain) and isinstance(new, Domain):
        return (old.type, old.collation) != (new.type, new.collation)
    return False


def _strings(new: Schema, intent: Intent) -> Iterator[str]:
    """Every value that something speaks of."""
    texts: list[Sql | None] = [
        *intent.backfills.values(),
        *(it for one in intent.using.values() for it in (one.up, one.down)),
    ]
    for found in new.objects.values():
        if isinstance(found, Domain):
            texts += [it.expression for it in found.checks]
        defaults = [found.default] if isinstance(found, Domain) else []
        if isinstance(found, Table):
            defaults = [it.server_default for it in found.columns]
            texts += [Sql(text) for text in _texts(found)]
        yield from (it.value for it in defaults if isinstance(it, Constant) and isinstance(it.value, str))
        texts += [it for it in defaults if isinstance(it, Sql)]
    for sql in texts:
        for text in _spelled(sql):
            yield from sqltext.strings(text)


def is_as_it_will_be(state: Objects, table: Table) -> bool:
    """Whether a table is new, or has the columns and checks already that it will have."""
    now = state.get(table.ref)
    return not isinstance(now, Table) or (now.by_name == table.by_name and now.checks == table.checks)


def is_steady(state: Objects, new: Schema, heir: Table, anew: frozenset[Ref]) -> bool:
    """Whether an heir can stay with its parents while they change."""
    if any(refs_of(it.type) & anew for it in heir.columns):
        return False
    target = new.objects.get(heir.ref)
    for parent in lineage.parents_of(state, heir):
        later = new.objects.get(parent.ref)
        if not isinstance(later, Table) or is_as_it_will_be(state, later):
            continue
        if not isinstance(target, Table) or not _Way(parent, later, heir, target, state, new.objects).is_open():
            return False
    return True


@dataclass(frozen=True, slots=True)
class _Way:
    """From a parent to an heir, as both are and as they will be."""

    parent: Table
    later: Table
    heir: Table
    target: Table
    before: Objects
    after: Objects

    def is_open(self) -> bool:
        """Whether all that changes in the parent reaches the heir, and makes of it what it shall be there."""
        names = {**self.parent.by_name, **self.later.by_name}
        return all(map(self._takes_column, names)) and all(map(self._takes_check, self.later.checks))

    def _takes_column(self, name: str) -> bool:
        if name not in self.later.by_name:
            # It goes from the parent only, and so does the sequence that heirs draw from.
            return not _draws(lineage.from_parent(self.parent, self.parent.by_name[name]))
        after, wanted = lineage.from_parent(self.later, self.later.by_name[name]), _bare(self.target, name)
        if name not in self.parent.by_name:
            counts = self.later.by_name[name].identity is not None  # which no server gives to a table with heirs
            return not counts and name not in self.heir.by_name and wanted == after
        before, own = lineage.from_parent(self.parent, self.parent.by_name[name]), _bare(self.heir, name)
        if before == after:
            return True
        return (own, wanted) == (before, after) and (_is_light(before, after) or self._is_free(name))

    def _takes_check(self, check: Check) -> bool:
        """Whether ADD CHECK finds none of the name in the heir, or one that it can take for its share."""
        own = {it.name: it for it in self.heir.checks}.get(check.name)
        comes = not check.no_inherit and check not in self.parent.checks
        return not (comes and own is not None and own.not_valid and not check.not_valid)

    def _is_free(self, name: str) -> bool:
        """Whether a column of the heir gets another type without anything else that must be looked after."""
        if self.heir.by_name[name].generated or self.target.by_name[name].generated:
            return False
        parents = [it for it in lineage.parents_of(self.before, self.heir) if name in it.by_name]
        ends = ((self.before, self.heir), (self.after, self.target))
        return len(parents) == 1 and not any(_hangs_on(name, table, objects) for objects, table in ends)


def _draws(column: Column) -> bool:
    default = column.server_default
    return isinstance(default, Sql) and bool(regclass.sequences(default.text or ""))


def _bare(table: Table, name: str) -> Column:
    return replace(table.by_name[name], comment=None)


def _is_light(old: Column, new: Column) -> bool:
    """Whether a column changes in nothing that its values depend on."""
    return (old.type, old.collation, old.generated) == (new.type, new.collation, new.generated)


def _hangs_on(name: str, table: Table, objects: Objects) -> bool:
    """Whether something is in the way of another type of a column: what the server does not carry through itself."""
    if any(name in sqltext.names(text) for text in _texts(table)):
        return True
    if any(key.opclass and key.column == name for index in table.indexes for key in index.keys):
        return True
    if any(name in it.columns for it in table.foreign_keys) or any(name in it.columns for it in table.exclusions):
        return True
    tables = (it for it in objects.values() if isinstance(it, Table))
    return any(key.target == table.name and name in key.target_columns for it in tables for key in it.foreign_keys)


def _texts(table: Table) -> Iterator[str]:
    """The SQL of a table that reads its rows."""
    found: list[Sql | None] = [it.expression for it in table.checks]
    found += [it.generated.expression for it in table.columns if it.generated]
    indexes: list[Index | Exclusion] = [*table.indexes, *table.exclusions]
    for index in indexes:
        found += [index.where, *(key.expression for key in index.keys)]
    for sql in found:
        yield from _spelled(sql)


def _spelled(sql: Sql | None) -> Iterator[str]:
    yield from (text for text in ((sql.text, *(it for _, it in sql.dialects)) if sql else ()) if text)
