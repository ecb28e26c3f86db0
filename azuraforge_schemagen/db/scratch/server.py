"""A private PostgreSQL: started once, shared by every process of a run, gone at the end.

Every process that uses the server holds a shared lock on a file of its folder. A guard process waits for the exclusive
lock, so the server goes when the last user went, however that one ended: at the end, on Ctrl-C, killed.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from azuraforge_schemagen.db.scratch.binaries import Owner, Unavailable, binaries, owner
from azuraforge_schemagen.db.scratch.folders import LOCK, abandoned, using

PREFIX = "schemagen-pg-"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "max_locks_per_transaction": "256",
    "timezone": "UTC",
}

GUARD = """
import fcntl, shutil, subprocess, sys
folder, lock, *stop = sys.argv[1:]
with open(lock) as users:
    fcntl.flock(users, fcntl.LOCK_EX)
    subprocess.run(stop, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    shutil.rmtree(folder, ignore_errors=True)
"""


@contextlib.contextmanager
def server(run: str, bin_dir: Path | None = None) -> Iterator[str]:
    """The URL of the run's server, started by the first who asks. ``run`` is the same in all processes of a run.

    Raises ``Unavailable``.
    """
    guard = None
    try:
        with using(PREFIX + run) as folder:
            with (folder / "start").open("a") as start:
                fcntl.flock(start, fcntl.LOCK_EX)
                ready = folder / "server.json"
                if not ready.exists():
                    guard, who, home = _prepared(folder, bin_dir or binaries())
                    _start(ready, who, home, bin_dir or binaries())
            yield str(json.loads(ready.read_text())["url"])
    finally:
        if guard:
            guard.wait(timeout=60)


def sweep() -> None:
    """Stop and remove the servers whose users and guard were killed."""
    for folder in abandoned(PREFIX):
        with contextlib.suppress(Unavailable, FileNotFoundError):
            owner().run(*json.loads((folder / "stop.json").read_text()))
        shutil.rmtree(folder, ignore_errors=True)


def _prepared(folder: Path, bin_dir: Path) -> tuple[subprocess.Popen[bytes], Owner, Path]:
    """A guard, before there is anything to guard, and the server's own folder."""
    who, home = owner(), folder / "server"
    stop = [str(bin_dir / "pg_ctl"), "-D", str(home / "data"), "-m", "immediate", "-w", "stop"]
    (folder / "stop.json").write_text(json.dumps(stop))
    guard = _guard(folder, who, stop)
    home.mkdir(mode=0o700)
    if who.uid is not None:
        os.chown(home, who.uid, who.gid or 0)
    return guard, who, home


def _start(ready: Path, who: Owner, home: Path, bin_dir: Path) -> None:
    password, secret, data = secrets.token_hex(12), home / "password", home / "data"
    secret.touch(mode=0o600)
    secret.write_text(password)
    if who.uid is not None:
        os.chown(secret, who.uid, who.gid or 0)
    who.run(
        *(bin_dir / "initdb", "-D", data, "-U", "postgres", "-A", "password", "--pwfile", secret),
        *("-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"),
    )
    port = _listen(home, data, bin_dir, who)
    written = ready.with_suffix(".new")
    written.touch(mode=0o600)
    written.write_text(json.dumps({"url": f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"}))
    written.rename(ready)


def _guard(folder: Path, who: Owner, stop: list[str]) -> subprocess.Popen[bytes]:
    """Its own session, so that Ctrl-C is not for it."""
    if who.uid is not None:
        stop = [sys.executable, "-c", f"import os,sys;os.setgroups([]);os.setgid({who.gid});os.setuid({who.uid});"
                "os.execv(sys.argv[1],sys.argv[1:])", *stop]  # fmt: skip
    command = [sys.executable, "-I", "-c", GUARD, str(folder), str(folder / LOCK), *stop]
    return subprocess.Popen(
        command,
        start_new_session=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _listen(home: Path, data: Path, bin_dir: Path, who: Owner) -> int:
    """Starts on a free port; another process may take it in between, hence the attempts."""
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    for attempt in range(5):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        try:
            who.run(
                *(bin_dir / "pg_ctl", "-D", data, "-w", "-t", "30", "-l", home / "log"),
                *("-o", f"-p {port} -k {home} {options}", "start"),
            )
        except Unavailable:
            if attempt == 4:
                raise
            time.sleep(0.2)
        else:
            return port
    raise AssertionError("unreachable")
