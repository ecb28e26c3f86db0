"""Jobs for the process that runs an ``env.py``, and what came of them."""

from __future__ import annotations

import configparser
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

import azuraforge_schemagen
from azuraforge_schemagen.db.connect import without_secrets
from azuraforge_schemagen.db.scratch.temporary import temporary

PREFIX = "schemagen-history-"
WORKER = "azuraforge_schemagen.db.history.worker"


@dataclass(frozen=True, slots=True)
class Environment:
    """``folder`` has the ``env.py``; ``ini`` is the ``alembic.ini``, if any; ``cwd`` is where Alembic would be run."""

    folder: Path
    ini: Path | None
    cwd: Path


@dataclass(frozen=True, slots=True)
class History:
    """What the environment says of itself: its folder, its heads, and every revision with its file and message."""

    folder: Path
    heads: tuple[str, ...]
    revisions: tuple[tuple[str, Path, str], ...]


@dataclass(frozen=True, slots=True)
class Versions:
    """The table in which the environment keeps the revision, ``schema`` empty where it names none."""

    table: str
    schema: str


class Broken(Exception):
    """The environment or one of its revisions does not run. ``revision`` is empty where it is none of them; ``kind`` is
    the name of the exception."""

    def __init__(self, reason: str, kind: str = "", revision: str = "", file: str = "", line: int = 0) -> None:
        super().__init__(reason)
        self.kind, self.revision, self.file, self.line = kind, revision, file, line


def history(environment: Environment) -> History:
    """Every revision is imported for it. Raises ``Broken``."""
    found = _done(environment, {})
    revisions = tuple((name, Path(path), doc) for name, path, doc in found["revisions"])
    return History(Path(found["folder"]), tuple(found["heads"]), revisions)


def run(environment: Environment, engine: sa.Engine, *, up: tuple[str, ...] = (), **other: str) -> Versions:
    """Run revisions on the database of an engine: the first of ``up`` with all that it stands on, the others alone;
    or undo one (``down``), or note one that nobody runs (``stamp``). Raises ``Broken``."""
    engine.dispose()  # what is changed now nobody holds open
    url = engine.url.render_as_string(hide_password=False)
    found = _done(environment, {"url": url, "up": list(up), **other}, engine.url)
    return Versions(found["table"], found["schema"])


def script_location(ini: Path) -> Path | None:
    """The folder that an ``alembic.ini`` names, ``None`` where it names none."""
    parser = configparser.ConfigParser({"here": str(ini.parent)})
    try:
        parser.read(ini, encoding="utf-8")
        said = parser.get("alembic", "script_location", fallback="")
    except (configparser.Error, OSError, UnicodeDecodeError):
        return None
    return (ini.parent / said).resolve() if said else None


def _done(environment: Environment, job: dict[str, Any], url: sa.URL | None = None) -> dict[str, Any]:
    with temporary(PREFIX) as folder:
        result = folder / "result.json"
        whole = {
            **job,
            "folder": str(environment.folder),
            "ini": str(environment.ini or ""),
            "result": str(result),
        }
        ended = subprocess.run(
            [sys.executable, "-P", "-B", "-m", WORKER],
            input=json.dumps(whole),
            cwd=environment.cwd,
            env=_variables(whole.get("url", "")),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            errors="replace",
        )
        if not result.is_file():
            said = ended.stderr.strip().splitlines()
            raise Broken(f"its process ended with {ended.returncode}: {said[-1] if said else 'it said nothing'}")
        found: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    if "error" in found:
        raise _broken(found, url)
    return found


def _variables(url: str) -> dict[str, str]:
    """The environment of the process: with the scratch database where many look for theirs."""
    home = str(Path(azuraforge_schemagen.__file__).parents[1])
    path = os.pathsep.join(it for it in (os.environ.get("PYTHONPATH", ""), home) if it)
    return {**os.environ, "PYTHONPATH": path, **({"DATABASE_URL": url} if url else {})}


def _broken(found: dict[str, Any], url: sa.URL | None) -> Broken:
    error = found["error"]
    text = " ".join(error["text"].split())
    if error["statement"]:
        text += f" (in: {error['statement'][:120]})"
    elif error["type"] not in ("CommandError", "Elsewhere", "Idle", "SystemExit"):
        text = f"{error['type']}: {text}"
    reason = without_secrets(text, url) if url is not None else text
    return Broken(reason, error["type"], found.get("at", ""), error["file"], error["line"])
