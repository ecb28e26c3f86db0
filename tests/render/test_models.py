"""The models of a schema like AzuraForge's: readable, typed, and what SQLAlchemy makes of them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.ir.orm import ClassMap, Orm
from azuraforge_schemagen.render.sqlalchemy import models
from tests.conftest import Golden
from tests.render import azuraforge
from tests.render.loading import formatted, loaded

CASES = Path(__file__).parent / "cases"


@pytest.fixture(scope="module")
def text() -> str:
    return models(azuraforge.schema(), azuraforge.orm(), azuraforge.CONFIG)


@pytest.fixture
def module(text: str) -> Iterator[ModuleType]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with loaded(text) as found:
            orm.configure_mappers()
            yield found


def test_the_module_reads_as_a_person_would_write_it(text: str, golden: Golden) -> None:
    golden(CASES / "azuraforge_models.txt", text)


def test_ruff_has_nothing_to_change(text: str) -> None:
    assert formatted(text) == text


def test_the_same_input_gives_the_same_bytes(text: str) -> None:
    schema, made = azuraforge.schema(), azuraforge.orm()
    turned = type(schema)(dict(reversed(schema.objects.items())))
    backwards = Orm(dict(reversed(made.classes.items())), dict(reversed(made.enums.items())))
    assert models(turned, backwards, azuraforge.CONFIG) == text


def test_rows_go_in_and_come_out(module: ModuleType) -> None:
    engine = sa.create_engine("sqlite://")
    module.Base.metadata.create_all(engine)
    with orm.Session(engine) as session:
        user = module.User(username="ada", hashed_password="x")
        run = module.Experiment(task_id="t", config={"lr": 0.1})
        task = module.PredictionTask(celery_task_id="c", experiment=run, requester=user)
        session.add(task)
        session.commit()
        assert task.status is module.PredictionStatus.PENDING
        assert (task.prediction_steps, run.status, len(run.id)) == (1, "PENDING", 36)
        assert run.prediction_tasks == [task] == user.prediction_tasks
        assert session.execute(sa.text("SELECT status FROM prediction_tasks")).scalar() == "PENDING"
        session.delete(run)
        session.commit()
        assert session.scalars(sa.select(module.PredictionTask)).all() == []
    engine.dispose()


def test_repr_shows_what_was_asked_for_or_the_key(module: ModuleType) -> None:
    assert repr(module.User(id="1", username="it's")) == '<User username="it\'s">'
    assert repr(module.Experiment(id="1", status="x")) == "<Experiment id='1' status='x'>"
    assert repr(module.PredictionTask(id="1")) == "<PredictionTask id='1'>"


def test_docs_are_docstrings(module: ModuleType) -> None:
    import inspect

    doc = azuraforge.orm().classes[azuraforge.EXPERIMENTS].doc
    assert inspect.getdoc(module.Experiment) == doc
    assert module.Experiment.__table__.c.status.doc == "Celery's word for it."
    assert module.Experiment.status.__doc__ == "Celery's word for it."


def test_one_dialect_needs_no_variants() -> None:
    config = Config(root=Path(), package="p", distribution="p")
    assert "with_variant" not in models(azuraforge.schema(), azuraforge.orm(), config)


def test_an_empty_schema_is_a_module() -> None:
    from azuraforge_schemagen.ir.schema import Schema

    text = models(Schema(), Orm(), azuraforge.CONFIG)
    assert formatted(text) == text
    with loaded(text) as module:
        assert not module.Base.metadata.tables


def test_methods_come_from_the_projects_own_classes() -> None:
    made = azuraforge.orm()
    users = made.classes[azuraforge.USERS]
    extended = ClassMap(users.table, users.name, attributes=users.attributes, extends=(("collections", "UserDict"),))
    text = models(azuraforge.schema(), Orm({**made.classes, azuraforge.USERS: extended}, made.enums), azuraforge.CONFIG)
    assert "from collections import UserDict\n" in text
    assert "class User(UserDict, Base):\n" in text


def test_an_import_path_that_is_none_is_a_bug_of_ours() -> None:
    users = ClassMap(azuraforge.USERS, "User", extends=(("os; import sys", "X"),))
    with pytest.raises(ValueError, match="not a name that Python can import"):
        models(azuraforge.schema(), Orm({azuraforge.USERS: users}, azuraforge.orm().enums), azuraforge.CONFIG)
