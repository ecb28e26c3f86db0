"""Every action, run on a server that then shows what it has."""

# ruff: noqa: E501, RUF005

from __future__ import annotations

from collections.abc import Sequence as Several
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, get_args

import pytest
import sqlalchemy as sa

from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.bodies import Event, Policy, Routine, Statistics, Trigger, View
from azuraforge_schemagen.ir.intent import Using
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.ops import (
    AddColumn,
    AddConstraint,
    AddEnumValue,
    AlterColumn,
    AlterConstraint,
    AlterObject,
    AttachIndex,
    AttachPartition,
    CreateEnum,
    CreateIndex,
    CreateNamespace,
    CreateObject,
    CreateTable,
    DetachPartition,
    DropColumn,
    DropConstraint,
    DropEnum,
    DropIndex,
    DropNamespace,
    DropObject,
    DropTable,
    JoinSerial,
    MoveObject,
    RenameAttached,
    RenameAttribute,
    RenameColumn,
    RenameConstraint,
    RenameEnum,
    RenameEnumValue,
    RenameHung,
    RenameIndex,
    RenameObject,
    RenameTable,
    ReplaceEnum,
    SetComment,
    SetFacet,
    SetInherits,
    SetOptions,
    SplitSerial,
)
from azuraforge_schemagen.ir.schema import (
    Attribute,
    Check,
    Collation,
    Column,
    Composite,
    Constant,
    DefaultBound,
    Deviation,
    Domain,
    Enum,
    Exclusion,
    Extension,
    ForeignKey,
    Function,
    Generated,
    Identity,
    Index,
    IndexKey,
    ListBound,
    Namespace,
    Number,
    Owner,
    Partition,
    PartitionKey,
    PrimaryKey,
    Range,
    ReplicaIdentity,
    RowSecurity,
    Sequence,
    Sql,
    Table,
    Unique,
)
from azuraforge_schemagen.ir.steps import Action, Backfill, CopyRows, Execute
from azuraforge_schemagen.ir.types import Array, DomainType, EnumType, Raw, Scalar, Type, UserType
from tests.render_alembic.project import Project, engine_of, numbered, plan, q, text_of

S = Scalar
INT, TEXT = S("integer"), S("text")
NAME = Column("name", S("string", length=20))
T = numbered(NAME, Column("n", INT))
P = numbered(NAME, name="p")
KIND = Enum(q("kind"), ("a", "b"))
MADE = (CreateEnum(KIND), CreateTable(P), CreateTable(T))
CONSTRAINTS = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 't'::regclass AND conname = 'x'"
INDEXES = "SELECT indexdef FROM pg_indexes WHERE indexname = 'x'"
DEFAULTS = (
    "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 't'::regclass ORDER BY adnum DESC LIMIT 1"
)
TYPES = (
    "SELECT format_type(atttypid, atttypmod) FROM pg_attribute "
    "WHERE attrelid = 't'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum DESC LIMIT 1"
)
SEQUENCES = "SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relkind = 'S'"
PARENTS = "SELECT string_agg(inhparent::regclass::text, ',' ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = 'h'::regclass"
HEIR = Table(q("h"), (Column("id", INT, False), NAME, Column("n", INT)))
LABELS = "SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum"


class Case(NamedTuple):
    """``actions`` run on top of the tables above; then ``query`` gives ``result``."""

    name: str
    actions: Several[Action]
    query: str
    result: object


def retyped(old: Type, new: Type, **more: object) -> list[Action]:
    column = Column("c", old)
    changed = AlterColumn(q("t"), column, replace(column, type=new), **more)  # type: ignore[arg-type]
    return [AddColumn(q("t"), column), changed]


def altered(old: Column, new: Column) -> list[Action]:
    return [AddColumn(q("t"), old), AlterColumn(q("t"), old, new)]


def constraint(of: Unique | Check | ForeignKey | PrimaryKey) -> AddConstraint:
    return AddConstraint(q("t"), of)


FK = ForeignKey("x", ("n",), q("p"), ("id",))
UNIQUE = Unique("x", ("n",))
CHECK = Check("x", Sql("n > 0"))
INDEX = Index("x", (IndexKey("name"),))
C = Column("c", INT)
C_SERIAL = replace(C, nullable=False, serial="c_numbers")
C_PLAIN = replace(C_SERIAL, serial=None, server_default=Sql("nextval('c_numbers'::regclass)"))
C_NUMBERS = Sequence(q("c_numbers"), "integer", owned_by=Owner(q("t"), "c"))
SEQUENCE = Sequence(
    q("S q"), "integer", start=50, increment=2, minimum=-5, maximum=900, cache=3, cycle=True, comment="n:1"
)
DOMAIN = Domain(
    q("D m"),
    TEXT,
    nullable=False,
    default=Constant("a%:b"),
    collation=QName("", "C"),
    checks=(Check("c 1", Sql("VALUE <> 'x%:y'"), comment="k:1"), Check("later", Sql("VALUE <> ''"), not_valid=True)),
    comment="d:1",
)

EXCLUSION = Exclusion(
    "x", (IndexKey(expression=Sql("int4range(n, n + 1)")),), ("&&",), where=Sql("n > 0"), deferrable="deferred"
)
PARTED = Table(q("pt"), (Column("a", TEXT), Column("b", INT)), partition_by=PartitionKey("list", (IndexKey("a"),)))
PART = Table(
    q("pa"),
    (),
    partition_of=Partition(q("pt"), ListBound((Constant(1), None, Constant("it's")))),
    deviations=(Deviation("a", not_null=True), Deviation("b", comment="x%y")),
)
LIKE = Table(q("pa"), PARTED.columns)
BY_A = Index("by_a", (IndexKey("a"),))
ROW = Composite(
    q("R %w"), (Attribute("a", Scalar("string", length=5), comment="a%:1"), Attribute("B :x", INT)), comment="r:1"
)
SPAN = Range(q("S %p"), Scalar("double"), "m %s", subtype_diff="float8mi", comment="s:1")
ORDER = Collation(q("O %r"), "icu", "und-u-ks-level2", deterministic=False, comment="o:1")


def renamed(of: Composite, old: str, new: str) -> Composite:
    return replace(of, attributes=tuple(replace(it, name=new) if it.name == old else it for it in of.attributes))


VIEW = View(q("V w"), Sql("SELECT 'a%:b' AS x"), comment="v:1")
TOUCH = Routine(
    "function", q("touch"), returns="trigger", language="plpgsql", body=Sql("BEGIN\n\tRETURN NEW; -- 100% :x\nEND")
)
FIRED = Trigger(
    q("t"), "T g", "before", (Event("update", ("n",)),), q("touch"), ("it's",), enabled="always", comment="t:1"
)
MINE = Policy(q("t"), "P o", roles=("postgres",), using=Sql("n > 0"), comment="p:1")
STATISTICS = Statistics(q("S t"), q("t"), (IndexKey("n"), IndexKey(expression=Sql("n + 1"))), comment="s:1")

CASES = [
    Case("schema", [CreateNamespace(Namespace(q("App s"), "its"))], "SELECT obj_description('\"App s\"'::regnamespace)", "its"),
    Case("drop schema", [CreateNamespace(Namespace(q("a"))), DropNamespace(Namespace(q("a")))], "SELECT to_regnamespace('a')", None),
    Case("enum", [CreateEnum(Enum(q("E x"), ("1",), comment="c"))], "SELECT obj_description('\"E x\"'::regtype)", "c"),
    Case("drop enum", [DropEnum(KIND)], "SELECT to_regtype('kind')::text", None),
    Case("rename enum", [RenameEnum(q("kind"), q("sort"))], "SELECT to_regtype('sort')::text", "sort"),
    Case("move enum", [CreateNamespace(Namespace(q("a b"))), CreateEnum(Enum(q("e", "a b"), ("1",))), MoveObject(Ref("enum", q("e", "a b")), "")], "SELECT to_regtype('e')::text", "e"),
    Case("enum value", [AddEnumValue(q("kind"), "c", "b"), AddEnumValue(q("kind"), "d", None)], LABELS, "a,c,b,d"),
    Case("rename value", [RenameEnumValue(q("kind"), "a", "z")], LABELS, "z,b"),
    Case("sequence", [CreateObject(SEQUENCE)], "SELECT obj_description('\"S q\"'::regclass)", "n:1"),
    Case("alter sequence", [CreateObject(SEQUENCE), AlterObject(SEQUENCE, replace(SEQUENCE, minimum=5, maximum=None, type="smallint"))], "SELECT concat(min_value, ' ', max_value, ' ', data_type, ' ', start_value) FROM pg_sequences", "5 32767 smallint 50"),
    Case("own sequence", [CreateObject(SEQUENCE), AlterObject(SEQUENCE, replace(SEQUENCE, owned_by=Owner(q("t"), "n")))], "SELECT pg_get_serial_sequence('t', 'n')", 'public."S q"'),
    Case("move sequence", [CreateNamespace(Namespace(q("a b"))), CreateObject(SEQUENCE), MoveObject(SEQUENCE.ref, "a b")], "SELECT to_regclass('\"a b\".\"S q\"')::text", '"a b"."S q"'),
    Case("drop sequence", [CreateObject(SEQUENCE), DropObject(SEQUENCE)], "SELECT to_regclass('\"S q\"')::text", None),
    Case("rename sequence", [CreateObject(SEQUENCE), RenameObject(SEQUENCE.ref, "other")], "SELECT to_regclass('other')::text", "other"),
    Case("serial spelled out and back", [AddColumn(q("t"), C_SERIAL), SplitSerial(q("t"), C_SERIAL, C_PLAIN, C_NUMBERS), JoinSerial(q("t"), C_PLAIN, C_SERIAL, C_NUMBERS)], "SELECT pg_get_serial_sequence('t', 'c')", "public.c_numbers"),
    Case("domain", [CreateObject(DOMAIN)], "SELECT concat(obj_description('\"D m\"'::regtype), ' ', typdefault, ' ', typnotnull) FROM pg_type WHERE typname = 'D m'", "d:1 'a%:b'::text t"),
    Case("domain's checks", [CreateObject(DOMAIN)], "SELECT string_agg(conname || ' ' || pg_get_constraintdef(oid), ', ' ORDER BY conname) FROM pg_constraint WHERE contypid <> 0 AND connamespace = 'public'::regnamespace", "c 1 CHECK ((VALUE <> 'x%:y'::text)), later CHECK ((VALUE <> ''::text)) NOT VALID"),
    Case("alter domain", [CreateObject(DOMAIN), AlterObject(DOMAIN, replace(DOMAIN, nullable=True, default=None, comment=None, checks=(replace(DOMAIN.checks[0], name="c 2"), replace(DOMAIN.checks[1], not_valid=False))))], "SELECT string_agg(conname || ' ' || convalidated, ', ' ORDER BY conname) FROM pg_constraint WHERE contypid <> 0 AND connamespace = 'public'::regnamespace", "c 2 true, later true"),
    Case("move domain", [CreateNamespace(Namespace(q("a b"))), CreateObject(DOMAIN), MoveObject(DOMAIN.ref, "a b")], "SELECT to_regtype('\"a b\".\"D m\"')::text", '"a b"."D m"'),
    Case("rename domain", [CreateObject(DOMAIN), RenameObject(DOMAIN.ref, "other")], "SELECT to_regtype('other')::text", "other"),
    Case("drop domain", [CreateObject(DOMAIN), DropObject(DOMAIN)], "SELECT to_regtype('\"D m\"')::text", None),
    Case("column of a domain", [CreateObject(DOMAIN), AddColumn(q("t"), Column("c", Array(DomainType(DOMAIN.name))))], TYPES, '"D m"[]'),
    Case("composite", [CreateObject(ROW)], "SELECT concat(obj_description('\"R %%w\"'::regtype), ' ', string_agg(attname || ' ' || format_type(atttypid, atttypmod) || coalesce(col_description(attrelid, attnum), ''), ', ' ORDER BY attnum)) FROM pg_attribute WHERE attrelid = '\"R %%w\"'::regclass", "r:1 a character varying(5)a%:1, B :x integer"),
    Case("alter composite", [CreateObject(ROW), RenameAttribute(ROW.name, "a", "c"), AlterObject(renamed(ROW, "a", "c"), Composite(ROW.name, (Attribute("c", TEXT, q("C")), Attribute("d", INT, comment="d"))))], "SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod) || coalesce(col_description(attrelid, attnum), ''), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = '\"R %%w\"'::regclass AND NOT attisdropped", "c text, d integerd"),
    Case("rename composite", [CreateObject(ROW), RenameObject(ROW.ref, "other")], "SELECT to_regtype('other')::text", "other"),
    Case("drop composite", [CreateObject(ROW), DropObject(ROW)], "SELECT to_regtype('\"R %%w\"')::text", None),
    Case("column of a composite", [CreateObject(ROW), AddColumn(q("t"), Column("c", Array(UserType("composite", ROW.name))))], TYPES, '"R %w"[]'),
    Case("range", [CreateObject(SPAN)], "SELECT concat(obj_description('\"S %%p\"'::regtype), ' ', rngsubtype::regtype, ' ', rngsubdiff, ' ', rngmultitypid::regtype) FROM pg_range WHERE rngtypid = '\"S %%p\"'::regtype", 's:1 double precision float8mi "m %s"'),
    Case("rename range", [CreateObject(SPAN), RenameObject(SPAN.ref, "other", SPAN), RenameObject(Ref("multirange", q("m %s")), "many", replace(SPAN, name=q("other")))], "SELECT concat(other(1, 2), other(1, 2, '[]'), many(), many(other(1, 2)), many(other(1, 2), other(3, 4)))", "[1,2)[1,2]{}{[1,2)}{[1,2),[3,4)}"),
    Case("drop range", [CreateObject(SPAN), DropObject(SPAN)], "SELECT to_regtype('\"S %%p\"')::text", None),
    Case("column of a multirange", [CreateObject(SPAN), AddColumn(q("t"), Column("c", UserType("range", SPAN.name, "m %s")))], TYPES, '"m %s"'),
    Case("own collation", [CreateObject(ORDER)], "SELECT concat(obj_description(oid, 'pg_collation'), ' ', collprovider, ' ', collisdeterministic) FROM pg_collation WHERE collname = 'O %%r'", "o:1 i f"),
    Case("rename collation", [CreateObject(ORDER), RenameObject(ORDER.ref, "other")], "SELECT collname::text FROM pg_collation WHERE collname = 'other'", "other"),
    Case("drop collation", [CreateObject(ORDER), DropObject(ORDER)], "SELECT collname::text FROM pg_collation WHERE collname = 'O %%r'", None),
    Case("column of a collation", [CreateObject(ORDER), AddColumn(q("t"), Column("c", TEXT, collation=ORDER.name))], "SELECT attcollation::regcollation::text FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'c'", '"O %r"'),
    Case("column of a collation elsewhere", [CreateNamespace(Namespace(q("x %s"))), CreateObject(replace(ORDER, name=QName("x %s", "o"))), AddColumn(q("t"), Column("c", Array(TEXT), collation=QName("x %s", "o")))], "SELECT attcollation::regcollation::text || format_type(atttypid, -1) FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'c'", '"x %s".otext[]'),
    Case("extension", [CreateNamespace(Namespace(q("x s"))), CreateObject(Extension(q("hstore"), "x s"))], "SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'hstore'", '"x s"'),
    Case("extension elsewhere", [CreateNamespace(Namespace(q("x s"))), CreateObject(Extension(q("hstore"), "x s", "1.7")), AlterObject(Extension(q("hstore"), "x s", "1.7"), Extension(q("hstore"), "", "1.8"))], "SELECT concat(extnamespace::regnamespace, ' ', extversion) FROM pg_extension WHERE extname = 'hstore'", "public 1.8"),
    Case("drop extension", [CreateObject(Extension(q("hstore"))), DropObject(Extension(q("hstore")))], "SELECT to_regtype('hstore')::text", None),
    Case("view", [CreateObject(VIEW)], "SELECT concat(x, obj_description('\"V w\"'::regclass)) FROM \"V w\"", "a%:bv:1"),
    Case("rename view", [CreateObject(VIEW), RenameHung(VIEW, "w")], "SELECT to_regclass('w')::text", "w"),
    Case("function", [CreateObject(TOUCH)], "SELECT prosrc FROM pg_proc WHERE proname = 'touch'", "BEGIN\n\tRETURN NEW; -- 100% :x\nEND"),
    Case("rename function", [CreateObject(TOUCH), RenameHung(TOUCH, "other")], "SELECT to_regproc('other')::text", "other"),
    Case("trigger", [CreateObject(TOUCH), CreateObject(FIRED)], "SELECT concat(tgenabled, ' ', pg_get_triggerdef(oid)) FROM pg_trigger WHERE tgname = 'T g'", "A CREATE TRIGGER \"T g\" BEFORE UPDATE OF n ON public.t FOR EACH ROW EXECUTE FUNCTION touch('it''s')"),
    Case("rename trigger", [CreateObject(TOUCH), CreateObject(FIRED), RenameHung(FIRED, "u")], "SELECT obj_description(oid) FROM pg_trigger WHERE tgname = 'u'", "t:1"),
    Case("policy", [CreateObject(MINE)], "SELECT concat(roles, ' ', qual) FROM pg_policies WHERE policyname = 'P o'", "{postgres} (n > 0)"),
    Case("rename policy", [CreateObject(MINE), RenameHung(MINE, "u")], "SELECT obj_description(oid) FROM pg_policy WHERE polname = 'u'", "p:1"),
    Case("statistics", [CreateObject(STATISTICS)], "SELECT obj_description(oid) FROM pg_statistic_ext WHERE stxname = 'S t'", "s:1"),
    Case("drop table", [DropTable(T)], "SELECT to_regclass('t')::text", None),
    Case("rename table", [RenameTable(q("t"), q("T 2"))], "SELECT to_regclass('\"T 2\"')::text", '"T 2"'),
    Case("move table", [CreateNamespace(Namespace(q("s"))), MoveObject(Ref("table", q("t")), "s")], "SELECT to_regclass('s.t')::text", "s.t"),
    Case("table comment", [SetComment("table", q("t"), None, None, "it's")], "SELECT obj_description('t'::regclass)", "it's"),
    Case(
        "no table comment",
        [SetComment("table", q("t"), None, None, "a"), SetComment("table", q("t"), None, "a", None)],
        "SELECT obj_description('t'::regclass)",
        None,
    ),
    Case("enum comment", [SetComment("enum", q("kind"), None, None, "k")], "SELECT obj_description('kind'::regtype)", "k"),
    Case("schema comment", [SetComment("schema", q("public"), None, None, "k")], "SELECT obj_description('public'::regnamespace)", "k"),
    Case(
        "index comment",
        [CreateIndex(q("t"), INDEX), SetComment("index", q("t"), "x", None, "k")],
        "SELECT obj_description('x'::regclass)",
        "k",
    ),
    Case("options", [SetOptions(q("t"), (), (("fillfactor", "70"),))], "SELECT reloptions::text FROM pg_class WHERE relname = 't'", "{fillfactor=70}"),
    Case(
        "no options",
        [SetOptions(q("t"), (), (("fillfactor", "70"),)), SetOptions(q("t"), (("fillfactor", "70"),), ())],
        "SELECT reloptions::text FROM pg_class WHERE relname = 't'",
        None,
    ),
    Case(
        "states",
        [
            SetFacet(q("t"), "unlogged", False, True),
            SetFacet(q("t"), "replica_identity", None, ReplicaIdentity("nothing")),
            SetFacet(q("t"), "row_security", None, RowSecurity(forced=True)),
            SetFacet(q("t"), "row_security", RowSecurity(forced=True), RowSecurity(enabled=False, forced=True)),
        ],
        "SELECT concat(relpersistence, relreplident, relrowsecurity, relforcerowsecurity) FROM pg_class WHERE relname = 't'",
        "unft",
    ),
    Case("column comment", altered(C, replace(C, comment="a\\b")), "SELECT col_description('t'::regclass, 4)", "a\\b"),
    Case("drop column", [DropColumn(q("t"), T.by_name["n"])], TYPES, "character varying(20)"),
    Case("rename column", [RenameColumn(q("t"), "n", "N %")], "SELECT 1 FROM information_schema.columns WHERE column_name = 'N %%'", 1),
    Case("type", retyped(S("string", length=5), TEXT), TYPES, "text"),
    Case("type using", retyped(TEXT, INT, using=Using(Sql("c::integer"))), TYPES, "integer"),
    Case("type using %", retyped(INT, INT, using=Using(Sql("c"))) + retyped(INT, TEXT, using=Using(Sql("(c % 7)::text || '%:x'")))[1:], TYPES, "text"),
    Case(
        "type under a default",
        altered(replace(C, type=TEXT, server_default=Constant("a")), replace(C, type=EnumType(q("kind")), server_default=Constant("b")))[:1]
        + [
            AlterColumn(
                q("t"),
                replace(C, type=TEXT, server_default=Constant("a")),
                replace(C, type=EnumType(q("kind")), server_default=Constant("b")),
                Using(Sql("c::kind")),
            )
        ],
        DEFAULTS,
        "'b'::kind",
    ),
    Case("collation", altered(replace(C, type=TEXT), replace(C, type=TEXT, collation=QName("", "C"))), "SELECT collname FROM pg_collation c JOIN pg_attribute ON c.oid = attcollation WHERE attrelid = 't'::regclass AND attname = 'c'", "C"),
    Case("not null", altered(C, replace(C, nullable=False)), "SELECT attnotnull FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'c'", True),
    Case("default", altered(C, replace(C, server_default=Number("1.5"))), DEFAULTS, "1.5"),
    Case("default of two words", altered(replace(C, type=S("boolean")), replace(C, type=S("boolean"), server_default=Sql("1 = 1 AND 2 = 2"))), DEFAULTS, "((1 = 1) AND (2 = 2))"),
    Case("no default", altered(replace(C, server_default=Constant(1)), C), DEFAULTS, None),
    Case("now", altered(replace(C, type=S("timestamptz")), replace(C, type=S("timestamptz"), server_default=Function("now"))), DEFAULTS, "now()"),
    Case("true", altered(replace(C, type=S("boolean")), replace(C, type=S("boolean"), server_default=Constant(True))), DEFAULTS, "true"),
    Case("generated", [AddColumn(q("t"), replace(C, generated=Generated(Sql("n * 2"))))], DEFAULTS, "(n * 2)"),
    Case("generated no more", altered(replace(C, generated=Generated(Sql("n * 2"))), C), DEFAULTS, None),
    Case("generated anew", altered(replace(C, generated=Generated(Sql("n * 2"))), replace(C, generated=Generated(Sql("n * 3")))), DEFAULTS, "(n * 3)"),
    Case("identity", [AddColumn(q("t"), replace(C, nullable=False, identity=Identity(True, "own_seq", start=7)))], SEQUENCES, "own_seq"),
    Case("serial", [AddColumn(q("t"), replace(C, nullable=False, serial="own seq"))], DEFAULTS, "nextval('\"own seq\"'::regclass)"),
    Case("serial key", [CreateTable(Table(q("u"), (Column("id", INT, False, serial="u_id_seq"),), PrimaryKey("u_pkey", ("id",))))], SEQUENCES, "u_id_seq"),
    Case("serial key of its own name", [CreateTable(Table(q("u"), (Column("id", S("smallint"), False, serial="mine"),), PrimaryKey("u_pkey", ("id",))))], SEQUENCES, "mine"),
    Case("serial in a key", [CreateTable(Table(q("u"), (Column("a", INT, False), Column("b", S("bigint"), False, serial="u_b_seq")), PrimaryKey("u_pkey", ("a", "b"))))], SEQUENCES, "u_b_seq"),
    Case("integer key that does not count", [CreateTable(numbered(name="u"))], SEQUENCES, None),
    Case("unique", [constraint(Unique("x", ("n", "name"), nulls_not_distinct=True, deferrable="deferred"))], CONSTRAINTS, "UNIQUE NULLS NOT DISTINCT (n, name) DEFERRABLE INITIALLY DEFERRED"),
    Case("unique include", [constraint(Unique("x", ("n",), include=("name",)))], CONSTRAINTS, "UNIQUE (n) INCLUDE (name)"),
    Case("primary key", [CreateTable(Table(q("u"), (Column("a", INT, False),))), AddConstraint(q("u"), PrimaryKey("x", ("a",), ("a",), comment="k"))], "SELECT obj_description(oid) FROM pg_constraint WHERE conname = 'x'", "k"),
    Case("named primary key", [CreateTable(Table(q("u"), (Column("a", INT, False),), PrimaryKey("x", ("a",))))], "SELECT conrelid::regclass::text FROM pg_constraint WHERE conname = 'x'", "u"),
    Case("check", [constraint(replace(CHECK, not_valid=True))], CONSTRAINTS, "CHECK ((n > 0)) NOT VALID"),
    Case("check no inherit", [constraint(replace(CHECK, no_inherit=True, comment="k"))], CONSTRAINTS, "CHECK ((n > 0)) NO INHERIT"),
    Case("validate", [constraint(replace(CHECK, not_valid=True)), AlterConstraint(q("t"), replace(CHECK, not_valid=True), CHECK)], CONSTRAINTS, "CHECK ((n > 0))"),
    Case("foreign key", [constraint(replace(FK, on_delete="cascade", on_update="restrict", match_full=True, not_valid=True, deferrable="immediate"))], CONSTRAINTS, "FOREIGN KEY (n) REFERENCES p(id) MATCH FULL ON UPDATE RESTRICT ON DELETE CASCADE DEFERRABLE NOT VALID"),
    Case("set null of some", [constraint(replace(FK, on_delete="set null", set_columns=("n",)))], CONSTRAINTS, "FOREIGN KEY (n) REFERENCES p(id) ON DELETE SET NULL (n)"),
    Case("deferrable later", [constraint(FK), AlterConstraint(q("t"), FK, replace(FK, deferrable="deferred", comment="k"))], CONSTRAINTS, "FOREIGN KEY (n) REFERENCES p(id) DEFERRABLE INITIALLY DEFERRED"),
    Case("not deferrable", [constraint(replace(FK, deferrable="deferred")), AlterConstraint(q("t"), replace(FK, deferrable="deferred"), FK)], CONSTRAINTS, "FOREIGN KEY (n) REFERENCES p(id)"),
    Case("drop constraints", [constraint(FK), DropConstraint(q("t"), FK), constraint(UNIQUE), DropConstraint(q("t"), UNIQUE), constraint(CHECK), DropConstraint(q("t"), CHECK)], CONSTRAINTS, None),
    Case("drop primary key", [DropConstraint(q("t"), PrimaryKey("t_pkey", ("id",)))], "SELECT to_regclass('t_pkey')::text", None),
    Case("rename constraint", [constraint(replace(CHECK, name="old %")), RenameConstraint(q("t"), replace(CHECK, name="old %"), "x")], CONSTRAINTS, "CHECK ((n > 0))"),
    Case("index", [CreateIndex(q("t"), Index("x", (IndexKey("name", opclass="varchar_pattern_ops"), IndexKey("n", descending=True, nulls="last")), where=Sql("name LIKE 'a%:b'"), include=("id",), options=(("fillfactor", "70"),), comment="k"))], INDEXES, "CREATE INDEX x ON public.t USING btree (name varchar_pattern_ops, n DESC NULLS LAST) INCLUDE (id) WITH (fillfactor='70') WHERE ((name)::text ~~ 'a%:b'::text)"),
    Case("unique index", [CreateIndex(q("t"), Index("x", (IndexKey(expression=Sql("name || 'x:y'"), collation=QName("", "C")), IndexKey(expression=Sql("lower(name)"), opclass="text_pattern_ops", descending=True)), unique=True, nulls_not_distinct=True))], INDEXES, "CREATE UNIQUE INDEX x ON public.t USING btree ((((name)::text || 'x:y'::text)) COLLATE \"C\", lower((name)::text) text_pattern_ops DESC) NULLS NOT DISTINCT"),
    Case("hash index", [CreateIndex(q("t"), replace(INDEX, method="hash"))], INDEXES, "CREATE INDEX x ON public.t USING hash (name)"),
    Case("drop index", [CreateIndex(q("t"), INDEX), DropIndex(q("t"), INDEX)], INDEXES, None),
    Case("rename index", [CreateIndex(q("t"), replace(INDEX, name="O")), RenameIndex(q("t"), replace(INDEX, name="O"), "x")], INDEXES, "CREATE INDEX x ON public.t USING btree (name)"),
    Case("deferrable primary key", [CreateTable(Table(q("u"), (Column("a", INT, False),))), AddConstraint(q("u"), PrimaryKey("x", ("a",), deferrable="deferred"))], "SELECT condeferred FROM pg_constraint WHERE conname = 'x'", True),
    Case("exclusion", [constraint(EXCLUSION)], CONSTRAINTS, "EXCLUDE USING gist (int4range(n, (n + 1)) WITH &&) WHERE ((n > 0)) DEFERRABLE INITIALLY DEFERRED"),
    Case("exclusion by hash", [constraint(Exclusion("x", (IndexKey("name", collation=QName("", "C")),), ("pg_catalog.=",), "hash", comment="k"))], "SELECT obj_description(oid) FROM pg_constraint WHERE conname = 'x'", "k"),
    Case("drop exclusion", [constraint(EXCLUSION), DropConstraint(q("t"), EXCLUSION)], CONSTRAINTS, None),
    Case("partition", [CreateTable(PARTED), CreateTable(PART)], "SELECT pg_get_partkeydef('pt'::regclass) || pg_get_expr(relpartbound, oid) || (SELECT string_agg(concat(attnotnull, atthasdef), ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0) FROM pg_class c WHERE relname = 'pa'", "LIST (a)FOR VALUES IN ('1', NULL, 'it''s')tf ff"),
    Case("default partition", [CreateTable(PARTED), CreateTable(replace(PART, partition_of=Partition(q("pt"), DefaultBound())))], "SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = 'pa'", "DEFAULT"),
    Case("attach partition", [CreateTable(PARTED), CreateTable(LIKE), AttachPartition(q("pa"), PART.partition_of)], "SELECT inhparent::regclass::text FROM pg_inherits WHERE inhrelid = 'pa'::regclass", "pt"),
    Case("detach partition", [CreateTable(PARTED), CreateTable(PART), DetachPartition(q("pa"), PART.partition_of)], "SELECT relispartition FROM pg_class WHERE relname = 'pa'", False),
    Case("attach index", [CreateTable(PARTED), CreateTable(PART), CreateIndex(q("pt"), BY_A, only=True), CreateIndex(q("pa"), replace(BY_A, name="pa_a")), AttachIndex(q("pa"), q("pt"), "by_a", "pa_a")], "SELECT indisvalid FROM pg_index WHERE indexrelid = 'by_a'::regclass", True),
    Case("key of the parent only", [CreateTable(PARTED), CreateTable(PART), AddConstraint(q("pt"), Unique("uq", ("a",)), only=True)], "SELECT indisvalid FROM pg_index WHERE indexrelid = 'uq'::regclass", False),
    Case("heir", [CreateTable(replace(HEIR, inherits=(q("p"),)))], PARENTS, "p"),
    Case("heir of two", [CreateNamespace(Namespace(q("S.x"))), CreateTable(replace(HEIR, name=QName("S.x", "o"))), CreateTable(replace(HEIR, inherits=(QName("S.x", "o"), q("p"))))], PARENTS, '"S.x".o,p'),
    Case("joins and leaves", [CreateTable(HEIR), SetInherits(q("h"), (), (q("p"), q("t"))), SetInherits(q("h"), (q("p"), q("t")), (q("t"),))], PARENTS, "t"),
    Case("column of the parent only", [CreateTable(replace(HEIR, inherits=(q("p"),))), DropColumn(q("p"), Column("name", TEXT), only=True)], "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'h'::regclass AND attnum > 0", "id,name,n"),
    Case("check of the parent only", [constraint(CHECK), CreateTable(Table(q("h"), (), inherits=(q("t"),))), DropConstraint(q("t"), CHECK, only=True)], "SELECT conrelid::regclass::text FROM pg_constraint WHERE conname = 'x'", "h"),
    Case("rename attached", [CreateTable(PARTED), CreateTable(PART), CreateIndex(q("pt"), BY_A), RenameAttached(q("pa"), "by_a", "pa_a_idx", "x")], "SELECT inhparent::regclass::text FROM pg_inherits WHERE inhrelid = 'x'::regclass", "by_a"),
    Case("backfill", [Execute("INSERT INTO t (id) VALUES (1)"), Backfill(q("t"), "n", "id % 7 + 1")], "SELECT n FROM t", 2),
    Case("copy", [Execute("INSERT INTO t (id, name) VALUES (1, 'a')"), CopyRows(q("t"), q("p"), ("id", "name"), ("id + 1", "name || ':b'"))], "SELECT concat(id, name) FROM p", "2a:b"),
]  # fmt: skip


def upgraded(folder: Path, engine: sa.Engine, dialect: str, *revisions: Several[Action]) -> None:
    texts = [
        text_of([plan(dialect, *actions)], id_=f"a{at}", parents=(f"a{at - 1}",) if at else ())
        for at, actions in enumerate(revisions)
    ]
    Project(folder, texts).upgrade(engine)


@pytest.mark.postgresql
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_on_postgresql(tmp_path: Path, pg_urls: dict[str, str], case: Case) -> None:
    with engine_of(pg_urls["psycopg"]) as engine:
        upgraded(tmp_path, engine, "postgresql", MADE, case.actions)
        with engine.connect() as connection:
            assert connection.exec_driver_sql(case.query).scalar() == case.result


def test_every_operation_is_tried() -> None:
    tried = {type(action) for case in CASES for action in case.actions} | {type(action) for action in MADE}
    assert set(get_args(ops.Op)) - tried == {ReplaceEnum}


SCALARS = {
    S("string"): "character varying", S("string", length=5): "character varying(5)", TEXT: "text",
    S("char", length=3): "character(3)", INT: "integer", S("smallint"): "smallint", S("bigint"): "bigint",
    S("numeric"): "numeric", S("numeric", precision=9): "numeric(9,0)",
    S("numeric", precision=9, scale=2): "numeric(9,2)", S("float"): "double precision", S("real"): "real",
    S("double"): "double precision", S("boolean"): "boolean", S("date"): "date", S("time"): "time without time zone",
    S("timetz", precision=3): "time(3) with time zone", S("timestamp", precision=0): "timestamp(0) without time zone",
    S("timestamp"): "timestamp without time zone", S("timestamptz"): "timestamp with time zone",
    S("interval"): "interval", S("interval", precision=2, fields="day to second"): "interval day to second(2)",
    S("interval", fields="year"): "interval year", S("uuid"): "uuid", S("json"): "json", S("jsonb"): "jsonb",
    S("binary"): "bytea", S("inet"): "inet", S("bit", length=3): "bit(3)", S("bit"): "bit(1)",
    S("varbit", length=4): "bit varying(4)", S("varbit"): "bit varying", S("xml"): "xml", S("money"): "money",
    S("int4multirange"): "int4multirange", S("tsvector"): "tsvector", S("point"): "point", S("macaddr8"): "macaddr8",
    Array(S("string", length=4)): "character varying(4)[]", Array(EnumType(q("kind"))): "kind[]",
    Array(S("int8range"), 2): "int8range[]", EnumType(q("kind")): "kind", Raw("bit(7)"): "bit(7)",
    Array(Raw("box")): "box[]",
}  # fmt: skip


@pytest.mark.postgresql
def test_types_on_postgresql(tmp_path: Path, pg_urls: dict[str, str]) -> None:
    columns = [Column(f"c{at}", type_) for at, type_ in enumerate(SCALARS)]
    with engine_of(pg_urls["psycopg2"]) as engine:
        upgraded(tmp_path, engine, "postgresql", [CreateEnum(KIND), CreateTable(Table(q("t"), tuple(columns)))])
        query = TYPES.replace("DESC LIMIT 1", "")
        with engine.connect() as connection:
            assert connection.exec_driver_sql(query).scalars().all() == list(SCALARS.values())


NAMES = [
    "user", "order", "Camel", "with space", 'quo"te', "100%", "a:b", "a.b", "über", "日本", "lateral", "collation",
    "returning", "nothing", "tablesample", "select", "x" * 63, "é" * 31, "$d", "1st", "a\\b", "{{ x }}", "%s", "'",
]  # fmt: skip


def named(name: str, schema: str) -> list[Action]:
    """Everything under one name."""
    other = f"{name[:25]}2"
    parent = Table(q(other, schema), (Column(name, INT, False),), PrimaryKey(f"{name[:20]}_pk", (name,)))
    table = Table(
        q(name, schema),
        (Column(name, INT, False), Column(other, INT, comment=name)),
        PrimaryKey(f"{name[:20]}_pk2", (name,)),
        uniques=(Unique(f"{name[:20]}_u", (other,)),),
        foreign_keys=(ForeignKey(f"{name[:20]}_f", (other,), q(other, schema), (name,)),),
        comment=name,
    )
    index = Index(f"{name[:20]}_i", (IndexKey(name), IndexKey(other, descending=True)))
    return [CreateTable(parent), CreateTable(table), CreateIndex(q(name, schema), index)]


def changed(name: str, schema: str) -> list[Action]:
    table, third = q(name, schema), f"{name[:25]}3"
    foreign = ForeignKey(f"{name[:20]}_f2", (third,), q(f"{name[:25]}2", schema), (name,))
    check = Check(f"{name[:20]}_c", Sql("1 = 1"))
    column = Column(third, INT)
    return [
        AddColumn(table, column),
        AddConstraint(table, foreign),
        AddConstraint(table, check),
        RenameConstraint(table, check, f"{name[:20]}_c2"),
        AlterColumn(table, column, replace(column, type=S("bigint"), comment=name)),
        DropConstraint(table, foreign),
        SetComment("index", table, f"{name[:20]}_i", None, name),
        DropIndex(table, Index(f"{name[:20]}_i", ())),
        DropColumn(table, column),
    ]


@pytest.mark.parametrize("name", NAMES)
def test_names_on_sqlite(tmp_path: Path, sqlite_url: str, name: str) -> None:
    column = Column(f"{name[:25]}3", INT)
    more = [
        AddColumn(q(name), column),
        RenameColumn(q(name), column.name, f"{name[:25]}4"),
        DropColumn(q(name), replace(column, name=f"{name[:25]}4")),
        RenameTable(q(name), q(f"{name[:25]}9")),
        RenameTable(q(f"{name[:25]}9"), q(name)),
    ]
    with engine_of(sqlite_url) as engine:
        upgraded(tmp_path, engine, "sqlite", named(name, ""), more)
        inspector = sa.inspect(engine)
        assert set(inspector.get_table_names()) == {name, f"{name[:25]}2", "alembic_version"}
        assert inspector.get_foreign_keys(name)[0]["referred_table"] == f"{name[:25]}2"
        assert inspector.get_foreign_keys(name)[0]["referred_columns"] == [name]


@pytest.mark.postgresql
def test_names_on_postgresql(tmp_path: Path, pg_urls: dict[str, str]) -> None:
    for at, name in enumerate(NAMES):
        schema = f"{at} {name}"[:40].encode()[:60].decode(errors="ignore")
        with engine_of(pg_urls[("psycopg", "psycopg2")[at % 2]]) as engine:
            with engine.begin() as connection:
                connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
            space = [CreateNamespace(Namespace(q(schema), name))]
            upgraded(tmp_path, engine, "postgresql", space, named(name, schema), changed(name, schema))
            inspector = sa.inspect(engine)
            assert set(inspector.get_table_names(schema=schema)) == {name, f"{name[:25]}2"}
            assert inspector.get_table_comment(name, schema=schema) == {"text": name}
            referred = (
                "SELECT attname FROM pg_constraint JOIN pg_attribute ON attrelid = confrelid AND attnum = confkey[1] "
                "WHERE contype = 'f' ORDER BY pg_constraint.oid DESC LIMIT 1"
            )
            with engine.connect() as connection:
                assert connection.exec_driver_sql(referred).scalar() == name
