"""The world while ``verify`` runs: a server that is not there, or goes away; the command interrupted, or killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from azuraforge_schemagen.db.scratch import binaries, scratch, server
from azuraforge_schemagen.db.scratch.postgresql import PREFIX
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Column, Table, schema_of
from azuraforge_schemagen.ir.types import Scalar
from azuraforge_schemagen.verify.rows import Amount, fill
from tests.cli.conftest import Project
from tests.verify.test_broken import also

ROOT = Path(__file__).parents[2]
SECRET = "hu-sh%1"


@pytest.fixture
def waiting(people: Project) -> Project:
    """A project whose second revision says that it is running, and takes its time."""
    also(people, "upgrade", "import pathlib, time\n    pathlib.Path('running').touch()\n    time.sleep(5)")
    return people


def start(project: Project, *options: str) -> subprocess.Popen[str]:
    """``verify``, in the middle of the second revision when this returns."""
    process = subprocess.Popen(
        [sys.executable, "-m", "azuraforge_schemagen", "verify", "--dialect", "postgresql", *options],
        cwd=project.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not (project.root / "running").exists():
        assert process.poll() is None, process.stdout and process.stdout.read()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return process


def made_by(admin: psycopg.Connection, process: subprocess.Popen[str]) -> list[str]:
    rows = admin.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}{process.pid}\\_%"])
    return [str(name) for (name,) in rows]


@pytest.mark.postgresql
def test_interrupted(waiting: Project, pg_server: str, pg_admin: psycopg.Connection) -> None:
    with start(waiting, "--scratch-url", pg_server) as process:
        assert made_by(pg_admin, process)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert output.splitlines()[-1] == "interrupted"
    assert "Traceback" not in output
    assert made_by(pg_admin, process) == []


@pytest.mark.postgresql
def test_killed(waiting: Project, pg_server: str, pg_admin: psycopg.Connection) -> None:
    with start(waiting, "--scratch-url", pg_server) as process:
        process.kill()
    assert made_by(pg_admin, process), "nobody could take them away"
    deadline = time.monotonic() + 20
    while made_by(pg_admin, process) and time.monotonic() < deadline:  # until the server sees that its client is gone
        with scratch("postgresql", pg_server):
            pass
    assert made_by(pg_admin, process) == []


@pytest.mark.postgresql
def test_killed_with_a_private_server(waiting: Project) -> None:
    with start(waiting) as process:
        folder = held_by(process)
        process.kill()
    deadline = time.monotonic() + 60
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not folder.exists()


def held_by(process: subprocess.Popen[str]) -> Path:
    """The folder of the private server that a process uses."""
    links = [link.readlink() for link in Path(f"/proc/{process.pid}/fd").iterdir() if link.is_symlink()]
    (users,) = {link for link in links if server.PREFIX in str(link) and link.name == "users"}
    return users.parent


@pytest.mark.postgresql
def test_the_server_goes_away(waiting: Project) -> None:
    with server.server(f"test-{time.time_ns()}", binaries.binaries()) as url:
        with start(waiting, "--scratch-url", url) as process:
            with psycopg.connect(url, autocommit=True) as admin:
                admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE %s", [f"{PREFIX}%"]
                )
            (waiting.root / "running").unlink()
            output, _ = process.communicate(timeout=90)
        assert process.returncode == 3, output
        assert "error[SG521]: the scratch server went away" in output
        assert "Traceback" not in output
        assert str(sa.make_url(url).password) not in output
        with psycopg.connect(url, autocommit=True) as admin:
            assert made_by(admin, process) == []


@pytest.mark.postgresql
def test_no_server_and_a_wrong_password(people: Project) -> None:
    text = people.fails(
        "SG503", "verify", "--scratch-url", f"postgresql://me:{SECRET}@127.0.0.1:1/postgres", exit_code=3
    )
    assert SECRET not in text
    with server.server(f"test-{time.time_ns()}", binaries.binaries()) as url:
        wrong = sa.make_url(url).set(password=SECRET).render_as_string(hide_password=False)
        text = people.fails("SG503", "verify", "--scratch-url", wrong, exit_code=3)
    assert "password authentication failed" in text
    assert SECRET not in text


def test_no_postgresql_at_all(people: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "installed_folders", lambda *_: [])
    monkeypatch.setattr(binaries, "embedded_folders", list)
    assert "[verify]" in people.fails("SG520", "verify", exit_code=3)
    people.ok("verify", "--dialect", "sqlite")


def test_a_full_disk_says_nothing_about_a_revision(people: Project) -> None:
    """Such a failure was a downgrade that some rows are in the way of, and the exit code 0."""
    run = "op.get_bind().exec_driver_sql"
    line = f"{run}('PRAGMA max_page_count = 1'); {run}('CREATE TABLE x (a)')"
    people.edit(
        people.revision_file(people.head()), "def downgrade() -> None:\n", f"def downgrade() -> None:\n    {line}\n"
    )
    text = people.fails("SG521", "verify", "--dialect", "sqlite", exit_code=3)
    assert "database or disk is full" in text


def test_a_full_disk_is_no_table_that_takes_no_rows(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path}/full.sqlite")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a TEXT)")
    sa.event.listen(engine, "connect", lambda driver, _: driver.execute("PRAGMA max_page_count = 2"))
    engine.dispose()
    state = schema_of(Table(QName("", "t"), (Column("a", Scalar("text")),)))
    with pytest.raises(sa.exc.OperationalError, match="full"):
        fill(engine, state, "sqlite", Amount(1000))
