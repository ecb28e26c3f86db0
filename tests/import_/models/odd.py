"""Models that not every dialect can hold, and some that nobody can."""

from __future__ import annotations

import enum

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
checked_again = sa.MetaData()
checked.tables["checked"].to_metadata(checked_again)
again = sa.MetaData()
sa.Table("checked", again, sa.Column("id", sa.Integer))


class Kind(enum.Enum):
    A = "a"


text_kinds = sa.MetaData()
sa.Table("kinds", text_kinds, sa.Column("kind", sa.Enum(Kind, native_enum=False), default=Kind.A))
options = sa.MetaData()
sa.Table(
    "options",
    options,
    sa.Column("id", sa.Integer, sa.Sequence("numbers"), primary_key=True),
    sa.Column("n", sa.Integer, sqlite_on_conflict_not_null="IGNORE", nullable=False),
    sa.Column("m", sa.Text, default=sa.func.concat("a", sa.func.now())),
    sa.Index("ix_n", "n", postgresql_tablespace="fast"),
)
empty = sa.MetaData()
sa.Table("empty", empty, sa.Column("id", sa.Integer), sa.Index("no_columns"))

inline = sa.MetaData()
sa.Table(
    "inline", inline, sa.Column("n", sa.Integer, sa.CheckConstraint("n > 0"), sa.CheckConstraint("n < 9", name="small"))
)

circle = sa.MetaData()
sa.Table(
    "one",
    circle,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("two_id", sa.ForeignKey("two.id", name="fk_two", use_alter=True)),
    sa.Index("ix_by_dialect", "id", postgresql_where=sa.text("id > 0")).ddl_if(dialect="postgresql"),
    sa.Index("ix_by_dialect", "id", sqlite_where=sa.text("id > 0")).ddl_if(dialect="sqlite"),
    sa.Index("ix_apart", "id").ddl_if(dialect="postgresql"),
    sa.Index("ix_apart", "two_id").ddl_if(dialect="sqlite"),
    sa.UniqueConstraint("two_id", name="uq_two").ddl_if(dialect="sqlite"),
)
sa.Table("two", circle, sa.Column("id", sa.Integer, primary_key=True))

twice = sa.MetaData()
sa.Table("twice", twice, sa.Column("n", sa.Integer, index=True), sa.Index("ix_twice_n", "n"))
