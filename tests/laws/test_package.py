"""Law 6: the generated package of a generated schema imports, maps, makes the same database as its revisions, and
Alembic's own comparison of the two agrees; type checkers have nothing to say about it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from types import ModuleType

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config as AlembicConfig
from hypothesis import assume, given

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.verify.autogenerate import compare
from azuraforge_schemagen.verify.migrations import imported
from tests.laws.comparing import same
from tests.laws.databases import Database
from tests.laws.projects import PACKAGE, built, law, new_project, speakable
from tests.making import make_schema
from tests.repairing import repaired
from tests.strategies import schemas


@pytest.mark.postgresql
@given(schema=schemas(portable=False))
@law(20)
def test_on_postgresql(schema: Schema, postgresql: Database, tmp_path: Path) -> None:
    agrees(schema, tmp_path, postgresql)


@given(schema=schemas())
@law(20)
def test_on_sqlite(schema: Schema, sqlite: Database, tmp_path: Path) -> None:
    agrees(schema, tmp_path, sqlite)


@pytest.mark.postgresql
@given(schema=schemas())
@law(15)
def test_on_both(schema: Schema, postgresql: Database, sqlite: Database, tmp_path: Path) -> None:
    agrees(schema, tmp_path, postgresql, sqlite)


def agrees(schema: Schema, folder: Path, *databases: Database) -> None:
    """Models and revisions say the same on every database."""
    assume(speakable(schema))
    config = new_project(folder, *(database.dialect for database in databases))
    try:
        built(config, schema)
        for database in databases:  # each in a metadata of its own: ALTER on one server leaves out the key on another
            with strictly(config) as package:
                make_the_same(config, package, database)
                assert compare(package.Base.metadata, database.engine, schema, lambda _: False).unexplained == ()
    except Exception as error:
        models = config.root / config.output / PACKAGE / "models.py"
        error.add_note(models.read_text(encoding="utf-8") if models.exists() else "no models")
        raise
    finally:
        shutil.rmtree(config.root)


@contextmanager
def strictly(config: Config) -> Iterator[ModuleType]:
    """The package, imported; whatever warns is an error."""
    with ExitStack() as stack:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            package = stack.enter_context(imported(config.root / config.output, PACKAGE))
        yield package


def make_the_same(config: Config, package: ModuleType, database: Database) -> None:
    database.empty()
    package.Base.metadata.create_all(database.engine)
    by_models = database.inspect()
    database.empty()
    upgrade(config, database.engine)
    by_revisions = database.inspect()
    same(by_models, by_revisions, f"on {database.dialect} the models make another database")


def upgrade(config: Config, engine: sa.Engine) -> None:
    alembic = AlembicConfig(str(config.root / config.output / PACKAGE / "alembic.ini"))
    alembic.attributes["connection"] = engine
    command.upgrade(alembic, "head")


@pytest.mark.slow
def test_type_checkers_have_nothing_to_say(tmp_path: Path) -> None:
    """One call of each over the packages of several schemas."""
    home = tmp_path / "checked"
    for seed in range(6):
        schema = repaired(make_schema(Random(seed), 6, portable=bool(seed % 2)))
        if speakable(schema):
            config = new_project(tmp_path, *(["postgresql", "sqlite"] if seed % 2 else ["postgresql"]))
            built(config, schema)
            shutil.copytree(config.root / config.output / PACKAGE, home / f"models{seed}")
            shutil.rmtree(home / f"models{seed}" / "alembic")
    names = sorted(path.name for path in home.iterdir())
    assert len(names) > 3
    for init in home.glob("*/__init__.py"):
        init.write_text(init.read_text(encoding="utf-8").replace(PACKAGE, init.parent.name), encoding="utf-8")
    packages = [part for name in names for part in ("-p", name)]
    run(sys.executable, "-m", "mypy", "--strict", "--python-version", "3.10", *packages, cwd=home)
    (home / "pyrightconfig.json").write_text('{"pythonVersion": "3.10", "typeCheckingMode": "standard"}')
    run(sys.executable, "-m", "pyright", "--pythonpath", sys.executable, *names, cwd=home)


def run(*line: str, cwd: Path) -> None:
    done = subprocess.run(line, capture_output=True, text=True, cwd=cwd, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
