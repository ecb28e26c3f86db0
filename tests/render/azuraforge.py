"""A schema like AzuraForge's, made by hand: what the models' tests render."""

from __future__ import annotations

from pathlib import Path

from azuraforge_schemagen.config import Config, Target
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import (
    Attribute,
    ClassMap,
    EnumClass,
    Orm,
    PyFunction,
    PyValue,
    Relationship,
)
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Constant,
    Enum,
    ForeignKey,
    Function,
    Index,
    IndexKey,
    PrimaryKey,
    Schema,
    Sql,
    Table,
    schema_of,
)
from azuraforge_schemagen.ir.types import EnumType, Scalar

CONFIG = Config(
    root=Path(),
    package="azuraforge_dbmodels",
    distribution="azuraforge-dbmodels",
    targets=(Target("postgresql", (14,)), Target("sqlite")),
)
STRING, TIME, JSON = Scalar("string"), Scalar("timestamptz"), Scalar("json")
USERS, EXPERIMENTS, TASKS = QName("", "users"), QName("", "experiments"), QName("", "prediction_tasks")
STATUS = QName("", "prediction_status")
NOW = Function("now")


def index(table: str, column: str, unique: bool = False) -> Index:
    return Index(f"ix_{table}_{column}", (IndexKey(column),), unique=unique)


def schema() -> Schema:
    users = Table(
        USERS,
        (
            Column("id", STRING, nullable=False),
            Column("username", STRING, nullable=False),
            Column("hashed_password", STRING, nullable=False),
            Column("created_at", TIME, server_default=NOW),
        ),
        PrimaryKey("users_pkey", ("id",)),
        indexes=(index("users", "username", unique=True),),
    )
    experiments = Table(
        EXPERIMENTS,
        (
            Column("id", STRING, nullable=False),
            Column("task_id", STRING, nullable=False),
            Column("batch_name", STRING),
            Column("status", STRING),
            Column("config", JSON),
            Column("created_at", TIME, server_default=NOW),
            Column("failed_at", TIME),
        ),
        PrimaryKey("experiments_pkey", ("id",)),
        indexes=(index("experiments", "status"), index("experiments", "task_id")),
    )
    enum = Enum(STATUS, ("PENDING", "STARTED", "SUCCESS", "FAILURE", "REVOKED"))
    return schema_of(users, experiments, enum, tasks())


def tasks() -> Table:
    return Table(
        TASKS,
        (
            Column("id", STRING, nullable=False),
            Column("experiment_id", STRING, nullable=False),
            Column("requested_by", STRING),
            Column("celery_task_id", STRING, nullable=False),
            Column("status", EnumType(STATUS), nullable=False, server_default=Constant("PENDING")),
            Column("prediction_steps", Scalar("integer"), nullable=False),
            Column("result", JSON),
            Column("requested_at", TIME, nullable=False, server_default=NOW),
            Column("cancel_requested_at", TIME),
        ),
        PrimaryKey("prediction_tasks_pkey", ("id",)),
        checks=(
            Check("ck_prediction_tasks_revoked", Sql("status <> 'REVOKED' OR cancel_requested_at IS NOT NULL")),
            Check("prediction_tasks_prediction_steps_check", Sql("prediction_steps > 0")),
        ),
        foreign_keys=(
            ForeignKey(
                "prediction_tasks_experiment_id_fkey", ("experiment_id",), EXPERIMENTS, ("id",), on_delete="cascade"
            ),
            ForeignKey("prediction_tasks_requested_by_fkey", ("requested_by",), USERS, ("id",), on_delete="set null"),
        ),
        indexes=(
            index("prediction_tasks", "celery_task_id", unique=True),
            index("prediction_tasks", "experiment_id"),
            index("prediction_tasks", "requested_by"),
            index("prediction_tasks", "status"),
        ),
    )


def attributes(table: Table, **more: Attribute) -> tuple[Attribute, ...]:
    return tuple(more.get(column.name) or Attribute(column.name, column.name) for column in table.columns)


def orm() -> Orm:
    made = schema()
    uuid = Attribute("id", "id", default=PyFunction("uuid4"))
    users = ClassMap(
        USERS,
        "User",
        doc="A person who may log in.",
        attributes=attributes(made.table(USERS), id=uuid),
        relationships=(
            Relationship(
                "prediction_tasks",
                TASKS,
                True,
                foreign_columns=("requested_by",),
                foreign_table=TASKS,
                back="requester",
            ),
        ),
        repr=("username",),
    )
    experiments = ClassMap(
        EXPERIMENTS,
        "Experiment",
        doc="One training run, its configuration and its outcome.\n\nA run is never changed after it has finished.",
        attributes=attributes(
            made.table(EXPERIMENTS),
            id=uuid,
            status=Attribute("status", "status", doc="Celery's word for it.", default=PyValue("PENDING")),
            created_at=Attribute("created_at", "created_at", mixin="timestamps"),
        ),
        relationships=(
            Relationship(
                "prediction_tasks",
                TASKS,
                True,
                foreign_columns=("experiment_id",),
                foreign_table=TASKS,
                back="experiment",
                cascade=("all", "delete-orphan"),
                order_by=("requested_at desc",),
                options=(("passive_deletes", True),),
            ),
        ),
        repr=("id", "status"),
    )
    return Orm(
        {USERS: users, EXPERIMENTS: experiments, TASKS: task_class(made.table(TASKS), uuid)},
        {STATUS: EnumClass(STATUS, "PredictionStatus", tuple((value, value) for value in made.enum(STATUS).values))},
    )


def task_class(table: Table, uuid: Attribute) -> ClassMap:
    return ClassMap(
        TASKS,
        "PredictionTask",
        attributes=attributes(
            table, id=uuid, prediction_steps=Attribute("prediction_steps", "prediction_steps", default=PyValue(1))
        ),
        relationships=(
            Relationship(
                "experiment",
                EXPERIMENTS,
                False,
                optional=False,
                foreign_columns=("experiment_id",),
                foreign_table=TASKS,
                back="prediction_tasks",
            ),
            Relationship(
                "requester",
                USERS,
                False,
                foreign_columns=("requested_by",),
                foreign_table=TASKS,
                back="prediction_tasks",
            ),
        ),
    )
