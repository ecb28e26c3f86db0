"""What a change may not do unasked, and what says that it may."""

from __future__ import annotations

from dataclasses import replace

import pytest

from azuraforge_schemagen.diagnostics.codes import CODES
from azuraforge_schemagen.ir.intent import Intent, Using
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import (
    Attribute,
    Composite,
    Constant,
    Domain,
    Enum,
    Extension,
    Generated,
    Identity,
    IndexKey,
    Namespace,
    Owner,
    PartitionKey,
    Schema,
    Sequence,
    Sql,
    schema_of,
)
from azuraforge_schemagen.ir.types import DomainType, EnumType, Scalar
from azuraforge_schemagen.plan import Review, refusals
from tests.plan.shapes import INTEGER, TEXT, column, difference, name, renamed, table

KIND = EnumType(name("kind"))


def review(old: Schema, new: Schema, intent: Intent | None = None, dialect: str = "postgresql") -> Review:
    intent = intent or Intent()
    return refusals(difference(old, new, intent, dialect), intent, dialect)


CASES = {
    "SG310": (schema_of(table("my table")), schema_of(), "drop-table:my table", "--allow 'drop-table:my table'"),
    "SG311": (
        schema_of(table("a", column("n"))),
        schema_of(table("a")),
        "drop-column:a.n",
        "--allow drop-column:a.n",
    ),
    "SG312": (
        schema_of(Enum(name("kind"), ("x", "y"))),
        schema_of(Enum(name("kind"), ("x",))),
        "drop-value:kind.y",
        "--allow drop-value:kind.y",
    ),
    "SG313": (schema_of(Enum(name("kind"), ("x",))), schema_of(), "drop-enum:kind", "--allow drop-enum:kind"),
    "SG314": (
        schema_of(table("a")),
        schema_of(table("a", column("n", nullable=False))),
        "not-null:a.n",
        "--allow not-null:a.n",
    ),
    "SG315": (
        schema_of(table("a", column("n", server_default=Constant(1)))),
        schema_of(table("a", column("n", nullable=False, server_default=Constant(1)))),
        "not-null:a.n",
        "--allow not-null:a.n",
    ),
    "SG316": (
        schema_of(table("a", column("n", TEXT))),
        schema_of(table("a", column("n", INTEGER))),
        "narrow:a.n",
        "--allow narrow:a.n",
    ),
    "SG317": (schema_of(Namespace(name("app"))), schema_of(), "drop-schema:app", "--allow drop-schema:app"),
    "SG325": (
        schema_of(replace(table("a", column("n")), partition_by=PartitionKey("list", (IndexKey("n"),)))),
        schema_of(table("a", column("n"))),
        "rebuild-table:a",
        "--allow rebuild-table:a",
    ),
    "SG318": (
        schema_of(table("a", column("n"))),
        schema_of(table("a", column("n", generated=Generated(Sql("id * 2"))))),
        "narrow:a.n",
        "--allow narrow:a.n",
    ),
    "SG320": (schema_of(Sequence(name("s"))), schema_of(), "drop-sequence:s", "--allow drop-sequence:s"),
    "SG321": (schema_of(Domain(name("d"), TEXT)), schema_of(), "drop-domain:d", "--allow drop-domain:d"),
    "SG322": (schema_of(Extension(name("x"))), schema_of(), "drop-extension:x", "--allow drop-extension:x"),
    "SG323": (
        schema_of(Domain(name("d"), TEXT)),
        schema_of(Domain(name("d"), INTEGER)),
        "narrow:d",
        "--allow narrow:d",
    ),
    "SG326": (
        schema_of(Composite(name("c"), (Attribute("a", TEXT),))),
        schema_of(),
        "drop-composite:c",
        "--allow drop-composite:c",
    ),
    "SG327": (
        schema_of(Composite(name("c"), (Attribute("a", TEXT), Attribute("b", TEXT)))),
        schema_of(Composite(name("c"), (Attribute("a", TEXT),))),
        "drop-attribute:c.b",
        "--allow drop-attribute:c.b",
    ),
    "SG328": (
        schema_of(Composite(name("c"), (Attribute("a", TEXT),))),
        schema_of(Composite(name("c"), (Attribute("a", INTEGER),))),
        "narrow:c.a",
        "--allow narrow:c.a",
    ),
    "SG324": (
        schema_of(Domain(name("d"), TEXT)),
        schema_of(Domain(name("d"), TEXT, nullable=False)),
        "not-null:d",
        "--allow not-null:d",
    ),
}


def test_a_sequence_that_goes_with_its_owner_needs_no_word_of_its_own() -> None:
    old = schema_of(table("a"), Sequence(name("s"), owned_by=Owner(name("a"), "id")))
    assert [it.code for it in review(old, schema_of()).diagnostics] == ["SG310"]


def test_what_a_domain_holds_counts_for_its_columns() -> None:
    number, text = Domain(name("d"), INTEGER), Domain(name("d"), TEXT)
    kind = DomainType(name("d"))
    assert (
        review(schema_of(number, table("a", column("n"))), schema_of(number, table("a", column("n", kind)))) == Review()
    )
    old, new = schema_of(text, table("a", column("n", kind))), schema_of(text, table("a", column("n")))
    assert [it.code for it in review(old, new).diagnostics] == ["SG316"]
    tight = Domain(name("d"), TEXT, nullable=False)
    assert [
        it.code
        for it in review(schema_of(tight, table("a")), schema_of(tight, table("a", column("n", kind)))).diagnostics
    ] == ["SG314"]


@pytest.mark.parametrize("code", CASES)
def test_each_is_refused_with_the_flag_to_give_and_let_through_with_it(code: str) -> None:
    old, new, what, flag = CASES[code]
    (found,) = review(old, new).diagnostics
    assert (found.code, found.severity, found.span) == (code, "error", None)
    assert flag in found.help
    for given in (what, "all"):
        assert review(old, new, Intent(allow=frozenset({given}))) == Review((), (what,))
    assert review(old, new, Intent(allow=frozenset({"drop-table:other"}))).diagnostics == (found,)


def test_every_code_of_this_room_has_a_manual() -> None:
    for code in (*CASES, "SG319"):
        assert CODES[code].manual.strip()


def test_a_finding_says_where() -> None:
    old, new, *_ = CASES["SG316"]
    (found,) = review(old, new).findings
    assert (found.ref, found.child) == (Ref("table", name("a")), ("columns", "n"))
    assert found.diagnostic.message == "the column a.n changes from text to integer, which may lose data"


@pytest.mark.parametrize(
    "new",
    [
        column("n", nullable=False, server_default=Constant(1)),
        column("n", nullable=False, identity=Identity(always=True, sequence="a_n_seq")),
        column("n", nullable=False, serial="a_n_seq"),
        column("n", nullable=False, generated=Generated(Sql("id * 2"))),
        column("n"),
    ],
    ids=["default", "identity", "serial", "generated", "nullable"],
)
def test_a_new_column_that_has_a_value_for_every_row(new: object) -> None:
    assert review(schema_of(table("a")), schema_of(table("a", new))) == Review()  # type: ignore[arg-type]


def test_a_backfill_is_a_value_and_using_is_a_way() -> None:
    place = (name("a"), "n")
    filled = Intent(backfills={place: Sql("1")})
    assert review(*CASES["SG314"][:2], filled) == Review()
    assert review(*CASES["SG315"][:2], filled) == Review()
    assert review(*CASES["SG316"][:2], Intent(using={place: Using(Sql("length(n)"))})) == Review()


def test_a_backfill_counts_only_on_the_dialects_that_it_is_for() -> None:
    only = Intent(backfills={(name("a"), "n"): Sql("1", (("sqlite", None),))})
    old, new = CASES["SG314"][:2]
    assert review(old, new, only) == Review()
    assert [it.code for it in review(old, new, only, "sqlite").diagnostics] == ["SG314"]


def test_a_removed_value_with_a_map_loses_nothing() -> None:
    old, new = CASES["SG312"][:2]
    assert review(old, new, Intent(removed_values={name("kind"): {"y": "x"}})) == Review()


def test_the_line_for_a_value_is_yaml() -> None:
    found = review(schema_of(Enum(name("kind"), ("", "x"))), schema_of(Enum(name("kind"), ("x",))))
    assert """'removed: { "": ... }'""" in (found.findings[0].diagnostic.help or "")


def test_values_that_only_change_places_lose_nothing() -> None:
    old, new = schema_of(Enum(name("kind"), ("x", "y"))), schema_of(Enum(name("kind"), ("y", "x")))
    assert review(old, new) == Review()


def test_renames_and_new_things_need_no_word() -> None:
    old = schema_of(table("a", column("n")), Enum(name("kind"), ("x",)))
    new = schema_of(table("b", column("m"), column("k", KIND)), Enum(name("kind"), ("x", "z")), table("c"))
    intent = Intent(renames=(renamed("table", "b", "a", "b"), renamed("column", "b", "n", "m")))
    assert review(old, new, intent) == Review()


def test_what_had_to_make_way_is_called_by_its_own_name() -> None:
    old = schema_of(table("a", column("x"), column("y")), table("b"))
    new = schema_of(table("a", column("x")))
    intent = Intent(
        renames=(renamed("table", "a", "b", "a"),),
        allow=frozenset({"drop-table:a"}),
    )
    assert review(old, new, intent).acknowledged == ("drop-table:a",)
    columns = Intent(renames=(renamed("column", "a", "y", "x"),), allow=frozenset({"drop-column:a.x"}))
    assert review(schema_of(table("a", column("x"), column("y"))), new, columns).acknowledged == ("drop-column:a.x",)


def test_a_name_with_a_schema() -> None:
    app = QName("app", "t")
    old = schema_of(Enum(app, ("x",)))
    (found,) = review(old, schema_of()).diagnostics
    assert "--allow drop-enum:app.t" in found.help


def test_sqlite_knows_no_enums() -> None:
    assert review(*CASES["SG312"][:2], dialect="sqlite") == Review()
    assert (
        review(
            schema_of(table("a", column("n", Scalar("timestamp")))),
            schema_of(table("a", column("n", TEXT))),
            dialect="sqlite",
        )
        == Review()
    )


def test_a_whole_number_of_sqlite_has_64_bits_in_every_column() -> None:
    old, new = (schema_of(table("a", column("n", Scalar(it)))) for it in ("bigint", "integer"))
    assert [it.code for it in review(old, new).diagnostics] == ["SG316"]
    assert review(old, new, dialect="sqlite") == Review()
