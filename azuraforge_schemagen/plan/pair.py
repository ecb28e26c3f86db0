"""The two ends of a plan, as every pass reads them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from azuraforge_schemagen.ir import ops, partitions, sqltext
from azuraforge_schemagen.ir.facets import index_of
from azuraforge_schemagen.ir.intent import TYPE_KINDS, Using
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.naming import MAX_BYTES, Naming, clip
from azuraforge_schemagen.ir.schema import (
    Check,
    Collation,
    Column,
    Composite,
    Constraint,
    Domain,
    Exclusion,
    ForeignKey,
    Index,
    Range,
    Schema,
    Sql,
    Standalone,
    Table,
    plain_type,
)
from azuraforge_schemagen.ir.types import Array, DomainType, EnumType, Type, enums_of, refs_of
from azuraforge_schemagen.ir.uses import reached
from azuraforge_schemagen.ir.uses import uses as uses_of
from azuraforge_schemagen.plan.names import Names
from azuraforge_schemagen.plan.past import Past


@dataclass(frozen=True, slots=True)
class Pair:
    """``before`` is the old schema under its new names (after every rename), ``after`` the new one.

    ``downgrade`` allows values to be made up for columns that come back. ``tied`` says that the server looks whether
    the target of a foreign key is there, which SQLite does not.
    """

    before: Schema
    after: Schema
    naming: Naming = field(default_factory=Naming)
    downgrade: bool = False
    tied: bool = True
    labels: Mapping[tuple[QName, str], str] = field(default_factory=dict)
    """What an enum's column may hold, by (table, column), where the server knows no enums."""
    partitioned: bool = False
    """Whether any table has partitions, before or after."""
    released: frozenset[Ref] = frozenset()
    """Objects that are dropped by themselves, whatever they belonged to."""
    names: Names = field(default_factory=Names)
    """What names in SQL text stand for."""
    past: Past = field(default_factory=Past)
    """What they stood for before the renames."""
    heirs: Mapping[QName, frozenset[QName]] = field(default_factory=dict)
    """The heirs, and theirs, of every table of a family, while it changes."""
    declares: bool = False
    """Whether tables or types say what they need."""
    untied: frozenset[tuple[QName, str]] = frozenset()
    """Foreign keys, by table and name, that are taken out and put back."""

    def home(self, name: QName) -> QName:
        """Where the columns of a table are at home: a partition's at the top of its tree, while it stays in it."""
        old, new = self.before.objects.get(Ref("table", name)), self.after.objects.get(Ref("table", name))
        ends = [(end, it) for end, it in ((self.before, old), (self.after, new)) if isinstance(it, Table)]
        parents = {it.partition_of.parent if it.partition_of else None for _, it in ends}
        if len(parents) != 1 or parents == {None}:
            return name
        end, table = ends[-1]
        return partitions.root_of(end.objects, table).name

    def columns(self, name: QName) -> tuple[Column, ...]:
        """The columns of a table in the end, a partition's with what it has from its parent."""
        table = self.after.objects.get(Ref("table", name))
        return partitions.columns_of(self.after.objects, table) if isinstance(table, Table) else ()

    def is_partitioned(self, name: QName) -> bool:
        """Whether a table has partitions, or may have, in the end."""
        table = self.after.objects.get(Ref("table", name))
        return isinstance(table, Table) and table.partition_by is not None

    def joins(self, name: QName) -> bool:
        """Whether a table that is there is attached to another parent, or with another bound."""
        old, new = self.before.objects.get(Ref("table", name)), self.after.objects.get(Ref("table", name))
        if not isinstance(old, Table) or not isinstance(new, Table):
            return False
        return new.partition_of is not None and new.partition_of != old.partition_of

    def trees(self, name: QName) -> set[QName]:
        """The partition trees that a table belongs to, before and after, by their tops."""
        found = set()
        for end in (self.before, self.after):
            table = end.objects.get(Ref("table", name))
            if isinstance(table, Table) and (table.partition_by or table.partition_of):
                found.add(partitions.root_of(end.objects, table).name)
        return found

    def goes_with(self, table: Table) -> set[QName]:
        """The partitions that go when a table is dropped: those that are no other table's afterwards."""
        found = set()
        for child in partitions.descendants(self.before.objects, table):
            later = self.after.objects.get(child.ref)
            parent = later.partition_of.parent if isinstance(later, Table) and later.partition_of else None
            if later is None or (child.partition_of is not None and parent == child.partition_of.parent):
                found.add(child.name)
        return found

    def identifying(self, op: ops.SetFacet) -> frozenset[str]:
        """The columns of the index by which rows of a table were identified."""
        table = self.before.objects.get(Ref("table", op.table))
        name = index_of(op.old)
        if name is None or not isinstance(table, Table):
            return frozenset()
        whole = partitions.full(self.before.objects, table)
        return frozenset(column for it in partitions.indexed(whole) if it.name == name for column in it.columns)

    def targets(self, name: QName) -> set[QName]:
        """The other tables that foreign keys of a table refer to which stay."""
        old, new = (end.objects.get(Ref("table", name)) for end in (self.before, self.after))
        if not isinstance(old, Table) or not isinstance(new, Table):
            return set()
        kept = set(partitions.full(self.before.objects, old).foreign_keys)
        kept &= set(partitions.full(self.after.objects, new).foreign_keys)
        return {key.target for key in kept if (name, key.name) not in self.untied} - {name}

    def waits(self, table: QName, index: str) -> bool:
        """Whether an index is made only after its table was attached, which could take it for another one."""
        old, new = self.before.objects.get(Ref("table", table)), self.after.objects.get(Ref("table", table))
        if not isinstance(new, Table) or new.partition_of is None:
            return False
        joins = not isinstance(old, Table) or old.partition_of != new.partition_of
        return joins and index in partitions.twins(self.after.objects, new)

    def shares(self, name: QName) -> set[QName]:
        """The partitions of a table, and theirs, before and after."""
        found: set[QName] = set()
        for end in (self.before, self.after):
            table = end.objects.get(Ref("table", name))
            if isinstance(table, Table) and table.partition_by:
                found.update(it.name for it in partitions.descendants(end.objects, table))
        return found

    def kept(self) -> Iterator[tuple[Table, Table]]:
        """Every table that both ends have, old and new, by name."""
        new = self.after.tables
        for name, table in self.before.tables.items():
            if name in new:
                yield table, new[name]

    def enum_columns(self, enum: QName) -> Iterator[tuple[Table, Column]]:
        """The plain columns that use an enum before and after, as they were."""
        for old, new in self.kept():
            for column in old.columns:
                later = new.by_name.get(column.name)
                if later is None or column.generated or later.generated:
                    continue
                if uses(column.type, enum) and uses(later.type, enum):
                    yield old, column

    def columns_of(self, ref: Ref) -> Iterator[tuple[Table, Column]]:
        """The plain columns that use a type or collation before and after, as they were."""
        if ref.kind == "enum":
            yield from self.enum_columns(ref.name)
            return
        for old, new in self.kept():
            for column in old.columns:
                later = new.by_name.get(column.name)
                if later is None or column.generated or later.generated:
                    continue
                if ref in uses_of(column) and ref in uses_of(later):
                    yield old, column

    def columns_reaching(self, ref: Ref) -> Iterator[tuple[Table, Column]]:
        """The columns whose values are made of a type, however deep, before and after, as they were."""
        before, after = self.before.objects, self.after.objects
        for old, new in self.kept():
            for column in old.columns:
                later = new.by_name.get(column.name)
                if later is not None and ref in reached(column.type, before) and ref in reached(later.type, after):
                    yield old, column

    def is_contained(self, domain: Ref) -> bool:
        """Whether columns before and after have the domain's values inside of others: no server looks there."""
        columns = (column for _, column in self.columns_reaching(domain))
        return any(domain not in _plainly(it.type, self.before.domains) for it in columns)

    def plain(self, type_: Type) -> Type:
        """The type with what domains hold in their places."""
        return plain_type(type_, self.domains) if refs_of(type_) else type_

    @property
    def domains(self) -> Mapping[QName, Domain]:
        """Every domain of either end, as it will be where it stays."""
        return {**self.before.domains, **self.after.domains}

    def spellings(self, ref: Ref) -> tuple[str, ...]:
        """The names that SQL text has for a type or collation."""
        found = self.before.objects.get(ref)
        return (ref.name.name, found.multirange) if isinstance(found, Range) else (ref.name.name,)

    def cast_defaults(self, ref: Ref) -> Iterator[tuple[Table, Column]]:
        """The columns before and after, as they were, of any type whose default in SQL names the type or collation."""
        names = frozenset(self.spellings(ref))
        for table, column in (*self.plain_defaults(), *self.own_defaults()):
            default = column.server_default
            if isinstance(default, Sql) and not names.isdisjoint(sqltext.names(text_of(default))):
                yield table, column

    def calling_defaults(self, routines: Collection[str]) -> Iterator[tuple[Table, Column]]:
        """The columns before and after, as they were, whose default calls one of some routines."""
        for table, column in (*self.plain_defaults(), *self.own_defaults()) if routines else ():
            default = column.server_default
            calls = sqltext.functions(text_of(default)) if isinstance(default, Sql) else frozenset()
            if not calls.isdisjoint(routines):
                yield table, column

    def plain_defaults(self) -> Iterator[tuple[Table, Column]]:
        """The columns before and after, as they were, that have a default."""
        for old, new in self.kept():
            yield from ((old, it) for it in old.columns if it.server_default is not None and it.name in new.by_name)

    def own_defaults(self) -> Iterator[tuple[Table, Column]]:
        """The same of partitions, where a default, or none, is their own; parents before children."""
        depths = {old.name: len([*partitions.ancestors(self.before.objects, old)]) for old, _ in self.kept()}
        for old, new in sorted(self.kept(), key=lambda it: depths[it[0].name]) if self.partitioned else ():
            own = {it.column for it in old.deviations if it.defaults}
            later = {it.name for it in partitions.columns_of(self.after.objects, new)} if own else set()
            columns = partitions.columns_of(self.before.objects, old) if own and new.partition_of else ()
            yield from ((old, it) for it in columns if it.name in own & later)


def _plainly(type_: Type, domains: Mapping[QName, Domain]) -> Iterator[Ref]:
    """The domains that a value is of by itself: its own, and those that this one is made of."""
    while isinstance(type_, DomainType):
        yield Ref("domain", type_.name)
        if type_.name not in domains:
            return
        type_ = domains[type_.name].type


def is_anew(old: Standalone, new: Standalone, pair: Pair) -> bool:
    """Whether a type or collation cannot become another one in place."""
    match old, new:
        case Domain(), Domain():
            return is_another(old, new) or (is_tightened(old, new) and pair.is_contained(old.ref))
        case Composite(), Composite():
            return is_another(old, new) and any(True for _ in pair.columns_reaching(old.ref))
        case _:
            return is_another(old, new)


def is_another(old: Standalone, new: Standalone) -> bool:
    """Whether columns of a type or collation would have other values then, or another order."""
    match old, new:
        case Domain(), Domain():
            return (old.type, old.collation) != (new.type, new.collation)
        case Range() | Collation(), Range() | Collation():
            return replace(old, comment=new.comment) != new
        case Composite(), Composite():
            return is_retyped(old, new)
        case _:
            return False


def is_tightened(old: Domain, new: Domain) -> bool:
    """Whether values that are there must be looked at."""
    come = (it for it in new.checks if not it.not_valid and it not in old.checks)
    return any(True for _ in come) or (old.nullable and not new.nullable)


def is_retyped(old: Composite, new: Composite) -> bool:
    """Whether an attribute gets another type or collation, which the server refuses while a column has its values."""
    both = ((it, new.by_name[name]) for name, it in old.by_name.items() if name in new.by_name)
    return any((one.type, one.collation) != (two.type, two.collation) for one, two in both)


def loses_attributes(old: Composite, new: Composite) -> bool:
    """Whether an attribute goes."""
    return not old.by_name.keys() <= new.by_name.keys()


def with_domain(column: Column, domains: Mapping[QName, Domain]) -> Column:
    """The column with what its domain says about its values."""
    type_ = column.type
    if isinstance(type_, DomainType) and type_.name in domains and column.server_default is None:
        column = replace(column, server_default=domains[type_.name].default)
    while isinstance(type_, DomainType) and (domain := domains.get(type_.name)):
        column = replace(column, nullable=column.nullable and domain.nullable)
        type_ = domain.type
    return column


def uses(type_: Type, enum: QName) -> bool:
    """Whether a column of this type holds values of the enum."""
    if isinstance(type_, EnumType):
        return type_.name == enum
    return isinstance(type_, Array) and enum in enums_of(type_)


def project_intents(operations: Iterable[ops.Op], dialect: str) -> Iterator[ops.Op]:
    """The operations with what the author said about rows in the words of one dialect."""
    for op in operations:
        if isinstance(op, ops.AddColumn) and op.backfill is not None:
            yield replace(op, backfill=_on(op.backfill, dialect))
        elif isinstance(op, ops.AlterColumn) and (op.backfill is not None or op.using is not None):
            up = _on(op.using.up, dialect) if op.using else None
            yield replace(op, backfill=_on(op.backfill, dialect), using=Using(up) if up else None)
        else:
            yield op


def _on(sql: Sql | None, dialect: str) -> Sql | None:
    text = sql.on(dialect) if sql is not None else None
    return Sql(text) if text else None


def text_of(sql: Sql | None) -> str:
    """The text of projected SQL, empty where there is none."""
    return (sql.text or "") if sql is not None else ""


def generated_text(column: Column) -> str:
    """The expression of a generated column, empty for a plain one."""
    return text_of(column.generated.expression) if column.generated else ""


def index_texts(index: Index | Exclusion) -> tuple[str, ...]:
    """The SQL texts of an index or an exclusion: its expressions and its predicate."""
    texts = [text_of(key.expression) for key in index.keys if key.expression]
    if index.where:
        texts.append(text_of(index.where))
    return tuple(texts)


def index_columns(index: Index) -> frozenset[str]:
    """Every name that an index mentions: key columns, included ones, those in its SQL."""
    named = frozenset(index.columns + index.include)
    return named.union(*(sqltext.names(text) for text in index_texts(index)))


def constraint_columns(constraint: Constraint) -> frozenset[str]:
    """Every name of its own table that a constraint mentions."""
    if isinstance(constraint, Check):
        return sqltext.names(text_of(constraint.expression))
    if isinstance(constraint, ForeignKey):
        return frozenset(constraint.columns)
    if isinstance(constraint, Exclusion):
        named = frozenset(constraint.columns + constraint.include)
        return named.union(*(sqltext.names(text) for text in index_texts(constraint)))
    return frozenset(constraint.columns + constraint.include)


def references_to(schema: Schema, targets: Iterable[QName]) -> Iterator[tuple[Table, ForeignKey]]:
    """The foreign keys of a schema that refer to one of some tables."""
    wanted = frozenset(targets)
    if not wanted:
        return
    for table in schema.tables.values():
        for key in table.foreign_keys:
            if key.target in wanted:
                yield table, key


def aside_of(name: QName, pair: Pair) -> QName:
    """A name that nothing has, for a type or collation whose place another one takes."""
    ends = (pair.before, pair.after)
    for number in range(1, 1000):
        suffix = "__old" if number == 1 else f"__old{number}"
        aside = QName(name.schema, clip(name.name, MAX_BYTES - len(suffix)) + suffix)
        kinds = (*TYPE_KINDS, "collation", "table")
        if not any(Ref(kind, aside) in end.objects for kind in kinds for end in ends):
            return aside
    raise AssertionError(name)
