"""Sequences, domains and extensions: what their files mean, and what is wrong with them."""

from __future__ import annotations

import pytest

from azuraforge_schemagen.ir.intent import Rename
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.orm import PyValue
from azuraforge_schemagen.ir.schema import Check, Constant, Domain, Extension, Owner, Sequence, Sql
from azuraforge_schemagen.ir.types import Array, DomainType, EnumType, Scalar
from tests.resolve.reading import BOTH, USERS, attribute, clean, codes, column, resolved, table

EMAIL = "domain: email\ntype: string\nlength: 254"


def q(name: str, schema: str = "") -> QName:
    return QName(schema, name)


def sequence(spec: str, *more: str) -> Sequence:
    found = clean(f"sequence: s\n{spec}", *more).schema.objects[Ref("sequence", q("s"))]
    assert isinstance(found, Sequence)
    return found


def domain(spec: str, *more: str) -> Domain:
    return clean(f"domain: d\n{spec}", *more).schema.domains[q("d")]


def test_what_the_server_would_choose_is_not_said() -> None:
    usual = "type: integer\nminimum: 1\nmaximum: 2147483647\nstart: 1\nincrement: 1\ncache: 1\ncycle: false"
    assert sequence(usual) == Sequence(q("s"), "integer")
    assert sequence("increment: -3\nmaximum: -1\nstart: -1") == Sequence(q("s"), increment=-3)
    assert sequence("minimum: 5\nstart: 5") == Sequence(q("s"), minimum=5)


def test_a_sequence_with_everything() -> None:
    spec = "type: smallint\nstart: 7\nincrement: 2\nminimum: 3\nmaximum: 90\ncache: 4\ncycle: true\ncomment: c"
    wanted = Sequence(q("s"), "smallint", 7, 2, 3, 90, 4, True, Owner(q("users"), "id"), comment="c")
    assert sequence(f"{spec}\nowned_by: users.id", USERS) == wanted


@pytest.mark.parametrize("owner", ["users.id", "app.users.id", "{ table: users, column: id }"])
def test_an_owner_of_the_same_schema(owner: str) -> None:
    users = USERS.replace("table: users", "table: users\nschema: app")
    found = clean(f"sequence: s\nschema: app\nowned_by: {owner}", users)
    assert found.schema.sequences[q("s", "app")].owned_by == Owner(q("users", "app"), "id")


@pytest.mark.parametrize(
    "spec",
    [
        "minimum: 5\nmaximum: 4",
        "increment: 0",
        "type: smallint\nmaximum: 40000",
        "start: 3\nminimum: 5",
        "start: -1",
        "maximum: 0",
        "increment: -1\nminimum: 2",
        "type: smallint\nincrement: 70000",
    ],
)
def test_numbers_that_do_not_fit(spec: str) -> None:
    assert codes(f"sequence: s\n{spec}") == ["SG164"]


@pytest.mark.parametrize("owner", ["nobody.id", "users.nothing"])
def test_no_such_owner(owner: str) -> None:
    assert codes(f"sequence: s\nowned_by: {owner}", USERS) == ["SG165"]


def test_an_owner_elsewhere() -> None:
    assert codes("sequence: s\nschema: app\nowned_by: users.id", USERS) == ["SG165"]


def test_a_domain_with_everything() -> None:
    spec = """type: string
length: 9
not_null: true
server_default: x
collation: C
comment: c
checks: { long: "VALUE <> ''", later: { sql: "VALUE <> 'z'", not_valid: true, comment: k } }"""
    assert domain(spec) == Domain(
        q("d"),
        Scalar("string", length=9),
        nullable=False,
        default=Constant("x"),
        collation=QName("", "C"),
        checks=(Check("later", Sql("VALUE <> 'z'"), not_valid=True, comment="k"), Check("long", Sql("VALUE <> ''"))),
        comment="c",
    )


def test_the_one_check_of_a_domain_is_named_as_the_server_does() -> None:
    assert [it.name for it in domain('type: integer\ncheck: "VALUE > 0"').checks] == ["d_check"]
    both = 'type: integer\ncheck: "VALUE > 0"\nchecks: { d_check: "VALUE < 9" }'
    assert [it.name for it in domain(both).checks] == ["d_check", "d_check1"]


def test_what_a_domain_is_made_of() -> None:
    enum = "enum: kind\nvalues: [a]"
    assert domain("type: kind\nserver_default: a", enum) == Domain(q("d"), EnumType(q("kind")), default=Constant("a"))
    assert domain("type: array\nitems: email", EMAIL).type == Array(DomainType(q("email")))
    assert domain("type: email\nserver_default: a", EMAIL).default == Constant("a")


@pytest.mark.parametrize(
    "files",
    [
        ("domain: d\ntype: d",),
        ("domain: d\ntype: serial",),
        ("domain: d\ntype: utc", 'types: { utc: { python: "m:C", ddl: timestamptz } }'),
    ],
)
def test_a_domain_cannot_be_made_of_this(files: tuple[str, ...]) -> None:
    assert codes(*files) == ["SG166"]


def test_domains_in_a_circle() -> None:
    assert codes("domain: a\ntype: b", "domain: b\ntype: array\nitems: a") == ["SG166"]


def test_a_column_of_a_domain() -> None:
    assert column("email | null", EMAIL).type == DomainType(q("email"))
    assert column("{ type: array, items: email }", EMAIL).type == Array(DomainType(q("email")))
    number = "domain: score\ntype: integer"
    assert column("{ type: score, server_default: 5 }", number).server_default == Constant(5)
    assert attribute("{ type: score, default: 5 }", number).default == PyValue(5)
    assert codes("table: t\ncolumns: { c: { type: score, server_default: x } }", number) == ["SG135"]


def test_a_domain_of_the_tables_own_schema() -> None:
    found = clean("domain: email\nschema: app\ntype: text", "table: t\nschema: app\ncolumns: { c: email }")
    assert table(found, "t", "app").by_name["c"].type == DomainType(q("email", "app"))
    assert Ref("schema", q("app")) in found.schema.objects


def test_foreign_keys_look_at_what_a_domain_holds() -> None:
    users = "table: users\ncolumns: { id: { type: key, primary_key: true } }"
    other = "table: t\ncolumns: { user_id: { type: %s, references: users.id } }"
    assert codes(users, other % "bigint", "domain: key\ntype: bigint") == []
    assert codes(users, other % "text", "domain: key\ntype: bigint") == ["SG143"]


def test_names_of_types_and_of_relations() -> None:
    assert codes(EMAIL, "enum: email\nvalues: [a]") == ["SG123"]
    assert codes(EMAIL, "table: email\ncolumns: { a: text }") == ["SG123"]
    assert codes("sequence: users", USERS) == ["SG123"]
    assert codes("sequence: t_a_seq", "table: t\ncolumns: { a: serial }") == ["SG123"]
    assert codes(EMAIL, EMAIL) == ["SG120"]
    assert codes("domain: text\ntype: integer") == ["SG127", "SG180"]


def test_extensions() -> None:
    found = clean('extension: vector\nschema: ext\nversion: "0.7"', "extension: citext\nschema: public")
    assert found.schema.objects[Ref("extension", q("vector"))] == Extension(q("vector"), "ext", "0.7")
    assert found.schema.objects[Ref("extension", q("citext"))] == Extension(q("citext"))
    assert Ref("schema", q("ext")) in found.schema.objects


@pytest.mark.parametrize("kind", ["sequence", "extension"])
def test_sqlite_has_none(kind: str) -> None:
    assert codes(f"{kind}: x", targets=BOTH) == ["SG180"]
    assert codes(f"{kind}: x\ndialects: [postgresql]", targets=BOTH) == []


def test_a_domain_that_sqlite_cannot_hold() -> None:
    files = ("domain: d\ntype: inet", "table: t\ncolumns: { a: d }")
    assert codes(*files, targets=BOTH) == ["SG180"]


def test_renames() -> None:
    found = resolved("sequence: s\nrenamed_from: r", "domain: d\nrenamed_from: c\ntype: text")
    assert found.intent.renames == (Rename("domain", q("d"), "c", "d"), Rename("sequence", q("s"), "r", "s"))


def test_a_sequence_that_is_no_other_than_a_serials_is_one() -> None:
    spec = "type: integer\nowned_by: t.c"
    plain = "table: t\ncolumns: { c: { type: integer, server_default: { sql: \"nextval('s')\" } } }"
    found = clean(f"sequence: s\n{spec}", plain)
    assert table(found, "t") == table(clean("table: t\ncolumns: { c: { type: serial, sequence: s } }"), "t")
    assert found.schema.sequences == {}
    for other in ("type: integer\nowned_by: t.c\ncache: 2", "owned_by: t.c", "type: integer", f"{spec}\ncomment: x"):
        assert list(clean(f"sequence: s\n{other}", plain).schema.sequences) == [q("s")]
    nullable = plain.replace("type: integer", "type: integer | null")
    assert list(clean(f"sequence: s\n{spec}", nullable).schema.sequences) == [q("s")]
