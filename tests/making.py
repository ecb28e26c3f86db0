"""Makes nasty but valid schemas out of a seeded random source. Every schema fits PostgreSQL; ``portable`` ones fit
SQLite too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal, TypeVar

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Constant,
    Default,
    Enum,
    ForeignKey,
    Function,
    Generated,
    Identity,
    Index,
    IndexKey,
    Namespace,
    Number,
    PrimaryKey,
    Schema,
    Sql,
    Table,
    Unique,
    schema_of,
)
from azuraforge_schemagen.ir.types import Array, EnumType, Raw, Scalar, Type, Variant, on

Item = TypeVar("Item")
NAMING = Naming()

NAMES = (
    "a", "b", "c", "d", "id", "name", "users", "order", "select", "table", "class", "import", "None", "metadata",
    "self", "time", "my table", 'qu"ote', "it's", "Straße", "Ünïcode", "日本語", "percent%", "p%sq", "p%(x)s", "co:lon",
    "a :name", "back\\slash", "dollar$1", "dot.ted", "{{brace}}", "{0}", "CamelCase", "1st", "-dash", "semi;colon",
    "x" * 63, "é" * 31, "long_" + "y" * 58, "long_" + "y" * 57 + "z", "value", "position", "key", "status",
)  # fmt: skip
LABELS = (
    "PENDING", "STARTED", "done", "it's", 'q"q', "50%", "%s", "a b", "co:lon", ":name", "back\\slash", "é", "日本",
    "{}", "A", "B", "C", "w" * 63,
)  # fmt: skip
TEXTS = (
    "",
    "x",
    "it's",
    "100% :sure",
    "%(a)s %s",
    "tab\there",
    "new\nline",
    "back\\slash",
    '"""',
    "{{ x }}",
    "é日",
    "--",
    "::",
)

INTEGERS = ("smallint", "integer", "bigint")
STRINGS = ("string", "text")
KEYABLE = (
    Scalar("integer"), Scalar("bigint"), Scalar("smallint"), Scalar("string"), Scalar("string", length=40),
    Scalar("text"), Scalar("uuid"), Scalar("numeric", precision=12, scale=2), Scalar("date"), Scalar("timestamptz"),
    Scalar("char", length=12),
)  # fmt: skip
PORTABLE_TYPES = (
    *KEYABLE, Scalar("boolean"), Scalar("double"), Scalar("real"), Scalar("numeric"), Scalar("time"),
    Scalar("timestamp"), Scalar("timestamp", precision=3), Scalar("timestamptz", precision=0), Scalar("interval"),
    Scalar("json"), Scalar("jsonb"), Scalar("binary"), Array(Scalar("text")), Array(Scalar("integer"), 2),
    Variant(Scalar("json"), (("postgresql", Scalar("jsonb")),)),
    Variant(Scalar("text"), (("postgresql", Scalar("inet")),)),
)  # fmt: skip
POSTGRESQL_TYPES = (
    Scalar("inet"), Scalar("cidr"), Scalar("macaddr"), Scalar("tsvector"), Scalar("int4range"), Scalar("tstzrange"),
    Scalar("bit", length=4), Scalar("varbit", length=9), Scalar("xml"), Scalar("timetz"), Scalar("timetz", precision=2),
    Scalar("interval", precision=3), Scalar("interval", fields="day to second"), Array(Scalar("string", length=9)),
    Array(Scalar("numeric", precision=6, scale=1)), Raw("box"), Raw("pg_lsn"), Scalar("money"), Scalar("daterange"),
)  # fmt: skip
PARAMETERS: tuple[tuple[tuple[str, str], ...], ...] = (
    (), (), (), (("fillfactor", "70"),), (("fillfactor", "60"), ("deduplicate_items", "false")),
)  # fmt: skip
UNINDEXABLE = ("json", "xml", "box", "point", "interval")
"""``interval`` only because its index on SQLite would say nothing."""

SAMPLES = {
    "integer": "7", "bigint": "7", "smallint": "7", "numeric": "7.5", "double": "1.5", "real": "1.5", "float": "1.5",
    "string": "'x'", "text": "'x'", "char": "'x'", "boolean": "true", "date": "'2024-02-29'", "time": "'12:30:00'",
    "timetz": "'12:30:00+00'", "timestamp": "'2024-02-29 12:30:00'", "timestamptz": "'2024-02-29 12:30:00'",
    "interval": "'1970-01-02 00:00:00'", "uuid": "'6f1c52d6ab114bd0a2d1f16f4e5d0f5f'", "json": "'{\"a\": 1}'",
    "jsonb": "'{\"a\": 1}'", "binary": "'x'", "inet": "'10.0.0.1'", "cidr": "'10.0.0.0/8'",
    "macaddr": "'08:00:2b:01:02:03'", "tsvector": "'a b'", "int4range": "'[1,5)'",
    "daterange": "'[2024-01-01,2024-02-01)'",
    "tstzrange": "'[2024-01-01,2024-02-01)'", "bit": "B'1010'", "varbit": "B'101'", "xml": "'<a/>'", "money": "'1.50'",
    "box": "'(0,0),(1,1)'", "pg_lsn": "'0/0'",
}  # fmt: skip


@dataclass
class Maker:
    """A random source and what is taken already. Names are told apart without case, as SQLite does."""

    random: Random
    portable: bool = True
    relations: set[tuple[str, str]] = field(default_factory=set)

    def one(self, items: Iterable[Item]) -> Item:
        return self.random.choice(list(items))

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def name(self, taken: Iterable[str], prefix: str = "") -> str:
        """A nasty name that is not taken."""
        folded = {sqltext.fold(it) for it in taken}
        for _ in range(20):
            name = fit(prefix + self.one(NAMES))
            if sqltext.fold(name) not in folded:
                return name
        number = 1
        while f"{prefix}n{number}" in folded:
            number += 1
        return f"{prefix}n{number}"

    def relation(self, schema: str, wanted: str | None = None, prefix: str = "") -> str:
        """A name that no relation of a database schema has; ``wanted`` where that is free."""
        taken = {name for where, name in self.relations if where == schema or self.portable}
        if wanted is None or sqltext.fold(wanted) in taken:
            wanted = self.name(taken, prefix)
        self.relations.add((schema, sqltext.fold(wanted)))
        return wanted

    def text(self) -> str:
        return self.one(TEXTS)


def fit(name: str) -> str:
    """The name within 63 bytes."""
    return name.encode()[:63].decode(errors="ignore")


def make_schema(random: Random, tables: int, *, portable: bool = True) -> Schema:
    """A schema of so many tables."""
    maker = Maker(random, portable)
    names = ["", "app", "Other schema"] if not portable else [""]
    namespaces = [Namespace(QName("", name), maker.text() or None) for name in names if name]
    enums: list[Enum] = []
    for _ in range(random.randrange(4)):
        enums.append(make_enum(maker, maker.one(names), enums))
    made = [make_table(maker, maker.one(names), enums) for _ in range(tables)]
    for _ in range(random.randrange(2 * tables + 1)):
        place = random.randrange(len(made)) if made else 0
        made[place] = add_foreign_key(maker, made[place], made)
    from tests import making_objects, making_owned, making_types

    types = making_types.some(maker, names, enums)
    made = [making_types.of_types(maker, it, types) if maker.chance(30) else it for it in made]
    objects = making_objects.some(maker, names, enums, made)
    own = [it for kind in types for it in kind]
    owned = making_owned.some(maker, objects.tables)
    return schema_of(*namespaces, *enums, *own, *objects.made, *objects.tables, *owned)


def make_enum(maker: Maker, schema: str, others: Sequence[Enum]) -> Enum:
    name = maker.relation(schema, prefix=maker.one(["e_", "Enum "]))
    values = maker.random.sample(LABELS, maker.random.randrange(1, 6))
    return Enum(QName(schema, name), tuple(values), comment=maker.one([None, None, "an enum: 100%"]))


def make_table(maker: Maker, schema: str, enums: Sequence[Enum]) -> Table:
    """A table with columns, keys, checks and indexes, without foreign keys."""
    name = QName(schema, maker.relation(schema))
    table = Table(name, (), comment=maker.one([None, None, 'it\'s "50%" :x \\ {}\nnew line']))
    if maker.chance(75):
        table = _with_key(maker, table)
    for _ in range(maker.random.randrange(0 if table.columns else 1, 5)):
        table = add_column(maker, table, enums)
    for add in (add_generated, add_unique, add_check, add_index, add_index):
        if maker.chance(45):
            table = add(maker, table)
    if maker.chance(30):
        from tests.making_states import with_states

        table = replace(with_states(maker, table), unlogged=maker.chance(30))
    return table


def _with_key(maker: Maker, table: Table) -> Table:
    count = maker.one([1, 1, 1, 2])
    columns: list[Column] = []
    for _ in range(count):
        column = Column(maker.name([it.name for it in columns]), maker.one(KEYABLE), nullable=False)
        columns.append(column)
    if count == 1 and maker.chance(50):
        columns = [_counted(maker, table.name, columns[0].name)]
    name = maker.relation(table.name.schema, NAMING.primary_key(table.name.name) if maker.chance(80) else None, "pk ")
    order = [it.name for it in columns]
    maker.random.shuffle(order)
    return replace(
        table, columns=tuple(columns), primary_key=PrimaryKey(name, tuple(order), options=maker.one(PARAMETERS))
    )


def _counted(maker: Maker, table: QName, name: str) -> Column:
    sequence = maker.relation(table.schema, NAMING.sequence(table.name, name), "seq ")
    type_ = Scalar(maker.one(["integer", "bigint"]))
    if maker.chance(50):
        return Column(name, type_, nullable=False, serial=sequence)
    return Column(
        name, type_, nullable=False, identity=Identity(maker.chance(50), sequence, start=maker.one([None, 5]))
    )


def add_column(maker: Maker, table: Table, enums: Sequence[Enum]) -> Table:
    """The table with one column more."""
    name = maker.name(table.by_name)
    type_ = make_type(maker, enums)
    column = Column(name, type_, nullable=maker.chance(60), comment=maker.one([None, None, None, "co:mment 'x' %s"]))
    if maker.chance(40):
        column = replace(column, server_default=make_default(maker, type_, enums))
    if isinstance(type_, Scalar) and type_.name in STRINGS and not maker.portable and maker.chance(15):
        column = replace(column, collation=QName("", "C"))
    return replace(table, columns=(*table.columns, column))


def make_type(maker: Maker, enums: Sequence[Enum]) -> Type:
    if enums and maker.chance(30):
        type_ = EnumType(maker.one(enums).name)
        return Array(type_) if maker.chance(10) else type_
    if not maker.portable and maker.chance(30):
        return maker.one(POSTGRESQL_TYPES)
    return maker.one(PORTABLE_TYPES)


def make_default(maker: Maker, type_: Type, enums: Sequence[Enum]) -> Default | None:
    """A server default that fits a type."""
    if isinstance(type_, EnumType):
        return Constant(maker.one(next(it for it in enums if it.name == type_.name).values))
    if not isinstance(type_, Scalar):
        return None
    match type_.name:
        case "integer" | "bigint" | "smallint":
            return Constant(maker.one([0, -3, 42]))
        case "string" | "text":
            return maker.one([Constant(maker.text()), Sql("lower('X')"), Sql("'a' || 'b'")])
        case "boolean":
            return Constant(maker.chance(50))
        case "numeric" | "double" | "real":
            return maker.one([Constant(3), Number("1.50"), Number("-0.25")])
        case "timestamp" | "timestamptz":
            return Function("now")
        case "json" | "jsonb":
            return Constant('{"a": [1, "%s :x"]}')
        case "date":
            return Constant("2024-02-29")
    return None


def add_generated(maker: Maker, table: Table) -> Table:
    sources = [it for it in table.columns if _family(it.type) and it.generated is None and it.serial is None]
    if not sources:
        return table
    source = maker.one(sources)
    quoted = sqltext.quoted(source.name)
    if _family(source.type) == "integer":
        column = Column(maker.name(table.by_name), Scalar("bigint"), generated=Generated(Sql(f"{quoted} * 2")))
    else:
        column = Column(maker.name(table.by_name), Scalar("text"), generated=Generated(Sql(f"lower({quoted})")))
    return replace(table, columns=(*table.columns, column))


def _family(type_: Type) -> str:
    """What an expression may do with a column of this type; empty where that is nothing."""
    if isinstance(type_, Scalar) and type_.name in INTEGERS:
        return "integer"
    return "string" if isinstance(type_, Scalar) and type_.name in STRINGS else ""


def indexable(column: Column) -> bool:
    """Whether a btree index can stand on the column."""
    type_ = on(column.type, "postgresql")
    while isinstance(type_, Array):
        type_ = type_.items
    return not isinstance(type_, Raw) and not (isinstance(type_, Scalar) and type_.name in UNINDEXABLE)


def keyable(column: Column) -> bool:
    """Whether a key may stand on the column and a foreign key refer to it."""
    return (column.type in KEYABLE or isinstance(column.type, EnumType)) and column.generated is None


def add_unique(maker: Maker, table: Table) -> Table:
    columns = [it.name for it in table.columns if keyable(it)]
    if not columns:
        return table
    chosen = tuple(maker.random.sample(columns, min(len(columns), maker.one([1, 1, 2]))))
    wanted = NAMING.unique(table.name.name, chosen) if maker.chance(60) else None
    unique = Unique(
        maker.relation(table.name.schema, wanted, "uq "),
        chosen,
        nulls_not_distinct=not maker.portable and maker.chance(15),
        comment=maker.one([None, None, "a key"]),
        options=maker.one(PARAMETERS),
        index_comment=maker.one([None, None, None, "it's of a key: 100%"]),
    )
    return replace(table, uniques=(*table.uniques, unique)) if free_constraint(table, unique.name) else table


def add_check(maker: Maker, table: Table) -> Table:
    """A check that no row fails: what it says is true of everything."""
    column = maker.one(table.columns)
    name = NAMING.check(table.name.name, column.name) if maker.chance(60) else maker.name((), "ck ")
    if not free_constraint(table, name):
        return table
    quoted = sqltext.quoted(column.name)
    if maker.chance(20):
        quoted = f"{sqltext.quoted(table.name.name)}.{quoted}"
    match _family(column.type):
        case "integer":
            text = f"{quoted} > -1000000 OR {quoted} IS NULL"
        case "string":
            text = f"{quoted} <> 'it''s 100%% :never \\ {{}}' -- {column.name}\n"
        case _:
            text = f"{quoted} IS NULL OR {quoted} IS NOT NULL"
    check = Check(
        name,
        Sql(sqltext.canonical(text)),
        not_valid=maker.chance(20),
        no_inherit=maker.chance(10),
        comment=maker.one([None, None, "why"]),
    )
    return replace(table, checks=(*table.checks, check))


def add_enum_check(maker: Maker, table: Table, enums: Sequence[Enum]) -> Table:
    columns = [it for it in table.columns if isinstance(it.type, EnumType)]
    name = maker.name((), "ck ")
    if not columns or not free_constraint(table, name):
        return table
    column = maker.one(columns)
    values = next(it.values for it in enums if EnumType(it.name) == column.type)
    quoted, label = sqltext.quoted(column.name), sqltext.string(maker.one(values))
    check = Check(name, Sql(f"{quoted} = {label} OR {quoted} <> {label}"))
    return replace(table, checks=(*table.checks, check))


def free_constraint(table: Table, name: str) -> bool:
    return sqltext.fold(name) not in {sqltext.fold(it.name) for it in table.constraints}


def add_index(maker: Maker, table: Table) -> Table:
    columns = [it for it in table.columns if indexable(it)]
    if not columns:
        return table
    chosen = maker.random.sample(columns, min(len(columns), maker.one([1, 1, 2])))
    keys = tuple(_index_key(maker, it) for it in chosen)
    plain = all(key.column for key in keys)
    wanted = (
        NAMING.index(table.name.name, [it.name for it in chosen], table.name.schema)
        if plain and maker.chance(60)
        else None
    )
    index = Index(
        maker.relation(table.name.schema, wanted, "ix "),
        keys,
        unique=maker.chance(20) and all(map(keyable, chosen)),
        where=Sql(f"{sqltext.quoted(maker.one(table.columns).name)} IS NOT NULL") if maker.chance(25) else None,
        comment=maker.one([None, None, "an index"]),
    )
    if not maker.portable and plain and maker.chance(30):
        others = [it.name for it in table.columns if it not in chosen and indexable(it)]
        index = replace(index, include=tuple(others[:1]))
    return replace(table, indexes=(*table.indexes, index))


def _index_key(maker: Maker, column: Column) -> IndexKey:
    if _family(column.type) == "string" and maker.chance(30):
        return IndexKey(expression=Sql(f"lower({sqltext.quoted(column.name)})"), descending=maker.chance(30))
    opclass = "text_pattern_ops" if _family(column.type) == "string" and maker.chance(20) else None
    descending = maker.chance(20)
    nulls: Literal["first", "last"] = "last" if descending else "first"
    return IndexKey(column.name, descending=descending, nulls=maker.one([None, None, nulls]), opclass=opclass)


def add_foreign_key(maker: Maker, table: Table, tables: Sequence[Table]) -> Table:
    """The table with a foreign key to any table (itself too) that has a key, on columns made for it or fitting ones."""
    targets = [(it, key) for it in tables for key in keys_of(it)]
    if not targets:
        return table
    target, key = maker.one(targets)
    columns: list[str] = []
    for name in key:
        type_ = target.by_name[name].type
        fitting = [
            it.name for it in table.columns
            if it.type == type_ and it.name not in columns and it.nullable and it.generated is None
        ]  # fmt: skip
        if fitting and maker.chance(40):
            columns.append(maker.one(fitting))
            continue
        column = Column(maker.name(table.by_name), type_)
        table = replace(table, columns=(*table.columns, column))
        columns.append(column.name)
    wanted = NAMING.foreign_key(table.name.name, columns, target.name.name) if maker.chance(70) else None
    name = wanted or maker.name((), "fk ")
    if not free_constraint(table, name):
        return table
    made = ForeignKey(
        name,
        tuple(columns),
        target.name,
        key,
        on_delete=maker.one(["no action", "restrict", "cascade", "set null"]),
        on_update=maker.one(["no action", "no action", "cascade"]),
        deferrable=maker.one([None, None, "immediate", "deferred"]),
        not_valid=maker.chance(20),
        comment=maker.one([None, None, "to whom"]),
    )
    return replace(table, foreign_keys=(*table.foreign_keys, made))


def keys_of(table: Table) -> list[tuple[str, ...]]:
    """The column lists that a foreign key may refer to."""
    own = [table.primary_key.columns] if table.primary_key and not table.primary_key.deferrable else []
    return own + [it.columns for it in table.uniques if not it.deferrable and not it.nulls_not_distinct]


Adder = Callable[[Maker, Table], Table]
