"""Classes that no generated one is like: below a class without a table, without a key of the table, over joins."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, column_property, mapped_column


class Base(DeclarativeBase):
    pass


class Top(Base):
    __tablename__ = "tops"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "top"}


class Shared(Top):
    __mapper_args__ = {"polymorphic_identity": "shared"}


class Below(Shared):
    __tablename__ = "below"
    id: Mapped[int] = mapped_column(sa.ForeignKey("tops.id"), primary_key=True)
    __mapper_args__ = {"polymorphic_identity": "below"}


class Keyless(Base):
    __table__ = sa.Table("keyless", Base.metadata, sa.Column("x", sa.Integer))
    __mapper_args__ = {"primary_key": [__table__.c.x]}


class Joined(Base):
    __table__ = sa.join(Top.__table__, Below.__table__)
    id = column_property(Top.__table__.c.id, Below.__table__.c.id)


class Named(DeclarativeBase):
    pass


class Part(Named):
    __tablename__ = "part"
    id: Mapped[int] = mapped_column(primary_key=True)


def _other() -> type[Named]:
    """As one of another module is."""
    named = {"__module__": "elsewhere", "__tablename__": "part", "__table_args__": {"schema": "store"}}
    return type("Part", (Named,), {**named, "id": mapped_column(sa.Integer, primary_key=True)})


Other = _other()
