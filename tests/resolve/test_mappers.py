"""The relationships as SQLAlchemy sees them: every mapper of the models configures, without a warning."""

from __future__ import annotations

import sys
import types
import warnings

import pytest

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.render.sqlalchemy import models
from tests.resolve.reading import BOTH, USERS, clean
from tests.resolve.test_relationships import ARTICLE, ID, LINK, TAG, tasks

TENANTS = f"table: tenants\ncolumns: {{ {ID} }}"
TEAMS = (
    "table: teams\ncolumns: { tenant_id: { type: bigint, references: tenants.id }, id: bigint }\n"
    "primary_key: [tenant_id, id]"
)
SHARED = tasks(
    "tenant_id: { type: bigint, references: tenants.id }, team_id: bigint | null",
    "foreign_keys: { f: { columns: [tenant_id, team_id], references: teams, to: [tenant_id, id] } }",
)
PERSON = (
    f"table: person\ncolumns: {{ {ID} }}\n"
    "relationships: { follows: { secondary: follow, via: by_id, back: followers } }"
)
FOLLOW = (
    "table: follow\ncolumns: { by_id: { type: bigint, references: person.id }, "
    "whom_id: { type: bigint, references: person.id } }"
)
TAGS = "\nrelationships: { tags: { target: tag, secondary: article_tag, back: articles, order_by: tag.name desc } }"
KEYED = "\nprimary_key: [article_id, tag_id]"
BEST = f"table: users\ncolumns: {{ {ID}, best_id: {{ type: bigint | null, references: tasks.id }} }}"


@pytest.mark.parametrize(
    "texts",
    [
        (tasks("owner_id: { type: bigint | null, references: users.id, on_delete: cascade }"), USERS),
        (tasks("owner_id: { type: bigint, references: users.id, unique: true }"), USERS),
        (tasks("parent_id: { type: bigint | null, references: tasks.id }"),),
        (tasks("a: { type: bigint, references: tasks.a, unique: true }"),),
        (tasks("a_id: { type: bigint, references: tasks.id }, b_id: { type: bigint, references: tasks.id }"),),
        (tasks("a_id: { type: bigint, references: users.id }, b: { type: bigint, references: users.id }"), USERS),
        (tasks("owner_id: { type: bigint, references: users.id }"), BEST),
        (SHARED, TENANTS, TEAMS),
        (ARTICLE + TAGS, TAG, LINK),
        (ARTICLE + TAGS, TAG, LINK + KEYED),
        (PERSON, FOLLOW),
        (PERSON, FOLLOW + "\nprimary_key: [by_id, whom_id]"),
        (tasks("owner_id: { type: bigint, references: users.id }"), USERS + "\nrelationships: { tasks: false }"),
        (
            tasks("owner_id: { type: bigint, references: users.id }", "relationships: { b: { via: owner_id } }"),
            USERS + "\nrelationships: { jobs: { target: tasks, lazy: selectin, order_by: id, collection: set } }",
        ),
        (
            tasks(
                "x: bigint",
                'relationships: { twin: { target: users, primaryjoin: "foreign(Tasks.x) == Users.id", '
                "uselist: false, viewonly: true } }",
            ),
            USERS,
        ),
        (
            tasks(
                "owner_id: { type: bigint, references: users.id }",
                "relationships: { owner: { via: owner_id }, seen: { via: owner_id, viewonly: true } }",
            ),
            USERS,
        ),
    ],
)
def test_the_mappers_configure(texts: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy.orm import configure_mappers

    found = clean(*texts, targets=BOTH)
    config = Config(root=None, package="app", distribution="app", targets=BOTH)  # type: ignore[arg-type]
    module = types.ModuleType("models_of_a_test")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        exec(models(found.schema, found.orm, config), module.__dict__)
        configure_mappers()
    module.Base.registry.dispose()
