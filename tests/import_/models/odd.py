"""Models that not every dialect can hold, and some that nobody can."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Lists(Base):
    __tablename__ = "lists"
    id: Mapped[int] = mapped_column(primary_key=True)
    tags: Mapped[list[str]] = mapped_column(postgresql.ARRAY(sa.String(8)))
    at = sa.Column(postgresql.TIMESTAMP(timezone=True, precision=3))
    every = sa.Column(postgresql.INTERVAL(fields="DAY TO SECOND"))
    where = sa.Column(postgresql.INET, nullable=False)
    bits = sa.Column(postgresql.BIT(4))


lost = sa.MetaData()
sa.Table("lost", lost, sa.Column("id", sa.ForeignKey("nowhere.id"), primary_key=True))

checked = sa.MetaData()
sa.Table(
    "checked",
    checked,
    sa.Column("kind", sa.Enum("a", "b", name="kind", native_enum=False, create_constraint=True)),
    sa.Column("is_on", sa.Boolean(create_constraint=True, name="ck_is_on")),
)
empty = sa.MetaData()
sa.Table("empty", empty, sa.Column("id", sa.Integer), sa.Index("no_columns"))
