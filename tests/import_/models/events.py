"""Models whose events make more than tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Thing(Base):
    __tablename__ = "things"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]


class Named(Base):
    """Things with a name."""

    __table__ = sa.Table(
        "named",
        sa.MetaData(),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("called", sa.String(40), nullable=False, doc="Never empty."),
    )


class Elsewhere(Base):
    __table__ = sa.Table("elsewhere", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True))


def on(dialect: str, statement: str, moment: str = "after_create") -> None:
    event.listen(Base.metadata, moment, sa.DDL(statement).execute_if(dialect=dialect))


on("postgresql", "CREATE EXTENSION IF NOT EXISTS citext", "before_create")
on("postgresql", "CREATE SCHEMA IF NOT EXISTS audit", "before_create")
for dialect in ("postgresql", "sqlite"):
    on(
        dialect,
        """
        CREATE VIEW named (number, called) AS
            SELECT id, name
            FROM things
            WHERE name LIKE '%%a'
        """,
    )
on("postgresql", 'CREATE OR REPLACE VIEW "Odd one" WITH (security_barrier) AS SELECT 1 AS n WITH LOCAL CHECK OPTION;')
on("postgresql", "CREATE MATERIALIZED VIEW kept AS SELECT id FROM things WITH NO DATA")
on("sqlite", "INSERT INTO things (id) VALUES (1)")

triggers = sa.MetaData()
sa.Table("t", triggers, sa.Column("n", sa.Integer))
event.listen(triggers, "after_create", sa.DDL("CREATE TRIGGER stamp AFTER INSERT ON t BEGIN SELECT 1; END"))

asking = sa.MetaData()
sa.Table("asked", asking, sa.Column("n", sa.Integer))


@event.listens_for(asking, "after_create")
def _ask(target: Any, connection: Any, **kw: Any) -> None:
    connection.execute(sa.text("SELECT 1")).scalar_one()
