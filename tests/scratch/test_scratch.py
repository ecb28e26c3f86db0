"""Scratch databases: fresh, marked, gone however their maker ended; and nobody else's database is ever touched."""

from __future__ import annotations

import secrets
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from azuraforge_schemagen.db.scratch import EMBEDDED, binaries, scratch, server
from azuraforge_schemagen.db.scratch.postgresql import MARK, PREFIX
from azuraforge_schemagen.db.scratch.temporary import tree
from azuraforge_schemagen.diagnostics import Refusal
from tests import servers

HOME = Path(__file__).parents[2]


def ours(admin: psycopg.Connection, found: str) -> list[str]:
    rows = admin.execute("SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY 1", [f"{found}%"])
    return [str(name) for (name,) in rows]


def refused(url: str | None, code: str) -> str:
    with pytest.raises(Refusal) as caught, scratch("postgresql", url):
        pass
    assert caught.value.exit_code == 3
    (finding,) = caught.value.diagnostics
    assert finding.code == code
    return f"{finding.message} {finding.help}"


@pytest.mark.postgresql
def test_a_database_is_empty_marked_and_goes(pg_server: str, pg_admin: psycopg.Connection) -> None:
    with scratch("postgresql", pg_server) as place, place.database() as one, place.database() as two:
        names = [str(engine.url.database) for engine in (one, two)]
        assert len({*names}) == 2
        with one.connect() as connection:
            assert sa.inspect(connection).get_table_names() == []
            told = (
                "SELECT shobj_description(oid, 'pg_database'), current_setting('TimeZone'), datcollate FROM pg_database"
            )
            mark, zone, collation = connection.exec_driver_sql(f"{told} WHERE datname = current_database()").one()
            assert (mark.startswith(MARK), zone, collation) == (True, "UTC", "C")
    assert not any(ours(pg_admin, name) for name in names)


@pytest.mark.postgresql
@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt])
def test_it_goes_after_a_failure(pg_server: str, pg_admin: psycopg.Connection, error: type[BaseException]) -> None:
    name = ""
    place = scratch("postgresql", pg_server)
    with pytest.raises(error), place as here, here.database() as engine, engine.begin() as connection:  # noqa: PT012
        name = str(engine.url.database)
        connection.exec_driver_sql("CREATE TABLE held (a int)")
        raise error
    assert name
    assert not ours(pg_admin, name)


@pytest.fixture
def running() -> Iterator[Callable[[str, str], tuple[subprocess.Popen[str], str]]]:
    """A process that holds a scratch database until it is told to end, and the database's name."""
    started: list[subprocess.Popen[str]] = []

    def start(dialect: str, url: str) -> tuple[subprocess.Popen[str], str]:
        program = textwrap.dedent(f"""
            import sys
            from azuraforge_schemagen.db.scratch import scratch
            with scratch({dialect!r}, {url!r} or None) as place, place.database() as engine:
                with engine.begin() as connection:
                    connection.exec_driver_sql("CREATE TABLE t (a int)")
                print(engine.url.render_as_string(hide_password=False), flush=True)
                sys.stdin.read()
        """)
        line = [sys.executable, "-c", program]
        pipe = subprocess.PIPE
        process = subprocess.Popen(line, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True, cwd=HOME)
        started.append(process)
        assert process.stdout
        return process, process.stdout.readline().strip()

    yield start
    for process in started:
        process.kill()
        process.communicate()


def name_of(url: str) -> str:
    return str(sa.make_url(url).database)


@pytest.mark.postgresql
def test_ctrl_c_leaves_nothing(pg_server: str, pg_admin: psycopg.Connection, running: Callable[..., tuple]) -> None:  # type: ignore[type-arg]
    process, url = running("postgresql", pg_server)
    assert ours(pg_admin, name_of(url))
    process.send_signal(signal.SIGINT)
    process.wait(30)
    assert not ours(pg_admin, name_of(url))


@pytest.mark.postgresql
def test_the_next_run_sweeps_what_a_killed_one_left(
    pg_server: str,
    pg_admin: psycopg.Connection,
    running: Callable[..., tuple],  # type: ignore[type-arg]
) -> None:
    living, alive = running("postgresql", pg_server)
    process, url = running("postgresql", pg_server)
    process.kill()
    process.wait()
    assert ours(pg_admin, name_of(url))
    deadline = time.monotonic() + 20
    while ours(pg_admin, name_of(url)) and time.monotonic() < deadline:  # until the server sees that its client is gone
        with scratch("postgresql", pg_server):
            pass
    with scratch("postgresql", pg_server):
        assert not ours(pg_admin, name_of(url))
        assert ours(pg_admin, name_of(alive)), "its maker lives"
    living.communicate("")
    assert not ours(pg_admin, name_of(alive))


@pytest.mark.postgresql
def test_what_only_looks_like_ours_stays(pg_server: str, pg_admin: psycopg.Connection) -> None:
    token = secrets.token_hex(4)
    full, empty = f"{PREFIX}1_{token}_1", f"{PREFIX}1_{token}_2"
    made = f"precious_{token}"  # an empty one of the other name would be swept by whoever runs meanwhile
    pg_admin.execute(f"CREATE DATABASE {made} TEMPLATE template0".encode())
    try:
        with psycopg.connect(servers.with_database(pg_server, made)) as connection:
            connection.execute("CREATE TABLE precious (a int)")
        pg_admin.execute(f"ALTER DATABASE {made} RENAME TO {full}".encode())
        pg_admin.execute(f"CREATE DATABASE {empty} TEMPLATE template0".encode())
        with scratch("postgresql", pg_server):
            assert ours(pg_admin, f"{PREFIX}1_{token}") == [full], "killed before its mark: only an empty one goes"
    finally:
        for name in (made, full, empty):
            pg_admin.execute(f"DROP DATABASE IF EXISTS {name}".encode())


def test_files_of_a_killed_run_go_too(running: Callable[..., tuple]) -> None:  # type: ignore[type-arg]
    process, url = running("sqlite", "")
    folder = Path(name_of(url)).parent
    with scratch("sqlite") as place, place.database() as engine:
        assert folder.exists(), "its maker lives"
        mine = Path(str(engine.url.database)).parent
    assert not mine.exists()
    process.kill()
    process.wait()
    with scratch("sqlite"):
        assert not folder.exists()


def test_a_source_tree_of_a_killed_run_goes_too() -> None:
    code = "with tree({'a/b': 'c'}) as it: print(it, flush=True); input()"
    code = f"from azuraforge_schemagen.db.scratch.temporary import tree\n{code}"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout
        folder = Path(run.stdout.readline().strip())
        with tree({"x": ""}) as mine:
            assert (folder / "a/b").read_text() == "c", "its maker lives"
        assert not mine.exists()
        run.kill()
    with tree({}):
        assert not folder.exists()


@pytest.mark.postgresql
def test_a_private_server_is_started_and_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    with scratch("postgresql", EMBEDDED, asked=(18,)) as place:
        assert place.version[0] == 18
        assert place.notes == ()
        assert place.where == "PostgreSQL 18, started for this command"
        with place.database() as engine:
            url = engine.url
    with pytest.raises(sa.exc.OperationalError):
        sa.create_engine(url).connect()


@pytest.mark.postgresql
def test_a_server_goes_though_its_guard_was_killed_too() -> None:
    folder = binaries.embedded_folders()[0]
    run = f"test-{secrets.token_hex(4)}"
    program = f"""
import subprocess, sys
from pathlib import Path
from azuraforge_schemagen.db.scratch import server
real = server._guard
def remembered(*given):
    guard = real(*given)
    print(guard.pid, flush=True)
    return guard
server._guard = remembered
with server.server({run!r}, Path({str(folder)!r})) as url:
    print(url, flush=True)
    sys.stdin.read()
"""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", program], stdin=pipe, stdout=pipe, text=True, cwd=HOME) as process:
        assert process.stdout
        guard, url = int(process.stdout.readline()), process.stdout.readline().strip()
        subprocess.run(["kill", "-9", str(guard), str(process.pid)], check=True)
    psycopg.connect(url).close()
    server.sweep()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    assert not Path(tempfile.gettempdir(), server.PREFIX + run).exists()


@pytest.mark.postgresql
def test_another_major_version_is_said(pg_server: str) -> None:
    with scratch("postgresql", pg_server, asked=(9, 6)) as place:
        (note,) = place.notes
        assert (note.code, note.severity) == ("SG522", "info")
    with scratch("postgresql", pg_server, asked=(99,)) as place:
        (note,) = place.notes
        assert (note.code, note.severity) == ("SG522", "warning")


def test_a_server_that_is_down() -> None:
    refused("postgresql://me:secret@127.0.0.1:1/postgres", "SG503")


@pytest.mark.postgresql
def test_a_wrong_password_is_not_repeated() -> None:
    with server.server(f"test-{secrets.token_hex(4)}", binaries.binaries()) as url:
        wrong = sa.make_url(url).set(password="hu sh%1").render_as_string(hide_password=False)
        said = refused(wrong, "SG503")
        assert "password authentication failed" in said
        assert "hu" not in said


@pytest.mark.postgresql
def test_a_user_who_may_not_make_databases(pg_server: str, pg_admin: psycopg.Connection) -> None:
    role = f"schemagen_{secrets.token_hex(4)}"
    pg_admin.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'x'".encode())
    try:
        url = sa.make_url(pg_server).set(username=role, password="x").render_as_string(hide_password=False)
        with pytest.raises(Refusal) as caught, scratch("postgresql", url) as place, place.database():
            pass
        (finding,) = caught.value.diagnostics
        assert (finding.code, caught.value.exit_code) == ("SG521", 3)
        assert "CREATEDB" in finding.help
    finally:
        pg_admin.execute(f"DROP ROLE {role}".encode())


def test_a_file_is_no_server(tmp_path: Path) -> None:
    file = tmp_path / "app.sqlite"
    file.touch()
    refused(f"sqlite:///{file}", "SG523")
    refused("no url", "SG501")


def test_without_any_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "installed_folders", lambda *_: [])
    monkeypatch.setattr(binaries, "embedded_folders", list)
    assert "azuraforge-schemagen[verify]" in refused(None, "SG520")
    monkeypatch.setattr(binaries, "installed_folders", lambda *_: [Path("/nowhere/bin")])
    assert "/nowhere/bin" in refused(None, "SG520")
