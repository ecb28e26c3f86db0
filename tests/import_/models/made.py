"""Defaults that a function of Python makes, of which the language has the same or the value."""

from __future__ import annotations

import datetime
import random
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column


class Base(DeclarativeBase):
    pass


def tags() -> list[str]:
    return ["a", "b"]


class Made(Base):
    __tablename__ = "made"
    id = sa.Column(sa.Uuid, primary_key=True, default=uuid.UUID(int=1))
    on = sa.Column(sa.Date, default=datetime.date(2024, 2, 3))
    at = sa.Column(sa.DateTime, default=datetime.datetime(2024, 2, 3, 4, 5))
    text = sa.Column(sa.Text, default=lambda: datetime.datetime.now().isoformat())
    naive = sa.Column(sa.DateTime, default=lambda: datetime.datetime.now(datetime.UTC).replace(tzinfo=None))
    local = sa.Column(sa.DateTime, default=lambda: datetime.datetime.now())  # noqa: PLW0108
    time = sa.Column(sa.Time, default=lambda: datetime.datetime.now().time())
    tags = sa.Column(sa.JSON, default=tags)
    more = sa.Column(sa.JSON, default=lambda: {"a": [1]})
    chance = sa.Column(sa.Float, default=random.random)
    nothing = sa.Column(sa.Integer, default=sa.null())
    secret = sa.Column(sa.LargeBinary, default=b"x")
    number = sa.Column(sa.Integer, server_default=sa.text("(abs(-7))"))


class Dotted(Base):
    __tablename__ = "dot.ted"
    id = sa.Column(sa.Integer, primary_key=True)


class Seen(Base):
    __tablename__ = "seen"
    __table_args__ = (
        sa.Index("ix_odd", sa.text('"a \\:name" DESC')),
        sa.Index("ix_class", sa.text('"a \\:name" text_pattern_ops NULLS FIRST')),
        sa.Index("ix_lower", sa.text('lower("a \\:name") text_pattern_ops')),
    )
    name = sa.Column("a :name", sa.Text, primary_key=True)
    dotted_id = sa.Column(sa.ForeignKey(Dotted.__table__.c.id))
    dotted = sa.orm.relationship(Dotted, viewonly=True)


class Placed(DeclarativeBase):
    pass


class Point(sa.types.UserDefinedType[object]):
    cache_ok = True

    def get_col_spec(self, **kw: object) -> str:
        return "POINT"


class Place(Placed):
    __tablename__ = "places"
    id = sa.Column(sa.Integer, primary_key=True)
    at = sa.Column(Point)


class Unlike(DeclarativeBase):
    pass


class Written(MappedAsDataclass, Unlike):
    __tablename__ = "written"
    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, init=False)
    name: Mapped[str]


class Keyword(Unlike):
    __table__ = sa.Table(
        "keywords",
        Unlike.metadata,
        sa.Column("id", sa.Uuid(as_uuid=False), primary_key=True),
        sa.Column("class", sa.Text),
    )
