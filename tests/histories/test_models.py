"""Models and the Alembic history of their databases, adopted together."""

from __future__ import annotations

import pytest

from tests.histories.conftest import Past, columns
from tests.histories.test_adopt import NICK, _verified

MODELS = """\
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    __table_args__ = (sa.UniqueConstraint("email", name="uq_users_email"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40), index=True, unique=True)
    state: Mapped[str] = mapped_column(sa.String(10), default="new")
    email: Mapped[str | None] = mapped_column(sa.String(80))
    posts: Mapped[list["Post"]] = relationship(back_populates="author", passive_deletes=True)


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", name="fk_posts_user", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(sa.Text, server_default="none")
    author: Mapped[User | None] = relationship(back_populates="posts")
"""


@pytest.mark.postgresql
def test_models_and_their_history(past: Past, live: str, pg_database: str) -> None:
    (past.root / "models_of_the_past.py").write_text(MODELS)
    past.settings('["postgresql>=14", "sqlite"]')
    said = past.ok("import", "models_of_the_past:Base", "--alembic", "migrations", "--scratch-url", pg_database)
    assert "SG576" not in said
    before = past.names()
    assert "revision" not in past.ok("build")
    table = (past.root / "schema/users.yaml").read_text()
    past.yaml("users", table.replace("columns:\n", "columns:\n" + NICK))
    past.ok("build", "-m", "a nick")
    (new,) = past.names() - before
    past.ok("check", "--no-cache")
    past.upgrade(live)
    assert "nick" in columns(live, "users")
    proof = _verified(past, "--scratch-url", pg_database)
    for it in proof["dialects"]:
        assert [(one["revision"], one["up"], one["down"]) for one in it["revisions"]] == [
            (new.partition("_")[0], "ok", "ok")
        ]


def test_a_model_that_the_history_lacks(past: Past, live: str) -> None:
    """What the history does not make is the first revision."""
    more = '\n\nclass Late(Base):\n    __tablename__ = "late"\n    id: Mapped[int] = mapped_column(primary_key=True)\n'
    (past.root / "models_ahead.py").write_text(MODELS + more)
    past.settings('["sqlite"]')
    said = past.ok("import", "models_ahead:Base", "--alembic", "migrations")
    assert "SG576" in said
    before = past.names()
    past.ok("build", "-m", "late")
    (new,) = past.names() - before
    past.upgrade(live)
    assert columns(live, "late") == {"id"}
    proof = _verified(past, "--dialect", "sqlite")
    assert [it["revision"] for it in proof["dialects"][0]["revisions"]] == [new.partition("_")[0]]
