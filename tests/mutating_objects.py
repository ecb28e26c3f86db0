"""What an author does to stand-alone objects."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from azuraforge_schemagen.ir import apply as applying
from azuraforge_schemagen.ir import ops, regclass
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Domain, Enum, Extension, Owner, Sequence, Sql, Table
from azuraforge_schemagen.ir.types import DomainType, Scalar, refs_of
from tests import making_objects
from tests.making import Maker
from tests.shaping import WIDER, Origin


class ObjectSteps:
    """Steps on sequences, domains and extensions; the rest of an author is ``mutating.Author``."""

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
    def sequences(self) -> list[Sequence]:
        return [it for it in self.state.values() if isinstance(it, Sequence)]

    @property
    def domains(self) -> list[Domain]:
        return [it for it in self.state.values() if isinstance(it, Domain)]

    def _schema(self) -> str:
        return self.maker.one([*{it.name.schema for it in self.tables}, ""])

    def _come(self, made: Sequence | Domain | Extension) -> None:
        if made.ref not in self.state:
            self.state[made.ref] = made
            self.origins[made.ref] = Origin(None)

    def _rename(self, old: Ref, name: str) -> None:
        applying.run(ops.RenameObject(old, name), self.state)
        self.origins[Ref(old.kind, QName(old.name.schema, name))] = self.origins.pop(old)

    # sequences

    def add_sequence(self) -> None:
        made = making_objects.make_sequence(self.maker, self._schema())
        self._come(making_objects.owned(self.maker, made, self.tables))

    def drop_sequence(self) -> None:
        if self.sequences:
            gone = self.maker.one(self.sequences)
            del self.state[gone.ref]
            del self.origins[gone.ref]

    def rename_sequence(self) -> None:
        if self.sequences:
            old = self.maker.one(self.sequences)
            self._rename(old.ref, self.maker.relation(old.name.schema, prefix="sq "))

    def swap_sequences(self) -> None:
        """Two sequences change names, or a table and a sequence do."""
        if not self.sequences:
            return
        one = self.maker.one(self.sequences)
        others = [it for it in self.sequences if it.name.schema == one.name.schema and it is not one]
        if others:
            two = self.maker.one(others)
            self._rename(one.ref, "spare place")
            self._rename(two.ref, one.name.name)
            self._rename(Ref("sequence", QName(one.name.schema, "spare place")), two.name.name)

    def alter_sequence(self) -> None:
        if self.sequences:
            old = self.maker.one(self.sequences)
            new = making_objects.with_numbers(self.maker, old) if self.maker.chance(60) else old
            if self.maker.chance(50):
                new = making_objects.owned(self.maker, new, self.tables)
            if self.maker.chance(20):
                new = replace(new, comment=self.maker.one([None, "other 'numbers' %"]))
            self.state[old.ref] = new

    def add_drawing(self) -> None:
        table = self.maker.one(self.tables)
        self.state[table.ref] = making_objects.drawing(self.maker, table, self.sequences)

    def alter_serial(self) -> None:
        """A serial column becomes a plain one with a sequence of its own, or the other way round."""
        for table in self.tables:
            for column in table.columns:
                if column.serial and isinstance(column.type, Scalar) and not self.maker.portable:
                    name = QName(table.name.schema, column.serial)
                    made = Sequence(name, column.type.name, owned_by=Owner(table.name, column.name))  # type: ignore[arg-type]
                    if self.maker.chance(40):
                        made = making_objects.with_numbers(self.maker, made)
                    plain = replace(column, serial=None, server_default=Sql(regclass.drawing_from(name)))
                    self._exchange(table, column, plain)
                    self._come(made)
                    return
        self._make_serial()

    def _make_serial(self) -> None:
        for table in self.tables:
            key = table.primary_key.columns if table.primary_key else ()
            for column in table.columns:
                drawn = self._drawn(column)
                if key == (column.name,) and drawn is not None and drawn.name.schema == table.name.schema:
                    self._exchange(table, column, replace(column, serial=drawn.name.name, server_default=None))
                    del self.state[drawn.ref]
                    del self.origins[drawn.ref]
                    return

    def _drawn(self, column: Any) -> Sequence | None:
        default = column.server_default
        if not isinstance(default, Sql) or column.type not in (Scalar("integer"), Scalar("bigint")):
            return None
        names = regclass.sequences(default.text or "")
        return next((it for it in self.sequences if it.name in names), None)

    def _exchange(self, table: Table, old: object, new: Any) -> None:
        columns = tuple(new if it is old else it for it in table.columns)
        self.state[table.ref] = replace(table, columns=columns)

    # domains

    def add_domain(self) -> None:
        self._come(making_objects.make_domain(self.maker, self._schema(), self.enums, self.domains))

    def add_domain_column(self) -> None:
        table = self.maker.one(self.tables)
        self.state[table.ref] = making_objects.of_domain(self.maker, table, self.domains)

    def drop_domain(self) -> None:
        used = {ref for it in self.tables for column in it.columns for ref in refs_of(column.type)}
        used |= {ref for it in self.domains for ref in refs_of(it.type)}
        unused = [it for it in self.domains if it.ref not in used]
        if unused:
            gone = self.maker.one(unused)
            del self.state[gone.ref]
            del self.origins[gone.ref]

    def rename_domain(self) -> None:
        if self.domains:
            old = self.maker.one(self.domains)
            self._rename(old.ref, self.maker.relation(old.name.schema, prefix="d "))

    def alter_domain(self) -> None:
        if self.domains:
            old = self.maker.one(self.domains)
            known = {it.name: it for it in self.domains}
            new = making_objects.refined(self.maker, old, self.enums, known)
            if self.maker.chance(20):
                new = replace(new, comment=self.maker.one([None, "other 'domain' %"]))
            self.state[old.ref] = new

    def widen_domain(self) -> None:
        """A domain is made of a larger type."""
        candidates = [it for it in self.domains if it.type in WIDER]
        if candidates:
            old = self.maker.one(candidates)
            assert isinstance(old.type, Scalar)
            self.state[old.ref] = replace(old, type=self.maker.one(WIDER[old.type]))

    def retype_to_domain(self) -> None:
        """A column becomes one of a domain of its type, or the other way round."""
        for table in self.tables:
            for column in table.columns:
                if column.generated or column.serial or column.identity:
                    continue
                for domain in self.domains:
                    if column.type == DomainType(domain.name) and isinstance(domain.type, Scalar):
                        self._exchange(table, column, replace(column, type=domain.type))
                        return

    # extensions

    def add_extension(self) -> None:
        self._come(making_objects.make_extension(self.maker, [*{it.name.schema for it in self.tables}, ""]))

    def drop_extension(self) -> None:
        there = [it for it in self.state.values() if isinstance(it, Extension)]
        if there:
            gone = self.maker.one(there)
            del self.state[gone.ref]
            del self.origins[gone.ref]

    def alter_extension(self) -> None:
        there = [it for it in self.state.values() if isinstance(it, Extension)]
        if there:
            old = self.maker.one(there)
            schema = self.maker.one([*{it.name.schema for it in self.tables}, ""])
            self.state[old.ref] = replace(old, schema=schema)
