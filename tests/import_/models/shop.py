"""Models as people write them, old style and new style, with what the language must carry."""

from __future__ import annotations

import datetime
import enum
import uuid
from decimal import Decimal
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, backref, mapped_column, relationship, validates
from sqlalchemy.types import TypeDecorator


class Base(DeclarativeBase):
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Kind(enum.Enum):
    SMALL = "small"
    LARGE = "large"


class State(enum.Enum):
    OPEN = "open"
    SHUT = "shut"


class Utc(TypeDecorator[datetime.datetime]):
    impl = sa.DateTime(timezone=True)
    cache_ok = True


class Code(TypeDecorator[str]):
    impl = sa.String
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(length)


def token() -> str:
    return "a token"


def _labels(kinds: type[enum.Enum]) -> list[str]:
    return [it.value for it in kinds]


short = partial(str, "s")

membership = sa.Table(
    "membership",
    Base.metadata,
    sa.Column("person_id", sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("team_id", sa.ForeignKey("teams.id"), primary_key=True),
)
log = sa.Table(
    "log", Base.metadata, sa.Column("at", sa.DateTime, default=datetime.datetime.utcnow), sa.Column("n", sa.BigInteger)
)


class Team(Base):
    """People who work together."""

    __tablename__ = "teams"
    __table_args__ = (
        sa.CheckConstraint("size > 0"),
        sa.CheckConstraint("size < 10 OR name <> 'x'", name="not_too_large"),
        sa.Index("ix_teams_lower", sa.func.lower(sa.text("name"))),
        sa.Index("ix_teams_part", "size", postgresql_where=sa.text("size > 3"), sqlite_where=sa.text("size > 3")),
        {"comment": "the teams"},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40), unique=True, comment="what it is called")
    size: Mapped[int] = mapped_column(sa.SmallInteger, server_default="3")
    kind: Mapped[Kind] = mapped_column(sa.Enum(Kind, name="kind"), default=Kind.SMALL, server_default="SMALL")
    state: Mapped[State] = mapped_column(sa.Enum(State, name="state", values_callable=_labels), default=State.SHUT)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("teams.id", deferrable=True, initially="DEFERRED"))
    parent: Mapped[Team | None] = relationship(remote_side=[id], back_populates="children")
    children: Mapped[list[Team]] = relationship(back_populates="parent", order_by="Team.name")
    members: Mapped[list[Person]] = relationship(secondary=membership, back_populates="teams")


class Person(Base):
    __tablename__ = "people"
    __table_args__ = (
        sa.UniqueConstraint("first", "last", name="one_person"),
        sa.Index("ix_people_seen", sa.text("seen DESC"), sa.desc("made")),
    )
    id = sa.Column(sa.String, primary_key=True, default=lambda: str(uuid.uuid4()))
    first = sa.Column(sa.Text, nullable=False, server_default=sa.text("'nobody'"))
    last_name = sa.Column("last", sa.Text, key="last", index=True)
    made = sa.Column(Utc, server_default=sa.func.now(), onupdate=lambda: datetime.datetime.now(datetime.UTC))
    seen: Mapped[datetime.datetime | None] = mapped_column(sa.DateTime, default=datetime.datetime.utcnow)
    code = sa.Column(Code(8))
    secret = sa.Column(sa.LargeBinary)
    token = sa.Column(sa.String(64), default=token)
    short = sa.Column(sa.String(8), default=short)
    odd, plain = (
        sa.Column(sa.String(8), default=lambda: "a" + "b"),
        sa.Column(sa.Text, default=lambda: str(uuid.uuid4())),
    )
    asked = sa.Column(sa.DateTime, default=sa.func.now())
    data: Mapped[dict[str, Any]] = mapped_column(sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), default=dict)
    price: Mapped[Decimal] = mapped_column(sa.Numeric(10, 2), default=Decimal("1.50"))
    ratio: Mapped[float | None] = mapped_column(default=0.5)
    is_active: Mapped[bool] = mapped_column(server_default=sa.true())
    lower: Mapped[str | None] = mapped_column(sa.Text, sa.Computed("lower(first)", persisted=True))
    teams: Mapped[list[Team]] = relationship(secondary=membership, back_populates="members")
    desk = relationship("Desk", uselist=False, back_populates="person", cascade="all, delete-orphan")

    @hybrid_property
    def full(self) -> str:
        return f"{self.first} {self.last_name}"

    @validates("first")
    def _checked(self, key: str, value: str) -> str:
        return value

    def greet(self) -> str:
        return f"Hello {self.first}"


class Desk(Base):
    __tablename__ = "desks"
    room: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[str] = mapped_column(sa.String(3), primary_key=True)
    number: Mapped[int] = mapped_column(sa.BigInteger, index=True)
    person_id = sa.Column(sa.ForeignKey("people.id", ondelete="CASCADE", onupdate="SET NULL"), unique=True)
    person = relationship("Person", back_populates="desk")


class Lamp(Base):
    __tablename__ = "lamps"
    __table_args__ = (
        sa.ForeignKeyConstraint(["room", "place"], ["desks.room", "desks.place"], ondelete="CASCADE", name="fk_desk"),
    )
    id = sa.Column(sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True)
    room = sa.Column(sa.Integer, nullable=False)
    place = sa.Column(sa.String(3))
    desk = relationship(Desk, backref=backref("lamps", passive_deletes=True), lazy="joined")


class Ticket(Base):
    __tablename__ = "tickets"
    id: Mapped[int] = mapped_column(sa.Identity(always=True, start=10), primary_key=True)
