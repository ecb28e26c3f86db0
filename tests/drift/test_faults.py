"""What goes wrong in the world: a clear error, exit code 3, no scratch database left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url

from azuraforge_schemagen.db import online
from azuraforge_schemagen.db.inspect import postgresql
from azuraforge_schemagen.db.scratch import binaries, scratch
from tests.drift.conftest import CUSTOMERS, Shop, scratch_databases
from tests.servers import with_database

pytestmark = [pytest.mark.postgresql, pytest.mark.usefixtures("nothing_left")]


def database(shop: Shop) -> str:
    return shop.url.rpartition("/")[2]


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Within the transaction that reads, once its snapshot is taken: somebody does something."""
    real = postgresql._look

    def look(connection: Any, *args: Any) -> Any:
        connection.exec_driver_sql("SELECT 1")
        act()
        return real(connection, *args)

    monkeypatch.setattr(postgresql, "_look", look)


def test_server_down(shop: Shop) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    shop.project.fails("SG503", "drift", f"postgresql://u:geheim@127.0.0.1:{port}/d", exit_code=3)


def test_no_such_database(shop: Shop) -> None:
    text = shop.project.fails("SG503", "drift", f"{shop.url}_not", exit_code=3)
    assert "does not exist" in text


def test_the_connection_ends(shop: Shop, pg_admin: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    meanwhile(monkeypatch, lambda: pg_admin.execute(end, [database(shop)]) and None)
    text = shop.project.fails("SG507", "drift", shop.url, exit_code=3)
    assert "reading postgresql+" in text


def test_the_database_is_dropped(
    shop: Shop, pg_admin: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda: pg_admin.execute(f"DROP DATABASE {database(shop)} WITH (FORCE)".encode()) and None)
    shop.project.fails("SG507", "drift", shop.url, exit_code=3)


def once(act: Callable[[], None]) -> Callable[[], None]:
    acts = [act]
    return lambda: acts.pop()() if acts else None


def test_a_revision_that_runs_meanwhile_is_seen_whole(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.project.yaml("customers", CUSTOMERS + "  phone: { type: string | null, index: true }\n")
    shop.project.ok("build", "-m", "a phone", "--rev-id", "aaa2")
    meanwhile(monkeypatch, once(shop.upgrade))
    found = shop.drift()
    assert (found["position"]["revisions"], found["differences"]) == (["aaa2"], [])


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("DROP TABLE orders", "missing: table orders"),
        ("DROP INDEX ix_orders_open", "missing: index ix_orders_open on orders"),
        ("ALTER TABLE orders ALTER status DROP DEFAULT", "different: column orders.status"),
    ],
)
def test_what_changes_while_it_is_read(
    shop: Shop, statement: str, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server's functions that spell an object look at what is there now, not at the snapshot."""
    meanwhile(monkeypatch, once(lambda: shop.sql(statement)))
    shop.finds(wanted)


def test_what_never_stops_changing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    meanwhile(monkeypatch, lambda: shop.sql("DROP TABLE IF EXISTS t", "CREATE TABLE t (id int CHECK (id > 0))"))
    text = shop.project.fails("SG506", "drift", shop.url, exit_code=3)
    assert "no migration is running" in text


def test_temporary_tables_are_no_change(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    with psycopg.connect(shop.url, autocommit=True) as other:
        temporary = "CREATE TEMP TABLE IF NOT EXISTS {} (id serial PRIMARY KEY, t text DEFAULT 'a' CHECK (t <> ''))"
        names = iter(f"t{number}" for number in range(100))
        meanwhile(monkeypatch, lambda: other.execute(temporary.format(next(names)).encode()) and None)
        assert shop.drift()["differences"] == []


def test_a_migration_that_holds_a_lock_is_not_waited_for(shop: Shop) -> None:
    with psycopg.connect(shop.url) as other:
        other.execute("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE")
        started = time.monotonic()
        text = shop.project.fails("SG507", "drift", shop.url, exit_code=3)
    assert "lock timeout" in text
    assert time.monotonic() - started < 20


def test_the_scratch_database_goes_when_it_fails(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise online.Failed("disk full")

    monkeypatch.setattr(online, "inspected", fail)
    text = shop.project.fails("SG543", "drift", shop.url, exit_code=3)
    assert "disk full" in text


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
def test_the_scratch_database_goes_when_it_is_stopped(
    shop: Shop, pg_admin: psycopg.Connection[Any], sign: signal.Signals
) -> None:
    """Killed, it cannot tidy up: the next run does."""
    program = (
        "import time\n"
        "from azuraforge_schemagen.cli import main\n"
        "from azuraforge_schemagen.db import online\n"
        "online.inspected = lambda engine: time.sleep(60)\n"
        "main()\n"
    )
    command = [sys.executable, "-c", program, "drift", "-C", str(shop.project.root), shop.url]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    deadline = time.monotonic() + 30
    while not scratch_databases(pg_admin, running.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    assert scratch_databases(pg_admin, running.pid)
    os.kill(running.pid, sign)
    output, _ = running.communicate(timeout=30)
    if sign is signal.SIGINT:
        assert running.returncode == 130, output
        assert output.strip().endswith("interrupted")
    else:
        shop.drift()
    assert scratch_databases(pg_admin, running.pid) == []


@pytest.fixture
def auditor(shop: Shop, pg_admin: psycopg.Connection[Any]) -> Any:
    """A role that may connect and nothing else."""
    name = f"auditor_{database(shop)}"
    pg_admin.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'geheim'".encode())
    yield make_url(shop.url).set(username=name, password="geheim").render_as_string(hide_password=False)
    pg_admin.execute(f"DROP OWNED BY {name}".encode())
    with psycopg.connect(shop.url, autocommit=True) as connection:
        connection.execute(f"DROP OWNED BY {name}".encode())
    pg_admin.execute(f"DROP ROLE {name}".encode())


def test_a_role_that_may_not_read_the_version(shop: Shop, auditor: str) -> None:
    text = shop.project.fails("SG542", "drift", auditor, exit_code=3)
    assert "GRANT SELECT ON public.alembic_version" in text


def test_a_role_without_rights_sees_all_that_drifted(shop: Shop, auditor: str, pg_server: str) -> None:
    """The catalogs are open to everybody, schemas and tables need not be."""
    shop.sql("CREATE SCHEMA closed", "CREATE TABLE closed.t (id int)", "DROP INDEX ix_orders_open")
    where = with_database(pg_server, "postgres")
    found = Shop(shop.project, auditor).drift("--revision", "head", "--scratch-url", where, exit_code=1)
    assert found["position"]["state"] == "denied"
    said = [it["text"] for it in found["differences"]]
    assert said == ["index ix_orders_open on orders", "schema closed", "table closed.t"]


def test_a_role_that_makes_no_database_takes_another_server(shop: Shop, auditor: str) -> None:
    if not binaries.installed_folders() and not binaries.embedded_folders():
        pytest.skip("there is no other PostgreSQL")
    shop.sql(f"GRANT SELECT ON alembic_version TO {make_url(auditor).username}")
    found = Shop(shop.project, auditor).drift()
    notes = [it for it in found["diagnostics"] if it["code"] == "SG544"]
    assert "permission denied to create database" in notes[0]["message"]
    assert found["differences"] == []


def test_a_server_of_another_version_is_said(shop: Shop) -> None:
    if not binaries.embedded_folders():
        pytest.skip("there is no embedded PostgreSQL")
    with shop.engine.connect() as connection, scratch("postgresql", "embedded") as place:
        own, other = (connection.dialect.server_version_info or ())[0], place.version[0]
    found = shop.drift("--scratch-url", "embedded")
    notes = [it["message"] for it in found["diagnostics"] if it["code"] == "SG544"]
    said = f"the database's server is PostgreSQL {own}, the scratch server {other}"
    assert notes == ([] if own == other else [said])
    assert found["differences"] == []


def test_neither_is_there_another_server(shop: Shop, auditor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.sql(f"GRANT SELECT ON alembic_version TO {make_url(auditor).username}")
    monkeypatch.setattr(binaries, "installed_folders", lambda *_: [])
    monkeypatch.setattr(binaries, "embedded_folders", lambda *_: [])
    text = shop.project.fails("SG521", "drift", auditor, exit_code=3)
    assert "[SG520]" in text


def test_sqlite_that_is_not_one(file_shop: Shop, tmp_path: Path) -> None:
    file_shop.project.fails("SG503", "drift", f"sqlite:///{tmp_path}/nowhere.sqlite", exit_code=3)
    assert not (tmp_path / "nowhere.sqlite").exists()
