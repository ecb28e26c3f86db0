"""Models of which the language derives most: what an import writes of them is little."""

from __future__ import annotations

import enum

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Mood(enum.Enum):
    """How it goes."""

    GOOD = "GOOD"
    BAD = "BAD"


class Loud(enum.Enum):
    YES = "YES"

    def shout(self) -> str:
        return f"{self.value}!"


class Unused(enum.Enum):
    YES = "YES"


sa.Enum(Unused, metadata=Base.metadata)


class Owner(Base):
    __tablename__ = "owners"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    pets: Mapped[list[Pet]] = relationship(back_populates="owner")

    def __repr__(self) -> str:
        return f"<Owner name={self.name!r}>"


class Pet(Base):
    __tablename__ = "pets"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("owners.id"))
    keeper_id: Mapped[int] = mapped_column(sa.ForeignKey("homes.id"))
    mood: Mapped[Mood] = mapped_column(sa.Enum(Mood, length=63))
    loud: Mapped[Loud] = mapped_column(sa.Enum(Loud, length=63))
    owner: Mapped[Owner] = relationship(back_populates="pets")
    home: Mapped[Home] = relationship(back_populates="guests")

    def __repr__(self) -> str:
        return f"<Pet id={self.id!r}>"


class Home(Base):
    __tablename__ = "homes"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("homes.id"))
    parent: Mapped[Home | None] = relationship(remote_side=[id], back_populates="rooms")
    rooms: Mapped[list[Home]] = relationship(back_populates="parent")
    guests: Mapped[list[Pet]] = relationship(back_populates="home")

    def __repr__(self) -> str:
        return f"{self.id}"
