"""Alembic histories that people wrote, and projects that adopt them."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from tests import servers
from tests.cli.conftest import Project

INI = """\
[alembic]
script_location = %(here)s/migrations
prepend_sys_path = .
sqlalchemy.url = driver://user:pass@localhost/dbname
"""
ENV = '''\
"""As ``alembic init`` writes it."""

import app_settings
from alembic import context
from sqlalchemy import engine_from_config, pool

config = context.config
target_metadata = app_settings.metadata


def run_migrations_online():
    section = config.get_section(config.config_ini_section, {})
    connectable = engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool)
    with connectable.connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()


run_migrations_online()
'''
REVISION = '''\
"""{message}"""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {down!r}


def upgrade():
{up}


def downgrade():
{back}
'''
USERS = """\
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("state", sa.String(10), nullable=True),
    )
    op.create_index("ix_users_name", "users", ["name"], unique=True)
"""
EMAIL = """\
    with op.batch_alter_table("users") as batch:
        batch.add_column(sa.Column("email", sa.String(80), nullable=True))
        batch.create_unique_constraint("uq_users_email", ["email"])
"""
NO_EMAIL = """\
    with op.batch_alter_table("users") as batch:
        batch.drop_column("email")
"""
POSTS = """\
    op.create_table(
        "posts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id", name="fk_posts_user", ondelete="CASCADE")),
        sa.Column("title", sa.Text(), nullable=False, server_default="none"),
    )
"""
DATA = """\
    users = sa.table("users", sa.column("id", sa.Integer), sa.column("name", sa.String), sa.column("state", sa.String))
    op.bulk_insert(users, [{"id": 1, "name": "root", "state": None}])
    op.execute(users.update().where(users.c.state.is_(None)).values(state="new"))
"""
STATE = """\
    with op.batch_alter_table("users") as batch:
        batch.alter_column("state", existing_type=sa.String(10), nullable=False)
"""
REVISIONS = (
    ("r1", None, "users", USERS, '    op.drop_table("users")'),
    (
        "r2a",
        "r1",
        "email",
        EMAIL,
        '    with op.batch_alter_table("users") as batch:\n        batch.drop_column("email")',
    ),
    ("r2b", "r1", "posts", POSTS, '    op.drop_table("posts")'),
    ("r3", ("r2a", "r2b"), "both", "    pass\n", "    pass"),
    ("r4", "r3", "everybody has a state", DATA, "    pass"),
    ("v1.0.a", "r4", "state is there", STATE, "    pass"),
)


class Past(Project):
    """A project with a history of its own: ``alembic.ini``, ``migrations/`` and the settings of its ``env.py``."""

    def __init__(self, root: Path) -> None:
        (root / "migrations" / "versions").mkdir(parents=True)
        self.root = root
        (root / "alembic.ini").write_text(INI)
        (root / "app_settings.py").write_text("import sqlalchemy as sa\n\nmetadata = sa.MetaData()\n")
        self.env(ENV)
        for revision, down, message, up, back in REVISIONS:
            self.revision(revision, down, message, up, back)

    def settings(self, dialects: str) -> None:
        (self.root / "pyproject.toml").write_text(
            f'[tool.schemagen]\npackage = "project_models"\ndialects = {dialects}\n'
        )

    def env(self, text: str) -> None:
        (self.root / "migrations/env.py").write_text(text)

    def revision(self, revision: str, down: object, message: str, up: str, back: str = "    pass") -> None:
        text = REVISION.format(revision=revision, down=down, message=message, up=up.rstrip(), back=back)
        (self.root / f"migrations/versions/{revision}_{message.replace(' ', '_')}.py").write_text(text)

    def alembic(self, url: str) -> Config:
        config = Config(self.root / "alembic.ini")
        config.set_main_option("sqlalchemy.url", servers.with_driver(url, "psycopg") if url[:4] == "post" else url)
        config.set_main_option("prepend_sys_path", str(self.root))
        return config

    def upgrade(self, url: str, revision: str = "head") -> None:
        command.upgrade(self.alembic(url), revision)

    def names(self) -> set[str]:
        return {it.name for it in (self.root / "migrations/versions").glob("*.py")}


@pytest.fixture
def past(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Past:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    return Past(tmp_path / "project")


@pytest.fixture
def live(past: Past, tmp_path: Path) -> str:
    """A database of SQLite at the head of the history."""
    url = f"sqlite:///{tmp_path / 'live.sqlite'}"
    past.upgrade(url)
    return url


def columns(url: str, table: str) -> set[str]:
    engine = sa.create_engine(servers.with_driver(url, "psycopg") if url[:4] == "post" else url)
    try:
        return {it["name"] for it in sa.inspect(engine).get_columns(table)}
    finally:
        engine.dispose()
