"""Changes a schema as an author would, step by step, and keeps track of what was what: the lines of ``renamed_from``,
backfills and conversions that the author would write come out beside the new schema."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.ir import apply as applying
from azuraforge_schemagen.ir import facets, follow, ops, sqltext
from azuraforge_schemagen.ir.intent import Intent, RenameKind, Using
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Composite,
    Constant,
    Constraint,
    Domain,
    Enum,
    ForeignKey,
    Index,
    PrimaryKey,
    Range,
    Schema,
    Sql,
    Table,
    Unique,
    plain_type,
)
from azuraforge_schemagen.ir.types import EnumType, Scalar, Type, enums_of
from azuraforge_schemagen.ir.uses import uses
from tests import making, making_states, shaping
from tests.making import NAMING, Maker
from tests.mutating_moves import MoveSteps
from tests.mutating_objects import ObjectSteps
from tests.mutating_owned import OwnedSteps
from tests.mutating_types import TypeSteps
from tests.shaping import WIDER, Derived, Origin


class Author(ObjectSteps, MoveSteps, OwnedSteps, TypeSteps):
    """The schema as it changes, and where everything came from."""

    def __init__(self, schema: Schema, maker: Maker) -> None:
        self.state = dict(schema.objects)
        self.maker = maker
        self.origins = {ref: Origin(ref.name, dict(shaping.parts(found))) for ref, found in schema.objects.items()}
        self.using: dict[tuple[QName, str], Using] = {}
        self.removed: dict[Ref, dict[str, str]] = {}
        for ref, found in schema.objects.items():
            maker.relations.add((ref.name.schema, sqltext.fold(ref.name.name)))
            if isinstance(found, Table):
                children = [*found.indexes, *found.constraints]
                maker.relations |= {(ref.name.schema, sqltext.fold(it.name)) for it in children}
                names = [it.serial or (it.identity.sequence if it.identity else "") for it in found.columns]
                maker.relations |= {(ref.name.schema, sqltext.fold(it)) for it in names if it}

    @property
    def tables(self) -> list[Table]:
        return [it for it in self.state.values() if isinstance(it, Table)]

    @property
    def enums(self) -> list[Enum]:
        return [it for it in self.state.values() if isinstance(it, Enum)]

    def put(self, new: Table | Enum) -> None:
        self.state[new.ref] = new

    def run(self, op: ops.Op) -> None:
        applying.run(op, self.state)

    def schema(self) -> Schema:
        return applying.apply_all((), Schema(dict(self.state)))

    # tables

    def add_table(self) -> None:
        schema = self.maker.one([*{it.name.schema for it in self.tables}, ""])
        table = making.make_table(self.maker, schema, self.enums)
        if table.ref not in self.state:
            self.state[table.ref] = table
            self.origins[table.ref] = Origin(None)

    def drop_table(self) -> None:
        if len(self.tables) > 1:
            table = self.maker.one(self.tables)
            del self.state[table.ref]
            del self.origins[table.ref]

    def again_table(self) -> None:
        """Another table under the name of one that goes."""
        table = self.maker.one(self.tables)
        made = making.make_table(self.maker, table.name.schema, self.enums)
        made = follow.table_name(made, made.name, table.name)
        self.put(replace(made, foreign_keys=()))
        self.origins[table.ref] = Origin(self.origins[table.ref].name)

    def rename_table(self) -> None:
        table = self.maker.one(self.tables)
        self._rename_table(table.name, QName(table.name.schema, self._fresh_relation(table.name.schema)))

    def swap_tables(self) -> None:
        """Two or three tables change names in a circle, or one takes the name that another just left."""
        one = self.maker.one(self.tables)
        names = [it.name for it in self.tables if it.name.schema == one.name.schema]
        self.maker.random.shuffle(names)
        names = names[: self.maker.one([2, 2, 3])]
        if len(names) < 2:
            return
        spare = QName(one.name.schema, "spare place")
        if self.maker.chance(60):
            self._rename_table(names[0], spare)
            for before, after in zip(names[1:], names, strict=False):
                self._rename_table(before, after)
            self._rename_table(spare, names[-1])
        else:
            self._rename_table(names[0], QName(one.name.schema, self._fresh_relation(one.name.schema)))
            self._rename_table(names[1], names[0])

    def _fresh_relation(self, schema: str) -> str:
        return self.maker.relation(schema)

    def _rename_table(self, old: QName, new: QName) -> None:
        derived = self._derived(old)
        self.run(ops.RenameTable(old, new))
        self.origins[Ref("table", new)] = self.origins.pop(Ref("table", old))
        self._rekey(old, new)
        self._rederive(new, derived)

    def _rekey(self, old: QName, new: QName) -> None:
        self.using = {(new if table == old else table, column): it for (table, column), it in self.using.items()}

    # derived names

    def _derived(self, name: QName) -> list[Derived]:
        """What is called after the table or its columns."""
        table = self._table(name)
        found: list[Derived] = []
        for child in (*table.constraints, *table.indexes):
            sources = [(it.name,) for it in table.columns] if isinstance(child, Check) else [child.columns]
            found += [(child, it) for it in sources if shaping.derived_name(table.name, child, it) == child.name][:1]
        for column in table.columns:
            if shaping.sequence(column) == NAMING.sequence(name.name, column.name):
                found.append((column, (column.name,)))
        return found

    def _rederive(self, name: QName, derived: list[Derived], columns: dict[str, str] | None = None) -> None:
        """What was called after the table or a column is so again, where the name is free."""
        for child, before in derived:
            sources = tuple((columns or {}).get(it, it) for it in before)
            table = self._table(name)
            wanted = shaping.derived_name(name, child, sources)
            if wanted == shaping.sequence(child) or not self._free(name.schema, wanted):
                continue
            self.maker.relations.add((name.schema, sqltext.fold(wanted)))
            if isinstance(child, Column):
                column = table.by_name[sources[0]]
                self.run(ops.AlterColumn(name, column, shaping.with_sequence(column, wanted)))
            elif isinstance(child, Index):
                now = next(it for it in table.indexes if it.name == child.name)
                self.run(ops.RenameIndex(name, now, wanted))
            else:
                same = next(it for it in table.constraints if it.name == child.name and type(it) is type(child))
                self.run(ops.RenameConstraint(name, same, wanted))

    def _table(self, name: QName) -> Table:
        found = self.state[Ref("table", name)]
        assert isinstance(found, Table)
        return found

    def _free(self, schema: str, wanted: str) -> bool:
        return sqltext.fold(wanted) not in self._relations(schema)

    def _relations(self, schema: str) -> set[str]:
        found: set[str] = set()
        for it in self.state.values():
            if it.ref.name.schema == schema and not isinstance(it, Table):
                found.add(sqltext.fold(it.ref.name.name))
            if isinstance(it, Table) and it.name.schema == schema:
                found.add(sqltext.fold(it.name.name))
                found |= {sqltext.fold(child.name) for child in (*it.constraints, *it.indexes)}
                found |= {sqltext.fold(c.serial or (c.identity.sequence if c.identity else "")) for c in it.columns}
        return found

    # columns

    def add_column(self) -> None:
        self.put(making.add_column(self.maker, self.maker.one(self.tables), self.enums))

    def add_generated(self) -> None:
        self.put(making.add_generated(self.maker, self.maker.one(self.tables)))

    def drop_column(self) -> None:
        table = self.maker.one(self.tables)
        if len([it for it in table.columns if it.generated is None]) > 1:
            column = self.maker.one(table.columns)
            self.put(replace(table, columns=tuple(it for it in table.columns if it is not column)))
            self.origins[table.ref].parts.pop(("column", column.name), None)

    def again_column(self) -> None:
        """Another column under the name of one that goes."""
        table = self.maker.one(self.tables)
        column = self.maker.one(table.columns)
        bare = replace(table, columns=())
        made = making.add_column(self.maker, bare, self.enums).columns[0]
        self._change_column(table, column, replace(made, name=column.name), drop_texts=True)

    def alter_column(self) -> None:
        table = self.maker.one(self.tables)
        column = self.maker.one(table.columns)
        key = table.primary_key.columns if table.primary_key else ()
        changed = column
        match self.maker.one(["nullable", "default", "comment", "both"]):
            case "nullable" if column.name not in key and column.generated is None:
                changed = replace(column, nullable=not column.nullable)
            case "default" if column.generated is None and column.serial is None and column.identity is None:
                changed = replace(column, server_default=making.make_default(self.maker, column.type, self.enums))
            case "comment":
                changed = replace(column, comment=self.maker.one([None, "new 'comment' %s \\ :x"]))
        self._change_column(table, column, changed)

    def widen_column(self) -> None:
        """A type change that every key, check and index on the column survives; all columns that foreign keys join
        change together."""
        table = self.maker.one(self.tables)
        candidates = [it for it in table.columns if it.type in WIDER]
        if not candidates:
            return
        column = self.maker.one(candidates)
        assert isinstance(column.type, Scalar)
        new = self.maker.one(WIDER[column.type])
        for name, joined in self._joined(table.name, column.name):
            found = self.state[Ref("table", name)]
            assert isinstance(found, Table)
            before = found.by_name[joined]
            self._change_column(found, before, replace(before, type=new))

    def _joined(self, table: QName, column: str) -> set[tuple[QName, str]]:
        found = {(table, column)}
        while True:
            more = set(found)
            for it in self.tables:
                for key in it.foreign_keys:
                    for own, other in zip(key.columns, key.target_columns, strict=True):
                        if {(it.name, own), (key.target, other)} & found:
                            more |= {(it.name, own), (key.target, other)}
            if more == found:
                return found
            found = more

    def retype_column(self) -> None:
        """Any other type, the rows made anew by ``using``; texts about the column go."""
        table = self.maker.one(self.tables)
        column = self.maker.one(table.columns)
        if column.generated or column.serial or column.identity or column.name in shaping.tied(self.state, table):
            return
        type_ = making.make_type(self.maker, self.enums)
        changed = replace(column, type=type_, server_default=None, collation=None)
        self.using[table.name, column.name] = Using(self._sample(type_), self._sample(column.type))
        self._change_column(table, column, changed, drop_texts=True)

    def _sample(self, type_: Type) -> Sql:
        return shaping.sample(plain_type(type_, {it.name: it for it in self.domains}), self.enums)

    def _change_column(self, table: Table, old: Column, new: Column, *, drop_texts: bool = False) -> None:
        table = replace(table, columns=tuple(new if it is old else it for it in table.columns))
        self.put(shaping.without_texts(table, new.name) if drop_texts else table)

    def rename_column(self) -> None:
        table = self.maker.one(self.tables)
        self._rename_column(table.name, self.maker.one(table.columns).name, self.maker.name(table.by_name))

    def swap_columns(self) -> None:
        """Two columns change names, or one takes the name that another just left."""
        table = self.maker.one(self.tables)
        if len(table.columns) < 2:
            return
        one, two = (it.name for it in self.maker.random.sample(table.columns, 2))
        if self.maker.chance(60):
            self._rename_column(table.name, one, "spare place")
            self._rename_column(table.name, two, one)
            self._rename_column(table.name, "spare place", two)
        else:
            self._rename_column(table.name, one, self.maker.name(table.by_name))
            self._rename_column(table.name, two, one)

    def _rename_column(self, table: QName, old: str, new: str) -> None:
        derived = self._derived(table)
        self.run(ops.RenameColumn(table, old, new))
        parts = self.origins[Ref("table", table)].parts
        if ("column", old) in parts:
            parts["column", new] = parts.pop(("column", old))
        self.using = {
            (where, new if (where, column) == (table, old) else column): it
            for (where, column), it in self.using.items()
        }
        self._rederive(table, derived, {old: new})

    # children

    def add_child(self) -> None:
        table = self.maker.one(self.tables)
        add = self.maker.one([making.add_unique, making.add_check, making.add_index, making.add_index])
        self.put(add(self.maker, table))

    def add_enum_check(self) -> None:
        self.put(making.add_enum_check(self.maker, self.maker.one(self.tables), self.enums))

    def add_foreign_key(self) -> None:
        self.put(making.add_foreign_key(self.maker, self.maker.one(self.tables), self.tables))

    def drop_child(self) -> None:
        table = self.maker.one(self.tables)
        children = [*table.constraints, *table.indexes]
        if children:
            self.put(shaping.excluding(table, self.maker.one(children)))

    def alter_child(self) -> None:
        table = self.maker.one(self.tables)
        children: list[Constraint | Index] = [*table.constraints, *table.indexes]
        if not children:
            return
        child = self.maker.one(children)
        new: Constraint | Index = replace(child, comment=self.maker.one([None, "other 'comment' %"]))
        if isinstance(child, PrimaryKey | Unique) and self.maker.chance(60):
            new = replace(child, options=self.maker.one(making.PARAMETERS), index_comment=self.maker.one([None, "%s"]))
        if isinstance(child, ForeignKey) and self.maker.chance(60):
            new = replace(child, deferrable=self.maker.one([None, "immediate", "deferred"]), on_delete="cascade")
        if isinstance(child, Index) and self.maker.chance(60):
            new = replace(child, where=None if child.where else Sql(f"{shaping.quoted(table)} IS NOT NULL"))
        if isinstance(child, Check) and self.maker.chance(60):
            new = replace(child, expression=Sql(f"({child.expression.text}) IS NOT FALSE"))
        if isinstance(child, Check | ForeignKey) and self.maker.chance(30):
            new = replace(child, not_valid=not child.not_valid)
        self.put(shaping.including(shaping.excluding(table, child), new))

    def rename_child(self) -> None:
        table = self.maker.one(self.tables)
        children: list[Constraint | Index] = [*table.constraints, *table.indexes]
        if not children:
            return
        child = self.maker.one(children)
        new = self.maker.relation(table.name.schema, prefix="re ")
        if not making.free_constraint(table, new):
            return
        kind: RenameKind = "index" if isinstance(child, Index) else "constraint"
        parts = self.origins[table.ref].parts
        parts[kind, new] = parts.pop((kind, child.name), child.name)
        renamed = shaping.including(shaping.excluding(table, child), replace(child, name=new))
        self.put(renamed if isinstance(child, Check | ForeignKey) else facets.following(renamed, child.name, new))

    def alter_states(self) -> None:
        self.put(making_states.with_states(self.maker, self.maker.one(self.tables)))

    def alter_logging(self) -> None:
        """A table becomes unlogged or logged, with or without those that foreign keys tie it to."""
        table = self.maker.one(self.tables)
        together = {table.name}
        for _ in range(self.maker.one([0, 1, 3])):
            ends = [{it.name, key.target} for it in self.tables for key in it.foreign_keys]
            together |= {name for pair in ends if pair & together for name in pair}
        for it in [it for it in self.tables if it.name in together]:
            self.put(replace(it, unlogged=not table.unlogged))

    def comment_table(self) -> None:
        table = self.maker.one(self.tables)
        self.put(replace(table, comment=self.maker.one([None, "50% 'x' \\ \"y\" :z"])))

    # enums

    def add_enum(self) -> None:
        enum = making.make_enum(self.maker, "", self.enums)
        if enum.ref not in self.state:
            self.put(enum)
            self.origins[enum.ref] = Origin(None)

    def drop_enum(self) -> None:
        types = [it for it in self.state.values() if isinstance(it, Domain | Composite | Range)]
        used = {ref.name for it in types for ref in uses(it)}
        used.update(name for it in self.tables for c in it.columns for name in enums_of(c.type))
        unused = [it for it in self.enums if it.name not in used]
        if unused:
            enum = self.maker.one(unused)
            del self.state[enum.ref]
            del self.origins[enum.ref]

    def rename_enum(self) -> None:
        if self.enums:
            old = self.maker.one(self.enums).name
            new = QName(old.schema, self.maker.relation(old.schema, prefix="e "))
            self.run(ops.RenameEnum(old, new))
            self.origins[Ref("enum", new)] = self.origins.pop(Ref("enum", old))
            self._moved_enum(Ref("enum", old), Ref("enum", new))

    def _moved_enum(self, old: Ref, new: Ref) -> None:
        self.removed = {new if ref == old else ref: it for ref, it in self.removed.items()}

    def add_value(self) -> None:
        if self.enums:
            enum = self.maker.one(self.enums)
            label = self.maker.one(making.LABELS)
            if label not in enum.values:
                place = self.maker.random.randrange(len(enum.values) + 1)
                self.put(replace(enum, values=(*enum.values[:place], label, *enum.values[place:])))
                if self.maker.chance(50):
                    self._use_value(enum.name, label)

    def _use_value(self, enum: QName, label: str) -> None:
        for table in self.tables:
            for column in table.columns:
                if column.type == EnumType(enum) and column.generated is None:
                    self._change_column(table, column, replace(column, server_default=Constant(label)))
                    return

    def rename_value(self) -> None:
        if self.enums:
            enum = self.maker.one(self.enums)
            label = self.maker.one(making.LABELS)
            if label not in enum.values:
                self._rename_value(enum.ref, self.maker.one(enum.values), label)

    def swap_values(self) -> None:
        several = [it for it in self.enums if len(it.values) > 1]
        if several:
            enum = self.maker.one(several)
            one, two = self.maker.random.sample(enum.values, 2)
            for old, new in ((one, "spare place"), (two, one), ("spare place", two)):
                self._rename_value(enum.ref, old, new)

    def _rename_value(self, ref: Ref, old: str, new: str) -> None:
        self.run(ops.RenameEnumValue(ref.name, old, new))
        parts = self.origins[ref].parts
        if ("value", old) in parts:
            parts["value", new] = parts.pop(("value", old))
        moved = self.removed.get(ref, {})
        self.removed[ref] = {value: new if to == old else to for value, to in moved.items()}

    def remove_value(self) -> None:
        several = [it for it in self.enums if len(it.values) > 1]
        if not several:
            return
        enum = self.maker.one(several)
        gone = self.maker.one(enum.values)
        left = tuple(it for it in enum.values if it != gone)
        original = self.origins[enum.ref].parts.pop(("value", gone), None)
        moved = self.removed.setdefault(enum.ref, {})
        for value, to in list(moved.items()):
            moved[value] = left[0] if to == gone else to
        if original is not None:
            moved[original] = left[0]
        self.put(replace(enum, values=left))
        for table in self.tables:
            self.put(shaping.without_value(table, enum.name, gone, left[0]))

    def reorder_values(self) -> None:
        if self.enums:
            enum = self.maker.one(self.enums)
            values = list(enum.values)
            self.maker.random.shuffle(values)
            self.put(replace(enum, values=tuple(values)))

    # the outcome

    def intent(self, old: Schema, new: Schema) -> Intent:
        """What the author writes beside the new schema."""
        lines = [line for ref, origin in self.origins.items() for line in shaping.lines(ref, origin)]
        backfills = {}
        using = {}
        enums = list(old.enums.values())
        for table in new.tables.values():
            origin = self.origins[table.ref]
            before = old.objects.get(Ref("table", origin.name or table.name))
            if not isinstance(before, Table):
                continue
            for column in table.columns:
                source = before.by_name.get(origin.parts.get(("column", column.name), column.name))
                tight = not column.nullable and (source is None or source.nullable)
                if tight and not (column.identity or column.serial or column.generated):
                    backfills[table.name, column.name] = self._sample(column.type)
                if source is not None and (table.name, column.name) in self.using:
                    ends = self._sample(column.type), shaping.sample(plain_type(source.type, old.domains), enums)
                    using[table.name, column.name] = Using(*ends)
        return Intent(
            renames=tuple(sorted(lines)),
            backfills=backfills,
            using=using,
            removed_values={ref.name: it for ref, it in self.removed.items() if ref in self.state and it},
            allow=frozenset({"all"}),
        )


_VERBS = ("add", "drop", "again", "rename", "swap", "move", "alter", "widen", "retype", "comment", "remove", "reorder")
_KINDS = (Author, ObjectSteps, MoveSteps, OwnedSteps, TypeSteps)
STEPS = tuple(name for kind in _KINDS for name in vars(kind) if name.startswith(_VERBS))
