"""Models that inherit, join in their own ways, and tell their mappers what to do."""

from __future__ import annotations

import enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    attribute_keyed_dict,
    backref,
    column_property,
    foreign,
    mapped_column,
    relationship,
    remote,
)
from sqlalchemy.types import TypeDecorator


class Base(DeclarativeBase):
    pass


class Kind(enum.Enum):
    PERSON = "person"
    ENGINEER = "engineer"
    BOSS = "boss"


class Rows(list[Any]):
    """A collection of the project's own."""


class Tagged(TypeDecorator[str]):
    """Made with a tag, which is no part of what the database has."""

    impl = sa.String
    cache_ok = True

    def __init__(self, tag: str = "x", of: type[enum.Enum] = Kind, length: int | None = 12) -> None:
        super().__init__(length)
        self.tag = tag
        self._of = of
        self.length = length


class Other(enum.Enum):
    """Another one."""

    A = "a"


class ByServer(sa.sql.functions.GenericFunction[str]):
    """What each server has a word of its own for."""

    inherit_cache = True


@compiles(ByServer, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    return f"upper({compiler.process(element.clauses, **kw)})"


@compiles(ByServer, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return f"lower({compiler.process(element.clauses, **kw)})"


def next_version(old: int | None) -> int:
    return (old or 0) + 2


friends = sa.Table(
    "friends",
    Base.metadata,
    sa.Column("one_id", sa.ForeignKey("person.id"), primary_key=True),
    sa.Column("other_id", sa.ForeignKey("person.id"), primary_key=True),
)
tagged = sa.Table(
    "tagged",
    Base.metadata,
    sa.Column("kind", sa.String(8)),
    sa.Column("of", sa.Integer),
    sa.Column("tag", sa.Integer),
)


def _hidden() -> type[enum.Enum]:
    return enum.Enum("Hidden", "A B")


class Person(Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(sa.Enum(Kind, name="person_kind"))
    name: Mapped[str] = mapped_column(sa.String(40), info={"label": "Name", "weights": [1, 2.5]})
    version: Mapped[int] = mapped_column(sa.Integer)
    photo: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    resume: Mapped[str | None] = mapped_column(sa.Text, deferred_group="texts")
    letter: Mapped[str | None] = mapped_column("cover_letter", sa.Text, deferred_group="texts")
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("team.id"))
    team: Mapped[Team | None] = relationship(back_populates="people", foreign_keys=[team_id])
    friends: Mapped[list[Person]] = relationship(
        secondary=friends,
        primaryjoin=lambda: Person.id == friends.c.one_id,
        secondaryjoin=lambda: Person.id == friends.c.other_id,
        backref=backref("friend_of"),
    )
    tags: Mapped[list[Tag]] = relationship(
        secondary=tagged,
        primaryjoin=lambda: sa.and_(tagged.c.kind == "person", Person.id == foreign(tagged.c.of)),
        secondaryjoin=lambda: Tag.id == foreign(tagged.c.tag),
        viewonly=True,
    )
    __mapper_args__ = {
        "polymorphic_on": kind,
        "polymorphic_identity": Kind.PERSON,
        "version_id_col": version,
        "version_id_generator": next_version,
        "eager_defaults": True,
    }
    __table_args__ = {"info": {"owner": "staff"}}


class Engineer(Person):
    """Somebody who builds."""

    __tablename__ = "engineer"
    id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(8))
    mentor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    mentor: Mapped[Person | None] = relationship(foreign_keys=[mentor_id], backref="mentored")
    __mapper_args__ = {
        "polymorphic_identity": Kind.ENGINEER,
        "polymorphic_load": "inline",
        "inherit_condition": id == Person.id,
    }


class Boss(Engineer):
    __tablename__ = "boss"
    boss_id: Mapped[int] = mapped_column(sa.ForeignKey("engineer.id"), primary_key=True)
    led_id: Mapped[int | None] = mapped_column(sa.ForeignKey("team.id", name="fk_led"), unique=True)
    led: Mapped[Team | None] = relationship(back_populates="lead", foreign_keys=[led_id])
    __mapper_args__ = {"polymorphic_identity": Kind.BOSS}


class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40))
    lead: Mapped[Boss | None] = relationship(back_populates="led", foreign_keys="Boss.led_id")
    people: Mapped[list[Person]] = relationship(
        back_populates="team", foreign_keys="Person.team_id", order_by="Person.name.desc()", collection_class=Rows
    )
    named: Mapped[list[Person]] = relationship(
        primaryjoin="and_(Team.id == foreign(Person.team_id), Person.name.like('A%'), Person.version > 0)",
        viewonly=True,
    )
    by_name: Mapped[dict[str, Person]] = relationship(
        foreign_keys="Person.team_id", viewonly=True, collection_class=attribute_keyed_dict("name")
    )
    same_name: Mapped[Team | None] = relationship(
        primaryjoin=lambda: sa.and_(remote(Team.name) == foreign(Team.name), remote(Team.id) != Team.id),
        viewonly=True,
        uselist=False,
    )


class Tag(Base):
    __tablename__ = "tag"
    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int | None] = mapped_column(sa.ForeignKey("step.id"))
    step: Mapped[Step | None] = relationship(overlaps="tags")
    plain = sa.Column(Tagged)
    tagged = sa.Column(Tagged("y"))
    again = sa.Column(Tagged("y"), nullable=False)
    other = sa.Column(Tagged("z", Other, 20))
    lost = sa.Column(Tagged("z", _hidden()))


class Ticket(Base):
    """Numbered by sequences, where there are any."""

    __tablename__ = "ticket"
    id: Mapped[int] = mapped_column(sa.Integer, sa.Sequence("ticket_ids", start=7, increment=3), primary_key=True)
    number: Mapped[int | None] = mapped_column(sa.BigInteger, sa.Sequence("numbers", metadata=Base.metadata))
    plain: Mapped[int | None] = mapped_column(sa.Integer)
    made = sa.Column(sa.String(40), default=ByServer("here"), onupdate=ByServer("there"))


class Note(Base):
    """What somebody said."""

    __tablename__ = "note"
    __table_args__ = (sa.Index("ix_note_volume", "volume"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[str] = mapped_column(sa.String(8))
    text: Mapped[str] = mapped_column(sa.Text)
    volume: Mapped[int | None]
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("note.id"))
    length = column_property(sa.func.length(text))
    __mapper_args__ = {"polymorphic_on": "row", "polymorphic_identity": "plain"}


class Loud(Note):
    """What somebody cried."""

    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    by: Mapped[Person | None] = relationship(backref="cries")
    __mapper_args__ = {"polymorphic_identity": "loud"}


class Shrill(Loud):
    pitch: Mapped[int | None] = mapped_column("pitch_hz")
    answers: Mapped[list[Note]] = relationship(back_populates="answered", foreign_keys="Note.parent_id")
    __mapper_args__ = {"polymorphic_identity": "shrill", "polymorphic_load": "selectin"}


Note.answered = relationship(Shrill, remote_side=[Note.id], back_populates="answers", foreign_keys=[Note.parent_id])


class Step(Base):
    """Two relationships over one key that know nothing of each other."""

    __tablename__ = "step"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("step.id"))
    note_id: Mapped[int | None] = mapped_column(sa.ForeignKey("note.id"))
    parent: Mapped[Step | None] = relationship(remote_side=[id], foreign_keys=[parent_id])
    children: Mapped[list[Step]] = relationship(viewonly=True, primaryjoin="foreign(Step.parent_id) == Step.id")
    note: Mapped[Note | None] = relationship(active_history=True, lazy="selectin", omit_join=False, info={"a": 1})
    tags: Mapped[list[Tag]] = relationship(overlaps="step")
