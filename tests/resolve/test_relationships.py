"""Relationships: derived from foreign keys, overridden, many-to-many, and what is unclear."""

from __future__ import annotations

import pytest

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import Relationship
from tests.resolve.reading import USERS, clean, codes, relationships, resolved

ID = "id: { type: bigint, primary_key: true }"
T, U = QName("", "tasks"), QName("", "users")


def tasks(columns: str, more: str = "") -> str:
    return f"table: tasks\ncolumns: {{ {ID}, {columns} }}\n{more}"


def names(*texts: str) -> dict[str, list[str]]:
    found = clean(*texts)
    return {name.name: [it.name for it in made.relationships] for name, made in found.orm.classes.items()}


def test_a_foreign_key_makes_both_sides() -> None:
    found = clean(tasks("owner_id: { type: bigint | null, references: users.id }"), USERS)
    assert relationships(found, "tasks") == {
        "owner": Relationship("owner", U, False, True, ("owner_id",), T, back="tasks"),
    }
    assert relationships(found, "users") == {
        "tasks": Relationship("tasks", T, True, True, ("owner_id",), T, back="owner"),
    }


def test_rows_that_the_database_deletes_are_deleted_by_the_session_too() -> None:
    found = clean(tasks("owner_id: { type: bigint, references: users.id, on_delete: cascade }"), USERS)
    made = relationships(found, "users")["tasks"]
    assert (made.cascade, made.options) == (("save-update", "merge", "delete"), (("passive_deletes", True),))
    assert relationships(found, "tasks")["owner"].optional is False


@pytest.mark.parametrize("key", ["unique: true", "index: unique", "primary_key: true"])
def test_a_unique_reference_is_one_to_one(key: str) -> None:
    text = f"table: tasks\ncolumns: {{ owner_id: {{ type: bigint, references: users.id, {key} }}, k: bigint }}"
    text += "" if "primary" in key else "\nprimary_key: [k]"
    assert relationships(clean(text, USERS), "users")["tasks"].many is False


@pytest.mark.parametrize(
    ("columns", "forward", "backward"),
    [
        ("owner_id: { type: bigint, references: users.id }", ["owner"], ["tasks"]),
        ("requested_by: { type: bigint, references: users.id }", ["users"], ["tasks"]),
        ("users: { type: bigint, references: users.id }", ["users_users"], ["tasks"]),
        ("owner_id: { type: bigint, references: users.id }, owner: text", ["users"], ["tasks"]),
        (
            "a_id: { type: bigint, references: users.id }, b: { type: bigint, references: users.id }",
            ["a", "b_users"],
            ["tasks_by_a", "tasks_by_b"],
        ),
        ("class_id: { type: bigint, references: users.id }", ["class_"], ["tasks"]),
        ("metadata_id: { type: bigint, references: users.id }", ["metadata_"], ["tasks"]),
    ],
)
def test_derived_names(columns: str, forward: list[str], backward: list[str]) -> None:
    assert names(tasks(columns), USERS) == {"tasks": forward, "users": backward}


def test_two_ways_between_two_tables_are_ambiguous() -> None:
    users = f"table: users\ncolumns: {{ {ID}, best_id: {{ type: bigint | null, references: tasks.id }} }}"
    found = clean(tasks("owner_id: { type: bigint, references: users.id }"), users)
    assert set(relationships(found, "users")) == {"best", "tasks_by_owner"}
    assert set(relationships(found, "tasks")) == {"owner", "users_by_best"}
    assert all(it.ambiguous for it in relationships(found, "users").values())


def test_a_self_reference_has_a_remote_side() -> None:
    found = clean(tasks("parent_id: { type: bigint | null, references: tasks.id }"))
    made = relationships(found, "tasks")
    assert made["parent"] == Relationship("parent", T, False, True, ("parent_id",), T, ("id",), back="tasks")
    assert made["tasks"] == Relationship("tasks", T, True, True, ("parent_id",), T, back="parent")
    assert set(relationships(clean(tasks("up: { type: bigint, references: tasks.id }")), "tasks")) == {
        "parent",
        "tasks",
    }


def test_self_references_by_name_or_by_target() -> None:
    columns = "parent_id: { type: bigint | null, references: tasks.id }"
    both = "relationships: { parent: { via: parent_id, back: children }, children: { via: parent_id, back: parent } }"
    above = "relationships: { above: { via: parent_id, back: below }, below: { via: parent_id, back: above } }"
    turned = "relationships: { children: { via: parent_id, target: tasks }, above: { via: parent_id } }"
    one = "relationships: { parent: { via: parent_id, back: children } }"
    for more in (both, one):
        made = relationships(clean(tasks(columns, more)), "tasks")
        assert (made["parent"].many, made["parent"].remote_columns, made["parent"].back) == (False, ("id",), "children")
        assert (made["children"].many, made["children"].back) == (True, "parent")
    assert codes(tasks(columns, above)) == ["SG162", "SG162"]
    told = above.replace("below: {", "below: { target: tasks,")
    assert relationships(clean(tasks(columns, told)), "tasks")["below"].many
    made = relationships(clean(tasks(columns, turned)), "tasks")
    assert (made["above"].many, made["children"].many, made["above"].back) == (False, True, "children")


def test_a_composite_key_takes_the_target_s_name() -> None:
    batches = "table: batches\ncolumns: { id: text, rev: integer }\nprimary_key: [id, rev]"
    more = "foreign_keys: { f: { columns: [a, b], references: batches, to: [id, rev] } }"
    made = relationships(clean(tasks("a: text, b: integer", more), batches), "tasks")
    assert made["batches"].foreign_columns == ("a", "b")


def test_tables_without_a_class_and_tables_of_others_have_none() -> None:
    plain = "table: plain\ncolumns: { u: { type: bigint, references: users.id } }"
    found = clean(plain, USERS, tasks("x: { type: bigint, references: auth.y.id }"), external=("auth.*",))
    assert all(not it.relationships for it in found.orm.classes.values())


def test_an_override_by_column_constraint_or_name() -> None:
    columns = "owner_id: { type: bigint, references: users.id, constraint: fk }"
    for more in (
        "relationships: { boss: { via: owner_id, lazy: joined } }",
        "relationships: { boss: { via: fk, lazy: joined } }",
        "relationships: { boss: { target: users, lazy: joined } }",
    ):
        made = relationships(clean(tasks(columns, more), USERS), "tasks")
        assert set(made) == {"boss"}
        assert made["boss"].options == (("lazy", "joined"),)
    made = relationships(clean(tasks(columns, "relationships: { owner: { lazy: joined } }"), USERS), "tasks")
    assert made["owner"].options == (("lazy", "joined"),)


def test_an_override_of_the_other_side() -> None:
    users = (
        USERS
        + "\nrelationships: { jobs: { target: tasks, back: boss, order_by: [tasks.rank desc, id], collection: set,"
        " cascade: [save-update], doc: x, passive_deletes: all } }"
    )
    columns = "owner_id: { type: bigint, references: users.id, on_delete: cascade }, rank: { type: text, attr: level }"
    found = clean(tasks(columns), users)
    made = relationships(found, "users")["jobs"]
    assert (made.many, made.back, made.order_by) == (True, "boss", ("level desc", "id"))
    assert (made.collection, made.cascade, made.doc, made.options) == (
        "set",
        ("save-update",),
        "x",
        (("passive_deletes", "all"),),
    )
    assert relationships(found, "tasks")["boss"].back == "jobs"


def test_both_sides_written() -> None:
    users = USERS + "\nrelationships: { jobs: { target: tasks, via: owner_id, back: boss } }"
    more = "relationships: { boss: { via: owner_id, back: jobs } }"
    found = clean(tasks("owner_id: { type: bigint, references: users.id }", more), users)
    assert relationships(found, "tasks")["boss"].back == "jobs"
    assert relationships(found, "users")["jobs"].back == "boss"


def test_false_leaves_one_side_out() -> None:
    users = USERS + "\nrelationships: { tasks: false }"
    found = clean(tasks("owner_id: { type: bigint, references: users.id }"), users)
    assert relationships(found, "users") == {}
    assert relationships(found, "tasks")["owner"].back is None


def test_uselist_makes_a_one_to_one() -> None:
    users = USERS + "\nrelationships: { task: { target: tasks, uselist: false } }"
    found = clean(tasks("owner_id: { type: bigint, references: users.id }"), users)
    assert relationships(found, "users")["task"].many is False


ARTICLE = f"table: article\ncolumns: {{ {ID} }}"
TAG = f"table: tag\ncolumns: {{ {ID}, name: text }}"
LINK = (
    "table: article_tag\ncolumns: { article_id: { type: bigint, references: article.id }, "
    "tag_id: { type: bigint, references: tag.id } }"
)


def test_many_to_many_over_a_plain_table() -> None:
    more = "\nrelationships: { tags: { target: tag, secondary: article_tag, back: articles, order_by: tag.name } }"
    found = clean(ARTICLE + more, TAG, LINK)
    link = QName("", "article_tag")
    tags = Relationship("tags", QName("", "tag"), True, back="articles", secondary=link, order_by=("name",))
    assert relationships(found, "article") == {"tags": tags}
    articles = Relationship("articles", QName("", "article"), True, back="tags", secondary=link)
    assert relationships(found, "tag") == {"articles": articles}


def test_many_to_many_written_on_both_sides_without_a_target() -> None:
    one = ARTICLE + "\nrelationships: { tags: { secondary: article_tag, back: articles } }"
    two = TAG + "\nrelationships: { articles: { secondary: article_tag, back: tags, lazy: selectin } }"
    found = clean(one, two, LINK)
    assert relationships(found, "article")["tags"].back == "articles"
    assert relationships(found, "tag")["articles"].options == (("lazy", "selectin"),)


def test_many_to_many_over_a_mapped_table_says_that_it_overlaps() -> None:
    more = "\nrelationships: { tags: { target: tag, secondary: article_tag } }"
    found = clean(ARTICLE + more, TAG, LINK + "\nprimary_key: [article_id, tag_id]")
    overlaps = dict(relationships(found, "article")["tags"].options)["overlaps"]
    assert overlaps == "article,article_tag,tag"
    assert dict(relationships(found, "article_tag")["tag"].options)["overlaps"] == "tags"


def test_many_to_many_of_a_table_with_itself() -> None:
    person = f"table: person\ncolumns: {{ {ID} }}\nrelationships: "
    person += "{ follows: { secondary: follow, via: by_id, back: followers } }"
    link = (
        "table: follow\ncolumns: { by_id: { type: bigint, references: person.id }, "
        "whom_id: { type: bigint, references: person.id } }"
    )
    made = relationships(clean(person, link), "person")
    joins = {"primaryjoin": "Person.id == follow.c.by_id", "secondaryjoin": "Person.id == follow.c.whom_id"}
    assert dict(made["follows"].options) == joins
    assert dict(made["followers"].options) == {
        "primaryjoin": joins["secondaryjoin"],
        "secondaryjoin": joins["primaryjoin"],
    }


def test_keys_that_share_a_column_say_that_they_overlap() -> None:
    tenants = f"table: tenants\ncolumns: {{ {ID} }}"
    teams = "table: teams\ncolumns: { tenant_id: { type: bigint, references: tenants.id }, id: bigint }\n"
    teams += "primary_key: [tenant_id, id]"
    more = "foreign_keys: { f: { columns: [tenant_id, team_id], references: teams, to: [tenant_id, id] } }"
    found = clean(tasks("tenant_id: { type: bigint, references: tenants.id }, team_id: bigint", more), tenants, teams)
    made = relationships(found, "tasks")
    assert dict(made["teams"].options)["overlaps"] == "tasks,tenant"
    assert dict(made["tenant"].options)["overlaps"] == "tasks,teams"


def test_a_join_of_its_own() -> None:
    more = 'relationships: { twin: { target: users, primaryjoin: "Users.id == foreign(Tasks.x)", viewonly: true } }'
    made = relationships(clean(tasks("x: bigint", more), USERS), "tasks")["twin"]
    assert made.options == (("primaryjoin", "Users.id == foreign(Tasks.x)"), ("viewonly", True))


OWNER = "owner_id: { type: bigint, references: users.id }"


@pytest.mark.parametrize(
    ("columns", "more", "code"),
    [
        (OWNER, "relationships: { owner_id: { via: owner_id } }", "SG163"),
        (OWNER, "relationships: { boss: { via: owner_id, back: name } }", "SG163"),
        (OWNER, "relationships: { metadata: { via: owner_id } }", "SG161"),
        (OWNER, "relationships: { boss: { via: owner_id, back: registry } }", "SG161"),
        (OWNER, "relationships: { boss: { via: owner } }", "SG162"),
        (OWNER, "relationships: { boss: { lazy: joined } }", "SG162"),
        (OWNER, "relationships: { boss: { target: user } }", "SG140"),
        (OWNER, "relationships: { boss: false }", "SG162"),
        (OWNER, "relationships: { boss: { via: owner_id, order_by: nam } }", "SG131"),
        (OWNER + ", b: { type: bigint, references: users.id }", "relationships: { x: { target: users } }", "SG162"),
        (OWNER, "relationships: { x: { target: users, secondary: nothing } }", "SG140"),
        (OWNER, "relationships: { x: { target: users, secondary: users } }", "SG162"),
    ],
)
def test_what_is_unclear_is_said(columns: str, more: str, code: str) -> None:
    found = resolved(tasks(columns, more), USERS).diagnostics
    assert [one.code for one in found] == [code]
    assert found[0].span
    assert found[0].span.line == 3


def test_the_sides_must_agree() -> None:
    users = USERS + "\nrelationships: { jobs: { target: tasks, via: owner_id, back: chief } }"
    assert codes(tasks(OWNER, "relationships: { boss: { via: owner_id, back: jobs } }"), users) == ["SG162"]


def test_columns_that_refer_to_themselves_make_no_relationship() -> None:
    assert names(tasks("a: { type: bigint, references: tasks.a, unique: true }")) == {"tasks": []}
    swapped = "uniques: { u: [a, b] }\nforeign_keys: { f: { columns: [b, a], references: tasks, to: [a, b] } }"
    assert names(tasks("a: bigint, b: bigint", swapped)) == {"tasks": []}


def test_what_only_reads_deletes_nothing() -> None:
    seen = "table: users\nrelationships: { seen: { target: tasks, via: owner_id, viewonly: true } }\ncolumns: {"
    users = f"{seen} {ID} }}\n"
    found = clean(tasks("owner_id: { type: bigint, references: users.id, on_delete: cascade }"), users)
    made = relationships(found, "users")["seen"]
    assert (made.cascade, made.options) == ((), (("viewonly", True),))


def test_two_sides_that_know_nothing_of_each_other() -> None:
    owned = tasks(
        "owner_id: { type: bigint, references: users.id }", "relationships: { owner: { via: owner_id, back: null } }"
    )
    assert names(owned, USERS) == {"tasks": ["owner"], "users": []}
    jobs = USERS + "\nrelationships: { jobs: { target: tasks, back: null } }"
    for first in (owned, tasks("owner_id: { type: bigint, references: users.id }")):
        found = clean(first, jobs)
        both = relationships(found, "tasks") | relationships(found, "users")
        assert {it.name: (it.back, dict(it.options).get("overlaps")) for it in both.values()} == (
            {"owner": (None, "jobs"), "jobs": (None, "owner")} if first == owned else {"jobs": (None, None)}
        )
