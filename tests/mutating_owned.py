"""What an author does to triggers, policies and extended statistics."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from azuraforge_schemagen.ir import apply as applying
from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.bodies import Policy, Statistics, Trigger
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Table
from tests import making_owned
from tests.making import Maker
from tests.shaping import Origin

Kind = TypeVar("Kind", Trigger, Policy, Statistics)


class OwnedSteps:
    """Steps on what belongs to tables; the rest of an author is ``mutating.Author``."""

    state: dict[Ref, Any]
    maker: Maker
    origins: dict[Ref, Origin]

    @property
    def tables(self) -> list[Table]:
        raise NotImplementedError

    def _all(self, kind: type[Kind]) -> list[Kind]:
        return sorted((it for it in self.state.values() if isinstance(it, kind)), key=lambda it: it.ref)

    def _table_of(self, of: Trigger | Policy | Statistics) -> Table:
        found: Table = self.state[Ref("table", of.table)]
        return found

    def add_owned(self) -> None:
        for it in making_owned.some(self.maker, [self.maker.one(self.tables)]):
            if it.ref not in self.state:
                self.state[it.ref] = it
                if isinstance(it, Statistics):
                    self.origins[it.ref] = Origin(None)

    def drop_owned(self) -> None:
        found = [*self._all(Trigger), *self._all(Policy), *self._all(Statistics)]
        if found:
            gone = self.maker.one(found)
            del self.state[gone.ref]
            if isinstance(gone, Statistics):
                del self.origins[gone.ref]

    def rename_part(self) -> None:
        """A trigger or a policy has another name."""
        found: list[Trigger | Policy] = [*self._all(Trigger), *self._all(Policy)]
        if found:
            old = self.maker.one(found)
            new = f"re {self.maker.random.randrange(1000)}"
            applying.run(ops.RenameHung(old, new), self.state)
            parts = self.origins[Ref("table", old.table)].parts
            parts[old.ref.kind, new] = parts.pop((old.ref.kind, old.label), old.label)

    def rename_statistics(self) -> None:
        if found := self._all(Statistics):
            old = self.maker.one(found)
            new = f"st re {self.maker.random.randrange(1000)}"
            applying.run(ops.RenameHung(old, new), self.state)
            self.origins[Ref("statistics", QName(old.name.schema, new))] = self.origins.pop(old.ref)

    def alter_trigger(self) -> None:
        if found := self._all(Trigger):
            old = self.maker.one(found)
            new = making_owned.shaped(self.maker, old, self._table_of(old))
            if self.maker.chance(30) and not self.maker.portable:
                new = replace(old, enabled=new.enabled, comment=new.comment)
            self.state[old.ref] = new

    def alter_policy(self) -> None:
        if found := self._all(Policy):
            old = self.maker.one(found)
            new = making_owned.ruled(self.maker, old, self._table_of(old))
            if self.maker.chance(40):
                new = replace(old, roles=new.roles, comment=new.comment)
            self.state[old.ref] = new

    def alter_statistics(self) -> None:
        if found := self._all(Statistics):
            old = self.maker.one(found)
            self.state[old.ref] = making_owned.gathered(self.maker, old, self._table_of(old)) or old
