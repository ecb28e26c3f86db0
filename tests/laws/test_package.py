"""Law 6: the generated package of a generated schema imports, maps, makes the same database as its revisions, and
Alembic's own comparison of the two agrees; type checkers have nothing to say about it."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from hypothesis import assume, given

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.ir.schema import Schema
from tests.laws.comparing import same
from tests.laws.databases import Database
from tests.laws.projects import PACKAGE, built, law, new_project, speakable
from tests.making import make_schema
from tests.repairing import repaired
from tests.strategies import schemas

PLAIN = re.compile(r"\w+", re.ASCII)


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
            with imported(config) as package:
                make_the_same(config, package, database)
                if is_readable(schema):
                    assert differences(package, database) == []
    except Exception as error:
        models = config.root / config.output / PACKAGE / "models.py"
        error.add_note(models.read_text(encoding="utf-8") if models.exists() else "no models")
        raise
    finally:
        shutil.rmtree(config.root)


@contextmanager
def imported(config: Config) -> Iterator[ModuleType]:
    """The package, with its mappers configured; whatever warns is an error."""
    folder = str(config.root / config.output)
    sys.path.insert(0, folder)
    importlib.invalidate_caches()
    forget()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            package = importlib.import_module(PACKAGE)
            sa.orm.configure_mappers()
        yield package
        package.Base.registry.dispose()
    finally:
        forget()
        sys.path.remove(folder)


def forget() -> None:
    """The package is no longer imported."""
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


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


def is_readable(schema: Schema) -> bool:
    """Whether Alembic can read the database at all: SQLAlchemy reflects what a foreign key refers to as one text, cut
    at dots, and Alembic takes the sequence of a serial column out of the text of its default, quotes doubled."""
    tables = schema.tables.values()
    targets = [name for it in tables for key in it.foreign_keys for name in (key.target.name, *key.target_columns)]
    counted = [f"{it.name}{column.serial}" for it in tables for column in it.columns if column.serial]
    return not any("." in name for name in targets) and not any("'" in name for name in counted)


def differences(package: ModuleType, database: Database) -> list[Any]:
    """What Alembic's autogenerate would do to the database, but for what it is known to see wrongly."""
    with database.engine.connect() as connection:
        options = {
            "compare_type": True,
            "include_schemas": database.dialect == "postgresql",
            "include_object": lambda _, name, type_, *rest: (type_, name) != ("table", "alembic_version"),
        }
        context = MigrationContext.configure(connection, opts=options)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what a reflection leaves out: expressions on SQLite
            found = compare_metadata(context, package.Base.metadata)
        known = {"postgresql": is_known_on_postgresql, "sqlite": is_known_on_sqlite}[database.dialect]
        metadata = package.Base.metadata
        return [it for it in flat(found) if not known(metadata, *it) and not is_twofold(metadata, *it)]


def flat(found: list[Any]) -> Iterator[tuple[Any, ...]]:
    """Alembic groups what it finds about a column in a list."""
    for it in found:
        yield from it if isinstance(it, list) else (it,)


def is_twofold(metadata: sa.MetaData, what: str, *about: Any) -> bool:
    """Whether it is an index that stands in the models once for each dialect: Alembic does not look at ``ddl_if``."""
    match what, about:
        case (("remove_index" | "add_index"), (sa.Index() as index,)):
            return len(written(metadata, index)) > 1
    return False


def is_known_on_postgresql(metadata: sa.MetaData, what: str, *about: Any) -> bool:
    """What autogenerate finds though there is nothing."""
    match what, about:
        case "remove_constraint", (sa.UniqueConstraint() as unique,):
            # A second key on the same columns: PostgreSQL leaves it out of CREATE TABLE, so an event adds it.
            return any(list(key) == unique.columns.keys() for key in keys(metadata.tables[unique.table.key]))
        case (("remove_index" | "add_index"), (sa.Index() as index,)):
            # A descending expression, or operator class, is one text in the models, and two values when reflected.
            return any(re.search(r"(\)|_ops) DESC", str(it)) for it in written(metadata, index)[0].expressions)
    return False


def is_known_on_sqlite(metadata: sa.MetaData, what: str, *about: Any) -> bool:
    """What autogenerate finds though there is nothing."""
    match what, about:
        case (("remove_index" | "add_index"), (sa.Index() as index,)):
            # A reflection knows no order of keys.
            return any(str(it).endswith(" DESC") for it in written(metadata, index)[0].expressions)
        case (("remove_constraint" | "add_constraint" | "remove_fk" | "add_fk"), (it,)):
            # A reflection looks for constraints in the text of CREATE TABLE, with patterns that know plain names only.
            return not all(map(PLAIN.fullmatch, names(metadata.tables[it.table.key])))
    return False


def keys(table: sa.Table) -> Iterator[list[str]]:
    """The columns of each key."""
    for it in table.constraints:
        if isinstance(it, sa.PrimaryKeyConstraint | sa.UniqueConstraint):
            yield [column.name for column in it.columns]


def written(metadata: sa.MetaData, index: sa.Index) -> list[sa.Index]:
    """The index as the models have it, on every dialect."""
    assert index.table is not None
    return [it for it in metadata.tables[index.table.key].indexes if it.name == index.name]


def names(table: sa.Table) -> Iterator[str]:
    """Every name in the CREATE TABLE of a table."""
    yield from (table.name, *table.columns.keys())
    yield from (str(it.name) for it in table.constraints if it.name)
    for key in table.foreign_keys:
        yield from (key.column.name, key.column.table.name)


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
