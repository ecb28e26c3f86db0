"""Names in the database: which are accepted, and which two cannot stand beside each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve import resolve
from tests.resolve.reading import BOTH, codes, resolved


def said(*tables: dict[str, object]) -> list[str]:
    """The codes of tables written as plain data: some of these names never come through YAML."""
    documents = [Document(f"{index}.yaml", "table", data) for index, data in enumerate(tables)]
    return [found.code for found in resolve(documents, Config(Path(), "app", "app")).diagnostics]


@pytest.mark.parametrize(
    "name",
    [
        "user",
        "order by",
        'a"b',
        "it's",
        "a`b",
        "back\\slash",
        'a"; drop table x; --',
        "100%",
        ":name",
        "../../etc/x",
        "CON",
        "Groß",
        "2fa",
        "né",
        "💥",
        "$HOME",
        "a.b",
        "x" * 63,
        "é" * 31,
        "__init__",
    ],
)
def test_every_name_that_a_person_can_read_is_accepted(name: str) -> None:
    assert said({"table": name, "columns": {name: {"type": "text", "primary_key": True}}}) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "SG121"),
        (" a", "SG121"),
        ("a ", "SG121"),
        ("a\u00a0", "SG121"),
        ("a\nb", "SG121"),
        ("a\rb", "SG121"),
        ("a\x0cb", "SG121"),
        ("a\u2028b", "SG121"),
        ("a\x00b", "SG121"),
        ("a\x01b", "SG121"),
        ("a\u202eb", "SG121"),
        ("a\u200bb", "SG121"),
        ("a\u200db", "SG121"),
        ("a\ufeffb", "SG121"),
        ("x" * 64, "SG122"),
        ("é" * 32, "SG122"),
    ],
)
def test_what_cannot_be_seen_or_is_too_long_is_refused_everywhere(name: str, code: str) -> None:
    assert set(said({"table": name, "columns": {"a": "text"}})) == {code}
    assert set(said({"table": "t", "columns": {name: "text"}})) == {code}
    assert set(said({"table": "t", "columns": {"a": "text"}, "uniques": {name: ["a"]}})) == {code}
    assert set(said({"table": "t", "columns": {"a": "text"}, "indexes": {name: ["a"]}})) == {code}
    assert set(said({"table": "t", "columns": {"a": "text"}, "checks": {name: "a > 1"}})) == {code}


@pytest.mark.parametrize("schema", ["pg_x", "information_schema"])
def test_the_server_s_own_schemas_are_refused(schema: str) -> None:
    assert codes(f"table: t\nschema: {schema}\ncolumns: {{ a: text }}") == ["SG121"]


def test_the_server_s_own_columns_are_refused() -> None:
    assert codes("table: t\ncolumns: { ctid: text }") == ["SG121"]


@pytest.mark.parametrize(
    ("one", "two", "code"),
    [
        ("é", "e\u0301", "SG124"),
        ("ﬁle", "file", "SG124"),
        ("µ", "μ", "SG124"),
        ("K", "\u212a", "SG124"),
        ("paypal", "p\u0430ypal", "SG124"),
        ("Name", "name", "SG125"),
        ("straße", "strasse", "SG125"),
        ("\u0131d", "id", "SG125"),
        ("\u0130d", "id", "SG125"),
        ("\u0130d", "i\u0307d", "SG125"),
    ],
)
def test_twins_are_told(one: str, two: str, code: str) -> None:
    assert code in said({"table": "t", "columns": {one: "text", two: "text"}})
    assert code in said({"table": one, "columns": {"a": "text"}}, {"table": two, "columns": {"a": "text"}})


def test_two_alphabets_in_a_name_are_worth_a_word() -> None:
    found = resolved("table: t\ncolumns: { p\u0430y: text }").diagnostics
    assert [(one.code, one.severity) for one in found] == [("SG125", "warning")]


def test_names_that_differ_by_case_are_one_on_sqlite() -> None:
    assert "SG180" in codes("table: t\ncolumns: { a: text, A: text }", targets=BOTH)


T = "table: t\ncolumns: { a: { type: text, unique: true }, id: { type: serial, primary_key: true } }"


@pytest.mark.parametrize(
    "texts",
    [
        (T, "table: t_pkey\ncolumns: { a: text }"),
        (T, "table: t_a_key\ncolumns: { a: text }"),
        (T, "table: t_id_seq\ncolumns: { a: text }"),
        (T, "table: u\ncolumns: { a: text }\nindexes: { t_a_key: [a] }"),
        (T, "table: u\ncolumns: { a: text }\nuniques: { t: [a] }"),
        ("table: t\ncolumns: { a: text }", "enum: t\nvalues: [a]"),
        (
            "table: a_b\ncolumns: { c: { type: text, index: true } }",
            "table: a\ncolumns: { b_c: { type: text, index: true } }",
        ),
        ("table: t\ncolumns: { a: { type: text, index: true } }\nindexes: { ix_t_a: [a] }",),
    ],
)
def test_relations_of_a_schema_share_their_names(texts: tuple[str, ...]) -> None:
    found = resolved(*texts).diagnostics
    assert [one.code for one in found] == ["SG123"]
    assert found[0].labels


@pytest.mark.parametrize(
    "text",
    [
        "table: alembic_version\ncolumns: { a: text }",
        "table: Alembic_Version\ncolumns: { a: text }",
        "table: t\ncolumns: { a: text }\nindexes: { alembic_version_pkc: [a] }",
        "enum: alembic_version\nvalues: [a]",
    ],
)
def test_alembics_own_table_keeps_its_name(text: str) -> None:
    assert [one.code for one in resolved(text).diagnostics] == ["SG123"]
    assert resolved(f"schema: app\n{text}").diagnostics == ()


def test_names_of_different_schemas_do_not_meet() -> None:
    other = "table: t\nschema: app\ncolumns: { a: { type: text, unique: true } }"
    assert codes(T, other) == []


@pytest.mark.parametrize(
    "texts",
    [
        (T, T),
        ("enum: e\nvalues: [a]", "enum: e\nvalues: [b]"),
        ("mixin: m\ncolumns: { a: text }", "mixin: m\ncolumns: { b: text }"),
        ('types: { x: { python: "a:B", ddl: text } }', 'types: { x: { python: "a:C", ddl: text } }'),
        ("schema: s", "schema: s"),
        ("table: t\ncolumns: { a: text }", "table: t\nschema: public\ncolumns: { a: text }"),
    ],
)
def test_an_object_is_declared_once(texts: tuple[str, ...]) -> None:
    found = [one for one in resolved(*texts).diagnostics if one.code == "SG120"]
    assert len(found) == 1
    assert found[0].span
    assert {found[0].span.path, found[0].labels[0].span.path} == {"schema/0.yaml", "schema/1.yaml"}


def test_an_enum_has_a_name_that_a_column_can_say() -> None:
    assert codes('enum: "a(b"\nvalues: [x]') == ["SG121"]
    assert codes('table: "a(b"\ncolumns: { "c[d]": text }') == []
