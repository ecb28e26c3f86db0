"""A virtual environment for each project, with it and schemagen in it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

from scripts.realworld.projects import ROOT, Project


class Unavailable(Exception):
    """Why a project cannot be installed or measured."""


def measured(project: Project, server: str) -> dict[str, object]:
    """What ``measure`` finds in the project's environment. Raises ``Unavailable``."""
    python = environment(project)
    env = {**os.environ, **project.env, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(ROOT)}
    command = [python, "-W", "ignore", "-m", "scripts.realworld.measure", project.name, server]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    report = project.home / "report.json"
    if done.returncode != 0:
        raise Unavailable(f"cannot be measured: {(done.stderr or done.stdout)[-4000:]}")
    return dict(json.loads(report.read_text(encoding="utf-8")))


def environment(project: Project) -> Path:
    """The Python of it, made where what is required is not what was installed."""
    folder, ready = project.home / "venv", project.home / "ready"
    python = folder / "bin" / "python"
    wanted = _wanted(project)
    if not (ready.exists() and ready.read_text() == wanted and python.exists()):
        ready.unlink(missing_ok=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        _install(python, project)
        ready.write_text(wanted)
    return python


def _wanted(project: Project) -> str:
    """What is required of the environment, in one word."""
    own = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    return hashlib.sha256(repr((project.requires, own)).encode()).hexdigest()


def _install(python: Path, project: Project) -> None:
    command = [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += [*project.requires, "psycopg[binary]", "--editable", str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        _, _, causes = (done.stdout + done.stderr).partition("The conflict is caused by:")
        said = [line.strip() for line in causes.splitlines() if " depends on " in line]
        said = said or [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise Unavailable(f"does not install: {'; '.join(said) or 'pip failed'}")
