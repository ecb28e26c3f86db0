"""Models that inherit, join in their own ways and tell their mappers what to do, imported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Mapper, configure_mappers

from azuraforge_schemagen.config import load
from azuraforge_schemagen.db.connect import connect
from azuraforge_schemagen.verify.migrations import imported
from tests import servers
from tests.conftest import Golden
from tests.import_.conftest import Project
from tests.import_.models import staff, twice
from tests.import_.test_code import attributes, created, relationships
from tests.laws.comparing import same

SOURCE = "tests.import_.models.staff:Base"
HERE = Path(__file__).parent
ROOT = Path(__file__).parents[2]
OPTIONS = ("confirm_deleted_rows", "eager_defaults", "polymorphic_load", "version_id_generator")


@pytest.fixture
def ours(project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(ROOT))
    project.settings('dialects = ["postgresql>=15", "sqlite"]\n')
    project.ok("import", SOURCE)
    project.ok("build", "-m", "models of the staff")
    config = load(project.root)
    with imported(config.root / config.output, config.package) as package:
        configure_mappers()
        yield package


def test_what_is_written(project: Project, golden: Golden) -> None:
    project.settings('dialects = ["postgresql>=15", "sqlite"]\n')
    output = project.ok("import", SOURCE).replace(str(HERE), "HERE")
    text = "".join(f"--- {name}\n{text}" for name, text in project.files().items())
    golden(HERE / "models" / "staff.txt", f"{text}\n{output}")


def test_the_database_on_sqlite(ours: ModuleType) -> None:
    made = [created(it.metadata, sa.create_engine("sqlite://")) for it in (ours.Base, staff.Base)]
    same(*made, "the models make another database")


@pytest.mark.postgresql
def test_the_database_on_postgresql(ours: ModuleType, pg: Callable[[str], str]) -> None:
    engine = connect(servers.with_driver(pg("SELECT 1")))
    theirs = created(staff.Base.metadata, engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    same(created(ours.Base.metadata, engine), theirs, "the models make another database")
    engine.dispose()


def test_the_mappers(ours: ModuleType) -> None:
    made = {it.class_.__name__: it for it in ours.Base.registry.mappers}
    assert made.keys() == {it.class_.__name__ for it in staff.Base.registry.mappers}
    for mapper in staff.Base.registry.mappers:
        other = made[mapper.class_.__name__]
        assert attributes(other) == attributes(mapper)
        assert relationships(other) == relationships(mapper)
        assert said(other) == said(mapper)
        assert joins(other) == joins(mapper)


@pytest.mark.postgresql
def test_numbers_and_words_come_from_the_server(ours: ModuleType, pg: Callable[[str], str]) -> None:
    engines = (connect(servers.with_driver(pg("SELECT 1"))), sa.create_engine("sqlite://"))
    found = []
    for base, engine in ((base, engine) for engine in engines for base in (ours.Base, staff.Base)):
        base.metadata.create_all(engine)
        table = base.metadata.tables["ticket"]
        with engine.begin() as connection:
            connection.execute(sa.insert(table), [{"plain": 1}, {"plain": 2}])
            connection.execute(sa.update(table).where(table.c.plain == 2).values(plain=3))
            found.append(connection.execute(sa.select(table).order_by(table.c.id)).all())
        base.metadata.drop_all(engine)
        engine.dispose()
    assert found[0] == found[1] == [(7, 1, 1, "HERE"), (10, 2, 3, "THERE")]
    assert found[2] == found[3] == [(1, None, 1, "here"), (2, None, 3, "there")]


def test_the_types_are_made_with_their_arguments(ours: ModuleType) -> None:
    columns = ours.Tag.__table__.columns
    found = {
        it.name: (it.type.tag, it.type._of, it.type.length)
        for it in columns
        if it.name not in ("id", "step_id", "lost")
    }
    assert found == {
        "plain": ("x", staff.Kind, 12),
        "tagged": ("y", staff.Kind, 12),
        "again": ("y", staff.Kind, 12),
        "other": ("z", staff.Other, 20),
    }


def said(mapper: Mapper[Any]) -> dict[str, object]:
    found: dict[str, object] = {it: getattr(mapper, it) for it in OPTIONS}
    default = getattr(mapper.version_id_generator, "__module__", "") == "sqlalchemy.orm.mapper"
    return {
        **found,
        "version_id_generator": None if default else mapper.version_id_generator,
        "inherits": mapper.inherits and mapper.inherits.class_.__name__,
        "on": str(mapper.polymorphic_on),
        "identity": mapper.polymorphic_identity,
        "version": str(mapper.version_id_col),
        "deferred": {it.key: (it.deferred, it.group) for it in mapper.column_attrs if it.key != "length"},
        "info": {it.key: it.columns[0].info for it in mapper.column_attrs if isinstance(it.columns[0], sa.Column)},
    }


def joins(mapper: Mapper[Any]) -> dict[str, object]:
    return {
        it.key: (
            sorted(str(it.primaryjoin).split(" = ")),
            str(it.secondaryjoin),
            len(it.remote_side),
            it.active_history,
            it.omit_join,
            it.sync_backref,
        )
        for it in mapper.relationships
    }


def test_a_join_never_takes_one_class_for_another_of_its_name(project: Project) -> None:
    project.settings('dialects = ["postgresql>=15"]\n')
    project.ok("import", "tests.import_.models.twice:Base")
    project.ok("build", "-m", "two of one name")
    config = load(project.root)
    with imported(config.root / config.output, config.package) as package:
        configure_mappers()
        (made,) = package.OtherItem.__mapper__.relationships
        assert joins(package.OtherItem.__mapper__) == joins(twice.Item.__mapper__)
        assert made.mapper.class_ is package.Item
