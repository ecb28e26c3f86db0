"""A schema with one of everything that a models module can say, and names and texts that are hard to write."""

from __future__ import annotations

from decimal import Decimal

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import (
    Alias,
    Attribute,
    ClassMap,
    EnumClass,
    Orm,
    PyCall,
    PyFunction,
    PySql,
    PyValue,
    Relationship,
)
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Constant,
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
from azuraforge_schemagen.ir.types import Array, EnumType, Raw, Scalar, Variant

MOOD = QName("", "mood")
NASTY = 'it\'s "quoted"\\ \t\n\r %s %(x)s {{ 7*7 }} {% raw %} :name ::int \\: \'\'\'""" \u202e é 漢 😀 # -- /* $$'
TYPES = {
    "string": Scalar("string", length=50),
    "text": Scalar("text"),
    "char": Scalar("char", length=3),
    "integer": Scalar("integer"),
    "smallint": Scalar("smallint"),
    "bigint": Scalar("bigint"),
    "numeric": Scalar("numeric", precision=10, scale=2),
    "double": Scalar("double"),
    "real": Scalar("real"),
    "boolean": Scalar("boolean"),
    "date": Scalar("date"),
    "time": Scalar("time"),
    "timetz": Scalar("timetz"),
    "timestamp": Scalar("timestamp", precision=3),
    "timestamptz": Scalar("timestamptz", precision=0),
    "interval": Scalar("interval", fields="day to second", precision=2),
    "uuid": Scalar("uuid"),
    "json": Scalar("json"),
    "jsonb": Scalar("jsonb"),
    "binary": Scalar("binary"),
    "array": Array(Scalar("string", length=9)),
    "matrix": Array(Scalar("integer"), 2),
    "moods": Array(EnumType(MOOD)),
    "mood": EnumType(MOOD),
    "choice": Variant(Scalar("json"), (("postgresql", Scalar("jsonb")),)),
    "address": Variant(Scalar("string"), (("postgresql", Scalar("inet")),)),
    "own": Variant(Scalar("text"), (("postgresql", Raw("tsvector")),)),
}
ONLY_POSTGRESQL = (
    "inet cidr macaddr macaddr8 tsvector tsquery int4range int8range numrange tsrange tstzrange daterange "
    "int4multirange nummultirange datemultirange bit varbit xml money oid point".split()
)
EXTENSIONS = ("citext", "hstore")


def of_types() -> tuple[Table, ClassMap]:
    name = QName("", "types")
    columns = [Column("id", Scalar("bigint"), False, identity=Identity(True, "types_id_seq", start=1000, cache=5))]
    columns += [Column(f"{key}_", type_) for key, type_ in TYPES.items()]
    columns += [
        Column("twice", Scalar("integer"), generated=Generated(Sql("integer_ * 2"))),
        Column("either", Scalar("text"), generated=Generated(Sql("text_ || 'p'", (("sqlite", "text_ || 's'"),)))),
        Column("collated", Scalar("string"), collation=QName("", "C")),
    ]
    table = Table(name, tuple(columns), PrimaryKey("types_pkey", ("id",)), comment="all % types")
    return table, ClassMap(name, "Types", attributes=tuple(Attribute(it.name, it.name) for it in columns))


def of_defaults() -> tuple[Table, ClassMap]:
    name = QName("", "defaults")
    day, moment, amount = Scalar("date"), Scalar("timestamptz"), Scalar("numeric")
    rows: list[tuple[str, Column, Attribute]] = []

    def add(column: Column, **attribute: object) -> None:
        rows.append((column.name, column, Attribute(column.name, column.name, **attribute)))  # type: ignore[arg-type]

    add(Column("id", Scalar("uuid"), False), default=PyFunction("uuid4"))
    add(Column("text", Scalar("text"), server_default=Constant(NASTY.replace("\t", ""))), default=PyValue(NASTY))
    add(Column("flag", Scalar("boolean"), False, server_default=Constant(False)), default=PyValue(True))
    add(Column("count", Scalar("integer"), server_default=Constant(-1)), default=PyValue(0))
    add(Column("ratio", Scalar("double"), server_default=Number("0.5")), default=PyValue(Decimal("1.5")))
    add(Column("amount", amount, server_default=Number("1.50")), default=PyValue(Decimal("2.50")))
    add(
        Column("made", moment, server_default=Function("now")),
        default=PyFunction("now"),
        on_update=PyFunction("utcnow"),
    )
    add(Column("day", day, server_default=Function("current_date")), default=PyValue("2024-01-31"))
    add(Column("at", Scalar("time")), default=PyValue("12:30:00"), on_update=PyFunction("now"))
    add(Column("since", moment), default=PyValue("2024-01-31 12:30:00+02"))
    add(Column("key", Scalar("uuid")), default=PyValue("6c84fb90-12c4-11e1-840d-7b25c5ee775a"))
    add(Column("mood", EnumType(MOOD), server_default=Constant("it's")), default=PyValue("so so"))
    add(
        Column("meta", Scalar("json"), server_default=Constant('{"a": 1}')),
        default=PyValue({"a": [1, Decimal("1.5"), None]}),
    )
    add(Column("tags", Array(Scalar("string")), server_default=Sql("'{}'", (("sqlite", "'[]'"),))), default=PyValue([]))
    add(Column("long", Scalar("json")), default=PyValue({f"key {at}": "x" * 20 for at in range(9)}))
    add(Column("empty", Scalar("json")), default=PyValue({}))
    add(Column("nothing", Scalar("string"), server_default=Constant("x")), default=PyValue(None))
    add(Column("lowered", Scalar("string"), server_default=Sql("lower('A:b')")), default=PySql("upper('a:b :c')"))
    add(Column("differs", Scalar("string"), server_default=Sql("'p'", (("sqlite", "'s'"),))))
    add(Column("called", Scalar("string")), default=PyCall("getpass", "getuser"))
    add(Column("called_with", Scalar("string")), default=PyCall("secrets", "token_hex", (16,)))
    long = tuple((f"name_{at}", "x" * 20) for at in range(5))
    add(Column("called_at_length", Scalar("json")), default=PyCall("collections", "OrderedDict", (), long))
    add(Column("aliased", Scalar("string")), alias=Alias("big", "sqlalchemy.types", "UnicodeText", "str"))
    add(Column("noted", Scalar("json")), annotation="dict[str, int | None] | list[Any]")
    table = Table(name, tuple(column for _, column, _ in rows), PrimaryKey("defaults_pkey", ("id",)))
    return table, ClassMap(name, "Defaults", attributes=tuple(attribute for _, _, attribute in rows))


def of_constraints() -> tuple[Table, ClassMap]:
    name = QName("", "constraints")
    columns = (*(Column(it, Scalar("integer"), it not in "ab") for it in "abcdef"), Column("t", Scalar("text")))
    table = Table(
        name,
        columns,
        PrimaryKey("pk_other", ("b", "a")),
        uniques=(
            Unique("uq_plain", ("c",), comment="it's"),
            Unique("uq_deferred", ("c", "d"), deferrable="deferred"),
        ),
        checks=(
            Check("ck:percent%", Sql("t <> 'a:b %s :c'"), comment="why % not"),
            Check("ck_differs", Sql("a > 0", (("sqlite", "a > 1"),))),
            Check("ck_one", Sql("b > 0"), dialects=("postgresql",)),
            Check("ck_own", Sql("b > 1"), no_inherit=True),
        ),
        foreign_keys=(
            ForeignKey("fk_self", ("c", "d"), name, ("b", "a"), "set null", "cascade", ("c",), True, "deferred"),
            ForeignKey("fk_types", ("e",), QName("", "types"), ("id",), "restrict", deferrable="immediate"),
        ),
        indexes=(
            Index("ix_where", (IndexKey("a"),), where=Sql("t <> ':x'", (("sqlite", "t <> ':y'"),)), unique=True),
            Index("ix_sorted", (IndexKey("a", descending=True, nulls="last"), IndexKey("b"))),
            Index("ix_expression", (IndexKey(expression=Sql("lower(t)")), IndexKey(expression=Sql("a + b")))),
            Index("ix_method", (IndexKey("a"),), method="hash"),
            Index("ix_class", (IndexKey("t", opclass="text_pattern_ops"),), include=("f",), comment="it's %"),
            Index("ix_collated", (IndexKey("t", None, True, None, "text_pattern_ops", QName("", "C")),)),
            Index("ix_filled", (IndexKey("f"),), options=(("fillfactor", "70"),)),
            Index("ix_one", (IndexKey("e"),), dialects=("sqlite",)),
        ),
        options=(("fillfactor", "70"),),
    )
    return table, ClassMap(name, "Constraints", attributes=tuple(Attribute(it.name, it.name) for it in columns))


def of_names() -> list[tuple[Table, ClassMap | None]]:
    """Names that are hard to write, tables in a cycle, and tables that have no class or no server for all."""
    odd = QName("", 'a "b" %s :c\\')
    columns = (
        Column("id", Scalar("integer"), False, serial="s"),
        Column('q"% :x\\', Scalar("string"), comment=NASTY),
        Column("class", Scalar("string")),
        Column("lateral", Scalar("integer")),
        Column("uuid", Scalar("uuid")),
        Column("datetime", Scalar("timestamptz")),
        Column("str", Scalar("string")),
        Column("next", Scalar("integer")),
        Column("count", Scalar("bigint"), False, serial="c"),
    )
    attributes = (
        Attribute("id", "id", doc="Its number."),
        Attribute("q_x", 'q"% :x\\', doc=NASTY),
        Attribute("class_", "class"),
        *(Attribute(it, it) for it in ("lateral", "uuid", "datetime", "str", "next", "count")),
    )
    other = QName("", "pairs.of")
    key = ForeignKey("fk_next", ("next",), other, ("the.id",))
    keyed = Table(odd, columns, PrimaryKey("odd_pkey", ("id",)), foreign_keys=(key,))
    pair = Table(
        other,
        (Column("the.id", Scalar("integer"), False), Column("odd_id", Scalar("integer"))),
        PrimaryKey("pairs_pkey", ("the.id",)),
        foreign_keys=(ForeignKey("fk_odd", ("odd_id",), odd, ("id",)),),
    )
    loose = Table(
        QName("", "no-key"),
        (Column("a", Scalar("integer"), False), Column("b", Scalar("json"))),
        indexes=(Index("ix_loose", (IndexKey("a"),)),),
    )
    return [
        (keyed, ClassMap(odd, "Odd", NASTY, attributes)),
        (pair, ClassMap(other, "Pair", attributes=(Attribute("the_id", "the.id"), Attribute("odd_id", "odd_id")))),
        (loose, None),
    ]


def of_postgresql(extensions: bool) -> list[tuple[Table, ClassMap]]:
    """A table of a database schema, which SQLite leaves out, referring to one that others own."""
    name = QName("app", "only")
    columns = [Column("id", Scalar("integer"), False), Column("owner", Scalar("uuid"))]
    columns += [Column(f"{it}_", Scalar(it)) for it in ONLY_POSTGRESQL + (list(EXTENSIONS) if extensions else [])]
    table = Table(
        name,
        tuple(columns),
        PrimaryKey("only_pkey", ("id",), deferrable="immediate"),
        foreign_keys=(ForeignKey("fk_owner", ("owner",), QName("auth", "users"), ("id",)),),
        dialects=("postgresql",),
    )
    return [(table, ClassMap(name, "Only", attributes=tuple(Attribute(it.name, it.name) for it in columns)))]


def relations() -> list[tuple[Table, ClassMap | None]]:
    """A tree and a many-to-many."""
    node, tag, link = QName("", "node"), QName("", "tag"), QName("", "node_tag")
    tree = Table(
        node,
        (Column("id", Scalar("integer"), False, serial="n"), Column("parent_id", Scalar("integer"))),
        PrimaryKey("node_pkey", ("id",)),
        foreign_keys=(ForeignKey("fk_parent", ("parent_id",), node, ("id",)),),
    )
    label = Table(tag, (Column("name", Scalar("string"), False),), PrimaryKey("tag_pkey", ("name",)))
    between = Table(
        link,
        (Column("node_id", Scalar("integer"), False), Column("tag", Scalar("string"), False)),
        PrimaryKey("node_tag_pkey", ("node_id", "tag")),
        foreign_keys=(
            ForeignKey("fk_node", ("node_id",), node, ("id",), "cascade"),
            ForeignKey("fk_tag", ("tag",), tag, ("name",), "cascade"),
        ),
    )
    up = Relationship("parent", node, False, True, ("parent_id",), node, ("id",), back="children", doc=NASTY)
    down = Relationship("children", node, True, True, ("parent_id",), node, back="parent", order_by=("id desc",))
    tags = Relationship(
        "tags", tag, True, secondary=link, back="nodes", collection="set", options=(("lazy", "selectin"),)
    )
    nodes = Relationship("nodes", node, True, secondary=link, back="tags", options=(("lazy", "write_only"),))
    ids = (Attribute("id", "id"), Attribute("parent_id", "parent_id"))
    return [
        (tree, ClassMap(node, "Node", attributes=ids, relationships=(up, down, tags))),
        (label, ClassMap(tag, "Tag", attributes=(Attribute("name", "name"),), relationships=(nodes,))),
        (between, None),
    ]


def parts(extensions: bool = True) -> list[tuple[Table, ClassMap | None]]:
    return [
        of_types(),
        of_defaults(),
        of_constraints(),
        *of_names(),
        *relations(),
        *of_postgresql(extensions),
    ]


def schema(extensions: bool = True) -> Schema:
    mood = Enum(MOOD, ("it's", "so so", "\\"), comment="how % it's")
    unused = Enum(QName("app", "unused"), ("x",))
    namespace = Namespace(QName("", "app"), comment="its %")
    return schema_of(mood, unused, namespace, *(table for table, _ in parts(extensions)))


def orm(extensions: bool = True) -> Orm:
    members = (("it_s", "it's"), ("so_so", "so so"), ("v", "\\"))
    classes = {table.name: made for table, made in parts(extensions) if made is not None}
    enums = {
        MOOD: EnumClass(MOOD, "Mood", members, doc="A mood."),
        QName("app", "unused"): EnumClass(QName("app", "unused"), "Unused", (("x", "x"),)),
    }
    return Orm(classes, enums)
