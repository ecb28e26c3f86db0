"""From YAML to a migrated database: what ``build`` writes, Alembic runs."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from tests import servers
from tests.cli.conftest import POSTS, USERS, Project


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    return servers.with_driver(str(request.getfixturevalue("pg_database")))


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    made = sa.create_engine(url)
    yield made
    made.dispose()


def migrate(project: Project, url: str, name: str, *args: object, **options: object) -> str:
    """One of Alembic's commands on the generated package; what it prints."""
    from alembic import command
    from alembic.config import Config

    output = io.StringIO()
    config = Config(str(project.root / "generated/shop/alembic.ini"), stdout=output, output_buffer=output)
    config.attributes["configure_logger"] = False
    path = list(sys.path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", url)
        try:
            getattr(command, name)(config, *args, **options)
        finally:
            sys.path[:] = path
            for module in [module for module in sys.modules if module.partition(".")[0] == "shop"]:
                del sys.modules[module]
    return output.getvalue()


def columns(engine: sa.Engine, table: str) -> set[str]:
    return {column["name"] for column in sa.inspect(engine).get_columns(table)}


def test_a_history(project: Project, url: str, engine: sa.Engine) -> None:
    migrate(project, url, "upgrade", "head")
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO users (email) VALUES ('a@b')"))
    project.yaml("state", "enum: state\nvalues: [NEW, OLD]\n")
    project.yaml("posts", POSTS + "  state: { type: state, server_default: NEW, index: true }\n")
    renamed = USERS.replace(
        "  email: { type: string, index: unique }", "  mail: { type: string, renamed_from: email, index: unique }"
    )
    project.yaml("users", renamed + "  nick: { type: string, backfill: \"mail || '!'\" }\n")
    project.ok("build")
    migrate(project, url, "upgrade", "head")
    with engine.begin() as connection:
        assert connection.execute(sa.text("SELECT mail, nick FROM users")).all() == [("a@b", "a@b!")]
        connection.execute(sa.text("INSERT INTO posts (author_id, title) SELECT id, 'x' FROM users"))
        assert connection.execute(sa.text("SELECT state FROM posts")).scalar() == "NEW"
    project.yaml("state", "enum: state\nvalues: [NEW, { ARCHIVED: { renamed_from: OLD } }, DRAFT]\n")
    project.yaml("posts", POSTS + "  state: { type: state, server_default: DRAFT, index: true }\n")
    project.ok("build")
    assert len(project.layers()) == 4, "the value and its first use"
    migrate(project, url, "upgrade", "head")
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO posts (author_id, title) SELECT id, 'y' FROM users"))
        assert set(connection.execute(sa.text("SELECT state FROM posts")).scalars()) == {"NEW", "DRAFT"}
    migrate(project, url, "check")
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM posts WHERE state = 'DRAFT'"))  # a value that the old type lacks
    migrate(project, url, "downgrade", "base")
    assert sa.inspect(engine).get_table_names() == ["alembic_version"]
    migrate(project, url, "upgrade", "head")
    project.ok("check")


def test_two_branches(forked: Callable[..., Project], url: str, engine: sa.Engine) -> None:
    project = forked(USERS + "  a: string | null\n", USERS + "  b: string | null\n")
    project.ok("build", "--merge")
    project.yaml("users", USERS + "  a: string | null\n  b: string | null\n  c: string | null\n")
    project.ok("build")
    migrate(project, url, "upgrade", "head")
    assert columns(engine, "users") == {"id", "email", "a", "b", "c"}
    migrate(project, url, "downgrade", "base")


def test_work_by_hand(project: Project, url: str, engine: sa.Engine) -> None:
    project.ok("build", "--empty", "-m", "first users")
    path = project.revision_file(project.head())
    project.edit(
        path,
        "def upgrade() -> None:\n    pass",
        "def upgrade() -> None:\n    op.execute(\"INSERT INTO users (email) VALUES ('x')\")",
    )
    project.ok("build", "--accept", "head")
    migrate(project, url, "upgrade", "head")
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT email FROM users")).scalars().all() == ["x"]


def test_the_sql_is_what_runs(project: Project) -> None:
    project.yaml("posts", POSTS)
    output = project.ok("build", "--sql", "-q")
    (parent,) = project.layer(project.head())["parents"]
    for dialect in ("postgresql", "sqlite"):
        script = migrate(project, f"{dialect}://", "upgrade", f"{parent}:head", sql=True)
        assert "CREATE TABLE posts" in script
        assert script.strip() in output


def test_the_models_import(project: Project) -> None:
    project.yaml("posts", POSTS)
    project.ok("build")
    code = "import shop, sqlalchemy.orm; sqlalchemy.orm.configure_mappers(); print(shop.Posts.author)"
    environment = {**os.environ, "PYTHONPATH": str(project.root / "generated")}
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment)
    assert done.stdout.strip() == "Posts.author"
