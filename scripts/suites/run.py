"""One suite, run in a copy of its project and in a second one that has the generated models."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from xml.etree import ElementTree

from scripts.realworld.environment import Unavailable, environment
from scripts.suites.suites import Suite

Outcomes = dict[str, str]
"""What became of each test."""


def ran(suite: Suite) -> tuple[Outcomes, Outcomes]:
    """The outcomes with the project's models and with ours. Raises ``Unavailable``."""
    python = environment(suite)
    theirs, ours = (_copied(suite, python, name) for name in ("theirs", "ours"))
    _replace(suite, python, ours)
    return _outcomes(suite, python, theirs), _outcomes(suite, python, ours)


def _copied(suite: Suite, python: Path, name: str) -> Path:
    """A copy of the package with its tests, from which it is imported."""
    folder = suite.home / name
    shutil.rmtree(folder, ignore_errors=True)
    (installed,) = python.parent.parent.glob(f"lib/python*/site-packages/{suite.package}")
    shutil.copytree(installed, folder / suite.package)
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")  # and not that of a folder above
    if suite.sdist:
        _unpack(suite, python, folder)
    if suite.npm:
        _done(["npm", "install", "--no-fund", "--no-audit", "--prefix", suite.home, *suite.npm], suite.home)
    return folder


def _unpack(suite: Suite, python: Path, folder: Path) -> None:
    """The tests of the source distribution."""
    kept = suite.home / "sdist"
    if not any(kept.glob("*.tar.gz")):
        _done(
            [python, "-m", "pip", "download", "--no-deps", "--no-binary", suite.package, "-d", kept, suite.sdist],
            suite.home,
        )
    with tarfile.open(next(kept.glob("*.tar.gz"))) as archive:
        members = [it for it in archive.getmembers() if "/tests/" in it.name]
        archive.extractall(suite.home / "unpacked", members, filter="data")
    (tests,) = (suite.home / "unpacked").glob("*/tests")
    shutil.copytree(tests, folder / "tests")


def _replace(suite: Suite, python: Path, folder: Path) -> None:
    """Import the models, build ours, and put them in the place of theirs."""
    settings = f'[tool.schemagen]\npackage = "{suite.name}_models"\ndialects = {list(suite.dialects)}\n'
    (folder / "pyproject.toml").write_text(settings, encoding="utf-8")
    options = ["--mixins", suite.mixins, *(["--force"] if (folder / suite.mixins).exists() else [])]
    said = _done(_schemagen(python, "import", *suite.sources, *options, "--format", "json"), folder)
    for path, text in json.loads(said)["modules"].items():
        (folder / path).write_text(text, encoding="utf-8")
    _done(_schemagen(python, "build", "-q", "-m", "as it was"), folder)


def _schemagen(python: Path, *args: str) -> list[str | Path]:
    return [python, "-c", "from azuraforge_schemagen.cli import main; main()", *args]


def _outcomes(suite: Suite, python: Path, folder: Path) -> Outcomes:
    report = folder / "report.xml"
    command = [
        python,
        "-m",
        "pytest",
        "-q",
        "-W",
        "ignore",
        "-p",
        "no:cacheprovider",
        f"--junitxml={report}",
        *suite.tests,
    ]
    subprocess.run(command, cwd=folder, env=_environ(suite, folder), stdout=sys.stderr, check=False)
    if not report.exists():
        raise Unavailable(f"the tests of {suite.name} do not run in {folder.name}")
    found = ElementTree.parse(report).getroot().iter("testcase")
    named = ((f"{it.get('classname')}::{it.get('name')}", it) for it in found)
    return {name.replace(str(folder), "."): _outcome(it) for name, it in named}


def _outcome(case: ElementTree.Element) -> str:
    return next((it.tag for it in case if it.tag in ("failure", "error", "skipped")), "passed")


def _environ(suite: Suite, folder: Path) -> dict[str, str]:
    programs = os.pathsep.join([str(suite.home / "node_modules" / ".bin"), os.environ["PATH"]])
    path = os.pathsep.join([str(folder), str(folder / "generated")])
    return {**os.environ, **suite.env, "PATH": programs, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def _done(command: list[str | Path], folder: Path) -> str:
    env = {**os.environ, "PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unavailable(f"{' '.join(map(str, command))}: {(done.stderr or done.stdout)[-2000:]}")
    return done.stdout
