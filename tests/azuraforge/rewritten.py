"""The package as it is now, as somebody would write it by hand: what an import of it must give is this repository's own
YAML. The queries of the views are read from there, for nobody types them twice."""

from __future__ import annotations

import enum
import uuid
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import (
    DDL,
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    Enum,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Text,
    event,
    func,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, relationship

SCHEMA = Path(__file__).parents[2] / "schema"


class Base(DeclarativeBase):
    pass


class HasId:
    """What every table of ours is identified by."""

    @declared_attr
    def id(cls) -> Mapped[str]:  # noqa: N805
        return mapped_column(
            String,
            primary_key=True,
            default=lambda: str(uuid.uuid4()),
            doc="A UUID as text, made by Python.",
            sort_order=-1,
        )


class PredictionStatus(enum.Enum):
    """The life of a prediction task, in Celery's own words."""

    PENDING = "PENDING"
    STARTED = "STARTED"
    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"
    REVOKED = "REVOKED"


class User(HasId, Base):
    """A person who can sign in to the platform."""

    __tablename__ = "users"
    username = Column(String, unique=True, index=True, nullable=False)
    hashed_password = Column(String, nullable=False)
    created_at = Column(DateTime(timezone=True), server_default=func.now())
    requested_predictions = relationship("PredictionTask", back_populates="requester")

    def __repr__(self) -> str:
        return f"<User username={self.username!r}>"


class Experiment(HasId, Base):
    """One run of a training pipeline, with its configuration and its outcome."""

    __tablename__ = "experiments"
    task_id = Column(String, index=True, nullable=False, doc="The Celery task that runs the experiment.")
    batch_id = Column(String, index=True, doc="Experiments started together share it.")
    batch_name = Column(String)
    pipeline_name = Column(String, index=True, nullable=False)
    status = Column(String, index=True, default="PENDING")
    model_path = Column(String)
    config = Column(JSON, doc="What the pipeline was asked to do.")
    results = Column(JSON, doc="What came out of it.")
    error = Column(JSON, doc="Why it failed.")
    created_at = Column(DateTime(timezone=True), server_default=func.now())
    completed_at = Column(DateTime(timezone=True))
    failed_at = Column(DateTime(timezone=True))
    prediction_tasks = relationship(
        "PredictionTask",
        back_populates="experiment",
        cascade="save-update, merge, delete",
        passive_deletes=True,
    )

    def __repr__(self) -> str:
        return f"<Experiment id={self.id!r} status={self.status!r}>"


class PredictionTask(HasId, Base):
    """One prediction asked of a trained model; it can be cancelled while it runs."""

    __tablename__ = "prediction_tasks"
    __table_args__ = (
        CheckConstraint("status <> 'REVOKED' OR cancel_requested_at IS NOT NULL", name="ck_prediction_tasks_revoked"),
    )
    experiment_id: Mapped[str] = mapped_column(ForeignKey("experiments.id", ondelete="CASCADE"), index=True)
    requested_by: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    celery_task_id: Mapped[str] = mapped_column(unique=True, index=True)
    status: Mapped[PredictionStatus] = mapped_column(
        Enum(PredictionStatus, name="prediction_status", length=63), index=True, server_default="PENDING"
    )
    prediction_steps = Column(
        Integer, CheckConstraint("prediction_steps > 0"), server_default=text("1"), nullable=False
    )
    result = Column(JSON)
    error = Column(JSON)
    requested_at = Column(DateTime(timezone=True), server_default=func.now(), nullable=False)
    cancel_requested_at = Column(DateTime(timezone=True))
    finished_at = Column(DateTime(timezone=True))
    experiment: Mapped[Experiment] = relationship(back_populates="prediction_tasks")
    requester: Mapped[User | None] = relationship(back_populates="requested_predictions")

    def __repr__(self) -> str:
        return f"<PredictionTask id={self.id!r} status={self.status!r}>"


class Shown(Base):
    """What only reads. Its tables are views, which ``create_all`` makes by events."""

    __abstract__ = True
    metadata = MetaData()


class ExperimentComparison(Shown):
    """One row an experiment, what it was asked and what came out of it, for the comparison of a batch. NULL where the worker wrote nothing of the kind, or something of another shape."""  # noqa: E501

    __tablename__ = "experiment_comparison"
    id = Column(String, primary_key=True)
    batch_id = Column(String)
    batch_name = Column(String)
    pipeline_name = Column(String, nullable=False)
    status = Column(String)
    created_at = Column(DateTime(timezone=True))
    lr = Column(Double)
    epochs = Column(BigInteger)
    hidden_size = Column(BigInteger)
    sequence_length = Column(BigInteger)
    final_loss = Column(Double)
    r2_score = Column(Double)
    mae = Column(Double)
    accuracy = Column(Double)


class ExperimentPredictionPoint(Shown):
    """One row a point of an experiment's predictions, by its place in the arrays, from 0: for the error histogram, and for actual against predicted. A value that is no number, or one beyond 1e150, is NULL."""  # noqa: E501

    __tablename__ = "experiment_prediction_points"
    experiment_id = Column(String, primary_key=True)
    position = Column(BigInteger, primary_key=True)
    time_index = Column(Text)
    y_true = Column(Double)
    y_pred = Column(Double)
    residual = Column(Double, doc="y_true less y_pred.")


class ExperimentErrorSummary(Shown):
    """One row an experiment that has points with both values, and how far its predictions are off."""

    __tablename__ = "experiment_error_summary"
    experiment_id = Column(String, primary_key=True)
    points = Column(BigInteger, nullable=False)
    mean_error = Column(Double, nullable=False)
    mae = Column(Double, nullable=False)
    rmse = Column(Double, nullable=False)
    largest_error = Column(Double, nullable=False)


def add_view(cls: type[Any]) -> None:
    name = cls.__tablename__
    queries = yaml.safe_load((SCHEMA / f"{name}.yaml").read_text(encoding="utf-8"))["query"]
    for dialect, query in queries.items():
        made = DDL(f"CREATE VIEW {name} AS\n{query}".replace("%", "%%")).execute_if(dialect=dialect)
        event.listen(Base.metadata, "after_create", made)


for one in (ExperimentComparison, ExperimentPredictionPoint, ExperimentErrorSummary):
    add_view(one)
