"""The two revisions of the AzuraForge database, against what production has."""

from __future__ import annotations

from types import ModuleType

import pytest
import sqlalchemy as sa

from tests.azuraforge import handwritten
from tests.azuraforge.conftest import FIRST, PACKAGE, Migrate

CATALOG = {
    "columns": """select c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
        pg_get_expr(d.adbin, d.adrelid) from pg_attribute a join pg_class c on c.oid = a.attrelid
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0""",
    "constraints": """select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
        where connamespace = 'public'::regnamespace""",
    "indexes": "select indexname, indexdef from pg_indexes where schemaname = 'public'",
    "others": """select relname, relkind from pg_class where relnamespace = 'public'::regnamespace
        and relkind not in ('r', 'i')""",
}


def catalog(engine: sa.Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        found = {name: [tuple(row) for row in connection.execute(sa.text(query))] for name, query in CATALOG.items()}
    return {name: sorted(row for row in rows if "alembic_version" not in str(row)) for name, rows in found.items()}


def test_first_revision_is_what_production_has(
    pg_urls: dict[str, str], new_pg_database: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic import command
    from alembic.config import Config

    ours, theirs = sa.create_engine(pg_urls["psycopg"]), sa.create_engine(new_pg_database())  # type: ignore[operator]
    handwritten.Base.metadata.create_all(theirs)
    monkeypatch.setenv("DATABASE_URL", pg_urls["psycopg"])
    command.upgrade(Config(str(PACKAGE / "alembic.ini")), FIRST)
    want, got = catalog(theirs), catalog(ours)
    ours.dispose()
    theirs.dispose()
    assert got == want
    assert [row[0] for row in want["indexes"]] == [
        "experiments_pkey",
        "ix_experiments_batch_id",
        "ix_experiments_id",
        "ix_experiments_pipeline_name",
        "ix_experiments_status",
        "ix_experiments_task_id",
        "ix_users_username",
        "users_pkey",
    ]


def test_first_revision_carries_its_production_name() -> None:
    (path,) = (PACKAGE / "alembic" / "versions").glob(f"{FIRST}_*.py")
    text = path.read_text(encoding="utf-8")
    assert text.startswith('"""Create initial tables for User and Experiment\n')
    assert f'revision: str = "{FIRST}"' in text


def test_stamped_production_database_upgrades_and_keeps_its_rows(engine: sa.Engine, migrate: Migrate) -> None:
    handwritten.Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(
            handwritten.User.__table__.insert(),
            [{"id": f"u{n}", "username": f"n{n}", "hashed_password": "x"} for n in range(9)],
        )
        connection.execute(
            handwritten.Experiment.__table__.insert(),
            [{"id": f"e{n}", "task_id": "t", "pipeline_name": "p", "config": {"n": [n, "ü"]}} for n in range(9)],
        )
        tables = [handwritten.User.__table__, handwritten.Experiment.__table__]
        before = [connection.execute(sa.select(t).order_by(t.c.id)).all() for t in tables]
    migrate("stamp", FIRST)
    migrate("upgrade", "head")
    with engine.connect() as connection:
        assert [connection.execute(sa.select(t).order_by(t.c.id)).all() for t in tables] == before
    inspector = sa.inspect(engine)
    assert "ix_experiments_id" not in {index["name"] for index in inspector.get_indexes("experiments")}
    assert inspector.has_table("prediction_tasks")
    migrate("downgrade", FIRST)
    with engine.connect() as connection:
        assert [connection.execute(sa.select(t).order_by(t.c.id)).all() for t in tables] == before
    assert "ix_experiments_id" in {index["name"] for index in sa.inspect(engine).get_indexes("experiments")}


def test_models_work_on_the_migrated_database(engine: sa.Engine, migrate: Migrate, models: ModuleType) -> None:
    migrate("upgrade", "head")
    with models.get_session_local(engine)() as session:
        user = models.User(username="ada", hashed_password="x")
        experiment = models.Experiment(task_id="t", pipeline_name="p", config={"lr": 0.1})
        task = models.PredictionTask(experiment=experiment, requester=user, celery_task_id="c")
        session.add(task)
        session.commit()
        assert (task.status, task.prediction_steps) == (models.PredictionStatus.PENDING, 1)
        assert task.requested_at is not None
        assert experiment.status == "PENDING"
        assert user.requested_predictions == [task]
        assert experiment.prediction_tasks == [task]
        assert repr(user) == "<User username='ada'>"
        assert repr(experiment) == f"<Experiment id={experiment.id!r} status='PENDING'>"
        session.delete(user)
        session.commit()
        session.refresh(task)
        assert task.requested_by is None
        session.delete(experiment)
        session.commit()
        assert session.scalars(sa.select(models.PredictionTask)).all() == []


@pytest.mark.parametrize(
    "values",
    [{"prediction_steps": 0}, {"status": "REVOKED"}, {"experiment_id": None}, {"celery_task_id": "taken"}],
    ids=lambda values: next(iter(values)),
)
def test_the_database_refuses_what_the_schema_forbids(
    engine: sa.Engine, migrate: Migrate, models: ModuleType, values: dict[str, object]
) -> None:
    migrate("upgrade", "head")
    table = models.PredictionTask.__table__
    with engine.begin() as connection:
        connection.execute(models.Experiment.__table__.insert(), {"id": "e", "task_id": "t", "pipeline_name": "p"})
        connection.execute(table.insert(), {"id": "1", "experiment_id": "e", "celery_task_id": "taken"})
    status = values.get("status")
    row = {"id": "2", "experiment_id": "e", "celery_task_id": "c", **values}
    if status:
        row["status"] = models.PredictionStatus[str(status)]
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
        connection.execute(table.insert(), row)


def test_package_is_a_drop_in(models: ModuleType) -> None:
    assert models.sa_create_engine is sa.create_engine
    session = models.get_session_local(sa.create_engine("sqlite://"))()
    assert session.autoflush is False
    assert {"Base", "User", "Experiment", "get_session_local", "sa_create_engine"} <= set(models.__all__)
    assert (PACKAGE / "alembic.ini").exists()
    assert not (PACKAGE / "alembic" / "__init__.py").exists()


def test_unset_database_url_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(CommandError, match="DATABASE_URL"):
        command.upgrade(Config(str(PACKAGE / "alembic.ini")), "head")
