"""Foreign keys: how they are written, what they may refer to, and what they do."""

from __future__ import annotations

import pytest

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import ForeignKey
from tests.resolve.reading import BOTH, USERS, clean, codes, resolved, table

BATCHES = (
    "table: batches\ncolumns: { id: text, rev: integer, other: text }\nprimary_key: [id, rev]\n"
    "indexes: { live: { columns: [other], unique: true, where: other > '' } }"
)
AUTH = "table: x.y\nschema: auth\ncolumns: { id: { type: bigint, primary_key: true } }"


def keys(*texts: str, **settings: object) -> tuple[ForeignKey, ...]:
    return table(clean(*texts, **settings), "t").foreign_keys


def test_a_reference_in_a_line() -> None:
    text = "table: t\ncolumns: { user_id: { type: bigint, references: users.id } }"
    assert keys(text, USERS) == (ForeignKey("t_user_id_fkey", ("user_id",), QName("", "users"), ("id",)),)


def test_a_reference_in_a_line_with_everything() -> None:
    spec = (
        "{ type: bigint | null, references: users.id, constraint: fk, on_delete: set_null, deferrable: deferred, "
        "match: full, not_valid: true }"
    )
    assert keys(f"table: t\ncolumns: {{ u: {spec} }}", USERS) == (
        ForeignKey(
            "fk",
            ("u",),
            QName("", "users"),
            ("id",),
            "set null",
            match_full=True,
            deferrable="deferred",
            not_valid=True,
        ),
    )


@pytest.mark.parametrize(
    "reference", ["{ schema: auth, table: x.y, column: id }", "{ schema: auth, table: 'x.y', column: id }"]
)
def test_a_name_with_a_dot_is_written_by_its_parts(reference: str) -> None:
    text = f"table: t\ncolumns: {{ u: {{ type: bigint, references: {reference} }} }}"
    assert keys(text, AUTH)[0].target == QName("auth", "x.y")


def test_a_foreign_key_of_several_columns() -> None:
    text = (
        "table: t\ncolumns: { a: text | null, b: integer | null }\nforeign_keys:\n"
        "  fk: { columns: [a, b], references: batches, to: [id, rev], on_delete: { set_null: [b] }, "
        "on_update: cascade, deferrable: immediate, comment: x }\n"
    )
    assert keys(text, BATCHES) == (
        ForeignKey(
            "fk",
            ("a", "b"),
            QName("", "batches"),
            ("id", "rev"),
            "set null",
            "cascade",
            ("b",),
            deferrable="immediate",
            comment="x",
        ),
    )


def test_all_columns_set_is_the_plain_form() -> None:
    spec = "{ columns: [a], references: users, to: [id], on_delete: { set_default: [a] } }"
    text = f"table: t\ncolumns: {{ a: bigint }}\nforeign_keys: {{ fk: {spec} }}"
    assert (keys(text, USERS)[0].on_delete, keys(text, USERS)[0].set_columns) == ("set default", ())


def test_a_table_may_refer_to_itself_and_in_a_circle() -> None:
    node = (
        "table: node\ncolumns: { id: { type: bigint, primary_key: true }, up: { type: bigint, references: node.id } }"
    )
    pair = [
        f"table: {one}\ncolumns: {{ id: {{ type: bigint, primary_key: true }}, "
        f"o: {{ type: bigint, references: {other}.id }} }}"
        for one, other in (("a", "b"), ("b", "a"))
    ]
    assert codes(node, *pair) == []


def test_a_bare_table_is_of_the_default_schema_or_of_its_own() -> None:
    own = "table: room\nschema: app\ncolumns: { id: { type: bigint, primary_key: true } }"
    text = "table: t\nschema: app\ncolumns: { r: { type: bigint, references: room.id } }"
    assert table(clean(text, own), "t", "app").foreign_keys[0].target == QName("app", "room")
    default = "table: room\ncolumns: { id: { type: bigint, primary_key: true } }"
    assert table(clean(text, own, default), "t", "app").foreign_keys[0].target == QName("", "room")


def test_a_unique_constraint_or_index_will_do() -> None:
    text = "table: t\ncolumns: { n: { type: string, references: u.a }, m: { type: string, references: u.b } }"
    assert codes(text, "table: u\ncolumns: { a: { type: text, unique: true }, b: { type: text, index: unique } }") == []


def test_tables_of_others_are_not_looked_into() -> None:
    columns = "u: { type: bigint, references: auth.users.id }, v: { type: text, references: legacy.id }"
    assert len(keys(f"table: t\ncolumns: {{ {columns} }}", external=("auth.*", "legacy"))) == 2


@pytest.mark.parametrize(
    ("text", "code", "help_"),
    [
        ("columns: { u: { type: bigint, references: user.id } }", "SG140", "did you mean 'users'?"),
        ("columns: { u: { type: bigint, references: auth.users.id } }", "SG140", ""),
        ("columns: { u: { type: bigint, references: users.ids } }", "SG141", "did you mean 'id'?"),
        ("columns: { u: { type: string, references: users.name } }", "SG142", ""),
        ("columns: { u: { type: text, references: batches.id } }", "SG142", ""),
        ("columns: { u: { type: text, references: batches.other } }", "SG142", ""),
        ("columns: { u: { type: string, references: users.id } }", "SG143", ""),
        (
            "columns: { a: text }\nforeign_keys: { f: { columns: [a], references: batches, to: [id, rev] } }",
            "SG144",
            "",
        ),
        (
            "columns: { a: bigint }\nforeign_keys: { f: { columns: [a], references: users, to: [id], "
            "on_delete: { set_null: [b] } } }",
            "SG144",
            "",
        ),
        ("columns: { a: text }\nforeign_keys: { f: { columns: [b], references: users, to: [id] } }", "SG131", ""),
        ("columns: { u: { type: bigint, references: users.id, on_delete: set_null } }", "SG145", "add '| null'"),
    ],
)
def test_what_a_foreign_key_cannot_be(text: str, code: str, help_: str) -> None:
    found = resolved(f"table: t\n{text}", USERS, BATCHES).diagnostics
    assert [one.code for one in found] == [code]
    assert found[0].help.startswith(help_)
    assert found[0].span
    assert found[0].span.path == "schema/0.yaml"


def test_types_that_do_not_match_are_shown_with_both_places() -> None:
    found = resolved("table: t\ncolumns: { u: { type: uuid, references: users.id } }", USERS).diagnostics[0]
    assert found.message == "'t.u' is uuid and refers to 'users.id', which is bigint"
    assert found.labels[0].span.path == "schema/1.yaml"


@pytest.mark.parametrize(
    ("own", "theirs"),
    [("integer", "bigint"), ("string", "text"), ("double", "numeric"), ("{ type: raw, raw: x }", "bigint")],
)
def test_types_of_one_kind_match(own: str, theirs: str) -> None:
    spec = own if own.startswith("{") else f"{{ type: {own} }}"
    text = f"table: t\ncolumns: {{ u: {spec[:-2]}, references: u.id }} }}"
    assert codes(text, f"table: u\ncolumns: {{ id: {{ type: {theirs}, primary_key: true }} }}") == []


def test_a_table_refers_to_none_that_a_dialect_lacks() -> None:
    text = "table: t\ncolumns: { u: { type: bigint, references: users.id } }"
    assert codes(text, USERS + "\ndialects: [postgresql]", targets=BOTH) == ["SG142"]
    assert codes(text + "\ndialects: [postgresql]", USERS + "\ndialects: [postgresql]", targets=BOTH) == []


def test_a_deferrable_key_cannot_be_referred_to() -> None:
    users = "table: users\ncolumns: { id: bigint }\nprimary_key: { columns: [id], deferrable: deferred }"
    assert codes("table: t\ncolumns: { u: { type: bigint, references: users.id } }", users) == ["SG142"]
