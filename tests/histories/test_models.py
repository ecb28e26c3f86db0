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


BESIDE = """\
    op.execute("CREATE VIEW loud AS SELECT id, upper(name) AS name FROM users")
    op.execute("CREATE VIEW plain AS SELECT id FROM posts")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$")
        op.execute("CREATE TRIGGER touched BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch()")
        op.execute("ALTER TABLE posts ENABLE ROW LEVEL SECURITY")
        op.execute("CREATE POLICY everybody ON posts USING (true)")
        op.execute("CREATE STATISTICS st_posts ON user_id, title FROM posts")
        op.execute("CREATE SEQUENCE numbers")
    else:
        op.execute("CREATE TRIGGER noticed AFTER UPDATE ON users BEGIN SELECT 1; END")
"""


@pytest.mark.postgresql
def test_what_models_cannot_say(past: Past, pg_database: str) -> None:
    """Views, routines, triggers and the like of the history stay, on each dialect its own; a class may be a view's."""
    past.revision("v2", "v1.0.a", "beside", BESIDE)
    view = '\n\nclass Loud(Base):\n    """A view."""\n\n    __tablename__ = "loud"\n'
    view += "    id: Mapped[int] = mapped_column(primary_key=True)\n    name: Mapped[str]\n"
    (past.root / "models_beside.py").write_text(MODELS + view)
    past.settings('["postgresql>=14", "sqlite"]')
    said = past.ok("import", "models_beside:Base", "--alembic", "migrations", "--scratch-url", pg_database)
    assert "SG576" not in said
    found = {it.stem: it.read_text() for it in (past.root / "schema").glob("*.yaml")}
    assert found.keys() == {"loud", "numbers", "plain", "posts", "touch", "users"}
    assert found["loud"].startswith("view: loud\ndoc: A view.\nquery:\n")
    assert found["loud"].endswith("columns:\n  id: integer\n  name: string\nprimary_key: [id]\n")
    assert "row_security: { enabled: true, dialects: [postgresql] }" in found["posts"]
    assert "policies:\n  everybody:" in found["posts"]
    assert "statistics:\n  st_posts:" in found["posts"]
    assert "touched: { timing: before, events: [update], execute: touch(), dialects: [postgresql] }" in found["users"]
    assert 'noticed: { timing: after, events: [update], body: "SELECT 1;", dialects: [sqlite] }' in found["users"]
    assert "revision" not in past.ok("build")
    past.ok("check", "--no-cache")
    past.yaml("users", found["users"].replace("columns:\n", "columns:\n" + NICK))
    past.ok("build", "-m", "a nick")
    assert all(
        one["up"] == "ok" for it in _verified(past, "--scratch-url", pg_database)["dialects"] for one in it["revisions"]
    )
