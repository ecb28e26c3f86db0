"""What models of real projects have, each in its smallest form."""

from __future__ import annotations

import enum
import secrets
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator


class Base(DeclarativeBase):
    metadata = sa.MetaData(
        naming_convention={"uq": "uq_%(table_name)s__%(column_0_N_name)s", "ix": "ix_%(table_name)s_%(column_0_name)s"}
    )


class JSON(TypeDecorator[str]):
    """Of the name of a type of the language, with something of its own making."""

    impl = sa.JSON
    cache_ok = True

    def __init__(self) -> None:
        super().__init__()
        self.key = object()


class Codec:
    """Not the same twice, and equal to none."""

    def __init__(self, size: int) -> None:
        self.size = size


class Coded(TypeDecorator[str]):
    """What it makes of its argument is not the same each time; of what it was called with it keeps one."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, of: type, codec: Codec | None = None) -> None:
        super().__init__()
        self.of = of
        self.coder = codec or Codec(1)


class State(enum.StrEnum):
    OPEN = "open"
    SHUT = "shut"


class Shelf(Base):
    """A class inside of it, a key over two columns that has no name, an index that is there twice."""

    class Kind(enum.Enum):
        LOW = 1
        HIGH = 2

    @staticmethod
    def label() -> str:
        return "a label"

    __tablename__ = "shelves"
    room: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[Kind] = mapped_column(sa.Enum(Kind))
    notes: Mapped[str] = mapped_column(JSON(), default={})
    name: Mapped[str] = mapped_column(sa.Text, default=label.__func__)
    state: Mapped[str] = mapped_column(sa.String(8), default=State.OPEN, index=True)
    name_that_is_too_long_for_a_server_once_its_table_is_in_it: Mapped[str | None] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(sa.Text, default=lambda: secrets.token_hex(2))
    made: Mapped[str] = mapped_column(sa.Text, default=lambda: secrets.token_hex(nbytes=3))
    kept: Mapped[timedelta] = mapped_column(sa.Interval, default=timedelta(days=1, seconds=2))
    coded: Mapped[str] = mapped_column(Coded(State))
    other: Mapped[str] = mapped_column(Coded(State, Codec(2)))
    stale: Mapped[timedelta] = mapped_column(sa.Interval, server_default="0")
    books: Mapped[list[Book]] = relationship(back_populates="shelf")
    __table_args__ = (sa.Index("ix_shelves_state", "state"),)


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    room: Mapped[str]
    number: Mapped[int]
    last: Mapped[int | None] = mapped_column(default=sa.select(sa.func.max(Shelf.number)))
    shelf: Mapped[Shelf] = relationship(back_populates="books")
    __table_args__ = (
        sa.ForeignKeyConstraint(["room", "number"], ["shelves.room", "shelves.number"]),
        sa.Index("ix_books_room", "room", postgresql_using="hash").ddl_if(dialect="postgresql"),
        sa.Index("ix_books_number", "number").ddl_if(dialect="mysql"),
        sa.CheckConstraint("id > 0", name="ck_books_id").ddl_if(dialect="sqlite"),
    )


few = sa.MetaData()
sa.Table(
    "few",
    few,
    sa.Column("id", sa.Uuid),
    sa.Column("at", sa.DateTime(timezone=True)),
    sa.Column("data", sa.JSON),
    sa.Column("text", sa.String(2**24)),
    sa.Index("ix_few_whose_name_is_longer_than_a_postgresql_server_would_ever_take_it", "at"),
)


class Loose(DeclarativeBase):
    pass


class Box(Loose):
    """Two keys over the same column, and one side of a relationship."""

    __tablename__ = "boxes"
    id: Mapped[int] = mapped_column(primary_key=True)
    things: Mapped[list[Thing]] = relationship()


class Thing(Loose):
    __tablename__ = "things"
    id: Mapped[int] = mapped_column(primary_key=True)
    box_id: Mapped[int] = mapped_column(sa.ForeignKey("boxes.id"))
    __table_args__ = (sa.ForeignKeyConstraint(["box_id"], ["boxes.id"], name="fk_again"),)


class Tag(Loose):
    __tablename__ = "tags"
    id: Mapped[int] = mapped_column(primary_key=True)
    of_id: Mapped[int] = mapped_column(sa.ForeignKey("tagged.id"))


class Tagged(Loose):
    """A secondary table that refers to nothing."""

    __tablename__ = "tagged"
    id: Mapped[int] = mapped_column(primary_key=True)
    best_id: Mapped[int]
    best: Mapped[Tag] = relationship(primaryjoin="foreign(Tagged.best_id) == Tag.id")
    tags: Mapped[list[Tag]] = relationship(
        secondary=sa.Table("marks", Loose.metadata, sa.Column("tag", sa.Integer), sa.Column("tagged", sa.Integer)),
        primaryjoin="Tagged.id == foreign(marks.c.tagged)",
        secondaryjoin="Tag.id == foreign(marks.c.tag)",
    )
