"""Views and materialized views: what their files mean, and what is wrong with them."""

from __future__ import annotations

import pytest

from azuraforge_schemagen.config import Target
from azuraforge_schemagen.ir.bodies import MaterializedView, View
from azuraforge_schemagen.ir.intent import Rename
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Index, IndexKey, Sql
from tests.resolve.reading import BOTH, USERS, clean, codes, resolved

ALL = "query: SELECT id FROM users"
ALONE = "dialects: [postgresql]"
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
