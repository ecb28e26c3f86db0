"""What an author does to composites, ranges and collations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from azuraforge_schemagen.ir import apply as applying
from azuraforge_schemagen.ir import ops, sqltext
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Collation, Composite, Domain, Enum, Namespace, Range, Table
from azuraforge_schemagen.ir.uses import collations, uses
from tests import making_types
from tests.making import Maker
from tests.making_types import Types
from tests.shaping import WIDER, Origin


class TypeSteps:
    """Steps on types and collations; the rest of an author is ``mutating.Author``."""

    state: dict[Ref, Any]
    maker: Maker
    origins: dict[Ref, Origin]

    @property
    def tables(self) -> list[Table]:
        raise NotImplementedError

    @property
    def enums(self) -> list[Enum]:
        raise NotImplementedError

    @property
    def types(self) -> Types:
        found = self.state.values()
        return Types(
            [it for it in found if isinstance(it, Composite)],
            [it for it in found if isinstance(it, Range)],
            [it for it in found if isinstance(it, Collation)],
        )

    def _place(self) -> str:
        return self.maker.one([*{it.name.schema for it in self.tables}, ""])

    def _new(self, made: Composite | Range | Collation) -> None:
        if made.ref not in self.state:
            self.state[made.ref] = made
            self.origins[made.ref] = Origin(None)

    def add_own_type(self) -> None:
        known = self.types
        kind = self.maker.one(["composite", "range", "collation"])
        if kind == "composite":
            self._new(making_types.make_composite(self.maker, self._place(), self.enums, known))
        elif kind == "range":
            self._new(making_types.make_range(self.maker, self._place(), self.enums, known.collations))
        else:
            self._new(making_types.make_collation(self.maker, self._place()))

    def add_own_type_column(self) -> None:
        table = self.maker.one(self.tables)
        self.state[table.ref] = making_types.of_types(self.maker, table, self.types)

    def drop_own_type(self) -> None:
        used = {ref for it in self.tables for column in it.columns for ref in uses(column)}
        used |= {ref for it in self.tables for index in it.indexes for ref in collations(index.keys)}
        used |= {ref for it in self.state.values() if isinstance(it, Domain | Composite | Range) for ref in uses(it)}
        unused = [it for kind in self.types for it in kind if it.ref not in used]
        if unused:
            gone = self.maker.one(unused)
            del self.state[gone.ref]
            del self.origins[gone.ref]

    def rename_own_type(self) -> None:
        known = [it for kind in self.types for it in kind]
        if known:
            old = self.maker.one(known)
            name = self.maker.relation(old.name.schema, prefix="own ")
            applying.run(ops.RenameObject(old.ref, name), self.state)
            new = Ref(old.ref.kind, QName(old.name.schema, name))
            self.origins[new] = self.origins.pop(old.ref)

    def move_own_type(self) -> None:
        """A type or a collation goes to another database schema."""
        known = [it for kind in self.types for it in kind]
        schemas = sorted({"", *(it.name.name for it in self.state.values() if isinstance(it, Namespace))})
        if not known:
            return
        of, schema = self.maker.one(known), self.maker.one(schemas)
        names = [of.name.name, *([of.multirange] if isinstance(of, Range) else [])]
        free = [(schema, sqltext.fold(name)) not in self.maker.relations for name in names]
        if schema != of.name.schema and all(free):
            self.maker.relations |= {(schema, sqltext.fold(name)) for name in names}
            applying.run(ops.MoveObject(of.ref, schema), self.state)
            self.origins[Ref(of.ref.kind, QName(schema, of.name.name))] = self.origins.pop(of.ref)

    def rename_multirange(self) -> None:
        if self.types.ranges:
            of = self.maker.one(self.types.ranges)
            name = self.maker.relation(of.name.schema, prefix="m ")
            applying.run(ops.RenameObject(Ref("multirange", QName(of.name.schema, of.multirange)), name), self.state)

    def add_attribute(self) -> None:
        if self.types.composites:
            of = self.maker.one(self.types.composites)
            known = self.types._replace(composites=[])
            self.state[of.ref] = making_types.add_attribute(self.maker, of, self.enums, known)

    def drop_attribute(self) -> None:
        several = [it for it in self.types.composites if len(it.attributes) > 1]
        if several:
            of = self.maker.one(several)
            gone = self.maker.one(of.attributes)
            self.state[of.ref] = replace(of, attributes=tuple(it for it in of.attributes if it is not gone))
            self.origins[of.ref].parts.pop(("attribute", gone.name), None)

    def rename_attribute(self) -> None:
        known = [it for it in self.types.composites if it.attributes]
        if known:
            of = self.maker.one(known)
            old, new = self.maker.one(of.attributes).name, self.maker.name(of.by_name)
            applying.run(ops.RenameAttribute(of.name, old, new), self.state)
            parts = self.origins[of.ref].parts
            if ("attribute", old) in parts:
                parts["attribute", new] = parts.pop(("attribute", old))

    def widen_attribute(self) -> None:
        places = [(of, it) for of in self.types.composites for it in of.attributes if it.type in WIDER]
        if places:
            of, old = self.maker.one(places)
            new = replace(old, type=self.maker.one(WIDER[old.type]))  # type: ignore[index]
            self.state[of.ref] = replace(of, attributes=tuple(new if it is old else it for it in of.attributes))

    def reorder_attributes(self) -> None:
        if self.types.composites:
            of = self.maker.one(self.types.composites)
            attributes = list(of.attributes)
            self.maker.random.shuffle(attributes)
            self.state[of.ref] = replace(of, attributes=tuple(attributes))

    def comment_own_type(self) -> None:
        known = [it for kind in self.types for it in kind]
        if known:
            of = self.maker.one(known)
            self.state[of.ref] = replace(of, comment=self.maker.one([None, "other 'words' %"]))

    def alter_range(self) -> None:
        if self.types.ranges:
            of = self.maker.one(self.types.ranges)
            self.state[of.ref] = making_types.bounded(self.maker, of, self.enums, self.types.collations)

    def alter_collation(self) -> None:
        if self.types.collations:
            of = self.maker.one(self.types.collations)
            self.state[of.ref] = making_types.ordered(self.maker, of)
