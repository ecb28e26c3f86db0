"""The views over what the worker writes: written through the models, read through the classes of the views."""

from __future__ import annotations

import json
import math
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tests.azuraforge.conftest import Migrate

CONFIG: dict[str, Any] = {
    "training_params": {"lr": 0.01, "epochs": 50},
    "model_params": {"hidden_size": 64, "sequence_length": 60},
}
RESULTS: dict[str, Any] = {
    "final_loss": 0.25,
    "metrics": {"r2_score": 0.9, "mae": 1.5, "accuracy": None},
    "time_index": ["2024-01-01", 2, None],
    "y_true": [1.0, 2.5, 4],
    "y_pred": [1.5, 2.0, 3],
}
ODD: tuple[Any, ...] = (
    None, 1, "x", [], {}, {"training_params": 5}, {"training_params": [{"lr": 1}]}, {"metrics": "x"},
    {"training_params": {"lr": "x", "epochs": 1.5}}, {"training_params": {"lr": True, "epochs": 10**30}},
    {"model_params": {"hidden_size": {"a": 1}, "sequence_length": None}}, {"final_loss": [], "metrics": []},
    {"y_true": 3, "y_pred": {"a": 1}}, {"y_true": [[1], "x", None], "y_pred": [{}]}, {"y_true": [], "y_pred": []},
)  # fmt: skip
RAW = (
    r'{"training_params": {"lr": 1}, "s": "\u0000"}', r'{"training_params": {"lr": 2}, "s": "\ud800"}',
    '{"training_params": {"lr": 1e400}}', '{"training_params": {"lr": 4}, "b": 1e999999}',
    '{"y_true": [1e400, 1e200], "y_pred": [1, 1]}', r'{"y_true": [1], "y_pred": [2], "z": "\u0000"}',
)  # fmt: skip
"""What no Python program writes, but a column of JSON holds."""


@pytest.fixture
def session(engine: sa.Engine, migrate: Migrate) -> Any:
    """A session on a database at the head."""
    migrate("upgrade", "head")
    with Session(engine) as opened:
        yield opened


def test_a_whole_experiment(session: Session, models: ModuleType) -> None:
    made = models.Experiment(
        id="e", task_id="t", pipeline_name="p", batch_id="b", batch_name="B", config=CONFIG, results=RESULTS
    )
    session.add(made)
    session.commit()
    row = session.get(models.ExperimentComparison, "e")
    assert row is not None
    assert (row.batch_id, row.batch_name, row.pipeline_name, row.status) == ("b", "B", "p", "PENDING")
    assert row.created_at == made.created_at
    assert (row.lr, row.epochs, row.hidden_size, row.sequence_length) == (0.01, 50, 64, 60)
    assert (row.final_loss, row.r2_score, row.mae, row.accuracy) == (0.25, 0.9, 1.5, None)
    points = session.scalars(sa.select(models.ExperimentPredictionPoint).order_by(sa.text("position"))).all()
    assert [(it.position, it.time_index, it.y_true, it.y_pred, it.residual) for it in points] == [
        (0, "2024-01-01", 1.0, 1.5, -0.5),
        (1, "2", 2.5, 2.0, 0.5),
        (2, None, 4.0, 3.0, 1.0),
    ]
    summary = session.get(models.ExperimentErrorSummary, "e")
    assert summary is not None
    assert (summary.points, summary.mean_error, summary.mae, summary.largest_error) == (
        3,
        pytest.approx(1 / 3),
        pytest.approx(2 / 3),
        1.0,
    )
    assert summary.rmse == pytest.approx(math.sqrt(0.5), rel=1e-12)


@pytest.mark.parametrize("column", ["config", "results"])
def test_what_is_absent_or_of_another_shape_is_null(session: Session, models: ModuleType, column: str) -> None:
    for number, odd in enumerate(ODD):
        session.add(models.Experiment(id=f"{number:02}", task_id="t", pipeline_name="p", **{column: odd}))
    session.commit()
    for number, raw in enumerate(RAW):
        values = {"id": f"raw {number}", "raw": raw}
        text = f"INSERT INTO experiments (id, task_id, pipeline_name, {column}) VALUES (:id, 't', 'p', :raw)"
        session.execute(sa.text(text), values)
    rows = session.scalars(sa.select(models.ExperimentComparison)).all()
    assert len(rows) == len(ODD) + len(RAW)
    measures = ("epochs", "hidden_size", "sequence_length", "final_loss", "r2_score", "mae", "accuracy")
    assert {getattr(row, name) for row in rows for name in measures} == {None}
    assert all(row.lr is None for row in rows if not row.id.startswith("raw"))
    points = session.scalars(sa.select(models.ExperimentPredictionPoint)).all()
    assert all(it.residual is None for it in points if not it.experiment_id.startswith("raw"))
    assert all(math.isfinite(it.rmse) for it in session.scalars(sa.select(models.ExperimentErrorSummary)))


def test_errors_very_large_and_very_small(session: Session, models: ModuleType) -> None:
    for name, truths in (("large", [1e150, -1e150]), ("small", [1e-200, 1e-180]), ("none", [1.0, 1.0])):
        guesses = [-it for it in truths] if name != "none" else truths
        results = json.loads(json.dumps({"y_true": truths, "y_pred": guesses}))
        session.add(models.Experiment(id=name, task_id="t", pipeline_name="p", results=results))
    session.commit()
    found = {it.experiment_id: it for it in session.scalars(sa.select(models.ExperimentErrorSummary))}
    assert found["large"].rmse == pytest.approx(2e150, rel=1e-9)
    assert found["small"].rmse == pytest.approx(0.0, abs=1e-150)
    assert (found["none"].rmse, found["none"].largest_error) == (0.0, 0.0)


def test_they_are_read_only(session: Session, models: ModuleType) -> None:
    session.add(models.ExperimentComparison(id="x", pipeline_name="p"))
    with pytest.raises((SQLAlchemyError, TypeError)):
        session.commit()
