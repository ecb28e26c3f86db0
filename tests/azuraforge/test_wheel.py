"""The generated package as users get it: a wheel in an empty environment, on every SQLAlchemy and Python it is for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.azuraforge.conftest import GENERATED

pytestmark = pytest.mark.slow

PYTEST_ALEMBIC = """
import os

import azuraforge_dbmodels
import pytest
import sqlalchemy as sa
from pathlib import Path
from pytest_alembic.tests import (
    test_model_definitions_match_ddl,
    test_single_head_revision,
    test_up_down_consistency,
    test_upgrade,
)

@pytest.fixture
def alembic_config():
    return {"file": str(Path(azuraforge_dbmodels.__file__).parent / "alembic.ini")}

@pytest.fixture
def alembic_engine():
    engine = sa.create_engine(os.environ["DATABASE_URL"])
    yield engine
    engine.dispose()
"""

START = """
import os, pathlib, subprocess, sys
import azuraforge_dbmodels
folder = pathlib.Path(azuraforge_dbmodels.__file__).parent
subprocess.run([sys.executable, "-m", "alembic", "-c", str(folder / "alembic.ini"), "upgrade", "head"], check=True)
engine = azuraforge_dbmodels.sa_create_engine(os.environ["DATABASE_URL"])
with azuraforge_dbmodels.get_session_local(engine)() as session:
    session.add(azuraforge_dbmodels.User(username="ada", hashed_password="x"))
    session.commit()
    print(session.query(azuraforge_dbmodels.User).one())
subprocess.run([sys.executable, "-m", "alembic", "-c", str(folder / "alembic.ini"), "downgrade", "base"], check=True)
"""


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**inherited, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of the generated tree, so that building leaves nothing behind."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(GENERATED, folder / "generated", ignore=shutil.ignore_patterns("__pycache__"))
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, folder / "generated", cwd=folder)
    (built,) = folder.glob("azuraforge_dbmodels-*.whl")
    return built


def oldest() -> str:
    """Python 3.10, the oldest that generated code is for, where the machine has it; else this interpreter."""
    installed = sorted(Path.home().glob(".pyenv/versions/3.10.*/bin/python3.10"))
    candidates = [Path("/usr/bin/python3.10"), Path("/usr/local/bin/python3.10"), *installed]
    return next((str(path) for path in candidates if path.exists()), sys.executable)


@pytest.fixture(scope="module", params=["2.0", "2.1"])
def environment(request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an empty environment that holds the wheel and one series of SQLAlchemy."""
    folder = tmp_path_factory.mktemp("env")
    python = oldest() if request.param == "2.0" else sys.executable
    run(python, "-m", "venv", folder / "venv", cwd=folder)
    inside = folder / "venv" / "bin" / "python"
    drivers = ["psycopg[binary]", "psycopg2-binary", "pytest", "pytest-alembic"]
    run(inside, "-m", "pip", "install", "-q", wheel, f"sqlalchemy=={request.param}.*", *drivers, cwd=folder)
    return inside


@pytest.mark.parametrize("driver", ["sqlite", "psycopg", "psycopg2"])
def test_wheel_runs_its_revisions(
    driver: str, environment: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}" if driver == "sqlite" else request.getfixturevalue("pg_urls")[driver]
    assert "username='ada'" in run(environment, "-c", START, cwd=tmp_path, DATABASE_URL=url)


@pytest.mark.parametrize("driver", ["sqlite", "psycopg"])
def test_pytest_alembic(driver: str, environment: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}" if driver == "sqlite" else request.getfixturevalue("pg_urls")[driver]
    (tmp_path / "test_chain.py").write_text(PYTEST_ALEMBIC)
    (tmp_path / "conftest.py").write_text("")
    out = run(environment, "-m", "pytest", "-q", "test_chain.py", cwd=tmp_path, DATABASE_URL=url)
    assert "4 passed" in out
