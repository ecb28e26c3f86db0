"""Views and materialized views: what their files mean, and what is wrong with them."""

from __future__ import annotations

import pytest

from azuraforge_schemagen.config import Target
from azuraforge_schemagen.ir.bodies import MaterializedView, View
from azuraforge_schemagen.ir.intent import Rename
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.orm import Attribute, ClassMap, ViewClass
from azuraforge_schemagen.ir.schema import Column, Index, IndexKey, PrimaryKey, Sql, Table
from azuraforge_schemagen.ir.types import Scalar
from tests.resolve.reading import BOTH, USERS, clean, codes, resolved

ALL = "query: SELECT id FROM users"
ALONE = "dialects: [postgresql]"
ORIGIN = "schema/0.yaml"
OLD = (Target("postgresql", (14,)),)


def q(name: str, schema: str = "") -> QName:
    return QName(schema, name)


def view(spec: str, *more: str) -> View:
    found = clean(f"view: v\n{spec}", *more).schema.objects[Ref("view", q("v"))]
    assert isinstance(found, View)
    return found


def materialized(spec: str, *more: str) -> MaterializedView:
    found = clean(f"materialized_view: m\n{spec}", *more).schema.objects[Ref("materialized_view", q("m"))]
    assert isinstance(found, MaterializedView)
    return found


def test_a_query_is_kept_but_for_its_white_space() -> None:
    spec = "query: |\n  SELECT id,   -- {{ x }} is text\n         'a  b' AS note\n  FROM users\n"
    assert view(spec, USERS) == View(q("v"), Sql("SELECT id, -- {{ x }} is text\n'a  b' AS note FROM users"))


def test_quotes_of_sqlite_are_read_where_the_text_is_sqlites() -> None:
    wanted = 'SELECT id, "b  c", x FROM "it\'s"'
    own, marked = "query: SELECT `id`, [b  c], [x] FROM `it's`", "dialects: [sqlite]"
    found = resolved(f"view: v\n{own}\n{marked}", targets=BOTH).schema.objects[Ref("view", q("v"))]
    assert found == View(q("v"), Sql(wanted), dialects=("sqlite",))
    by_dialect = 'query: { postgresql: "SELECT a[1]", sqlite: "SELECT [a]" }'
    other = resolved(f"view: v\n{by_dialect}", targets=BOTH).schema.objects[Ref("view", q("v"))]
    assert other == View(q("v"), Sql(None, (("postgresql", "SELECT a[1]"), ("sqlite", "SELECT a"))))
    assert view("query: SELECT a[1] FROM users", USERS).query == Sql("SELECT a[1] FROM users")


def test_a_query_by_dialect() -> None:
    spec = "query: { postgresql: SELECT 1, sqlite: null }"
    found = resolved(f"view: v\n{spec}", targets=BOTH).schema.objects[Ref("view", q("v"))]
    assert found == View(q("v"), Sql(None, (("postgresql", "SELECT 1"), ("sqlite", None))))


def test_what_else_a_view_says() -> None:
    options = "options: { security_barrier: true, security_invoker: false, check_option: local }"
    spec = f"{ALL}\n{options}\ncomment: all of them\ncolumn_comments: {{ id: theirs }}\nrenamed_from: w"
    wanted = View(
        q("v"),
        Sql("SELECT id FROM users"),
        (("check_option", "local"), ("security_barrier", "true")),
        "all of them",
        (("id", "theirs"),),
    )
    assert view(spec, USERS) == wanted
    assert clean(f"view: v\n{spec}", USERS).intent.renames == (Rename("view", q("v"), "w", "v"),)


def test_a_materialized_view() -> None:
    indexes = "indexes: { m_id: { columns: [id], unique: true }, m_low: [{ expr: lower(name), sort: desc }] }"
    found = materialized(f"{ALL}\nwith_data: false\n{indexes}\noptions: {{ fillfactor: 70 }}", USERS)
    assert found == MaterializedView(
        q("m"),
        Sql("SELECT id FROM users"),
        with_data=False,
        indexes=(
            Index("m_id", (IndexKey("id"),), unique=True),
            Index("m_low", (IndexKey(expression=Sql("lower(name)"), descending=True),)),
        ),
        options=(("fillfactor", "70"),),
    )


def test_what_a_view_needs() -> None:
    more = "view: inner\nschema: app\nquery: SELECT 1"
    found = clean(f"view: v\nschema: app\n{ALL}\ndepends_on: ['table:public.users', 'view:inner']", USERS, more)
    made = found.schema.objects[Ref("view", q("v", "app"))]
    assert isinstance(made, View)
    assert made.depends_on == ("table:users", "view:app.inner")


@pytest.mark.parametrize("need", ["table:user", "view:v2", "vew:v", "table:a.b.c", 'table:"users'])
def test_what_a_view_cannot_need(need: str) -> None:
    assert codes(f"view: v\n{ALL}\ndepends_on: ['{need}']", USERS) == ["SG168"]


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        ("view: v\nquery: SELECT 1;", "SG137"),
        ("view: v\nquery: SELECT (1", "SG137"),
        ("view: v\nquery: CREATE VIEW v AS SELECT 1", "SG137"),
        ("view: users\nquery: SELECT 1", "SG123"),
        ("materialized_view: m\nquery: SELECT 1\nindexes: { users: [id] }", "SG123"),
        ("materialized_view: m\nquery: SELECT 1\nindexes: { ' i': [id] }", "SG121"),
    ],
)
def test_what_cannot_be(spec: str, code: str) -> None:
    assert codes(spec, USERS)[0] == code


def test_what_a_server_does_not_hold() -> None:
    more = f"materialized_view: m\n{ALL}"
    assert codes(more, USERS, targets=BOTH) == ["SG180"]
    assert codes(f"{more}\n{ALONE}", USERS, targets=BOTH) == []
    nowhere = "materialized_view: m\nquery: { postgresql: SELECT 1, sqlite: null }"
    assert codes(nowhere, USERS, targets=BOTH) == []
    assert codes(f"view: USERS\n{ALL}", USERS, targets=BOTH) == ["SG180"]
    assert codes(f"view: v\nschema: app\n{ALL}", USERS, targets=BOTH) == ["SG180"]
    assert codes(f"view: v\n{ALL}\noptions: {{ security_invoker: true }}", USERS, targets=OLD) == ["SG180"]


def seen(spec: str, *more: str, name: str = "v") -> ViewClass:
    return clean(f"view: {name}\n{ALL}\n{spec}", USERS, *more).orm.views[q(name)]


def test_a_class() -> None:
    spec = "doc: All of them.\ncolumns: { id: bigint, low: { type: string | null, length: 9, attr: lower } }"
    found = seen(f"{spec}\nprimary_key: [id]\nrepr: [low]")
    assert found.of == ClassMap(
        q("v"), "V", "All of them.", (Attribute("id", "id"), Attribute("lower", "low")), repr=("lower",), origin=ORIGIN
    )
    columns = (Column("id", Scalar("bigint"), False), Column("low", Scalar("string", 9)))
    assert found.table == Table(q("v"), columns, PrimaryKey("v_pkey", ("id",)))
    assert found.table.columns == columns


def test_a_view_without_columns_has_no_class() -> None:
    assert clean(f"view: v\n{ALL}", USERS).orm.views == {}


def test_a_class_has_a_name_of_its_own() -> None:
    both = "columns: { id: bigint }\nprimary_key: [id]"
    assert codes(f"view: user\nclass: Users\n{ALL}\n{both}", USERS) == ["SG160"]
    assert seen(f"class: All\n{both}").of.name == "All"
    assert [it.name for it in seen("columns: { id: bigint, Users: text }\nprimary_key: [id]").of.attributes] == [
        "id",
        "Users_",
    ]


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        ("columns: { id: bigint }\nprimary_key: [ident]", "SG131"),
        ("columns: { id: bigint | null }\nprimary_key: [id]", "SG133"),
        ("columns: { id: serial }\nprimary_key: [id]", "SG128"),
        ("columns: { id: bigint }", "SG160"),
        ("primary_key: [id]", "SG160"),
        ("class: V", "SG160"),
        ("columns: { id: colour }\nprimary_key: [id]", "SG126"),
        ("columns: { id: bigint }\nprimary_key: [id]\nrepr: [x]", "SG131"),
    ],
)
def test_what_a_class_cannot_be(spec: str, code: str) -> None:
    assert codes(f"view: v\n{ALL}\n{spec}", USERS) == [code]


def test_a_type_that_a_server_lacks() -> None:
    spec = "columns: { id: bigint, at: inet }\nprimary_key: [id]"
    assert codes(f"view: v\n{ALL}\n{spec}", USERS, targets=BOTH) == ["SG180"]
    assert codes(f"view: v\n{ALL}\n{spec}\n{ALONE}", USERS, targets=BOTH) == []
