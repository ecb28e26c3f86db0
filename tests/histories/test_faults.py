"""What stands in the way of an adoption is said, and nothing runs anywhere but on a scratch database."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.histories.conftest import ENV, Past

ADOPT = ("--alembic", "migrations")
DIRECT = """\
import sqlalchemy as sa
from alembic import context

{engine}
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
ASYNCHRONOUS = """\
import asyncio

from alembic import context
from sqlalchemy.ext.asyncio import create_async_engine


def run(connection):
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()


async def main():
    engine = create_async_engine("postgresql+psycopg://app:secret@db.example.org/production")
    async with engine.connect() as connection:
        await connection.run_sync(run)
    await engine.dispose()


asyncio.run(main())
"""
CHECKED = """\
    import sqlalchemy

    @sqlalchemy.event.listens_for(connectable, "connect")
    def check(driver, _):
        driver.execute("PRAGMA foreign_keys=ON")

"""


def test_no_environment(past: Past, live: str) -> None:
    assert "no Alembic environment at nowhere" in past.fails("SG570", "import", live, "--alembic", "nowhere")
    assert not (past.root / "schema").exists()
    assert not (past.root / "pyproject.toml").exists()


def test_no_revisions(past: Past, live: str) -> None:
    for file in (past.root / "migrations/versions").glob("*.py"):
        file.unlink()
    assert "migrations has no revisions yet" in past.fails("SG570", "import", live, *ADOPT)


def test_outside_of_the_project(past: Past, live: str) -> None:
    inner = past.root / "inner"
    inner.mkdir()
    (inner / "pyproject.toml").write_text('[tool.schemagen]\npackage = "inner_models"\ndialects = ["sqlite"]\n')
    assert "outside of the project" in past.fails(
        "SG570", "import", live, "-C", str(inner), "--alembic", "../migrations"
    )


def test_revisions_of_our_own(past: Past, live: str) -> None:
    past.ok("import", live)
    past.ok("build")
    assert "revisions of its own already" in past.fails("SG570", "import", live, "--force", *ADOPT)


def test_several_heads(past: Past, live: str) -> None:
    past.revision("side", "r1", "another branch", "    pass")
    said = past.fails("SG572", "import", live, *ADOPT)
    assert "the history has 2 heads: side, v1.0.a" in said
    assert "alembic merge" in said


def test_an_environment_that_does_not_run(past: Past, live: str) -> None:
    past.env("import os\n\nos.environ['NOBODY_SET_THIS']\n")
    said = past.fails("SG571", "import", live, *ADOPT)
    assert "KeyError: 'NOBODY_SET_THIS'" in said
    assert "migrations/env.py:3:1" in said


def test_a_revision_that_cannot_be_read(past: Past, live: str) -> None:
    past.revision("broken", "v1.0.a", "broken", "    pass pass")
    assert "versions/broken_broken.py:11" in past.fails("SG571", "import", live, *ADOPT)


def test_a_revision_that_ends_the_process(past: Past, live: str) -> None:
    past.revision("end", "v1.0.a", "end", "    import os\n    os._exit(7)")
    assert "ended with 7" in past.fails("SG571", "import", live, *ADOPT)


def test_a_revision_that_fails(past: Past, live: str) -> None:
    past.revision("r9", "v1.0.a", "too late", '    op.execute("DELETE FROM nothing_of_the_kind")')
    said = past.fails("SG573", "import", live, *ADOPT)
    assert "revision r9 does not run: no such table: nothing_of_the_kind" in said
    assert "r9_too_late.py:11:1" in said
    assert not (past.root / "schema").exists()


@pytest.mark.parametrize(
    "engine",
    [
        "engine = sa.create_engine({url!r})",
        'engine = sa.create_engine("sqlite://", creator=lambda: __import__("sqlite3").connect({file!r}))',
        "from sqlalchemy.engine.create import create_engine\nengine = create_engine({url!r})",
    ],
)
def test_whatever_env_py_names(past: Past, live: str, tmp_path: Path, engine: str) -> None:
    """The database that it names is left alone."""
    real = tmp_path / "real.sqlite"
    past.env(DIRECT.format(engine=engine.format(url=f"sqlite:///{real}", file=str(real))))
    past.ok("import", live, *ADOPT)
    assert not real.exists()


def test_a_connection_that_leads_elsewhere(past: Past, live: str, tmp_path: Path) -> None:
    real = tmp_path / "real.sqlite"
    hook = (
        "import sqlite3\n"
        'engine = sa.create_engine("sqlite://")\n\n\n'
        '@sa.event.listens_for(engine, "do_connect")\n'
        "def elsewhere(*_):\n"
        f"    return sqlite3.connect({str(real)!r})\n"
    )
    past.env(DIRECT.format(engine=hook))
    assert "connects to another database" in past.fails("SG574", "import", live, *ADOPT)
    assert real.read_bytes() == b""


@pytest.mark.parametrize(
    ("env", "code", "said"),
    [
        ("pass\n", "SG574", "ended without running any revision"),
        (ENV.replace("with context.begin_transaction():", "if False:"), "SG574", "without running any revision"),
        (ENV + "raise SystemExit(3)\n", "SG571", "it ended the process, with 3"),
        (ENV.replace("connectable.connect()", "connectable.begin()") + "raise ValueError\n", "SG571", "ValueError"),
    ],
)
def test_an_environment_that_runs_nothing(past: Past, live: str, env: str, code: str, said: str) -> None:
    past.env(env)
    assert said in past.fails(code, "import", live, *ADOPT)


def test_the_past_is_held_to_nothing(past: Past, live: str) -> None:
    past.ok("import", live, *ADOPT)
    past.ok("build")
    past.edit("migrations/versions/r1_users.py", '"""users"""', '"""Users, long ago."""\n# whatever\n')
    (past.root / "migrations/versions/r3_both.py").write_text("this is no Python")
    past.ok("check")
    (past.root / "migrations/versions/r3_both.py").unlink()
    past.ok("check")
    past.fails("SG575", "build", "--amend")
    past.fails("SG575", "build", "--accept", "v1.0.a")
    past.fails("SG575", "verify", "v1.0.a", "--dialect", "sqlite")


def test_an_environment_that_went(past: Past, live: str) -> None:
    past.ok("import", live, *ADOPT)
    past.edit("schema/users.yaml", "columns:\n", "columns:\n  nick: string | null\n")
    past.ok("build")
    past.ok("check")
    past.env("import nothing_of_the_kind\n")
    assert "nothing_of_the_kind" in past.fails("SG525", "verify")
    (past.root / "alembic.ini").unlink()
    past.fails("SG570", "verify")
    past.ok("check")


def test_an_id_of_the_past(past: Past, live: str) -> None:
    past.ok("import", live, *ADOPT)
    past.fails("SG411", "build", "--empty", "-m", "again", "--rev-id", "R1", exit_code=2)


def test_what_comes_beside_is_a_stranger(past: Past, live: str) -> None:
    past.ok("import", live, *ADOPT)
    past.ok("build")
    past.revision("later", "r1", "from a branch", "    pass")
    assert "later_from_a_branch.py" in past.fails("SG416", "check")


def test_the_base_is_sealed(past: Past, live: str) -> None:
    past.ok("import", live, *ADOPT)
    past.ok("build")
    past.edit("generated/snapshots/v1.0.a.json", '"name": "email"', '"name": "mail"')
    past.fails("SG413", "check")


def test_adopted_again(past: Past, live: str) -> None:
    past.ok("import", live, *ADOPT)
    past.revision(
        "r7", "v1.0.a", "one more", '    op.create_table("more", sa.Column("id", sa.Integer, primary_key=True))'
    )
    past.upgrade(live)
    past.ok("import", live, "--force", "--alembic", "alembic.ini")
    past.ok("build")
    past.ok("check")
    assert [it["revision"] for it in past.layers()] == ["r7"]


def test_a_table_of_versions_with_a_name_of_its_own(past: Past, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'own.sqlite'}"
    past.env(ENV.replace("render_as_batch=True", 'render_as_batch=True, version_table="shop_version"'))
    past.upgrade(url)
    past.ok("import", url, *ADOPT)
    assert sorted(it.name for it in (past.root / "schema").iterdir()) == ["posts.yaml", "users.yaml"]
    assert 'version_table = "shop_version"' in (past.root / "pyproject.toml").read_text()
    past.ok("build")
    past.ok("check")
    assert json.loads(past.ok("drift", url, "--format", "json"))["position"]["state"] == "head"
    past.edit("schema/users.yaml", "columns:\n", "columns:\n  nick: string | null\n")
    assert "UPDATE shop_version SET" in past.ok("build", "--sql")


def test_a_database_that_is_older(past: Past, live: str, tmp_path: Path) -> None:
    past.ok("import", live, *ADOPT)
    past.ok("build")
    past.ok("drift", live)
    old = f"sqlite:///{tmp_path / 'old.sqlite'}"
    past.upgrade(old, "r1")
    said = past.fails("SG577", "drift", old, exit_code=3)
    assert "the database is at r1, of which there is no snapshot: v1.0.a is the first" in said
    assert past.run("drift", old, "--revision", "head").exit_code == 1


def test_foreign_keys_that_are_checked(past: Past, live: str) -> None:
    """A table that is made anew would take its children along; the revision sees it and stops."""
    past.ok("import", live, *ADOPT)
    past.ok("build")
    past.edit("schema/users.yaml", "length: 40", "length: 50")
    past.ok("build")
    past.env(ENV.replace("    with connectable", CHECKED + "    with connectable"))
    engine = sa.create_engine(live)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO posts (id, user_id) VALUES (1, 1)")
    with pytest.raises(RuntimeError, match="foreign_keys is ON"):
        past.upgrade(live)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM posts").scalar() == 1
    engine.dispose()


def test_variables_of_the_shell(past: Past, live: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "SHOP_SECRET", "42")
    past.env(
        "import os\n\nassert os.environ['SHOP_SECRET'] == '42'\nassert 'scratch' in os.environ['DATABASE_URL']\n" + ENV
    )
    past.ok("import", live, *ADOPT)


@pytest.mark.postgresql
def test_an_asynchronous_environment(past: Past, pg_database: str) -> None:
    """Its engine is one of the scratch database too."""
    pytest.importorskip("greenlet")
    past.upgrade(pg_database)
    past.env(ASYNCHRONOUS)
    past.ok("import", pg_database, *ADOPT, "--scratch-url", pg_database)
    past.ok("build")
    past.ok("check")
