"""What an author does with database schemas: objects move from one to another."""

from __future__ import annotations

from typing import Any

from azuraforge_schemagen.ir import apply as applying
from azuraforge_schemagen.ir import ops, sqltext
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Domain, Enum, Namespace, Sequence, Table
from azuraforge_schemagen.ir.state import owned
from tests import shaping
from tests.making import Maker
from tests.shaping import Derived, Origin


class MoveSteps:
    """Steps between database schemas; the rest of an author is ``mutating.Author``."""

    state: dict[Ref, Any]
    maker: Maker
    origins: dict[Ref, Origin]

    def _derived(self, name: QName) -> list[Derived]:
        raise NotImplementedError

    def _rederive(self, name: QName, derived: list[Derived]) -> None:
        raise NotImplementedError

    def _rekey(self, old: QName, new: QName) -> None:
        raise NotImplementedError

    def _rename_table(self, old: QName, new: QName) -> None:
        raise NotImplementedError

    def _relations(self, schema: str) -> set[str]:
        raise NotImplementedError

    def _elsewhere(self, schema: str) -> str | None:
        """Another database schema; the default one is there always."""
        names = {"", *(it.name.name for it in self.state.values() if isinstance(it, Namespace))} - {schema}
        return self.maker.one(sorted(names)) if names else None

    def swap_homes(self) -> None:
        """Two tables of different database schemas change places, and get each other's name."""
        one = self.maker.one([it for it in self.state.values() if isinstance(it, Table)])
        others = [it for it in self.state.values() if isinstance(it, Table) and it.name.schema != one.name.schema]
        if not others:
            return
        two = self.maker.one(others)
        names = self._carried(one) & self._carried(two)
        mine, theirs = self._relations(one.name.schema), self._relations(two.name.schema)
        if (self._carried(two) - names) & mine or (self._carried(one) - names) & theirs:
            return
        if two.name.name != one.name.name:
            if sqltext.fold(one.name.name) in theirs:
                return
            self._rename_table(two.name, QName(two.name.schema, one.name.name))
        old, new = one.name, QName(two.name.schema, one.name.name)
        self._rename_table(old, QName(old.schema, "spare place"))
        self._move(Ref("table", new), old.schema)
        self._move(Ref("table", QName(old.schema, "spare place")), new.schema)
        self._rename_table(QName(new.schema, "spare place"), new)

    def move_table(self) -> None:
        table = self.maker.one([it for it in self.state.values() if isinstance(it, Table)])
        schema = self._elsewhere(table.name.schema)
        if schema is not None and not self._carried(table) & self._relations(schema):
            self._move(table.ref, schema)

    def move_object(self) -> None:
        there = [it for it in self.state.values() if isinstance(it, Enum | Domain | Sequence)]
        found = self.maker.one(there) if there else None
        schema = self._elsewhere(found.name.schema) if found else None
        if found is None or schema is None or sqltext.fold(found.name.name) in self._relations(schema):
            return
        if not (isinstance(found, Sequence) and found.owned_by):
            self._move(found.ref, schema)

    def _carried(self, table: Table) -> set[str]:
        names = [table.name.name, *(it.name for it in (*table.constraints, *table.indexes))]
        names += [shaping.sequence(it) for it in table.columns if shaping.sequence(it)]
        return {sqltext.fold(it) for it in (*names, *(it.name.name for it in owned(self.state, table.name)))}

    def _move(self, old: Ref, schema: str) -> None:
        derived = self._derived(old.name) if old.kind == "table" else []
        along = [it.ref for it in owned(self.state, old.name)] if old.kind == "table" else []
        op = ops.MoveObject(old, schema)
        applying.run(op, self.state)
        for ref in (old, *along):
            self.origins[Ref(ref.kind, QName(schema, ref.name.name))] = self.origins.pop(ref)
        self._moved_enum(old, op.new)
        if old.kind == "table":
            self._rekey(old.name, op.new.name)
            self._rederive(op.new.name, derived)

    def _moved_enum(self, old: Ref, new: Ref) -> None:
        raise NotImplementedError
