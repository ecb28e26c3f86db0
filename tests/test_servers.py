"""The test servers themselves."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psycopg
import pytest

from tests import servers


@pytest.mark.postgresql
def test_a_database_is_empty_and_answers_on_every_driver(pg_urls: dict[str, str]) -> None:
    import sqlalchemy as sa

    assert set(pg_urls) == {"psycopg", "psycopg2"}
    for url in pg_urls.values():
        engine = sa.create_engine(url)
        assert sa.inspect(engine).get_table_names() == []
        engine.dispose()


@pytest.mark.postgresql
@pytest.mark.parametrize("embedded", [False, True])
def test_the_server_goes_with_its_killed_user(embedded: bool) -> None:
    folder = servers.embedded_folders()[0] if embedded else None
    program = textwrap.dedent(f"""
        import os, signal, sys
        from pathlib import Path
        from tests.servers import server
        with server("test-{embedded}-{time.time_ns()}", Path({str(folder)!r}) if {embedded} else None) as url:
            print(url, flush=True)
            sys.stdin.read()
    """)
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    with process:
        assert process.stdout
        url = process.stdout.readline().strip()
        with psycopg.connect(url) as connection:
            assert connection.info.server_version >= 140000
        process.kill()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            return
        time.sleep(0.05)
    pytest.fail("the server is still there")
