"""The package around the models: what it exports, what its wheel holds, and that type checkers and both SQLAlchemys
take it."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, orm

from azuraforge_schemagen.config import MARKER
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import Attribute, ClassMap, Orm
from azuraforge_schemagen.ir.schema import Column, PrimaryKey, Table, Unique, schema_of
from azuraforge_schemagen.ir.types import Scalar
from azuraforge_schemagen.render.package import files
from azuraforge_schemagen.render.sqlalchemy import models
from tests.conftest import Golden
from tests.render import azuraforge, sink
from tests.render.loading import formatted

CASES = Path(__file__).parent / "cases"
SCRIPT = """
import warnings
warnings.simplefilter("error")
import azuraforge_dbmodels as made, sqlalchemy as sa
sa.orm.configure_mappers()
engine = made.sa_create_engine("sqlite://")
made.Base.metadata.create_all(engine)
with made.get_session_local(engine)() as session:
    session.add(made.User(username="ada", hashed_password="x"))
    session.commit()
    print(sa.__version__, session.query(made.User).one())
"""


def write(folder: Path) -> None:
    """A whole generated package, with an empty chain of revisions."""
    schema, made, config = azuraforge.schema(), azuraforge.orm(), azuraforge.CONFIG
    texts = files(schema, made, config)
    texts["azuraforge_dbmodels/models.py"] = models(schema, made, config)
    texts["azuraforge_dbmodels/everything.py"] = models(sink.schema(), sink.orm(), config)
    for name in ("alembic.ini", "alembic/env.py", "alembic/script.py.mako", "alembic/versions/1f58_first.py"):
        texts[f"azuraforge_dbmodels/{name}"] = f"# {MARKER}\n"
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("path", ["README.md", "pyproject.toml", "azuraforge_dbmodels/__init__.py"])
def test_the_files_read_as_a_person_would_write_them(path: str, golden: Golden) -> None:
    made = files(azuraforge.schema(), azuraforge.orm(), azuraforge.CONFIG)
    golden(CASES / "azuraforge_package" / f"{path.replace('/', '_')}.txt", made[path])


def test_every_file_says_whose_it_is() -> None:
    made = files(azuraforge.schema(), azuraforge.orm(), azuraforge.CONFIG)
    assert all(MARKER in text for text in made.values())
    assert set(made) == {
        "README.md",
        "pyproject.toml",
        "azuraforge_dbmodels/__init__.py",
        "azuraforge_dbmodels/py.typed",
    }


def test_it_exports_what_the_platform_imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    import azuraforge_dbmodels as made

    try:
        engine = made.sa_create_engine("sqlite://")
        factory = made.get_session_local(engine)
        assert made.sa_create_engine is create_engine
        assert set(made.__all__) == {name for name in vars(made) if name in made.__all__}
        assert {"Base", "User", "Experiment", "PredictionStatus", "get_session_local"} <= set(made.__all__)
        with factory() as session:
            assert isinstance(session, orm.Session)
            assert session.get_bind() is engine
            assert not session.autoflush
        engine.dispose()
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "azuraforge_dbmodels"]:
            del sys.modules[name]


def test_a_class_may_have_the_name_of_a_helper() -> None:
    name = QName("", "session")
    table = Table(name, (Column("id", Scalar("integer"), False),), PrimaryKey("session_pkey", ("id",)))
    made = Orm({name: ClassMap(name, "Session", attributes=(Attribute("id", "id"),))})
    text = files(schema_of(table), made, azuraforge.CONFIG)["azuraforge_dbmodels/__init__.py"]
    assert "from sqlalchemy.orm import Session as Session_, sessionmaker\n" in text
    assert "-> sessionmaker[Session_]:" in text
    assert formatted(text) == text


def test_sqlalchemy_is_new_enough_for_what_the_models_say() -> None:
    def needed(include: tuple[str, ...]) -> list[str]:
        name = QName("", "t")
        columns = (Column("id", Scalar("integer"), False), Column("b", Scalar("integer")))
        table = Table(name, columns, uniques=(Unique("u", ("id",), include=include),))
        text = files(schema_of(table), Orm(), azuraforge.CONFIG)["pyproject.toml"]
        return list(tomllib.loads(text)["project"]["dependencies"])

    assert needed(()) == ["SQLAlchemy>=2.0.40", "alembic>=1.18.5"]
    assert needed(("b",)) == ["SQLAlchemy>=2.0.41", "alembic>=1.18.5"]


@pytest.mark.slow
def test_the_wheel_ships_the_revisions_beside_the_modules(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / ".gitignore").write_text("*.ini\nversions/\n", encoding="utf-8")
    _run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(tmp_path / "dist"), str(tmp_path))
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {name for name in names if ".dist-info/" not in name} == {
        "azuraforge_dbmodels/__init__.py",
        "azuraforge_dbmodels/alembic.ini",
        "azuraforge_dbmodels/alembic/env.py",
        "azuraforge_dbmodels/alembic/script.py.mako",
        "azuraforge_dbmodels/alembic/versions/1f58_first.py",
        "azuraforge_dbmodels/everything.py",
        "azuraforge_dbmodels/models.py",
        "azuraforge_dbmodels/py.typed",
    }


@pytest.mark.slow
def test_mypy_has_nothing_to_say(tmp_path: Path) -> None:
    write(tmp_path)
    _run(
        sys.executable, "-m", "mypy", "--strict", "--python-version", "3.10", "-p", "azuraforge_dbmodels", cwd=tmp_path
    )


@pytest.mark.slow
def test_pyright_has_nothing_to_say(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "pyrightconfig.json").write_text('{"pythonVersion": "3.10", "typeCheckingMode": "standard"}')
    _run(sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "azuraforge_dbmodels", cwd=tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("version", ["2.0.40", "2.1.0"])
def test_both_sqlalchemys_run_it_without_a_warning(tmp_path: Path, version: str) -> None:
    write(tmp_path)
    python = tmp_path / "venv" / "bin" / "python"
    _run(sys.executable, "-m", "venv", str(tmp_path / "venv"))
    command = [python, "-m", "pip", "install", "-q", f"sqlalchemy=={version}"]
    installed = subprocess.run(command, capture_output=True, check=False)
    if installed.returncode and os.environ.get("CI", "").lower() != "true":
        pytest.skip("no package index at hand")
    out = _run(
        str(python), "-c", SCRIPT + "import azuraforge_dbmodels.everything\nsa.orm.configure_mappers()", cwd=tmp_path
    )
    assert out.strip() == f"{version} <User username='ada'>"


def _run(*command: str, cwd: Path | None = None) -> str:
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_modules_of_the_project_come_first() -> None:
    """They may import the models themselves, which are half made while those import them."""
    name, users = next(iter(azuraforge.orm().classes.items()))
    made = Orm({name: replace(users, extends=(("app.parts", "UserMixin"), ("enum", "Enum")))})
    text = files(azuraforge.schema(), made, azuraforge.CONFIG)["azuraforge_dbmodels/__init__.py"]
    lines = text.splitlines()
    assert lines.index("import app.parts  # noqa: F401") < lines.index("from azuraforge_dbmodels.models import (")
    assert "import enum" not in text
    assert formatted(text) == text
