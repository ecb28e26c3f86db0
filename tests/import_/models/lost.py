"""Models of which not everything can be carried, each part for a reason of its own."""

from __future__ import annotations

import sqlalchemy as sa

parts = sa.MetaData()
sa.Table(
    "parts",
    parts,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("n", sa.Integer, sqlite_on_conflict_not_null="IGNORE", nullable=False),
    sa.Column("m", sa.Text, default=lambda: object),
    sa.Index("ix_n", "n", postgresql_tablespace="fast"),
    sa.Index("no_columns"),
    sa.ForeignKeyConstraint(["n"], ["parts.n"], name="fk_n"),
)
